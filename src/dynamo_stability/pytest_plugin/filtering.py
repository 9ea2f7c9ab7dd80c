"""--stability and its setting: rules that take part in Python's warning filters.

Unlike those of DYNAMO_STABILITY, they hold as filters do, not above them: a test that expects a
warning, by `pytest.warns` or a filter of its own, gets it whatever the command line says.
"""

from __future__ import annotations

import warnings

import pytest

from dynamo_stability.categories import BetaWarning
from dynamo_stability.marks import rules
from dynamo_stability.marks.rules import Covering, Rule, parse_rules

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any, Final

    from dynamo_stability.marks.selectors import Selector

#: The action of Python's filters for each action of a rule.
_ACTIONS: Final = {
    rules.ERROR: "error",
    rules.WARN: "default",
    rules.IGNORE: "ignore",
    rules.ALWAYS: "always",
}


def read_rules(configured: Iterable[str], told: Iterable[str]) -> tuple[Rule, ...]:
    """The rules of the configuration file and of the command line; the last that covers decides.

    A general one, without a selector, gives way to those with one, so that the command line can
    ask for errors and the file make exceptions.

    Raises:
        RulesError: one cannot be read; it is named with where it stands.
    """
    found = [
        rule
        for source, texts in (("the setting 'stability'", configured), ("--stability", told))
        for text in texts
        for rule in parse_rules(text, source)
    ]
    return tuple(sorted(found, key=lambda rule: not _is_general(rule.selector)))


def _is_general(selector: Selector) -> bool:
    return not any(getattr(selector, one) for one in selector.__slots__)


class Filters:
    """The filters that some rules amount to; a plugin that keeps them in force.

    Args:
        given: the rules; the last that covers an API decides.
        is_swapped: whether pytest swaps Python's filters for each test, and drops what was added.
    """

    def __init__(self, given: Sequence[Rule], *, is_swapped: bool) -> None:
        self._is_swapped = is_swapped
        self._entries: list[Any] = []
        for rule in reversed(given):
            covering, action = Covering(rule.selector), _ACTIONS[rule.action]
            # The first is what arms beta marks, which are silent unless their category is named.
            self._entries.append((action, covering, BetaWarning, None, 0))
            self._entries.append((action, covering, Warning, None, 0))

    def install(self, index: int = 0) -> None:
        """Put the filters in force, behind the first `index` ones."""
        self.remove()
        filters: Any = warnings.filters
        filters[index:index] = self._entries
        with warnings.catch_warnings():
            pass  # on its way out, Python forgets what other filters have decided

    def remove(self) -> None:
        """Take the filters out."""
        filters: Any = warnings.filters
        filters[:] = [one for one in filters if one not in self._entries]

    def pytest_configure(self) -> None:
        """Hold for the whole run where pytest leaves filters alone."""
        if not self._is_swapped:
            self.install()

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection(self) -> None:
        """Hold while test modules are imported."""
        self.install()

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> None:
        """Hold for a test, behind the filters that it asks for itself."""
        if self._is_swapped:
            own = {text for mark in item.iter_markers("filterwarnings") for text in mark.args}
            self.install(len(own))
