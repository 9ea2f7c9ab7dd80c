"""stub_package(): a PEP 561 stub package for some sources, as texts by relative path."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final, NamedTuple

from dynamo_stability.catalog import REGISTRY_MODULE, render_registry
from dynamo_stability.generate.stubs.aliases import Aliases
from dynamo_stability.generate.stubs.imports import add_import, prune_imports, unused_imports
from dynamo_stability.generate.stubs.inferring import INCOMPLETE
from dynamo_stability.generate.stubs.layout import closed_up, tidy, without_docstrings
from dynamo_stability.generate.stubs.marks import mark_stub
from dynamo_stability.generate.stubs.modules import StubModules
from dynamo_stability.generate.stubs.notes import CANNOT_MARK, StubNote
from dynamo_stability.generate.stubs.source_text import SourceText
from dynamo_stability.generate.stubs.sources import draft_stub
from dynamo_stability.generate.stubs.trimming import Trimming, trim_stub

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dynamo_stability.catalog import Catalog
    from dynamo_stability.collect import Source, Target
    from dynamo_stability.generate.stubs.modules import StubModule
    from dynamo_stability.tiers import Tier

#: What a stub with everything marks, and what is left to be marked in a trimmed one.
_MARKED: Final = frozenset({"experimental", "beta", "deprecated"})
_KEPT: Final = frozenset({"deprecated"})


class StubPackage(NamedTuple):
    """Stubs, and what they cannot say.

    Attributes:
        files: the texts by relative path, such as `foo-stubs/__init__.pyi`.
        notes: what is marked and not shown, and what became `Incomplete`; sorted.
    """

    files: dict[str, str]
    notes: tuple[StubNote, ...]


def stub_files(
    target: Target,
    catalog: Catalog,
    *,
    tier: Tier | None = None,
    partial: bool = False,
    docstrings: bool = False,
) -> dict[str, str]:
    """The files of `stub_package`, without its notes."""
    return stub_package(target, catalog, tier=tier, partial=partial, docstrings=docstrings).files


def stub_package(
    target: Target,
    catalog: Catalog,
    *,
    tier: Tier | None = None,
    partial: bool = False,
    docstrings: bool = False,
) -> StubPackage:
    """The stubs of a target, for type checkers that know no marks but PEP 702's.

    Sources and stubs are parsed, never imported. Equal input gives equal texts, whatever else is
    installed.

    Args:
        target: the sources; where a module has a stub already, that counts.
        catalog: the marks.
        tier: what is below this tier is left out; if None, all is there and what is experimental,
            beta or deprecated carries a literal `@deprecated("experimental: ...")`.
        partial: whether to leave out the modules that differ from their sources in nothing;
            type checkers then read the package itself.
        docstrings: whether to keep docstrings.

    Raises:
        CollectError: a file cannot be read or parsed.
    """
    writing = _Writing(StubModules(target.sources, catalog), tier, docstrings=docstrings)
    stubs: dict[str, _Stub] = {}
    for module in writing.modules:
        if _is_stubbed(module.source):
            stubs[module.name] = writing.stub(module)
    if partial:
        stubs = _differing(stubs)
    files = {stub_path(stub.source): stub.text for stub in stubs.values()}
    notes = {note for stub in stubs.values() for note in stub.notes}
    notes |= set(_parameter_notes(writing, catalog))
    if partial:
        files |= dict.fromkeys(_partial_markers(writing.modules, stubs), "partial\n")
    else:
        files |= dict.fromkeys(_registries(writing.modules, catalog), render_registry(catalog))
    return StubPackage(dict(sorted(files.items())), tuple(sorted(notes)))


def stub_path(source: Source) -> str:
    """Where the stub of a module lies: `foo-stubs/bar.pyi`, `foo-stubs/bar/__init__.pyi`."""
    first, *rest = source.module.split(".")
    parts = [f"{first}-stubs", *rest]
    if source.is_package or not rest:
        parts.append("__init__")
    return "/".join(parts) + ".pyi"


def _is_stubbed(source: Source) -> bool:
    return source.module.rpartition(".")[2] != REGISTRY_MODULE


class _Stub(NamedTuple):
    """One finished stub; `differs`: whether it says anything that its source does not."""

    source: Source
    text: str
    differs: bool
    notes: tuple[StubNote, ...]


class _Writing:
    """The steps that each stub goes through."""

    def __init__(self, modules: StubModules, tier: Tier | None, *, docstrings: bool) -> None:
        self.modules = modules
        self._trimming = None if tier is None else Trimming(modules, tier)
        self._docstrings = docstrings
        self._drafts: dict[str, SourceText] = {}
        self._trimmed: dict[str, tuple[SourceText, list[StubNote]]] = {}

    def draft(self, module: StubModule) -> SourceText:
        """A module as a stub that is neither marked nor trimmed."""
        if module.name not in self._drafts:
            self._drafts[module.name] = SourceText(self._draft(module), module.name)
        return self._drafts[module.name]

    def _draft(self, module: StubModule) -> str:
        if not module.source.is_stub:
            draft = draft_stub(self.modules, module, docstrings=self._docstrings)
            return prune_imports(draft)  # what is left serves annotations and decorators
        text = module.code.text
        return text if self._docstrings else without_docstrings(text)

    def trimmed(self, module: StubModule) -> SourceText:
        """A module as a stub that is trimmed, and not marked yet."""
        return self._trim(module)[0]

    def _trim(self, module: StubModule) -> tuple[SourceText, list[StubNote]]:
        draft = self.draft(module)
        if self._trimming is None:
            return draft, []
        if module.name not in self._trimmed:
            text, notes = trim_stub(self.modules, module, draft, self._trimming)
            self._trimmed[module.name] = SourceText(text, module.name), notes
        return self._trimmed[module.name]

    def stub(self, module: StubModule) -> _Stub:
        """The finished stub of a module."""
        draft = self.draft(module)
        trimmed, notes = self._trim(module)
        stages = _MARKED if self._trimming is None else _KEPT
        aliases = Aliases(self.modules, module, self.trimmed)
        text, more = mark_stub(self.modules, module, trimmed, aliases, stages)
        differs = text != draft.text
        return _Stub(module.source, self._finish(module, draft, text), differs, (*notes, *more))

    def _finish(self, module: StubModule, draft: SourceText, text: str) -> str:
        if not module.source.is_stub:
            return tidy(closed_up(_with_own_imports(prune_imports(text))))
        if text == draft.text:
            return tidy(text)
        return tidy(_with_own_imports(prune_imports(text, unused_imports(draft.tree))))

    def shows(self, full: str) -> bool:
        """Whether a function of these modules is in its stub."""
        found = self.modules.split(full)
        if found is None or not _is_stubbed(found[0].source):
            return False
        return self._trimming is None or not self._trimming.cuts(full)


def _with_own_imports(text: str) -> str:
    """The text with the imports of what only stubs speak of."""
    tree = SourceText(text).tree
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    imported = {alias.asname or alias.name for node in tree.body for alias in _aliases(node)}
    for name in ("builtins", "abc"):
        if name in used and name not in imported:
            text = add_import(text, f"import {name}")
    if INCOMPLETE in used and INCOMPLETE not in imported:
        text = add_import(text, f"from _typeshed import {INCOMPLETE}")
    return text


def _aliases(node: ast.stmt) -> list[ast.alias]:
    return node.names if isinstance(node, (ast.Import, ast.ImportFrom)) else []


# ---- the files beside the stubs -----------------------------------------------------------------


def _differing(stubs: dict[str, _Stub]) -> dict[str, _Stub]:
    """The stubs that say what the package does not, and the packages that hold them."""
    needed = {name for name, stub in stubs.items() if stub.differs}
    for name in tuple(needed):
        parts = name.split(".")
        needed.update(".".join(parts[:count]) for count in range(1, len(parts)))
    return {name: stub for name, stub in stubs.items() if name in needed}


def _partial_markers(modules: StubModules, stubs: dict[str, _Stub]) -> Iterator[str]:
    """Where PEP 561 wants its marker: in each outermost package.

    A module that stands alone in a namespace has none, and takes that of the namespace.
    """
    for name in stubs:
        owner = modules.get(modules.owner(name))
        assert owner is not None  # noqa: S101 - each module has an owner
        path = stub_path(owner.source)
        yield f"{path.rpartition('/')[0]}/py.typed"


def _registries(modules: StubModules, catalog: Catalog) -> Iterator[str]:
    """Where the mypy plugin looks for the registry: in each outermost package with a record."""
    names = {name for one in catalog.records for name in (one.name, one.definition, *one.aliases)}
    for module in modules:
        package = module.name
        is_outermost = module.source.is_package and modules.owner(package) == package
        if is_outermost and any(f"{name}.".startswith(f"{package}.") for name in names):
            yield stub_path(module.source).replace("__init__", REGISTRY_MODULE)


def _parameter_notes(writing: _Writing, catalog: Catalog) -> Iterator[StubNote]:
    for record in catalog.records:
        if record.kind == "parameter" and record.stage in _MARKED:
            function = (record.definition or record.name).partition("(")[0]
            if writing.shows(function):
                message = f"it is {record.stage}, which its stub cannot say: it is a parameter."
                yield StubNote(record.name, CANNOT_MARK, message)
