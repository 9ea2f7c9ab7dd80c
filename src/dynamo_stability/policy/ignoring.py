"""What comments in the source make of findings: `# stability: ignore[rule-id]`."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from dynamo_stability.errors import nearest
from dynamo_stability.policy.rule import Breach

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from dynamo_stability.collect.ignore_comments import IgnoreComment
    from dynamo_stability.findings import Finding

#: The rule about comments that ignore nothing.
UNUSED_IGNORE = "unused-ignore"


class Remaining(NamedTuple):
    """What comments leave.

    Attributes:
        findings: the findings that no comment ignores.
        breaches: the comments that ignore nothing, or nothing that there is.
    """

    findings: tuple[Finding, ...]
    breaches: tuple[Breach, ...]


class _Use:
    """A comment, and which of its rules have been of use."""

    def __init__(self, comment: IgnoreComment) -> None:
        self.comment = comment
        self.used: set[str] = set()

    def takes(self, finding: Finding) -> bool:
        if self.comment.ignores(finding.rule, finding.path, finding.line):
            self.used.add(finding.rule)
            return True
        return False


def apply_comments(
    found: Sequence[Finding],
    comments: Iterable[IgnoreComment],
    *,
    known: Collection[str],
    tried: Collection[str],
) -> Remaining:
    """The findings without those that comments ignore.

    Args:
        found: the findings.
        comments: the comments, with paths that are written as in the findings.
        known: the ids of all rules.
        tried: the ids of those that ran; a comment for another one may be of use elsewhere.
    """
    uses: dict[str, list[_Use]] = defaultdict(list)
    for comment in comments:
        uses[comment.path].append(_Use(comment))
    left = [
        one
        for one in found
        # Each comment is asked, so that two for the same finding are both of use.
        if not any([use.takes(one) for use in uses.get(one.path, ())])  # noqa: C419
    ]
    every = [use for path in sorted(uses) for use in uses[path]]
    breaches = [one for use in every for one in _unused(use, known, tried)]
    return Remaining(tuple(left), tuple(breaches))


def _unused(use: _Use, known: Collection[str], tried: Collection[str]) -> Iterator[Breach]:
    comment = use.comment
    if UNUSED_IGNORE in comment.rules:
        return
    if not comment.is_clear:
        yield _breach(
            comment,
            "the comment names no rules that can be read",
            "write '# stability: ignore[rule-id]', or without brackets to ignore every rule",
        )
    elif not comment.rules and not use.used:
        yield _breach(comment, "the comment ignores nothing", "remove the comment")
    for rule in comment.rules:
        if rule not in known:
            message = f"the comment names the rule {rule!r}, which there is not"
            yield _breach(comment, message, f"correct the name: {nearest(rule, known)}")
        elif rule in tried and rule not in use.used:
            message = f"the comment ignores {rule!r}, which finds nothing here"
            yield _breach(comment, message, f"remove {rule!r} from the comment")


def _breach(comment: IgnoreComment, message: str, fix: str) -> Breach:
    place = f"{comment.path}:{comment.line}"
    return Breach(comment.path, place, message, fix, comment.column)
