"""One structured line in the log at the first use of each marked API."""

from __future__ import annotations

import linecache
import logging as standard_logging
import warnings
from collections.abc import Iterator
from typing import Any

import pytest

from dynamo_stability import RulesError, beta, deprecated, experimental
from dynamo_stability.errors import IntegrationError
from dynamo_stability.integrations import logging


class Lines(standard_logging.Handler):
    """Keeps the log records from this file."""

    def __init__(self) -> None:
        super().__init__()
        self.records: list[Any] = []

    def emit(self, record: standard_logging.LogRecord) -> None:
        if record.pathname == __file__:
            self.records.append(record)


@pytest.fixture
def lines() -> Iterator[Lines]:
    handler = Lines()
    logger = standard_logging.getLogger(logging.LOGGER)
    logger.addHandler(handler)
    logger.setLevel("INFO")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield handler
    logger.removeHandler(handler)
    logger.setLevel(standard_logging.NOTSET)


def test_one_line_for_each_api(lines: Lines) -> None:
    with logging.install():
        lines.records.clear()

        @experimental(feature="routing")
        def route() -> None: ...

        for _ in range(3):
            route()  # use
        (record,) = lines.records
    name = f"{__name__}.test_one_line_for_each_api.<locals>.route"
    assert record.getMessage() == (
        f"stability_first_use api={name} kind=function tier=experimental feature=routing "
        f"module={__name__}"
    )
    assert (record.levelname, record.name) == ("INFO", "dynamo_stability.use")
    assert record.stability_api == name
    assert (record.stability_tier, record.stability_feature) == ("experimental", "routing")
    assert not hasattr(record, "stability_component")
    assert linecache.getline(record.pathname, record.lineno).endswith("# use\n")


def test_what_is_silent_is_logged_and_what_was_used_before(lines: Lines) -> None:
    @deprecated("x")
    def before() -> None: ...

    before()
    with logging.install():

        @beta
        def quiet() -> None: ...

        quiet()
    tiers = {one.stability_api.rpartition(".")[2]: one.stability_tier for one in lines.records}
    assert (tiers["before"], tiers["quiet"]) == ("deprecated", "beta")


def test_the_level_decides(lines: Lines) -> None:
    with logging.install(level="DEBUG"):

        @experimental
        def unheard() -> None: ...

        unheard()
    assert not lines.records
    with logging.install(level=standard_logging.WARNING, tier="experimental"):

        @experimental
        def heard() -> None: ...

        heard()
    assert {one.levelname for one in lines.records} == {"WARNING"}


def test_another_logger() -> None:
    handler = Lines()
    logger = standard_logging.getLogger("mine")
    logger.setLevel("INFO")
    logger.addHandler(handler)
    with logging.install(logger, tier="beta"):

        @beta
        def elsewhere() -> None: ...

        elsewhere()
    assert handler.records[-1].stability_api.endswith("elsewhere")


def test_what_is_odd_stays_on_one_line(lines: Lines) -> None:
    with logging.install():
        lines.records.clear()

        @experimental(feature='100% "new"\nand = more')
        def odd() -> None: ...

        odd()
    (record,) = lines.records
    assert 'feature="100% \\"new\\"\\nand = more"' in record.getMessage()
    assert "\n" not in standard_logging.Formatter("%(message)s").format(record)
    assert record.stability_feature == '100% "new"\nand = more'


def test_a_handler_that_uses_what_is_marked_does_no_harm(lines: Lines) -> None:
    @beta
    def inner() -> None: ...

    @beta
    def outer() -> None: ...

    class Using(standard_logging.Handler):
        def emit(self, record: standard_logging.LogRecord) -> None:
            inner()
            outer()

    logger = standard_logging.getLogger("using")
    logger.setLevel("INFO")
    logger.addHandler(Using())
    logger.addHandler(lines)
    with logging.install(logger, tier="beta"):
        lines.records.clear()
        outer()
    names = [one.stability_api.rpartition(".")[2] for one in lines.records]
    assert sorted(names) == ["inner", "outer"]


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"level": "LOUD"}, IntegrationError, "'LOUD': there is no such level"),
        ({"tier": "betta"}, RulesError, "'betta' is no tier"),
    ],
)
def test_what_is_malformed_is_refused(
    options: dict[str, Any], error: type[Exception], message: str
) -> None:
    from dynamo_stability.marks import observing

    before = observing._observations
    with pytest.raises(error, match=message):
        logging.install(**options)
    assert observing._observations == before
