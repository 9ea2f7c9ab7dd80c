"""assert_warns_unstable: a block in which an API has to warn, whatever was used before it."""

from __future__ import annotations

import warnings

import pytest

from dynamo_stability.categories import BetaWarning
from dynamo_stability.errors import nearest
from dynamo_stability.marks import live, rules
from dynamo_stability.marks.allowing import allow_everywhere, allowed_everywhere
from dynamo_stability.marks.rules import Covering
from dynamo_stability.marks.selectors import Selector

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import TracebackType


class WarnsUnstable:
    """A context manager that fails the test unless an API warns in its block.

    Marks speak in the block as if never used, and are told to, whatever filters, the marker
    `allow_unstable` and DYNAMO_STABILITY say. Other warnings are passed on after the block.

    Args:
        name: the public name, or a glob of public names.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._selector = Selector(names=(name,))
        self._catching = warnings.catch_warnings(record=True)

    def __enter__(self) -> list[warnings.WarningMessage]:
        """The warnings about the API; complete when the block is left."""
        __tracebackhide__ = True
        self._check()
        self._rules, self._allowed = rules.active(), allowed_everywhere()
        allow_everywhere(())
        self._caught = self._catching.__enter__()
        warnings.simplefilter("always")
        warnings.filterwarnings("always", category=BetaWarning)
        if self._rules:
            live.put_rules(())
        live.refresh(self._selector)
        self._told: list[warnings.WarningMessage] = []
        return self._told

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        __tracebackhide__ = True
        is_told = Covering(self._selector).match
        self._told += [one for one in self._caught if is_told(str(one.message)) is not None]
        others = [one for one in self._caught if one not in self._told]
        self._catching.__exit__(kind, error, traceback)
        allow_everywhere(self._allowed)
        if self._rules:
            live.put_rules(self._rules)
        if kind is None and not self._told:
            pytest.fail(f"{self._name} did not warn in this block{_instead(others)}.")
        for one in others:
            warnings.warn_explicit(one.message, one.category, one.filename, one.lineno)

    def _check(self) -> None:
        """Fail where the name can never warn."""
        __tracebackhide__ = True
        records = [mark.record for mark in live.all_marks()]
        covered = [record for record in records if self._selector.covers(record)]
        if not covered:
            known = nearest(self._name, {record.name for record in records})
            pytest.fail(f"Nothing that is marked in this process is called {self._name!r}: {known}")
        if all(record.stage == "stable" for record in covered):
            pytest.fail(f"{self._name} is stable, so it never warns.")


def _instead(others: list[warnings.WarningMessage]) -> str:
    if not others:
        return ", nor did anything else"
    return "; what did: " + "; ".join([repr(str(one.message)) for one in others])
