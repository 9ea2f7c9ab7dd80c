"""Rule: one sentence of the policy that can be checked; and Breach, where it does not hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from dynamo_stability.policy.subject import Subject


class Breach(NamedTuple):
    """Something that a rule objects to.

    Attributes:
        name: the public name that it is about, or the path of a file.
        place: where it stands, as `path:line`; None where it stands in no file.
        message: what is wrong, in one sentence that begins with the name.
        fix: what to do.
        column: the column, counted from 1; 0 where it is not known.
    """

    name: str
    place: str | None
    message: str
    fix: str
    column: int = 0


def never(_subject: Subject) -> Iterator[Breach]:
    """The check of a rule about the checking itself, whose findings come from elsewhere."""
    return iter(())


class Rule(NamedTuple):
    """One rule.

    Attributes:
        id: what it is called in configurations and comments: the subject, then the defect.
        summary: what it finds, in one sentence.
        why: why that matters, as the rest of a sentence that begins with "because".
        bad: an example that it objects to.
        good: the same, as it should be.
        level: its level by default.
        since: the version of dynamo-stability that brought it.
        policy: what the policy says about it.
        check: finds the breaches.
        needs: the fields of the subject that must be there for it to run.
    """

    id: str
    summary: str
    why: str
    bad: str
    good: str
    level: str
    since: str
    policy: str
    check: Callable[[Subject], Iterable[Breach]] = never
    needs: tuple[str, ...] = ()
