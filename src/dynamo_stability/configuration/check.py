"""CheckOptions: what `[tool.dynamo-stability.check]` says."""

from __future__ import annotations

from dynamo_stability.configuration.fields import flag, text_pairs
from dynamo_stability.errors import RecordError
from dynamo_stability.findings.levels import ERROR, LEVELS, SETTINGS
from dynamo_stability.value import Value, count, one_of, optional_text, text, texts, values_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any, Final

#: How many releases an API may stay experimental, where the rule about it is on.
_EXPERIMENTAL_RELEASES: Final = 6

_set = object.__setattr__
_setting = one_of(*SETTINGS)
_level = one_of(*LEVELS)


def _levels(value: Any, field: str) -> tuple[tuple[str, str], ...]:
    """A table of rules and their levels, as pairs sorted by rule."""
    pairs = text_pairs(value, field)
    return tuple([(rule, _setting(one, f"{field}.{rule}")) for rule, one in pairs])


class CheckOverride(Value):
    """Other levels for a part of the project.

    Attributes:
        paths: globs of paths, relative to the directory of the configuration; `*` also stands for
            slashes.
        names: globs of public names. Where both are given, both have to fit.
        levels: the levels of rules there, `"*"` being all rules.
    """

    __slots__ = ("levels", "names", "paths")

    paths: tuple[str, ...]
    names: tuple[str, ...]
    levels: tuple[tuple[str, str], ...]

    FIELDS = {"paths": texts, "names": texts, "levels": _levels}
    REQUIRED = ("levels",)

    def __init__(
        self,
        *,
        paths: tuple[str, ...] = (),
        names: tuple[str, ...] = (),
        levels: Mapping[str, str] | tuple[tuple[str, str], ...] = (),
    ) -> None:
        _set(self, "paths", texts(paths, "paths"))
        _set(self, "names", texts(names, "names"))
        _set(self, "levels", _levels(levels, "levels"))
        if not self.paths and not self.names:
            raise RecordError(
                "Cannot take an override without 'paths' and 'names': it would be about nothing. "
                "Write either, or move its levels to [tool.dynamo-stability.check.levels]."
            )


class CheckOptions(Value):
    """What `dynamo-stability check` expects of a project.

    Attributes:
        unmarked_means_stable: whether public API may go without a mark. To users, what has none
            is stable in any case, unless a component of the level `internal` holds it.
        levels: the levels of rules that are not at their default.
        overrides: other levels for parts of the project; of several that fit, the last one counts.
        fail_on: the lowest level of a finding that fails the command.
        changelog: the path of the changelog; the rules about it do not run where there is none.
        baseline: the path of the file with accepted findings.
        base: what releases are compared with: a catalog, a wheel, a directory or `git:REVISION`.
        experimental_releases: how many releases an API may stay experimental.
    """

    __slots__ = (
        "base",
        "baseline",
        "changelog",
        "experimental_releases",
        "fail_on",
        "levels",
        "overrides",
        "unmarked_means_stable",
    )

    unmarked_means_stable: bool
    levels: tuple[tuple[str, str], ...]
    overrides: tuple[CheckOverride, ...]
    fail_on: str
    changelog: str
    baseline: str | None
    base: str | None
    experimental_releases: int

    FIELDS = {
        "unmarked_means_stable": flag,
        "levels": _levels,
        "overrides": values_of(CheckOverride),
        "fail_on": _level,
        "changelog": text,
        "baseline": optional_text,
        "base": optional_text,
        "experimental_releases": count,
    }

    def __init__(
        self,
        *,
        unmarked_means_stable: bool = False,
        levels: Mapping[str, str] | tuple[tuple[str, str], ...] = (),
        overrides: tuple[CheckOverride, ...] = (),
        fail_on: str = ERROR,
        changelog: str = "CHANGELOG.md",
        baseline: str | None = None,
        base: str | None = None,
        experimental_releases: int = _EXPERIMENTAL_RELEASES,
    ) -> None:
        _set(self, "unmarked_means_stable", flag(unmarked_means_stable, "unmarked_means_stable"))
        _set(self, "levels", _levels(levels, "levels"))
        _set(self, "overrides", values_of(CheckOverride)(overrides, "overrides"))
        _set(self, "fail_on", _level(fail_on, "fail_on"))
        _set(self, "changelog", text(changelog, "changelog"))
        _set(self, "baseline", optional_text(baseline, "baseline"))
        _set(self, "base", optional_text(base, "base"))
        _set(self, "experimental_releases", count(experimental_releases, "experimental_releases"))
