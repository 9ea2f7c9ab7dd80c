"""The report of what is used, in each of its forms."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from dynamo_stability.categories import word
from dynamo_stability.consumer import STAGES
from dynamo_stability.findings import ERROR, NOTE, WARNING, Finding, render_findings
from dynamo_stability.markdown import markdown_table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dynamo_stability.collect import Problem
    from dynamo_stability.consumer import ApiUse

FORMS: Final = ("text", "json", "markdown", "github", "sarif")
FORMAT: Final = 1

_WHY: Final = {
    "removed": "it is not there in the release that the files are to work with",
    "unknown": "what is not defined is refused, or ignored without a word",
    "deprecated": "it is going to be removed",
    "experimental": "it may change or go in any release, without notice",
    "beta": "it may change after one release of notice",
}
_FIX: Final = {
    "removed": "use what takes its place",
    "unknown": "correct it, or update the definitions",
    "deprecated": "use what takes its place; 'dynamo-stability fix' does so where it is safe",
    "experimental": "use something stable, or pin the exact version",
    "beta": "read the notes of each release before updating",
}
_SUMMARY: Final = {
    "removed": "Uses of what a release does not have any more.",
    "unknown": "Uses of what is not defined.",
    "deprecated": "Uses of what is on its way out.",
    "experimental": "Uses of what may change or go without notice.",
    "beta": "Uses of what may change after one release of notice.",
}


class _Stage(NamedTuple):
    """A stage, as the rule that a finding goes by."""

    id: str
    summary: str
    why: str
    level: str


class Report(NamedTuple):
    """What some files use.

    Attributes:
        uses: sorted by place.
        problems: what could not be read.
        files: how many files there were.
        parsed: how many of them mention something that is known.
        ignored: how many uses comments ignore.
        accepted: how many a baseline accepts.
        releases: what the files were held against.
        resources: how many resources there were.
        others: the custom resources of groups about which nothing is known.
    """

    uses: tuple[ApiUse, ...]
    problems: tuple[Problem, ...]
    files: int
    parsed: int
    ignored: int = 0
    accepted: int = 0
    releases: tuple[str, ...] = ()
    resources: int = 0
    others: tuple[str, ...] = ()

    def without(self, left: Sequence[Finding], accepted: int) -> Report:
        """The report without what a baseline accepts."""
        places = Counter((one.path, one.line, one.column, one.rule, one.name) for one in left)
        uses = []
        for use in self.uses:
            key = (use.path, use.line, use.column, use.stage, use.name)
            if places[key]:
                places[key] -= 1
                uses.append(use)
        return self._replace(uses=tuple(uses), accepted=accepted)


def findings_of(report: Report, failing: frozenset[str]) -> tuple[Finding, ...]:
    """The uses as findings: errors where they fail the command."""
    return tuple(_finding(use, failing) for use in report.uses)


def _finding(use: ApiUse, failing: frozenset[str]) -> Finding:
    message = said_of(use) + (f" ({use.context})" if use.context else "")
    return Finding(
        use.path,
        use.line,
        use.column,
        use.stage,
        use.name,
        _level(use.stage, failing),
        message,
        _WHY[use.stage],
        _FIX[use.stage],
    )


def _level(stage: str, failing: frozenset[str]) -> str:
    if stage in failing:
        return ERROR
    return NOTE if stage == "beta" else WARNING


def said_of(use: ApiUse) -> str:
    """What there is to say of what is used, in a sentence that begins with its name."""
    if use.record is not None and use.stage != "removed":
        return word(use.record)
    if use.stage == "removed":
        before = "" if use.record is None else f" Before: {word(use.record)}"
        return use.help or f"{use.name} is removed.{before}"
    return f"{use.name} is {use.stage}" + (f": {use.help}" if use.help else "")


def render_report(report: Report, findings: Sequence[Finding], form: str) -> str:
    """The report in one of `FORMS`."""
    if form == "json":
        return _json(report)
    if form == "markdown":
        return _markdown(report)
    if form == "text":
        listed = render_findings(findings, "text") if findings else ""
        return listed + "".join(f"{line}\n" for line in summary(report))
    rules = [_Stage(one, _SUMMARY[one], _WHY[one], WARNING) for one in STAGES]
    return render_findings(findings, form, rules)


def summary(report: Report) -> Iterator[str]:
    """What was read, and how much of what it uses is not stable, in some lines."""
    count = Counter(one.stage for one in report.uses)
    parts = [f"{count[stage]} {stage}" for stage in STAGES if count[stage]]
    read = []
    if report.releases:
        read.append(_counted(report.files, "file"))
    if report.resources:
        read.append(_counted(report.resources, "resource"))
    left = []
    if report.ignored:
        left.append(f"{report.ignored} ignored by comments")
    if report.accepted:
        left.append(f"{report.accepted} accepted by the baseline")
    said = ", ".join(parts) or ("nothing else" if left else "all that they use is stable")
    extra = f"; {', '.join(left)}" if left else ""
    yield f"{', '.join(read) or 'no files'}: {said}{extra}"
    if report.releases:
        yield f"held against: {', '.join(report.releases)}"
    if report.others:
        yield f"nothing is known of: {', '.join(report.others)}"


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


# ---- documents ----------------------------------------------------------------------------------


def _json(report: Report) -> str:
    counts = Counter(one.stage for one in report.uses)
    content = {
        "format": FORMAT,
        "releases": list(report.releases),
        "files": report.files,
        "parsed": report.parsed,
        "resources": report.resources,
        "counts": {stage: counts[stage] for stage in STAGES},
        "ignored": report.ignored,
        "accepted": report.accepted,
        "uses": [_as_dict(one) for one in report.uses],
        "others": list(report.others),
        "problems": [one._asdict() for one in report.problems],
    }
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def _as_dict(use: ApiUse) -> dict[str, Any]:
    fields: dict[str, Any] = use._asdict()
    fields["message"] = said_of(use)
    fields["record"] = None if use.record is None else use.record.to_dict()
    return {name: value for name, value in fields.items() if value not in (None, "", 0)}


def _markdown(report: Report) -> str:
    lines = ["# What is used", "", *summary(report), ""]
    places: dict[tuple[int, str], list[ApiUse]] = defaultdict(list)
    for use in report.uses:
        places[STAGES.index(use.stage), use.name].append(use)
    if places:
        rows = [
            (f"`{name}`", uses[0].stage, str(len(uses)), _place(uses[0]), said_of(uses[0]))
            for (_, name), uses in sorted(places.items())
        ]
        lines.append(markdown_table(("Used", "Stage", "Times", "First at", "About"), rows).rstrip())
    return "\n".join(lines).rstrip() + "\n"


def _place(use: ApiUse) -> str:
    context = f" ({use.context})" if use.context else ""
    return f"{use.path}:{use.line}{context}"
