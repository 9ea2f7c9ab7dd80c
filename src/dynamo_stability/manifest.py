"""stability.toml: marks for code that cannot be edited. Reading only; nothing is imported.

`docs/reference/manifest.md` describes the format, `schemas/manifest.schema.json` defines it.
"""

from __future__ import annotations

import os
import sys

from dynamo_stability.errors import ManifestError, RecordError, nearest
from dynamo_stability.groups import Component, Feature, evidence_of
from dynamo_stability.public_name import PublicName
from dynamo_stability.record import Deprecation, Record
from dynamo_stability.tiers import CRITERIA, Tier
from dynamo_stability.value import Value, one_of, optional_text, text, texts, value_of, values_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any, Final, NoReturn

#: The only format there is so far.
FORMAT: Final = 1

_SECTIONS: Final = ("features", "components", "modules", "marks")
_TOP_KEYS: Final = ("format", "package", "distribution", "enable", *_SECTIONS)
_NOT_WRITTEN: Final = ("name", "kind", "deprecation", "definition", "source", "aliases")
_MARK_KEYS: Final = (*[key for key in Record.FIELDS if key not in _NOT_WRITTEN], "deprecated")
_TIERS: Final = tuple(tier.value for tier in Tier)
_MODULE_KEYS: Final = (*_MARK_KEYS, *_TIERS, "marks")
_TARGETS: Final = ("object", "name")

_set = object.__setattr__


def _qualname(value: Any, field: str) -> str:
    return "" if value == "" else text(value, field)  # empty for the module itself


def _format(value: Any, field: str) -> int:
    if value != FORMAT or isinstance(value, bool):
        raise RecordError(
            f"Cannot take {value!r} for the field {field!r}: it is no known format. "
            f"Write 'format = {FORMAT}'."
        )
    return FORMAT


class Entry(Value):
    """One mark of a manifest.

    Attributes:
        module: the module to import.
        qualname: the name in it; empty for the module itself.
        parameter: the parameter, if the mark is about one.
        target: `"object"` to mark what the name stands for, `"name"` to mark the name.
        record: what is said about it.
    """

    __slots__ = ("module", "parameter", "qualname", "record", "target")

    module: str
    qualname: str
    parameter: str | None
    target: str
    record: Record

    FIELDS = {
        "module": text,
        "qualname": _qualname,
        "parameter": optional_text,
        "target": one_of(*_TARGETS),
        "record": value_of(Record),
    }
    REQUIRED = ("module", "qualname", "target", "record")

    def __init__(
        self,
        module: str,
        qualname: str,
        parameter: str | None = None,
        *,
        target: str,
        record: Record,
    ) -> None:
        _set(self, "module", text(module, "module"))
        _set(self, "qualname", _qualname(qualname, "qualname"))
        _set(self, "parameter", optional_text(parameter, "parameter"))
        _set(self, "target", one_of(*_TARGETS)(target, "target"))
        _set(self, "record", value_of(Record)(record, "record"))


class Manifest(Value):
    """A `stability.toml` as read.

    Attributes:
        source: the path it was read from, or `"<text>"`.
        package: the owning package, or None to derive it from each module.
        distribution: whose installed version decides what is overdue, or None.
        features: the features it declares.
        components: the components it declares.
        entries: the marks in Python modules, in the order of the file.
        marks: the marks of everything else: options, variables, resources, items, routes.
        enable: the features behind gates that whoever applies it enables.
        format: the format it is written in.
    """

    __slots__ = (
        "components",
        "distribution",
        "enable",
        "entries",
        "features",
        "format",
        "marks",
        "package",
        "source",
    )

    source: str
    package: str | None
    distribution: str | None
    features: tuple[Feature, ...]
    components: tuple[Component, ...]
    entries: tuple[Entry, ...]
    marks: tuple[Record, ...]
    enable: tuple[str, ...]
    format: int

    FIELDS = {
        "source": text,
        "package": optional_text,
        "distribution": optional_text,
        "features": values_of(Feature),
        "components": values_of(Component),
        "entries": values_of(Entry),
        "marks": values_of(Record),
        "enable": texts,
        "format": _format,
    }
    REQUIRED = ("source",)

    def __init__(
        self,
        source: str,
        package: str | None = None,
        distribution: str | None = None,
        features: tuple[Feature, ...] = (),
        components: tuple[Component, ...] = (),
        entries: tuple[Entry, ...] = (),
        marks: tuple[Record, ...] = (),
        enable: tuple[str, ...] = (),
        format: int = FORMAT,  # noqa: A002 - the field
    ) -> None:
        _set(self, "source", text(source, "source"))
        _set(self, "package", optional_text(package, "package"))
        _set(self, "distribution", optional_text(distribution, "distribution"))
        _set(self, "features", values_of(Feature)(features, "features"))
        _set(self, "components", values_of(Component)(components, "components"))
        _set(self, "entries", values_of(Entry)(entries, "entries"))
        _set(self, "marks", values_of(Record)(marks, "marks"))
        _set(self, "enable", texts(enable, "enable"))
        _set(self, "format", _format(format, "format"))


def parse_manifest(path_or_text: str | os.PathLike[str]) -> Manifest:
    """Read a manifest.

    Args:
        path_or_text: a path; or the text itself, known by a line break or an equals sign.

    Raises:
        ManifestError: it cannot be found, is not TOML, or says something unknown, malformed or
            contradictory; the key is named, and what is allowed there.
    """
    source, content = _load(path_or_text)
    try:
        return _Reader(source, _parse_toml(source, content)).manifest()
    except RecordError as error:
        raise ManifestError(f"{source}: {error}") from None


def _load(path_or_text: str | os.PathLike[str]) -> tuple[str, str]:
    if isinstance(path_or_text, str) and ("\n" in path_or_text or "=" in path_or_text):
        return "<text>", path_or_text
    source = os.fsdecode(path_or_text)
    try:
        # Some editors on Windows put a byte order mark in front, which TOML has no place for.
        with open(source, encoding="utf-8-sig") as file:
            return source, file.read()
    except (OSError, ValueError) as error:  # ValueError: not UTF-8, or no possible path
        raise ManifestError(
            f"Cannot read the manifest {source!r}: {error}. Pass a path to a UTF-8 TOML file."
        ) from error


def _parse_toml(source: str, content: str) -> dict[str, Any]:
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    try:
        return tomllib.loads(content)
    except ValueError as error:  # TOMLDecodeError, or a number with too many digits
        raise ManifestError(
            f"Cannot read the manifest {source}: it is not TOML: {error}."
        ) from error
    except RecursionError:
        raise ManifestError(
            f"Cannot read the manifest {source}: it is nested too deeply."
        ) from None


class _Reader:
    """Turns the tables of one manifest into values."""

    def __init__(self, source: str, data: dict[str, Any]) -> None:
        self._source = source
        self._data = data

    def manifest(self) -> Manifest:
        """The manifest as a value."""
        data = self._data
        self._check_keys(data, _TOP_KEYS, "")
        _format(data.get("format"), "format")  # first, for it decides how to read the rest
        manifest = Manifest(
            self._source,
            optional_text(data.get("package"), "package"),
            optional_text(data.get("distribution"), "distribution"),
            self._named(Feature, "features"),
            self._named(Component, "components"),
            tuple(self._entries()),
            tuple(self._surface_marks()),
            texts(data.get("enable", []), "enable"),
        )
        self._check_references(manifest)
        return manifest

    def _fail(self, path: str, value: object, why: str) -> NoReturn:
        raise ManifestError(f"{self._source}: cannot take {value!r} for {path!r}: {why}.")

    def _check_keys(self, table: Mapping[str, Any], allowed: tuple[str, ...], path: str) -> None:
        for key in table:
            if key not in allowed:
                where = _join(path, key)
                raise ManifestError(
                    f"{self._source}: unknown key {where!r} (value {table[key]!r}); "
                    f"{nearest(key, allowed)}"
                )

    def _table(self, value: object, path: str) -> dict[str, Any]:
        if not isinstance(value, dict):
            self._fail(path, value, "it is not a table. Write [" + path + "]")
        return value

    def _named(self, cls: type[Any], section: str) -> tuple[Any, ...]:
        tables = self._table(self._data.get(section, {}), section)
        return tuple([self._one_named(cls, *item, section) for item in tables.items()])

    def _one_named(self, cls: type[Any], name: str, value: object, section: str) -> Any:
        path = _join(section, name)
        table = self._table(value, path)
        if "name" in table:
            self._fail(f"{path}.name", table["name"], "the name is the key of the table")
        if cls is Feature and "evidence" in table:
            evidence = self._table(table["evidence"], f"{path}.evidence")
            self._check_keys(evidence, CRITERIA, f"{path}.evidence")
            table = {**table, "evidence": evidence_of(evidence, f"{path}.evidence")}
        return cls.from_dict({"name": name, **table}, path)

    # ---- marks ----------------------------------------------------------------------------------

    def _entries(self) -> Iterator[Entry]:
        modules = self._table(self._data.get("modules", {}), "modules")
        for module, value in modules.items():
            path = _join("modules", module)
            table = self._table(value, path)
            self._check_keys(table, _MODULE_KEYS, path)
            if not all(part.isidentifier() for part in module.split(".")):
                self._fail(path, module, 'it is no module name. Write [modules."package.module"]')
            own: dict[str, Any] = {key: table[key] for key in table if key in _MARK_KEYS}
            if own:
                yield self._entry(module, "", None, own, path)
            yield from self._members(module, table, path)

    def _members(self, module: str, table: dict[str, Any], path: str) -> Iterator[Entry]:
        marks = self._table(table.get("marks", {}), f"{path}.marks")
        listed = self._listed(table, path)
        for name in (*listed, *(name for name in marks if name not in listed)):
            where = _join(f"{path}.marks", name)
            mark = dict(self._table(marks.get(name, {}), where))
            tier = listed.get(name)
            if tier is not None and mark.setdefault("tier", tier) != tier:
                self._fail(f"{where}.tier", mark["tier"], f"{name!r} is also listed under {tier!r}")
            parsed = self._name(name, where)
            yield self._entry(module, parsed.qualname, parsed.parameter, mark, where)

    def _name(self, name: str, path: str) -> PublicName:
        """A name in a module, which is all that can be marked here."""
        try:
            parsed = PublicName.parse(name)
        except RecordError as error:
            self._fail(path, name, str(error).rstrip("."))
        if ":" in name or "<" in name:
            self._fail(
                path, name, "it is no name in the module. Write 'Qual.name' or 'name(parameter)'"
            )
        return parsed

    def _listed(self, table: dict[str, Any], path: str) -> dict[str, str]:
        """The tier of each name in the lists of one module."""
        listed: dict[str, str] = {}
        for tier in _TIERS:
            names = table.get(tier, [])
            if not isinstance(names, list) or not all(isinstance(one, str) for one in names):
                self._fail(f"{path}.{tier}", names, "it is not a list of names")
            for name in names:
                self._name(name, f"{path}.{tier}")
                if name in listed:
                    self._fail(f"{path}.{tier}", name, f"it is also listed under {listed[name]!r}")
                listed[name] = tier
        return listed

    def _entry(
        self, module: str, qualname: str, parameter: str | None, mark: dict[str, Any], path: str
    ) -> Entry:
        mark = dict(mark)
        target = mark.pop("as", "object")
        self._check_keys(mark, _MARK_KEYS, path)
        if target not in _TARGETS:
            self._fail(f"{path}.as", target, f"allowed: {', '.join(_TARGETS)}")
        if target == "name" and (parameter is not None or "." in qualname):
            self._fail(
                f"{path}.as", target, "only a name of the module itself can be marked as a name"
            )
        name = str(PublicName(qualname, module=module, parameter=parameter)) if qualname else module
        # What it most likely is; applying the manifest to the module tells.
        kind = "parameter" if parameter else "attribute" if "." in qualname else "name"
        kind = kind if qualname else "module"
        record = self._record(name, kind, mark, path)
        return Entry(module, qualname, parameter, target=target, record=record)

    def _surface_marks(self) -> Iterator[Record]:
        for name, value in self._table(self._data.get("marks", {}), "marks").items():
            path = _join("marks", name)
            surface = PublicName.parse(name).surface
            if surface == "python":
                self._fail(path, name, 'it is a Python name. Write it below [modules."its.module"]')
            mark = self._table(value, path)
            self._check_keys(mark, _MARK_KEYS, path)
            yield self._record(name, surface, mark, path)

    def _record(self, name: str, kind: str, mark: dict[str, Any], path: str) -> Record:
        if "deprecated" not in mark and "tier" not in mark:
            self._fail(path, mark, "it says neither a tier nor deprecated = {...}")
        fields = {"name": name, "kind": kind, **mark}
        if "deprecated" in fields:
            fields["deprecation"] = self._deprecation(
                fields.pop("deprecated"), f"{path}.deprecated"
            )
        return Record.from_dict(fields, path)

    def _deprecation(self, value: object, path: str) -> Deprecation:
        if value is True:
            return Deprecation()
        return Deprecation.from_dict(self._table(value, path), path)

    def _check_references(self, manifest: Manifest) -> None:
        """Features and components that marks name have to be declared, where any are."""
        for field, declared in (("feature", manifest.features), ("component", manifest.components)):
            known = [one.name for one in declared]
            paths = [(_path_of(one), one.record) for one in manifest.entries]
            paths += [(_join("marks", one.name), one) for one in manifest.marks]
            for path, record in paths:
                named = getattr(record, field)
                if known and named is not None and named not in known:
                    self._fail(
                        f"{path}.{field}",
                        named,
                        f"no such {field} is declared; {nearest(named, known).rstrip('.')}",
                    )


def _path_of(entry: Entry) -> str:
    """The key under which the manifest has an entry."""
    path = _join("modules", entry.module)
    if not entry.qualname:
        return path
    parameter = "" if entry.parameter is None else f"({entry.parameter})"
    return _join(f"{path}.marks", f"{entry.qualname}{parameter}")


def _join(path: str, key: str) -> str:
    """The path of a key, written as TOML writes it: `modules."dynamo.llm".marks.KvRouter`."""
    is_bare = key.isascii() and key.replace("-", "_").isidentifier()
    escaped = key.replace("\\", "\\\\").replace('"', '\\"')
    written = key if is_bare else f'"{escaped}"'
    return f"{path}.{written}" if path else written
