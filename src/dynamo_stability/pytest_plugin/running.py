"""A run of a suite: before each test marks speak again, and what is used is kept in mind."""

from __future__ import annotations

import warnings

import pytest

from dynamo_stability.errors import RulesError, nearest
from dynamo_stability.marks import live, used
from dynamo_stability.marks.allowing import allow_everywhere, allowed_by, allowed_everywhere

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Final

    from dynamo_stability.marks.observing import Use
    from dynamo_stability.marks.selectors import Selector
    from dynamo_stability.pytest_plugin.filtering import Filters
    from dynamo_stability.pytest_plugin.overdue import Overdue
    from dynamo_stability.pytest_plugin.touched import Touched
    from dynamo_stability.record import Record

_STAGES: Final = ("experimental", "beta", "deprecated")
_OVERDUE_ACTIONS: Final = ("error", "warn", "ignore")
_TABLE: Final = "[tool.dynamo-stability"
_MARKER: Final = "allow_unstable"
_KEY: Final = pytest.StashKey["Run"]()


def run_of(config: pytest.Config) -> Run:
    """The run that a configuration is for, begun if it has not begun.

    Raises:
        pytest.UsageError: an option cannot be read.
    """
    run = config.stash.get(_KEY, None)
    if run is None:
        run = config.stash[_KEY] = Run(config)
        config.add_cleanup(run.close)
    return run


def _filters(config: pytest.Config) -> Filters | None:
    """What the options ask for; None where they ask for nothing."""
    # While conftest.py files are imported, the first is all there is; it lacks the options of a
    # plugin that one of them names.
    early = config.known_args_namespace
    options = early if hasattr(early, "stability") else config.option
    told, configured = options.stability, config.getini("stability")
    if not told and not configured:
        return None
    from dynamo_stability.pytest_plugin.filtering import Filters, read_rules

    try:
        rules = read_rules(configured, told)
    except RulesError as error:
        raise pytest.UsageError(str(error)) from None
    return Filters(rules, is_swapped=config.pluginmanager.hasplugin("warnings"))


def _overdue_action(config: pytest.Config) -> str:
    action: str = config.getini("stability_overdue")
    if action not in _OVERDUE_ACTIONS:
        raise pytest.UsageError(
            f"Cannot take {action!r} for the setting 'stability_overdue': "
            f"{nearest(action, _OVERDUE_ACTIONS)}"
        )
    return action


def _is_for_marked_packages(config: pytest.Config) -> bool:
    """Whether the suite is for packages whose removals may be overdue, without reading all TOML."""
    if config.getini("stability_own"):
        return True
    try:
        return _TABLE in (config.rootpath / "pyproject.toml").read_text(encoding="utf-8-sig")
    except (OSError, ValueError):
        return False


class Run:
    """One run of a suite, and one worker's part of it under pytest-xdist.

    Attributes:
        filters: what the options ask for, or None.
        overdue_action: what an overdue removal does to the suite: `error`, `warn` or `ignore`.
    """

    def __init__(self, config: pytest.Config) -> None:
        self.filters = _filters(config)
        self.overdue_action = _overdue_action(config)
        self._config = config
        self._place: pytest.Item | pytest.Collector | None = None
        self._refused: dict[pytest.Item, str] = {}
        self._touched: Touched | None = None
        self._overdue: Overdue | None = None
        self._allowed_before = allowed_everywhere()
        allow_everywhere((self.allows,))
        used.begin_noting()
        self._observation = live.observe(self.note, tier=_STAGES)

    def install_filters(self) -> None:
        """Have Python's filters do what the options ask for, for as long as those in force hold."""
        if self.filters is not None:
            self.filters.install()

    def close(self) -> None:
        """Leave the process as if there had been no run."""
        self._observation.close()
        used.end_noting()
        allow_everywhere(self._allowed_before)
        if self.filters is not None:
            self.filters.remove()

    # ---- what is used ---------------------------------------------------------------------------

    def note(self, use: Use) -> None:
        """Keep a use in mind, with the test that is running."""
        self.touched.note(use, self._place)

    @property
    def touched(self) -> Touched:
        """What the suite has used so far."""
        if self._touched is None:
            from dynamo_stability.pytest_plugin.touched import Touched

            self._touched = Touched(self._config.rootpath)
        return self._touched

    @property
    def overdue(self) -> Overdue:
        """The removals that are due; known when the suite is through."""
        if self._overdue is None:
            from dynamo_stability.pytest_plugin.overdue import Overdue

            self._overdue = Overdue()
        return self._overdue

    # ---- before each module and test ------------------------------------------------------------

    def pytest_collectstart(self, collector: pytest.Collector) -> None:
        """What a module uses while it is imported does not depend on the modules before it."""
        self._begin(collector)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """What a test uses does not depend on the tests before it."""
        self._begin(item)
        if self._refused and item in self._refused:
            pytest.fail(self._refused[item], pytrace=False)

    def _begin(self, place: pytest.Item | pytest.Collector) -> None:
        self._place = place
        if used.is_any_used():
            live.refresh_used()
            with warnings.catch_warnings():
                pass  # on its way out, Python forgets which warnings it has shown

    # ---- what a test may use --------------------------------------------------------------------

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Read the markers, so that a wrong one fails its test, used or not."""
        for item in items:
            if _MARKER in item.keywords:
                try:
                    _conditions(item)
                except RulesError as error:
                    self._refused[item] = str(error)

    def allows(self, record: Record) -> bool:
        """Whether the running test is marked so that it may use this.

        Asked of the test rather than of the running code, because threads and event loops that
        outlive a test run in contexts of their own.
        """
        place = self._place
        if place is None or _MARKER not in place.keywords:
            return False
        return any(selector.covers(record) for selector in _conditions(place))

    # ---- the end --------------------------------------------------------------------------------

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Take over what a worker of pytest-xdist has found."""
        from dynamo_stability.pytest_plugin.workers import take_over

        take_over(self, node)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Hand on what was found, and fail the run where a removal is overdue."""
        self._place = None
        looks = self.overdue_action != "ignore" and _is_for_marked_packages(self._config)
        if looks or self._touched is not None or self._config.getoption("stability_json"):
            from dynamo_stability.pytest_plugin.finishing import finish

            finish(self, session, looks_for_overdue=looks)

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """Say what was used, and what is overdue."""
        shown = self._touched if self._config.getini("stability_summary") else None
        if shown or self._overdue:
            from dynamo_stability.pytest_plugin.summary import show

            show(shown, self._overdue, terminalreporter)


def _conditions(node: pytest.Item | pytest.Collector) -> list[Selector]:
    """What the markers of a test allow.

    Raises:
        RulesError: the arguments of one are wrong.
    """
    return [_condition(mark, node.nodeid) for mark in node.iter_markers(_MARKER)]


def _condition(mark: pytest.Mark, nodeid: str) -> Selector:
    try:
        return allowed_by(*mark.args, **mark.kwargs)
    except (RulesError, TypeError) as error:
        raise RulesError(f"Cannot read the marker allow_unstable of {nodeid}: {error}") from None
