"""One structured line in the log at the first use of each marked API.

    from dynamo_stability.integrations import logging

    logging.install()

Nothing is watched before an application installs it, and its own handlers decide where lines go.
"""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING, Any, Final

from dynamo_stability.errors import IntegrationError
from dynamo_stability.integrations.used_apis import WATCHED, labels_of
from dynamo_stability.marks import observe

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dynamo_stability.marks.observing import Observation, Use
    from dynamo_stability.tiers import Tier

__all__ = ["EVENT", "LOGGER", "install"]

#: The logger, unless another one is asked for.
LOGGER: Final = "dynamo_stability.use"
#: What a line begins with.
EVENT: Final = "stability_first_use"


def install(
    logger: str | logging.Logger = LOGGER,
    *,
    level: int | str = logging.INFO,
    tier: str | Tier | Iterable[str | Tier] = WATCHED,
) -> Observation:
    """Log the first use of every marked API, and those there have been in this process.

    The line reads `stability_first_use api=dynamo.llm.KvRouter kind=class tier=experimental
    feature=kv_routing module=app`: fields that say nothing are left out, values with blanks are
    quoted. Handlers find the same as attributes of the log record, `stability_api` and so on, and
    the user's file and line as `pathname` and `lineno`.

    Args:
        logger: where to, or the name of it.
        level: at which level.
        tier: which stages are logged: one or several of `Tier`, their names, `"deprecated"`.

    Returns:
        The registration: close it, or use it as a context manager, to stop.

    Raises:
        IntegrationError: the level is unknown.
        RulesError: a tier is unknown.
    """
    number = logging.getLevelName(level) if isinstance(level, str) else level
    if not isinstance(number, int):
        raise IntegrationError(
            f"Cannot log first uses at the level {level!r}: there is no such level. "
            f"Pass one such as 'INFO'."
        )
    log = logging.getLogger(logger) if isinstance(logger, str) else logger
    return observe(lambda use: _log(log, number, use), tier=tier, past=True)


def _log(log: logging.Logger, level: int, use: Use) -> None:
    if not log.isEnabledFor(level):
        return
    fields = {**labels_of(use.record), "module": use.module}
    given = {key: value for key, value in fields.items() if value}
    line = " ".join([EVENT, *(f"{key}={_quoted(value)}" for key, value in given.items())])
    extra: dict[str, Any] = {f"stability_{key}": value for key, value in given.items()}
    place = (use.filename, use.lineno)
    # The message may hold a percent sign, which is none of the formatter's without arguments.
    log.handle(log.makeRecord(log.name, level, *place, line, (), None, extra=extra))


def _quoted(value: str) -> str:
    is_plain = value.isprintable() and not set(value) & set(' "=')
    return value if is_plain else json.dumps(value)
