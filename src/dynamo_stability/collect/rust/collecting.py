"""collect_rust(): the records of everything that is marked in the crates below a directory."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from dynamo_stability.collect.problems import Problem
from dynamo_stability.collect.python.modules import Definition, Module
from dynamo_stability.collect.python.public_names import PublicNames
from dynamo_stability.collect.python.resolving import Resolver
from dynamo_stability.collect.rust.cargo import find_crates, python_module
from dynamo_stability.collect.rust.crates import CrateReader
from dynamo_stability.collect.rust.features import feature_records, unknown_features
from dynamo_stability.collect.rust.paths import Known, Paths, crate_of
from dynamo_stability.collect.rust.public import PublicItems
from dynamo_stability.collect.rust.python_modules import PythonModules
from dynamo_stability.collect.rust.python_names import is_python_class, stated_module
from dynamo_stability.collect.rust.python_records import Binding, PythonRecords
from dynamo_stability.collect.rust.records import RustRecords
from dynamo_stability.collect.rust.syntax import rust_parser
from dynamo_stability.collect.sources import Source
from dynamo_stability.configuration import RustOptions

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from dynamo_stability.collect.rust.cargo import Crate
    from dynamo_stability.collect.rust.items import Item
    from dynamo_stability.collect.rust.python_modules import PythonModule
    from dynamo_stability.record import Record


class CollectedRust(NamedTuple):
    """What was found in some crates.

    Attributes:
        records: one for each mark, sorted by name; a mark on what Python sees too is under both
            names.
        problems: what could not be read or contradicts itself, sorted by place.
        bindings: everything that Python sees of the crates, marked or not, sorted by name.
    """

    records: tuple[Record, ...]
    problems: tuple[Problem, ...]
    bindings: tuple[Binding, ...]


def collect_rust(
    root: Path,
    options: RustOptions | None = None,
    *,
    python: Mapping[str, Sequence[Module]] | None = None,
) -> CollectedRust:
    """Everything that is marked in the library crates below a directory; nothing of it is built.

    Args:
        root: the directory: of a crate, a workspace or a whole repository.
        options: which Cargo features guard which tier, and what the extension modules are called.
        python: the Python modules that are read beside the crates. Where they re-export what an
            extension module holds, it goes by that name, as in `dynamo.llm.KvRouter`.

    Raises:
        MissingExtraError: tree-sitter, or its grammar of Rust, is not installed.
    """
    rust_parser()
    root = root.absolute()
    return _Reading(root, options or RustOptions()).collected(python or {})


class _Reading:
    """One run of the collector."""

    def __init__(self, root: Path, options: RustOptions) -> None:
        self._root = root
        self._options = options
        self._problems: list[Problem] = []
        self._crates: list[tuple[Crate, Item]] = []
        reader = CrateReader(root, options, self._problems)
        for crate in self._distinct(find_crates(root, self._problems)):
            self._crates.append((crate, reader.read(crate)))
        paths = Paths(self._known())
        tops = [top for _, top in self._crates]
        self._items = [one for top in tops for one in self._walk(top)]
        self._public = PublicItems(tops, paths, options)
        self._modules = PythonModules(self._items, paths)

    def _distinct(self, crates: Iterable[Crate]) -> Iterator[Crate]:
        """The crates without those that go by the name of another one."""
        known: dict[str, Crate] = {}
        for crate in crates:
            other = known.setdefault(crate.name, crate)
            if other is crate:
                yield crate
            else:
                message = f"the crate '{crate.name}' is also in {other.manifest}, which was read."
                self._problems.append(Problem(crate.manifest, 1, 1, message))

    def _known(self) -> Known:
        roots = {crate.package: top for crate, top in self._crates}
        libraries = {crate.package: crate.library for crate, _ in self._crates}
        names = {}
        for crate, top in self._crates:
            used = [one for one in crate.dependencies.values() if one in libraries]
            names[id(top)] = {**{libraries[one]: one for one in used}, **crate.dependencies}
        return Known(roots, names)

    def _walk(self, top: Item) -> Iterator[Item]:
        """All items of a crate that users may get, in the order of their places."""
        waiting = [top]
        while waiting:
            item = waiting.pop()
            said = item.said(self._options)
            for problem in said.problems:
                name = item.name or "::".join(item.target)
                message = f"'{name}' {problem}."
                self._problems.append(item.file.problem_at(item.offset, message))
            if said.is_there:
                yield item
                waiting += reversed(item.children)

    # ---- the result -----------------------------------------------------------------------------

    def collected(self, python: Mapping[str, Sequence[Module]]) -> CollectedRust:
        """All that was found."""
        seen = PythonRecords(self._roots(), self._items, self._public, self._options)
        bindings = seen.bindings()
        records: dict[tuple[str, str], Record] = {}
        for record in (
            *RustRecords(self._public, self._options),
            *(one for crate, _ in self._crates for one in feature_records(crate, self._options)),
            *seen.records(_public_names(python, bindings).of),
        ):
            records.setdefault((record.name, record.kind), record)
        problems = [*self._problems, *self._feature_problems()]
        return CollectedRust(
            tuple(records[key] for key in sorted(records)),
            tuple(sorted(set(problems))),
            bindings,
        )

    def _feature_problems(self) -> Iterator[Problem]:
        for crate, top in self._crates:
            items = [one for one in self._items if crate_of(one) is top]
            yield from unknown_features(crate, items, self._options)

    def _roots(self) -> Iterator[tuple[PythonModule, str]]:
        """The modules that are imported by themselves, with their full names."""
        stated = dict(self._options.python_modules)
        for crate, top in self._crates:
            own = [one for one in self._modules.roots if one.item and crate_of(one.item) is top]
            full = stated.get(crate.package) or (own and python_module(crate, self._root)) or ""
            for module in own:
                is_meant = full.rpartition(".")[2] == module.name or crate.package in stated
                yield module, full if full and is_meant else _said_by_classes(module)


def _said_by_classes(module: PythonModule) -> str:
    """The full name of an extension module where its classes say it, or its own name."""
    said = {stated_module(one.item) for one in module.entries if is_python_class(one.item)}
    fitting = [one for one in said if one and one.rpartition(".")[2] == module.name]
    return fitting[0] if len(fitting) == 1 else module.name


def _public_names(
    python: Mapping[str, Sequence[Module]], bindings: Iterable[Binding]
) -> PublicNames:
    """Where the Python modules at hand re-export what is bound."""
    modules = {name: list(parts) for name, parts in python.items()}
    compiled: dict[str, Module] = {}
    for one in bindings:
        if one.module not in compiled:
            module = compiled[one.module] = Module(Source(one.module, Path(f"{one.module}.rs")))
            modules.setdefault(one.module, []).append(module)
        qualname = one.name[len(one.module) + 1 :]
        if qualname:
            definition = Definition(is_class=one.kind == "class", line=1, decorators=[])
            compiled[one.module].defined.setdefault(qualname, []).append(definition)
    return PublicNames(modules, Resolver(modules))
