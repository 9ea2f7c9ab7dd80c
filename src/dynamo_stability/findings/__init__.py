"""Finding: what is wrong in one place, and the formats in which findings are told."""

from __future__ import annotations

from dynamo_stability.findings.baseline import Accepted, Baseline, read_baseline, render_baseline
from dynamo_stability.findings.finding import USED_STAGES, Finding, finding_of
from dynamo_stability.findings.forms import FORMATS, render_findings
from dynamo_stability.findings.levels import ERROR, LEVELS, NOTE, OFF, SETTINGS, WARNING

__all__ = [
    "ERROR",
    "FORMATS",
    "LEVELS",
    "NOTE",
    "OFF",
    "SETTINGS",
    "USED_STAGES",
    "WARNING",
    "Accepted",
    "Baseline",
    "Finding",
    "finding_of",
    "read_baseline",
    "render_baseline",
    "render_findings",
]
