"""Catalog: all that is known about the stability of one release."""

from __future__ import annotations

from dynamo_stability.catalog.api import ApiObject
from dynamo_stability.errors import CatalogError, RecordError
from dynamo_stability.groups import Component, Feature
from dynamo_stability.public_name import holder_of
from dynamo_stability.record import Record
from dynamo_stability.tiers import Tier
from dynamo_stability.value import Value, optional_text, texts, values_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any, Final

#: The format that this version writes, and the only one there is so far.
FORMAT: Final = 1

_set = object.__setattr__


def _format(value: Any, field: str) -> int:
    if value != FORMAT or isinstance(value, bool):
        raise RecordError(
            f"Cannot take {value!r} for the field {field!r}: this version of dynamo-stability "
            f"knows format {FORMAT} only. Update dynamo-stability, or generate the file again."
        )
    return FORMAT


class Catalog(Value):
    """The records of one release, and the shape of its public API.

    What it holds is kept sorted by name, so that equal content makes equal catalogs.

    Attributes:
        distribution: the distribution, as on PyPI.
        version: its version.
        packages: the owning packages it is about, such as `dynamo.llm`.
        features: the features that records refer to.
        components: the components that records refer to.
        records: one for each mark.
        api: the public API itself; empty where only marks were collected.
        format: the format it is written in.
    """

    __slots__ = (
        "_index",
        "api",
        "components",
        "distribution",
        "features",
        "format",
        "packages",
        "records",
        "version",
    )

    format: int
    distribution: str | None
    version: str | None
    packages: tuple[str, ...]
    features: tuple[Feature, ...]
    components: tuple[Component, ...]
    records: tuple[Record, ...]
    api: tuple[ApiObject, ...]
    _index: dict[str, Record] | None

    FIELDS = {
        "format": _format,
        "distribution": optional_text,
        "version": optional_text,
        "packages": texts,
        "features": values_of(Feature),
        "components": values_of(Component),
        "records": values_of(Record),
        "api": values_of(ApiObject),
    }
    REQUIRED = ("format",)

    def __init__(
        self,
        distribution: str | None = None,
        version: str | None = None,
        packages: tuple[str, ...] = (),
        features: tuple[Feature, ...] = (),
        components: tuple[Component, ...] = (),
        records: tuple[Record, ...] = (),
        api: tuple[ApiObject, ...] = (),
        format: int = FORMAT,  # noqa: A002 - the field
    ) -> None:
        _set(self, "format", _format(format, "format"))
        _set(self, "distribution", optional_text(distribution, "distribution"))
        _set(self, "version", optional_text(version, "version"))
        _set(self, "packages", tuple(sorted(set(texts(packages, "packages")))))
        _set(self, "features", _sorted(values_of(Feature)(features, "features")))
        _set(self, "components", _sorted(values_of(Component)(components, "components")))
        _set(self, "records", _sorted(values_of(Record)(records, "records")))
        _set(self, "api", _sorted(values_of(ApiObject)(api, "api")))
        _set(self, "_index", None)
        _refuse_repeated(self.records)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], path: str = "") -> Catalog:
        """The catalog that a plain dict spells.

        Raises:
            CatalogError: the format is unknown, or something in it is malformed.
        """
        try:
            if hasattr(type(data), "keys"):
                _format(data.get("format"), "format")  # it decides how to read the rest
            return super().from_dict(data, path)
        except RecordError as error:
            raise CatalogError(str(error)) from None

    def find(self, name: str) -> Record | None:
        """The record of what is imported or defined as `name`, or None.

        A public name goes before a definition, and a definition before a further public name.
        """
        if self._index is None:
            _set(self, "_index", _index_of(self.records))
        index = self._index or {}
        return index.get(name)

    def tier_of(self, record: Record) -> Tier:
        """The tier that `record` counts as: its own, that of what it is part of, or stable."""
        owner: Record | None = record
        while owner is not None and owner.tier is None:
            owner = self.owner_of(owner)
        return Tier.STABLE if owner is None or owner.tier is None else owner.tier

    def owner_of(self, record: Record) -> Record | None:
        """The record of the class or module that holds what `record` is about, or None."""
        name = holder_of(record.name)
        while name:
            found = self.find(name)
            if found is not None:
                return found
            name = holder_of(name)
        return None

    def without_places(self) -> Catalog:
        """This catalog as the registry module holds it: no API, version or source lines.

        They change with every edit and release, while the tiers do not.
        """
        records = tuple([record.replace(source=None) for record in self.records])
        return self.replace(version=None, api=(), records=records)


def _sorted(values: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(sorted(values, key=lambda one: (one.name, getattr(one, "kind", ""))))


def _refuse_repeated(records: tuple[Record, ...]) -> None:
    before: Record | None = None
    for record in records:
        if before is not None and (record.name, record.kind) == (before.name, before.kind):
            raise RecordError(
                f"Cannot take two records of the {record.kind} {record.name!r}: "
                f"{before.stage} and {record.stage}. Keep one."
            )
        before = record


def _index_of(records: tuple[Record, ...]) -> dict[str, Record]:
    index: dict[str, Record] = {}
    for record in records:
        if record.aliases:
            for alias in record.aliases:
                index.setdefault(alias, record)
    for record in reversed(records):
        if record.definition is not None and (record.kind != "name" or not record.is_other_name):
            index[record.definition] = record
    index.update({record.name: record for record in reversed(records)})
    return index
