"""The OpenTelemetry instrument: what a real SDK collects from it."""

from __future__ import annotations

import json
import subprocess
import sys
import warnings
from collections.abc import Iterator
from typing import Any

import pytest
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader

from dynamo_stability import RulesError, beta, deprecated, experimental
from dynamo_stability.errors import IntegrationError
from dynamo_stability.integrations.opentelemetry import METRIC, install

PREFIX = "dynamo_stability."


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


class Application:
    """A provider with a reader that keeps what it collects."""

    def __init__(self) -> None:
        self._reader = InMemoryMetricReader()
        self.provider = MeterProvider([self._reader])

    def metrics(self) -> list[Any]:
        data = self._reader.get_metrics_data()
        found = data.resource_metrics if data is not None else ()
        return [metric for one in found for scope in one.scope_metrics for metric in scope.metrics]

    def used(self) -> dict[str, dict[str, str]]:
        """The attributes of what is reported from this file, by the last part of its name."""
        points = [point for metric in self.metrics() for point in metric.data.data_points]
        assert {point.value for point in points} <= {1}
        mine = [
            dict(one.attributes)
            for one in points
            if one.attributes[f"{PREFIX}api"].startswith(__name__)
        ]
        return {one[f"{PREFIX}api"].rpartition(".")[2]: one for one in mine}


@pytest.fixture
def application() -> Iterator[Application]:
    made = Application()
    yield made
    made.provider.shutdown()


def test_each_stage_is_reported_at_its_first_use(application: Application) -> None:
    with install(application.provider):

        @experimental(feature="routing")
        def find() -> None: ...

        @beta
        class Tube: ...

        @deprecated("x")
        def ancient() -> None: ...

        assert not {"find", "Tube", "ancient"} & set(application.used())
        for _ in range(2):
            find(), Tube(), ancient()
        found = application.used()
    assert found["find"] == {
        f"{PREFIX}api": f"{__name__}.test_each_stage_is_reported_at_its_first_use.<locals>.find",
        f"{PREFIX}kind": "function",
        f"{PREFIX}tier": "experimental",
        f"{PREFIX}feature": "routing",
    }
    assert [found[one][f"{PREFIX}tier"] for one in ("Tube", "ancient")] == ["beta", "deprecated"]


def test_it_is_a_sum_that_goes_down_too(application: Application) -> None:
    with install(application.provider):

        @beta
        def counted() -> None: ...

        counted()
        (metric,) = application.metrics()
    assert (metric.name, metric.unit) == (METRIC, "{process}")
    assert metric.data.is_monotonic is False


def test_closing_ends_it_and_it_can_come_back(application: Application) -> None:
    @experimental
    def returning() -> None: ...

    first = install(application.provider)
    returning()
    assert "returning" in application.used()
    first.close()
    first.close()
    assert application.used() == {}
    with install(application.provider):
        assert "returning" in application.used()


def test_a_second_installation_is_refused(application: Application) -> None:
    with install(application.provider), pytest.raises(IntegrationError, match="already"):
        install(application.provider)


def test_an_unknown_tier_is_refused_and_nothing_is_installed(application: Application) -> None:
    with pytest.raises(RulesError, match="'betta' is no tier"):
        install(application.provider, tier="betta")
    with install(application.provider):
        pass


def test_what_is_no_provider_is_refused_and_nothing_is_watched() -> None:
    from dynamo_stability.marks import observing

    before = observing._observations
    with pytest.raises(IntegrationError, match="no meter provider"):
        install("provider")  # type: ignore[arg-type]
    assert observing._observations == before


def run(program: str) -> Any:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_the_global_provider_may_be_set_later_and_forks_report_for_themselves() -> None:
    report = run("""
import json, os
from opentelemetry.metrics import set_meter_provider
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from dynamo_stability import beta, experimental
from dynamo_stability.integrations import opentelemetry

@experimental
def both(): ...
@beta
def parent(): ...

def used():
    data = reader.get_metrics_data()
    points = [p for r in (data.resource_metrics if data else ()) for s in r.scope_metrics
              for m in s.metrics for p in m.data.data_points]
    return sorted(p.attributes["dynamo_stability.api"] for p in points)

opentelemetry.install()
both(); parent()
reader = InMemoryMetricReader()
set_meter_provider(MeterProvider([reader]))
first = used()
read, write = os.pipe()
pid = os.fork()
if pid == 0:
    both()
    os.write(write, json.dumps(used()).encode())
    os._exit(0)
os.waitpid(pid, 0)
print(json.dumps([first, json.loads(os.read(read, 65536)), used()]))
""")
    everything = ["__main__.both", "__main__.parent"]
    assert report == [everything, ["__main__.both"], everything]


def test_without_a_provider_nothing_happens() -> None:
    assert run("""
import json, sys
from dynamo_stability import experimental
from dynamo_stability.integrations import opentelemetry
@experimental
def f(): return 7
opentelemetry.install()
print(json.dumps([f(), "opentelemetry.sdk.metrics" in sys.modules]))
""") == [7, False]


def test_a_missing_api_is_named_with_the_command() -> None:
    assert run("""
import json, sys
sys.modules["opentelemetry"] = None
from dynamo_stability.errors import MissingExtraError
try:
    import dynamo_stability.integrations.opentelemetry
except MissingExtraError as error:
    print(json.dumps(str(error)))
""") == (
        "Cannot report to OpenTelemetry what is in use: opentelemetry-api is not installed. "
        "Run: pip install 'dynamo-stability[opentelemetry]'"
    )
