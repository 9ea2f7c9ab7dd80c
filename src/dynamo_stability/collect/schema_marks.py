"""Marks in schemas: what the extensions and the description of a part of one say about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from dynamo_stability.collect.descriptions import TAGS, read_description, read_notice
from dynamo_stability.errors import RecordError, nearest
from dynamo_stability.record import Deprecation, Record
from dynamo_stability.tiers import Tier

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Final

    from dynamo_stability.collect.descriptions import Said

    #: Finds the public name of what a word in a text names, if it names anything.
    Resolve = Callable[[str], str | None]

_DEPRECATED: Final = "deprecated"
_FIELDS: Final = ("reason", "since", "feature", "issue", "owner", "alternative", "component")
_KEYS: Final = ("tier", *_FIELDS, _DEPRECATED)
#: Stages that other tools write in an extension, beside those of descriptions.
_LEVELS: Final = {**TAGS, "draft": Tier.EXPERIMENTAL}


class Mark:
    """What is said about one part of a schema or document.

    Attributes:
        tier: the tier, or None.
        deprecation: that it is on its way out, or None.
        fields: the other fields of the record.
        complaints: what contradicts itself or cannot be read, in sentences.
    """

    def __init__(self) -> None:
        self.tier: Tier | None = None
        self.deprecation: Deprecation | None = None
        self.fields: dict[str, str] = {}
        self.complaints: list[str] = []

    def __bool__(self) -> bool:
        return self.tier is not None or self.deprecation is not None

    def give_tier(self, tier: Tier) -> None:
        """Take a tier; the first that is said counts, and another one is a complaint."""
        if self.tier is None:
            self.tier = tier
        elif self.tier is not tier:
            self.complaints.append(f"is marked {self.tier} and {tier}. Keep one tier.")

    def deprecate(self, deprecation: Deprecation) -> None:
        """Take a deprecation; what several say is put together, the first one first."""
        if self.deprecation is not None:
            deprecation = Deprecation.from_dict(
                {**deprecation.to_dict(), **self.deprecation.to_dict()}
            )
        self.deprecation = deprecation

    def record(self, name: str, kind: str, source: str) -> Record:
        """The record of it."""
        said: dict[str, Any] = {"tier": self.tier, "deprecation": self.deprecation, **self.fields}
        return Record(name, kind, source=source, **said)


class Extensions(NamedTuple):
    """The keys by which a project marks parts of its schemas.

    Attributes:
        tiers: those that hold a tier, or a mapping with one.
        deprecations: those that say that something is deprecated.
    """

    tiers: tuple[str, ...]
    deprecations: tuple[str, ...]


def read_mark(schema: Mapping[str, Any], extensions: Extensions, resolve: Resolve) -> Mark:
    """What a schema says about the stability of what it describes.

    Args:
        schema: the schema, or another part of a document.
        extensions: the keys that the project uses.
        resolve: finds the public name of what a word in a text names.
    """
    mark = read_extensions(schema, extensions, resolve)
    description = schema.get("description")
    for said in read_description(description if isinstance(description, str) else ""):
        _take(said, resolve, mark)
    return mark


def _take(said: Said, resolve: Resolve, mark: Mark) -> None:
    if said.tier is None:
        mark.deprecate(deprecation_of(said, resolve))
        return
    mark.give_tier(said.tier)
    if said.text and said.tier is not Tier.STABLE:
        mark.fields.setdefault("reason", said.text)


def deprecation_of(said: Said, resolve: Resolve) -> Deprecation:
    """The deprecation that a text tells of."""
    named = [(resolve(word), word, is_quoted) for word, is_quoted in said.instead]
    found = [full for full, _, _ in named if full is not None]
    found += [word for _, word, is_quoted in named if is_quoted]
    return Deprecation(
        said.text or None,
        since=said.since,
        remove_in=said.remove_in,
        alternative=found[0] if found else None,
    )


# ---- extensions ---------------------------------------------------------------------------------


def read_extensions(schema: Mapping[str, Any], extensions: Extensions, resolve: Resolve) -> Mark:
    """What a schema says by its keys alone."""
    mark = Mark()
    for key in extensions.tiers:
        if key in schema:
            _read_extension(key, schema[key], resolve, mark)
    for key in extensions.deprecations:
        if key in schema:
            _read_deprecated(key, schema[key], resolve, mark)
    return mark


def _read_extension(key: str, value: object, resolve: Resolve, mark: Mark) -> None:
    if isinstance(value, str):
        _read_level(key, value, mark)
        return
    if not isinstance(value, Mapping):
        mark.complaints.append(f"says {key}: {_shown(value)}. Write a tier, or a mapping with one.")
        return
    for name in value:
        if name not in _KEYS:
            mark.complaints.append(f"says {name!r} in {key}; {nearest(name, _KEYS)}")
    if "tier" in value:
        _read_level(f"{key}.tier", value["tier"], mark)
    for name in _FIELDS:
        if name in value:
            _read_field(f"{key}.{name}", name, value[name], resolve, mark)
    if _DEPRECATED in value:
        _read_deprecated(f"{key}.{_DEPRECATED}", value[_DEPRECATED], resolve, mark)


def _read_field(key: str, name: str, value: object, resolve: Resolve, mark: Mark) -> None:
    if not isinstance(value, str) or not value:
        mark.complaints.append(f"says {key}: {_shown(value)}. Write a text.")
        return
    mark.fields[name] = (resolve(value) or value) if name == "alternative" else value


def _read_level(key: str, value: object, mark: Mark) -> None:
    level = value.casefold() if isinstance(value, str) else ""
    if level == _DEPRECATED:
        mark.deprecate(Deprecation())
    elif level in _LEVELS:
        mark.give_tier(_LEVELS[level])
    else:
        allowed = nearest(level, [*_LEVELS, _DEPRECATED])
        mark.complaints.append(f"says {key}: {_shown(value)}; {allowed}")


def _read_deprecated(key: str, value: object, resolve: Resolve, mark: Mark) -> None:
    if value is True:
        mark.deprecate(Deprecation())
    elif isinstance(value, str):
        mark.deprecate(deprecation_of(read_notice(value), resolve))
    elif isinstance(value, Mapping):
        try:
            deprecation = Deprecation.from_dict(value, key)
        except RecordError as error:
            mark.complaints.append(f"has a malformed mark. {error}")
            return
        named = deprecation.alternative
        full = None if named is None else resolve(named)
        mark.deprecate(deprecation if full is None else deprecation.replace(alternative=full))
    elif value not in (False, None):
        mark.complaints.append(f"says {key}: {_shown(value)}. Write true, a message or a mapping.")


def _shown(value: Any) -> str:
    return "a list" if isinstance(value, list) else repr(value)
