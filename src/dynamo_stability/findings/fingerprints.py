"""fingerprints(): what a finding is known by from one run to the next."""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dynamo_stability.findings.finding import Finding


def fingerprints(findings: Sequence[Finding]) -> list[str]:
    """A fingerprint for each finding, by rule and name, and by its number among equal ones.

    Lines, messages and levels do not count, so that it outlives edits.
    """
    seen: Counter[tuple[str, str]] = Counter()
    found = []
    for finding in findings:
        seen[finding.identity] += 1
        parts = (*finding.identity, str(seen[finding.identity]))
        found.append(hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()[:32])
    return found
