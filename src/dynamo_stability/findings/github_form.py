"""Findings as workflow commands, which GitHub shows beside the lines they are about.

Source: GitHub Docs, "Workflow commands for GitHub Actions", setting messages.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Final

    from dynamo_stability.findings.finding import Finding

_COMMANDS: Final = {"error": "error", "warning": "warning", "note": "notice"}


def render_github(findings: Sequence[Finding]) -> str:
    """One command for each finding."""
    return "".join(f"{_command(one)}\n" for one in findings)


def _command(finding: Finding) -> str:
    properties = ",".join(f"{name}={_property(value)}" for name, value in _properties(finding))
    parts = [finding.message]
    parts += [f"why: {finding.why}"] if finding.why else []
    parts += [f"fix: {finding.fix}"] if finding.fix else []
    text = _data("\n".join(parts))
    return f"::{_COMMANDS[finding.level]} {properties}::{text}"


def _properties(finding: Finding) -> Iterator[tuple[str, str]]:
    if finding.path:
        yield "file", finding.path
        if finding.line:
            yield "line", str(finding.line)
        if finding.line and finding.column:
            yield "col", str(finding.column)
    yield "title", finding.rule


def _data(text: str) -> str:
    """A text as the runner reads it back."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
