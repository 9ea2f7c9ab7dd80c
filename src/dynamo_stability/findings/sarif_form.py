"""Findings as SARIF 2.1.0, which code scanning services read.

Source: OASIS, "Static Analysis Results Interchange Format (SARIF) Version 2.1.0".
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Protocol
from urllib.parse import quote

from dynamo_stability.findings.fingerprints import fingerprints

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any, Final

    from dynamo_stability.findings.finding import Finding

_SCHEMA: Final = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_LEVELS: Final = {"off": "none"}


class Described(Protocol):
    """What SARIF tells of a rule."""

    @property
    def id(self) -> str:
        """Its id."""

    @property
    def summary(self) -> str:
        """What it finds, in one sentence."""

    @property
    def why(self) -> str:
        """Why that matters."""

    @property
    def level(self) -> str:
        """Its level by default."""


def render_sarif(findings: Sequence[Finding], rules: Iterable[Described] = ()) -> str:
    """A SARIF log with one run; paths are relative to the root of the repository."""
    described = sorted(rules, key=lambda one: one.id)
    driver: dict[str, Any] = {
        "name": "dynamo-stability",
        "version": _version(),
        "rules": [_rule(one) for one in described],
    }
    numbers = {one.id: number for number, one in enumerate(described)}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {
            "%SRCROOT%": {"description": {"text": "The root of the repository."}}
        },
        "results": [
            _result(one, fingerprint, numbers)
            for one, fingerprint in zip(findings, fingerprints(findings), strict=True)
        ],
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=1) + "\n"


def _version() -> str:
    from importlib.metadata import version

    return version("dynamo-stability")


def _rule(rule: Described) -> dict[str, Any]:
    return {
        "id": rule.id,
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": rule.why},
        "defaultConfiguration": {"level": _LEVELS.get(rule.level, rule.level)},
    }


def _result(finding: Finding, fingerprint: str, numbers: dict[str, int]) -> dict[str, Any]:
    result: dict[str, Any] = {"ruleId": finding.rule}
    if finding.rule in numbers:
        result["ruleIndex"] = numbers[finding.rule]
    parts = (finding.message, f"Why: {finding.why}", f"Fix: {finding.fix}")
    return {
        **result,
        "level": finding.level,
        "message": {"text": "\n".join(parts)},
        "locations": [_location(finding)],
        "partialFingerprints": {"dynamoStability/v1": fingerprint},
    }


def _location(finding: Finding) -> dict[str, Any]:
    location: dict[str, Any] = {}
    if finding.path:
        artifact = {"uri": quote(finding.path), "uriBaseId": "%SRCROOT%"}
        location["physicalLocation"] = {"artifactLocation": artifact}
        if finding.line:
            region = {"startLine": finding.line}
            if finding.column:
                region["startColumn"] = finding.column
            location["physicalLocation"]["region"] = region
    if finding.name:
        location["logicalLocations"] = [{"fullyQualifiedName": finding.name}]
    return location
