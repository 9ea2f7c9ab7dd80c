"""Which records a rule or an `allow` block is about."""

from __future__ import annotations

from dynamo_stability.errors import RulesError, nearest
from dynamo_stability.tiers import Tier

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from dynamo_stability.record import Record

#: What a record can be at run time: one of the tiers, or deprecated.
STAGES = (*(tier.value for tier in Tier), "deprecated")

_KEYS = ("name", "feature", "tier", "owner", "component")
_WILDCARDS = frozenset("*?[")


class Selector:
    """A condition on records: any of the names, and any of the features, and any of the tiers."""

    __slots__ = ("components", "features", "names", "owners", "tiers")

    def __init__(
        self,
        names: Iterable[str] = (),
        features: Iterable[str] = (),
        tiers: Iterable[str] = (),
        owners: Iterable[str] = (),
        components: Iterable[str] = (),
    ) -> None:
        self.names = tuple(names)
        self.features = tuple(features)
        self.tiers = tuple(tiers)
        self.owners = tuple(owners)
        self.components = tuple(components)

    def covers(self, record: Record) -> bool:
        """Whether `record` meets the condition; an empty selector covers everything."""
        return (
            (not self.tiers or record.stage in self.tiers)
            and _any_matches(self.features, record.feature)
            and _any_matches(self.names, record.name)
            and _any_matches(self.owners, record.owner)
            and _any_matches(self.components, record.component)
        )


def _any_matches(patterns: tuple[str, ...], value: str | None) -> bool:
    if not patterns:
        return True
    return value is not None and any(_matches(pattern, value) for pattern in patterns)


def _matches(pattern: str, value: str) -> bool:
    if pattern == value:
        return True
    if _WILDCARDS.isdisjoint(pattern):
        return False
    from fnmatch import fnmatchcase

    return fnmatchcase(value, pattern)


def check_stage(value: object, context: str) -> str:
    """`value` as the name of a stage, or an error that begins with `context`."""
    stage = value.value if isinstance(value, Tier) else value
    if stage not in STAGES:
        raise RulesError(f"{context}: {stage!r} is no tier; {nearest(str(stage), STAGES)}")
    return str(stage)


def parse_selector(text: str, context: str) -> Selector:
    """The selector that `text` spells: a tier, `key=pattern`, or the glob of a public name."""
    if not text or text == "*":
        return Selector()
    if text in STAGES:
        return Selector(tiers=(text,))
    key, equals, pattern = text.partition("=")
    if equals:
        return _keyed(key.strip(), pattern.strip(), context)
    if "." not in text and _WILDCARDS.isdisjoint(text):
        raise RulesError(
            f"{context}: {text!r} is neither a tier nor a dotted name; "
            f"{nearest(text, STAGES)} A top-level name is written 'name={text}'."
        )
    return Selector(names=(text,))


def _keyed(key: str, pattern: str, context: str) -> Selector:
    if key not in _KEYS:
        raise RulesError(f"{context}: unknown key {key!r}; {nearest(key, _KEYS)}")
    if not pattern:
        raise RulesError(f"{context}: {key!r} has no value; write '{key}=PATTERN'.")
    if key == "tier":
        return Selector(tiers=(check_stage(pattern, context),))
    return Selector(**{f"{key}s": (pattern,)})
