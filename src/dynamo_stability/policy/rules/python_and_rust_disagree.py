"""python-and-rust-disagree: one API, marked on both sides of PyO3, and not the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dynamo_stability.findings import ERROR
from dynamo_stability.policy.rule import Breach, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dynamo_stability.policy.subject import Subject

_FIX: Final = "make both say the same, or keep one mark: one in Rust reaches Python too"


def check(subject: Subject) -> Iterator[Breach]:
    """Where a mark in Rust contradicts what Python sources or manifests say."""
    for one in subject.rust or ():
        first = ", ".join(difference.first for difference in one.differences)
        second = ", ".join(difference.second for difference in one.differences)
        message = (
            f"{one.name} is {first} here, and {second} at {one.second.source or 'another place'}"
        )
        yield Breach(one.name, one.first.source, message, _FIX)


RULE = Rule(
    id="python-and-rust-disagree",
    summary="A mark in Rust and one in Python say different things of one API.",
    why="users of either language are promised something else for the same thing",
    bad="""\
/// # Stability
/// Beta.
#[pyclass]
pub struct Router {}
// and in Python: mark_names(__name__, Router=experimental)
""",
    good="""\
/// # Stability
/// Experimental.
#[pyclass]
pub struct Router {}
""",
    level=ERROR,
    since="0.1.0",
    policy="Python bindings and the Rust behind them are one API with one tier.",
    check=check,
    needs=("rust",),
)
