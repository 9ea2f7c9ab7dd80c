"""Baseline: findings that are accepted for the time being; their number may only shrink."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from dynamo_stability.errors import ConfigurationError, RecordError
from dynamo_stability.findings.levels import NOTE
from dynamo_stability.value import Value, text, values_of
from dynamo_stability.value import count as count_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from pathlib import Path
    from typing import Any, Final

    from dynamo_stability.findings.finding import Finding

FORMAT: Final = 1

_set = object.__setattr__


def _format(value: Any, field: str) -> int:
    if value != FORMAT or isinstance(value, bool):
        raise RecordError(
            f"Cannot take {value!r} for the field {field!r}: this version of dynamo-stability "
            f"knows format {FORMAT} only. Update dynamo-stability."
        )
    return FORMAT


class Accepted(Value):
    """That some findings are accepted.

    Attributes:
        rule: the rule that they break.
        name: the name that they are about.
        count: how many of them.
    """

    __slots__ = ("count", "name", "rule")

    rule: str
    name: str
    count: int

    FIELDS = {"rule": text, "name": text, "count": count_of}  # noqa: RUF012 - declared in the base
    REQUIRED = ("rule", "name")

    def __init__(self, rule: str, name: str, count: int = 1) -> None:
        _set(self, "rule", text(rule, "rule"))
        _set(self, "name", text(name, "name"))
        _set(self, "count", count_of(count, "count"))


class Baseline(Value):
    """The findings of a project that are accepted for the time being.

    Attributes:
        accepted: one for each rule and name, sorted.
        format: the format of the file.
    """

    __slots__ = ("accepted", "format")

    accepted: tuple[Accepted, ...]
    format: int

    FIELDS = {"format": _format, "accepted": values_of(Accepted)}  # noqa: RUF012
    REQUIRED = ("format",)

    def __init__(
        self,
        accepted: tuple[Accepted, ...] = (),
        format: int = FORMAT,  # noqa: A002 - the field
    ) -> None:
        counts: Counter[tuple[str, str]] = Counter()
        for one in values_of(Accepted)(accepted, "accepted"):
            counts[one.rule, one.name] += one.count
        _set(self, "accepted", tuple([Accepted(*key, counts[key]) for key in sorted(counts)]))
        _set(self, "format", _format(format, "format"))

    @classmethod
    def of(cls, findings: Iterable[Finding]) -> Baseline:
        """A baseline that accepts some findings; notes need none."""
        return cls(
            tuple([Accepted(one.rule, one.name or "-") for one in findings if one.level != NOTE])
        )


class Comparison(NamedTuple):
    """What a baseline says of some findings.

    Attributes:
        new: the findings that it does not accept, and all notes.
        accepted: how many it accepts.
        stale: what it accepts although there is no such finding any more.
    """

    new: tuple[Finding, ...]
    accepted: int
    stale: tuple[Accepted, ...]


def compare(
    findings: Sequence[Finding], baseline: Baseline, *, rules: Collection[str] | None = None
) -> Comparison:
    """Which findings are new to a baseline, and which of those that it accepts are gone.

    Args:
        findings: all findings of a run.
        baseline: what is accepted.
        rules: the rules that the run tried; what others once found is not stale. All if None.
    """
    left = Counter({(one.rule, one.name): one.count for one in baseline.accepted})
    new = []
    for finding in findings:
        key = (finding.rule, finding.name or "-")
        if finding.level != NOTE and left[key] > 0:
            left[key] -= 1
        else:
            new.append(finding)
    stale = [
        Accepted(rule, name, count)
        for (rule, name), count in sorted(left.items())
        if count > 0 and (rules is None or rule in rules)
    ]
    return Comparison(tuple(new), len(findings) - len(new), tuple(stale))


def without_stale(baseline: Baseline, stale: Iterable[Accepted]) -> Baseline:
    """A baseline that accepts no more than there still is."""
    left = Counter({(one.rule, one.name): one.count for one in baseline.accepted})
    left.subtract({(one.rule, one.name): one.count for one in stale})
    return Baseline(tuple([Accepted(*key, count) for key, count in left.items() if count > 0]))


def read_baseline(path: Path) -> Baseline:
    """The baseline that a file holds.

    Raises:
        ConfigurationError: it cannot be read, has an unknown format, or is malformed.
    """
    try:
        data = json.loads(path.read_text(encoding="utf-8-sig"))
        return Baseline.from_dict(data)
    except (OSError, ValueError, RecursionError) as error:
        raise ConfigurationError(
            f"Cannot read the baseline {path}: {error} "
            f"Correct it, or write a new one by 'dynamo-stability baseline --init'."
        ) from None


def render_baseline(baseline: Baseline) -> str:
    """The text of a baseline file; equal baselines give equal text."""
    return json.dumps(baseline.to_dict(), indent=1, ensure_ascii=False) + "\n"
