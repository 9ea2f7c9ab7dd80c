"""Findings for programs; `schemas/findings.schema.json` defines the form."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from dynamo_stability.findings.fingerprints import fingerprints
from dynamo_stability.findings.levels import LEVELS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any, Final

    from dynamo_stability.findings.finding import Finding

#: The format that this version writes.
FORMAT: Final = 1


def render_json(findings: Sequence[Finding]) -> str:
    """All findings in their order, and their number by level."""
    document = {
        "format": FORMAT,
        "findings": [
            _plain(one, fingerprint)
            for one, fingerprint in zip(findings, fingerprints(findings), strict=True)
        ],
        "summary": {level: sum(one.level == level for one in findings) for level in LEVELS},
    }
    return json.dumps(document, indent=1) + "\n"


def _plain(finding: Finding, fingerprint: str) -> dict[str, Any]:
    """What is known of a finding; a place that it does not have is left out."""
    about = {**finding._asdict(), "fingerprint": fingerprint}
    return {field: value for field, value in about.items() if value not in ("", 0)}
