"""run_rules(): what the rules find in some targets, for every command that asks."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from dynamo_stability.cli.check_subject import Project, path_from, subject_of
from dynamo_stability.collect.ignore_comments import ignore_comments
from dynamo_stability.findings import USED_STAGES, read_baseline
from dynamo_stability.findings.baseline import compare
from dynamo_stability.policy.engine import findings, judged, tried
from dynamo_stability.policy.ignoring import apply_comments
from dynamo_stability.policy.rule import Breach
from dynamo_stability.policy.rules import RULES, STALE, UNUSED
from dynamo_stability.policy.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dynamo_stability.findings import Baseline, Finding
    from dynamo_stability.findings.baseline import Comparison
    from dynamo_stability.policy.subject import Subject


class Checked(NamedTuple):
    """What the rules found.

    Attributes:
        findings: the findings that no comment in the source ignores, by place.
        tried: the ids of the rules that ran.
        subject: what they looked at.
    """

    findings: tuple[Finding, ...]
    tried: frozenset[str]
    subject: Subject


def run_rules(project: Project) -> Checked:
    """What all rules find in a project, less what comments in its source ignore.

    Raises:
        StabilityError: something that is named cannot be read, or the configuration is malformed.
    """
    subject, targets = subject_of(project)
    settings = Settings(subject.options, RULES)
    ran = frozenset(rule.id for rule in tried(RULES, subject, settings))
    found = findings(RULES, subject)
    comments = [
        one._replace(path=subject.paths.get(one.path, one.path)) for one in ignore_comments(targets)
    ]
    known = [*[rule.id for rule in RULES], *USED_STAGES]  # comments may be for 'usage'
    left = apply_comments(found, comments, known=known, tried=ran)
    unused: Iterator[Finding] = iter(())
    if UNUSED.id in ran:
        unused = judged(UNUSED, left.breaches, subject, settings)
    return Checked(tuple(sorted({*left.findings, *unused})), ran, subject)


def against_baseline(checked: Checked, project: Project) -> tuple[Finding, ...]:
    """The findings that the project's baseline does not accept, and what is stale in it.

    Raises:
        ConfigurationError: the baseline that is configured cannot be read.
    """
    path = baseline_path(project)
    if path is None:
        return checked.findings
    baseline = read_baseline(path)
    comparison = compared(checked, project, baseline)
    settings = Settings(checked.subject.options, RULES)
    stale = judged(STALE, _stale(comparison, project), checked.subject, settings)
    return tuple(sorted({*comparison.new, *stale}))


def compared(checked: Checked, project: Project, baseline: Baseline) -> Comparison:
    """What a baseline says of the findings; of a part of the project, nothing is stale."""
    rules = checked.tried if project.is_whole else frozenset[str]()
    return compare(checked.findings, baseline, rules=rules)


def baseline_path(project: Project) -> Path | None:
    """Where the baseline is, where one is configured."""
    configuration = project.configuration
    if configuration.check.baseline is None:
        return None
    return configuration.directory / configuration.check.baseline


def _stale(comparison: Comparison, project: Project) -> Iterator[Breach]:
    path = project.configuration.check.baseline or ""
    for one in comparison.stale:
        count = "a finding" if one.count == 1 else f"{one.count} findings"
        message = f"the baseline accepts {count} of {one.rule!r} about {one.name}, gone by now"
        fix = "run 'dynamo-stability baseline --update', and commit what it writes"
        yield Breach(one.name, path, message, fix)


def seen_from(
    found: Sequence[Finding], configuration_directory: Path, directory: Path
) -> tuple[Finding, ...]:
    """The findings with paths relative to a directory, where the files are in the project."""
    top = configuration_directory.absolute()
    if top == directory.absolute():
        return tuple(found)
    return tuple(
        one._replace(path=path_from(top / one.path, directory))
        if one.path and (top / one.path).exists()
        else one
        for one in found
    )
