"""A griffe extension: mkdocstrings, and whoever else uses griffe, sees the tier of an object.

In `mkdocs.yml` it is one of the `extensions` of the Python handler; elsewhere it is passed to
`griffe.load_extensions`. What is marked is read from the sources, the configured manifests, the
registry module that a package brings along and, if asked for, a catalog. Nothing is imported.
"""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from dynamo_stability.catalog import REGISTRY_MODULE, read_catalog
from dynamo_stability.categories import deprecated_message, word
from dynamo_stability.collect import Source, Target, collect_marks
from dynamo_stability.configuration import read_configuration, read_configuration_file
from dynamo_stability.errors import missing_extra

try:
    import griffe
except ImportError:
    raise missing_extra("show tiers in documentation", "griffelib") from None

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dynamo_stability.record import Record

__all__ = ["EXTRA", "StabilityExtension"]

#: The key below which `extra` of an object holds what is known about its stability.
EXTRA: Final = "dynamo_stability"

#: For each stage that is worth telling, the kind and the title of the box in the documentation.
_BOXES: Final = {
    "experimental": ("warning", "Experimental"),
    "beta": ("info", "Beta"),
    "deprecated": ("danger", "Deprecated"),
}
_SUFFIXES: Final = frozenset({".py", ".pyi"})


class StabilityExtension(griffe.Extension):
    """Puts what is known about the stability of an object on the griffe object.

    Each marked object gets its record and stage as plain data in `extra["dynamo_stability"]`,
    a label (`experimental`, `beta` or `deprecated`), the message in `deprecated` where it is, and
    a box at the top of its docstring. What is known of single parameters is below `parameters`
    in the same data, and in further boxes.

    Args:
        admonition: whether to put boxes into docstrings; objects without one get one.
        catalog: a `stability.json` or registry module, for what the sources do not say.
        config: the `pyproject.toml` with the project's manifests and decorators; by default the
            nearest one upwards from the working directory.
    """

    def __init__(
        self, *, admonition: bool = True, catalog: str | None = None, config: str | None = None
    ) -> None:
        super().__init__()
        self._is_admonished = admonition
        self._extra_records = () if catalog is None else read_catalog(catalog).records
        if config is None:
            self._configuration = read_configuration(Path())
        else:
            self._configuration = read_configuration_file(Path(config))

    def on_package(self, *, pkg: griffe.Module, loader: Any, **kwargs: Any) -> None:  # noqa: ARG002
        """Read the marks of a package that was loaded, and put them on its objects."""
        for record in self._records(pkg):
            if record.kind == "parameter":
                self._mark_parameter(pkg, record)
            else:
                self._mark(pkg, record)

    # ---- records --------------------------------------------------------------------------------

    def _records(self, package: griffe.Module) -> Iterator[Record]:
        """What is known about a package, each object once, what its sources say first."""
        sources = list(_sources(package))
        found = collect_marks([Target(package.name, _root(package), sources)], self._configuration)
        shipped = [
            read_catalog(source.path).records
            for source in sources
            if source.module.endswith(f".{REGISTRY_MODULE}")
        ]
        known: set[str] = set()
        for records in (found.records, *shipped, self._extra_records):
            for record in records:
                if record.name not in known:
                    yield record
            known |= {record.name for record in records}

    # ---- objects --------------------------------------------------------------------------------

    def _mark(self, package: griffe.Module, record: Record) -> None:
        found = _find(package, record)
        if isinstance(found, griffe.Alias):  # a name alone is marked; the rest is its object's
            if record.deprecation is not None:
                found.deprecated = deprecated_message(record)
        elif found is not None:
            found.extra[EXTRA] = {**_data(record), **found.extra.get(EXTRA, {})}
            if record.deprecation is not None:
                found.deprecated = deprecated_message(record)
            if record.stage in _BOXES:
                found.labels.add(record.stage)
                self._admonish(found, record, _sentence(record))

    def _mark_parameter(self, package: griffe.Module, record: Record) -> None:
        function, _, parameter = record.name.rstrip(")").partition("(")
        definition = record.definition and record.definition.partition("(")[0]
        found = _find(package, record.replace(name=function, definition=definition, kind="method"))
        if found is None or isinstance(found, griffe.Alias):
            return
        parameters = found.extra.setdefault(EXTRA, {}).setdefault("parameters", {})
        parameters[parameter] = _data(record)
        if record.stage in _BOXES:
            self._admonish(found, record, _sentence(record), of=f" parameter: {parameter}")

    def _admonish(self, found: griffe.Object, record: Record, text: str, of: str = "") -> None:
        if not self._is_admonished:
            return
        if not isinstance(found.docstring, _BoxedDocstring):
            found.docstring = _BoxedDocstring(found)
        kind, title = _BOXES[record.stage]
        box = griffe.DocstringSectionAdmonition(kind, text, title + of)
        found.docstring.boxes.append(box)


class _BoxedDocstring(griffe.Docstring):
    """A docstring, or the lack of one, with boxes in front.

    It is parsed when it is asked for, because mkdocstrings sets the parser late.

    Attributes:
        boxes: the sections that come first.
    """

    def __init__(self, owner: griffe.Object) -> None:
        written = owner.docstring
        super().__init__(
            "" if written is None else written.value,
            lineno=None if written is None else written.lineno,
            endlineno=None if written is None else written.endlineno,
            parent=owner,
            parser=None if written is None else written.parser,
            parser_options=None if written is None else written.parser_options,
        )
        self.boxes: list[griffe.DocstringSection] = []

    @cached_property
    def parsed(self) -> list[griffe.DocstringSection]:
        """The boxes, and the sections of the docstring."""
        return [*self.boxes, *(self.parse() if self.value else ())]


def _find(package: griffe.Module, record: Record) -> griffe.Object | griffe.Alias | None:
    """What a record is about in a package; an alias, where it is about that name alone."""
    is_other_name = record.kind == "name" and _last(record.name) != _last(
        record.definition or record.name
    )
    names = [record.name] if is_other_name else [record.definition, record.name, *record.aliases]
    for name in names:
        found = None if name is None else _member(package, name)
        if isinstance(found, griffe.Alias) and not is_other_name:
            found = _target(found)
        if found is not None:
            return found
    return None


def _member(package: griffe.Module, name: str) -> griffe.Object | griffe.Alias | None:
    if name == package.path:
        return package
    if not name.startswith(f"{package.path}."):
        return None
    try:
        found: griffe.Object | griffe.Alias = package.get_member(name[len(package.path) + 1 :])
    except (KeyError, griffe.AliasResolutionError, griffe.CyclicAliasError):
        return None
    return found


def _target(alias: griffe.Alias) -> griffe.Object | None:
    try:
        return alias.final_target
    except (griffe.AliasResolutionError, griffe.CyclicAliasError):
        return None


def _last(name: str) -> str:
    return name.rpartition(".")[2]


def _data(record: Record) -> dict[str, Any]:
    return {**record.to_dict(), "stage": record.stage}


def _sentence(record: Record) -> str:
    """The wording of the warning, with the name as code."""
    return f"`{record.name}`{word(record)[len(record.name) :]}"


def _sources(module: griffe.Module) -> Iterator[Source]:
    """The files that griffe read a module and its submodules from."""
    for path in _paths(module):
        for suffix in (".pyi", ".py"):
            file = path.with_name(path.name.partition(".")[0] + suffix)
            if file == path or file.is_file():
                yield Source(module.path, file)
    for member in module.members.values():
        if isinstance(member, griffe.Module):
            yield from _sources(member)


def _paths(module: griffe.Module) -> Iterable[Path]:
    """The file of a module; none for built-in ones, and for packages without an `__init__`."""
    try:
        return [module.filepath] if isinstance(module.filepath, Path) else []
    except griffe.BuiltinModuleError:
        return []


def _root(package: griffe.Module) -> Path:
    """The directory that would stand on `sys.path`."""
    try:
        path = package.filepath
    except griffe.BuiltinModuleError:
        return Path()
    if not isinstance(path, Path):
        return path[0].parent
    return path.parent.parent if package.is_init_module else path.parent
