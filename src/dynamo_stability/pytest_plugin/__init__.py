"""The pytest plugin: first uses that do not depend on the order of tests, and what a suite uses.

pytest imports this module at each start, whether or not a suite uses anything that is marked: what
it holds is no more than the options and the hooks that load the rest.
"""

from __future__ import annotations

import pytest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from dynamo_stability.pytest_plugin.asserting import WarnsUnstable

_MARKER = (
    "allow_unstable(*names, feature=(), tier=()): let the test use what is experimental, beta or "
    "deprecated in silence; globs of public names, such as 'dynamo.llm.*'."
)
_NAME = "dynamo_stability.run"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options of the command line and of the configuration file."""
    group = parser.getgroup("stability", "use of experimental, beta and deprecated API")
    group.addoption(
        "--stability",
        action="append",
        default=[],
        metavar="ACTION[:SELECTOR]",
        help="What becomes of their use: error, warn or ignore. With a selector (a tier, "
        "feature=NAME, or a glob of public names) for these only; may be given several times.",
    )
    group.addoption(
        "--stability-json",
        metavar="PATH",
        help="Write what the suite used to this file, as JSON.",
    )
    parser.addini(
        "stability",
        "Actions as in --stability, one a line; those with a selector hold whatever the others say",
        type="linelist",
    )
    parser.addini(
        "stability_summary",
        "Whether to list at the end what the suite used of unstable API",
        type="bool",
        default=True,
    )
    parser.addini(
        "stability_own",
        "The packages this suite is for, whose overdue removals fail it; by default the targets of "
        "[tool.dynamo-stability]",
        type="args",
    )
    parser.addini(
        "stability_overdue",
        "What an overdue removal does to the suite: error, warn or ignore",
        default="error",
    )


def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Begin before the first conftest.py is imported, which may use marked API already."""
    from dynamo_stability.pytest_plugin.running import run_of

    run_of(early_config).install_filters()


def pytest_configure(config: pytest.Config) -> None:
    """Begin, and take part in the run."""
    from dynamo_stability.pytest_plugin.running import run_of

    run = run_of(config)
    config.addinivalue_line("markers", _MARKER)
    config.pluginmanager.register(run, _NAME)
    if run.filters is not None:
        config.pluginmanager.register(run.filters, f"{_NAME}.filters")


@pytest.fixture
def assert_warns_unstable() -> Callable[[str], WarnsUnstable]:
    """A context manager in which the API of a public name has to warn of being unstable.

    Example: `with assert_warns_unstable("dynamo.llm.KvRouter"): KvRouter()`
    """
    from dynamo_stability.pytest_plugin.asserting import WarnsUnstable

    return WarnsUnstable
