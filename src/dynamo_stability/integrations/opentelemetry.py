"""OpenTelemetry metrics: which marked APIs are in use, by tier and feature.

    from dynamo_stability.integrations import opentelemetry

    opentelemetry.install()

Nothing is watched before an application installs it. What becomes of the metric is up to the
application's meter provider; without one it goes nowhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from weakref import WeakKeyDictionary

from dynamo_stability.errors import IntegrationError, missing_extra
from dynamo_stability.integrations.used_apis import DESCRIPTION, WATCHED, UsedApis

try:
    from opentelemetry.metrics import MeterProvider, Observation, get_meter, get_meter_provider
except ImportError:
    raise missing_extra(
        "report to OpenTelemetry what is in use", "opentelemetry-api", "opentelemetry"
    ) from None

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from opentelemetry.metrics import CallbackOptions
    from typing_extensions import Self

    from dynamo_stability.tiers import Tier

__all__ = ["METRIC", "Installation", "install"]

#: 1 for each API that a process has used; summed up, how many processes have used it.
METRIC: Final = "dynamo_stability.api.processes"


class Installation:
    """An instrument at work; close it, or leave its `with` block, to have it say nothing more."""

    def __init__(self, instrument: _Instrument, used: UsedApis) -> None:
        self._instrument = instrument
        self._used = used

    def close(self) -> None:
        """Report nothing more; closing twice does nothing."""
        self._used.close()
        if self._instrument.used is self._used:
            self._instrument.used = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.close()


class _Instrument:
    """The one instrument of a provider: callbacks cannot be taken back, so it outlives closing."""

    def __init__(self) -> None:
        self.used: UsedApis | None = None

    def create(self, provider: MeterProvider) -> None:
        get_meter("dynamo_stability", meter_provider=provider).create_observable_up_down_counter(
            METRIC, [self._observe], unit="{process}", description=DESCRIPTION
        )

    def _observe(self, _options: CallbackOptions) -> list[Observation]:
        used = self.used
        return [] if used is None else [_observation(one) for one in used.labels()]


def _observation(labels: Mapping[str, str]) -> Observation:
    return Observation(1, {f"dynamo_stability.{key}": one for key, one in labels.items() if one})


_instruments: WeakKeyDictionary[MeterProvider, _Instrument] = WeakKeyDictionary()


def install(
    meter_provider: MeterProvider | None = None,
    *,
    tier: str | Tier | Iterable[str | Tier] = WATCHED,
) -> Installation:
    """Report the marked APIs that this process has used, and those it is going to use.

    The instrument `dynamo_stability.api.processes` is an observable up-down counter: 1 for each of
    them, so that the sum over processes says how many use it. Its attributes are
    `dynamo_stability.api`, `.kind`, `.tier` (`deprecated` for what is on its way out), `.feature`
    and `.component`, the last two where they are known. An API costs nothing once it has been used.

    Install it early: uses of beta and stable API, and of what a rule of DYNAMO_STABILITY ignores,
    are not known from before.

    Args:
        meter_provider: the application's; the global one if None.
        tier: which stages are reported: one or several of `Tier`, their names, `"deprecated"`.

    Raises:
        IntegrationError: it is installed for this provider already, or that is no provider.
        RulesError: a tier is unknown.
    """
    provider = get_meter_provider() if meter_provider is None else meter_provider
    if not isinstance(provider, MeterProvider):
        raise IntegrationError(
            f"Cannot install the metric {METRIC} for {provider!r}: it is no meter provider. "
            f"Pass the application's, or None for the global one."
        )
    instrument = _instruments.get(provider)
    if instrument is not None and instrument.used is not None:
        raise IntegrationError(
            f"Cannot install the metric {METRIC}: it is installed for {provider!r} already. "
            f"Install it once, or close the first installation."
        )
    used = UsedApis(tier)
    if instrument is None:
        instrument = _Instrument()
        try:
            instrument.create(provider)
            _instruments[provider] = instrument
        except BaseException:
            used.close()
            raise
    instrument.used = used
    return Installation(instrument, used)
