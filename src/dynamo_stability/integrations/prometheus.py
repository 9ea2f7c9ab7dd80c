"""Metrics for Prometheus: which marked APIs are in use, by tier and feature.

    from dynamo_stability.integrations import prometheus

    prometheus.install()

Nothing is watched before an application installs it, and nothing leaves the process: the metric
stands among those that the application exposes with `prometheus_client`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dynamo_stability.errors import IntegrationError, missing_extra
from dynamo_stability.integrations.used_apis import (
    DESCRIPTION,
    LABELS,
    WATCHED,
    UsedApis,
    labels_of,
)

try:
    from prometheus_client import REGISTRY, Gauge, values
    from prometheus_client.core import GaugeMetricFamily
    from prometheus_client.registry import Collector
except ImportError:
    raise missing_extra(
        "report to Prometheus what is in use", "prometheus_client", "prometheus"
    ) from None

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from prometheus_client import CollectorRegistry
    from typing_extensions import Self

    from dynamo_stability.record import Record
    from dynamo_stability.tiers import Tier

__all__ = ["METRIC", "Installation", "install"]

#: 1 for each API that a process has used; summed up, how many processes have used it.
METRIC: Final = "dynamo_stability_api_processes"


class Installation:
    """A collector in a registry; close it, or leave its `with` block, to take it out."""

    def __init__(
        self, collector: Collector | Gauge, used: UsedApis, registry: CollectorRegistry
    ) -> None:
        self._collector = collector
        self._used = used
        self._registry: CollectorRegistry | None = registry

    def close(self) -> None:
        """Report nothing more; closing twice does nothing."""
        registry, self._registry = self._registry, None
        if registry is not None:
            self._used.close()
            registry.unregister(self._collector)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.close()


def install(
    registry: CollectorRegistry = REGISTRY,
    *,
    tier: str | Tier | Iterable[str | Tier] = WATCHED,
) -> Installation:
    """Report the marked APIs that this process has used, and those it is going to use.

    The metric `dynamo_stability_api_processes` is 1 for each of them, with the labels `api`,
    `kind`, `tier` (`deprecated` for what is on its way out), `feature` and `component`. In
    multiprocess mode, which `prometheus_client` is in where `PROMETHEUS_MULTIPROC_DIR` was set
    when it was imported, it is the number of live processes that have used the API. So the sum is
    the number of processes in either case. An API costs nothing once it has been used.

    Install it early: uses of beta and stable API, and of what a rule of DYNAMO_STABILITY ignores,
    are not known from before.

    Args:
        registry: where the application keeps its metrics.
        tier: which stages are reported: one or several of `Tier`, their names, `"deprecated"`.

    Raises:
        IntegrationError: the registry has the metric already.
        RulesError: a tier is unknown.
    """
    if values.ValueClass is values.MutexValue:
        return _install_collector(registry, tier)
    return _install_gauge(registry, tier)


class _Uses(Collector):
    """Reports what one process has used."""

    def __init__(self) -> None:
        self.used: UsedApis | None = None

    def describe(self) -> Iterator[GaugeMetricFamily]:
        """The metric without values, so that its name is taken."""
        yield GaugeMetricFamily(METRIC, DESCRIPTION, labels=LABELS)

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """The metric, 1 for each API."""
        family = GaugeMetricFamily(METRIC, DESCRIPTION, labels=LABELS)
        for labels in self.used.labels() if self.used is not None else ():
            family.add_metric(list(labels.values()), 1)
        yield family


def _install_collector(
    registry: CollectorRegistry, tier: str | Tier | Iterable[str | Tier]
) -> Installation:
    collector = _Uses()
    try:
        registry.register(collector)
    except ValueError:
        raise _taken() from None
    try:
        collector.used = UsedApis(tier)
    except BaseException:
        registry.unregister(collector)
        raise
    return Installation(collector, collector.used, registry)


def _install_gauge(
    registry: CollectorRegistry, tier: str | Tier | Iterable[str | Tier]
) -> Installation:
    """What collectors of a process report is not seen in multiprocess mode; gauges are in files."""
    try:
        gauge = Gauge(METRIC, DESCRIPTION, LABELS, registry=registry, multiprocess_mode="livesum")
    except ValueError:
        raise _taken() from None

    def set_gauge(record: Record) -> None:
        gauge.labels(**labels_of(record)).set(1)

    try:
        used = UsedApis(tier, set_gauge)
    except BaseException:
        registry.unregister(gauge)
        raise
    return Installation(gauge, used, registry)


def _taken() -> IntegrationError:
    return IntegrationError(
        f"Cannot install the metric {METRIC}: the registry has one of that name already. "
        f"Install it once, or close the first installation."
    )
