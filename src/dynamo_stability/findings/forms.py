"""render_findings(): findings in the form that a reader wants."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Final

    from dynamo_stability.findings.finding import Finding
    from dynamo_stability.findings.sarif_form import Described

#: For people; for programs; for the annotations of GitHub Actions; for code scanning services.
FORMATS: Final = ("text", "json", "github", "sarif")


def render_findings(findings: Sequence[Finding], form: str, rules: Sequence[Described] = ()) -> str:
    """Findings as a text that ends with a new line, or as none where there is nothing to say.

    Args:
        findings: the findings, in their order.
        form: one of `FORMATS`.
        rules: the rules that were tried, for forms that list them.
    """
    if form == "json":
        from dynamo_stability.findings.json_form import render_json

        return render_json(findings)
    if form == "sarif":
        from dynamo_stability.findings.sarif_form import render_sarif

        return render_sarif(findings, rules)
    if form == "github":
        from dynamo_stability.findings.github_form import render_github

        return render_github(findings)
    from dynamo_stability.findings.text_form import render_text

    return render_text(findings)
