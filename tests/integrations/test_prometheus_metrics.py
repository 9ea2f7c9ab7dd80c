"""The Prometheus metric of one process: what is reported, when, and that it goes again."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from prometheus_client import CollectorRegistry, Gauge, generate_latest

from dynamo_stability import RulesError, beta, deprecated, experimental, mark_names, stable
from dynamo_stability.errors import IntegrationError
from dynamo_stability.integrations.prometheus import METRIC, install


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


@pytest.fixture
def registry() -> CollectorRegistry:
    return CollectorRegistry()


def used(registry: CollectorRegistry) -> dict[str, dict[str, str]]:
    """The labels of what is reported from this file, by the last part of its name."""
    (family,) = registry.collect()
    assert family.name == METRIC
    assert {sample.value for sample in family.samples} <= {1}
    mine = [one.labels for one in family.samples if one.labels["api"].startswith(__name__)]
    return {labels["api"].rpartition(".")[2]: labels for labels in mine}


def test_each_stage_is_reported_at_its_first_use(registry: CollectorRegistry) -> None:
    @experimental(feature="routing")
    def route() -> None: ...

    @beta
    class Stream: ...

    @deprecated("x")
    def old() -> None: ...

    @stable
    def settled() -> None: ...

    with install(registry):
        before = used(registry)
        for _ in range(2):
            route(), Stream(), old(), settled()
        assert not {"route", "Stream", "old"} & set(before)
        after = {name: used(registry)[name] for name in ("route", "Stream", "old")}
        assert "settled" not in used(registry)
    assert after["route"] == {
        "api": f"{__name__}.test_each_stage_is_reported_at_its_first_use.<locals>.route",
        "kind": "function",
        "tier": "experimental",
        "feature": "routing",
        "component": "",
    }
    assert [after[name]["tier"] for name in ("Stream", "old")] == ["beta", "deprecated"]
    assert after["Stream"]["kind"] == "class"


def test_other_stages_on_request(registry: CollectorRegistry) -> None:
    with install(registry, tier="stable"):

        @stable
        def relied_on() -> None: ...

        @beta
        def unrelated() -> None: ...

        relied_on(), unrelated()
        assert {"relied_on"} == set(used(registry)) - {"settled"}


def test_uses_from_before_are_reported(registry: CollectorRegistry) -> None:
    @experimental
    def early() -> None: ...

    early()
    with install(registry):
        assert "early" in used(registry)


@pytest.mark.in_place
def test_an_api_costs_nothing_after_its_first_use(registry: CollectorRegistry) -> None:
    calls = []

    @beta
    def quiet() -> None:
        calls.append(sys._getframe(1).f_code.co_name)

    plain = quiet.__code__
    with install(registry):
        assert quiet.__code__ is not plain
        quiet()
        assert quiet.__code__ is plain
        quiet()
    # Its caller is the user: nothing stands between.
    assert calls[1] == "test_an_api_costs_nothing_after_its_first_use"


def test_closing_takes_the_metric_out_and_it_can_come_back(registry: CollectorRegistry) -> None:
    @experimental
    def back() -> None: ...

    first = install(registry)
    back()
    first.close()
    first.close()
    assert list(registry.collect()) == []
    with install(registry):
        assert "back" in used(registry)


def test_a_second_installation_is_refused_and_changes_nothing(registry: CollectorRegistry) -> None:
    with install(registry):
        with pytest.raises(IntegrationError, match=r"Cannot install the metric .* already"):
            install(registry)
        assert used(registry) is not None
    Gauge(METRIC, "Someone else's.", registry=registry)
    with pytest.raises(IntegrationError):
        install(registry)


def test_an_unknown_tier_is_refused_and_nothing_is_installed(registry: CollectorRegistry) -> None:
    with pytest.raises(RulesError, match="'betta' is no tier"):
        install(registry, tier="betta")
    with install(registry):
        pass


def test_two_registries_report_the_same(registry: CollectorRegistry) -> None:
    other = CollectorRegistry()
    with install(registry), install(other, tier="experimental"):

        @experimental
        def shared() -> None: ...

        shared()
        assert "shared" in used(registry)
        assert "shared" in used(other)


def test_names_are_escaped_in_the_exposition(registry: CollectorRegistry) -> None:
    with install(registry):

        @experimental(feature='with "quotes" and \\ and\na line')
        def odd() -> None: ...

        odd()
        text = generate_latest(registry).decode()
    assert 'feature="with \\"quotes\\" and \\\\ and\\na line"' in text


def test_scrapes_while_sixteen_threads_use_what_is_marked(registry: CollectorRegistry) -> None:
    with install(registry):
        functions = [make(number) for number in range(200)]
        barrier = threading.Barrier(17)
        failures: list[BaseException] = []

        def work(step: Callable[[], Any]) -> None:
            barrier.wait()
            try:
                step()
            except BaseException as error:
                failures.append(error)

        def call_all() -> None:
            for function in functions:
                function()

        def scrape() -> None:
            for _ in range(20):
                generate_latest(registry)

        steps = [call_all] * 16 + [scrape]
        threads = [threading.Thread(target=work, args=(step,)) for step in steps]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert not failures
        assert {f"numbered_{number}" for number in range(200)} <= set(used(registry))


def make(number: int) -> Callable[[], None]:
    def function() -> None: ...

    function.__name__ = function.__qualname__ = f"numbered_{number}"
    return experimental(function)


def test_names_of_a_module_are_reported(registry: CollectorRegistry) -> None:
    mark_names(__name__, LIMIT=beta(feature="limits"))
    with install(registry):
        assert sys.modules[__name__].LIMIT == 3
        exec(f"from {__name__} import LIMIT", {"__name__": "user"})
        assert used(registry)["LIMIT"]["kind"] == "name"


LIMIT = 3


# ---- in a process of its own --------------------------------------------------------------------


def run(program: str, **settings: str) -> Any:
    environment = {name: value for name, value in os.environ.items() if "MULTIPROC" not in name}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program],
        env={**environment, **settings},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_nothing_is_watched_before_it_is_installed() -> None:
    report = run("""
import json, sys
import dynamo_stability
before = "prometheus_client" in sys.modules
import dynamo_stability.integrations.prometheus
from prometheus_client import REGISTRY, generate_latest
from dynamo_stability.marks import observing
text = generate_latest(REGISTRY).decode()
print(json.dumps([before, "dynamo_stability" in text, len(observing._observations)]))
""")
    assert report == [False, False, 0]


def test_a_forked_process_reports_what_it_has_used_itself() -> None:
    report = run("""
import json, os
from prometheus_client import REGISTRY
from dynamo_stability import beta, experimental
from dynamo_stability.integrations.prometheus import METRIC, install

def used():
    samples = [s for f in REGISTRY.collect() if f.name == METRIC for s in f.samples]
    return sorted(s.labels["api"] for s in samples)

@experimental
def both(): ...
@beta
def parent(): ...
@beta
def child(): ...

install()
both(); parent()
read, write = os.pipe()
pid = os.fork()
if pid == 0:
    start = used()
    both(); child()
    os.write(write, json.dumps([start, used()]).encode())
    os._exit(0)
os.waitpid(pid, 0)
print(json.dumps([used(), *json.loads(os.read(read, 65536))]))
""")
    assert report == [["__main__.both", "__main__.parent"], [], ["__main__.both", "__main__.child"]]


def test_a_missing_client_is_named_with_the_command() -> None:
    report = run("""
import json, sys
sys.modules["prometheus_client"] = None
from dynamo_stability.errors import MissingExtraError
try:
    import dynamo_stability.integrations.prometheus
except MissingExtraError as error:
    print(json.dumps(str(error)))
""")
    assert report == (
        "Cannot report to Prometheus what is in use: prometheus_client is not installed. "
        "Run: pip install 'dynamo-stability[prometheus]'"
    )
