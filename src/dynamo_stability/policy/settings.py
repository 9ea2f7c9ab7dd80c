"""Settings: the level of each rule, for each place and name."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from dynamo_stability.errors import ConfigurationError, nearest
from dynamo_stability.findings import OFF

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Final

    from dynamo_stability.configuration import CheckOptions
    from dynamo_stability.configuration.check import CheckOverride
    from dynamo_stability.policy.rule import Rule

#: Stands for every rule in an override.
EVERY: Final = "*"


class Settings:
    """What a project makes of the rules.

    Args:
        options: what it says.
        rules: all rules there are.

    Raises:
        ConfigurationError: it speaks of a rule that there is not.
    """

    def __init__(self, options: CheckOptions, rules: Iterable[Rule]) -> None:
        self._known = {rule.id: rule for rule in rules}
        self._levels = dict(options.levels)
        self._overrides = [(one, dict(one.levels)) for one in options.overrides]
        for rule in _named(options):
            if rule not in self._known and rule != EVERY:
                raise ConfigurationError(
                    f"Cannot set the level of the rule {rule!r}: there is none of that name; "
                    f"{nearest(rule, self._known)}"
                )

    def general(self, rule: Rule) -> str:
        """The level that a rule has where no override says otherwise."""
        return self._levels.get(rule.id, self._levels.get(EVERY, rule.level))

    def is_on(self, rule: Rule) -> bool:
        """Whether a rule finds anything anywhere."""
        levels = [self.general(rule)]
        levels += [one.get(rule.id, one.get(EVERY, OFF)) for _, one in self._overrides]
        return any(level != OFF for level in levels)

    def level(self, rule: Rule, path: str, name: str) -> str:
        """The level of a rule for one name in one place."""
        for override, levels in reversed(self._overrides):
            level = levels.get(rule.id, levels.get(EVERY))
            if level is not None and _fits(override, path, name):
                return level
        return self.general(rule)


def _named(options: CheckOptions) -> Iterator[str]:
    yield from dict(options.levels)
    for override in options.overrides:
        yield from dict(override.levels)


def _fits(override: CheckOverride, path: str, name: str) -> bool:
    return (not override.paths or any(fnmatchcase(path, one) for one in override.paths)) and (
        not override.names or any(fnmatchcase(name, one) for one in override.names)
    )
