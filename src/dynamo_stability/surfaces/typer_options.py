"""Stability of Typer's options: a marker beside `typer.Option()` in the annotation.

::

    @app.command(cls=Command)
    def serve(mode: Annotated[str, typer.Option(), experimental("being tuned")] = "kv"): ...
"""

from __future__ import annotations

import typing
from typing import TYPE_CHECKING, Any

from dynamo_stability.errors import missing_extra
from dynamo_stability.surfaces.command_line import says_tier
from dynamo_stability.surfaces.live_options import mark_option

try:
    from typer.core import TyperCommand
except ImportError:
    raise missing_extra("mark options of Typer", "typer", "typer") from None

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Command", "DeprecatedAliases", "mark_option"]


class DeprecatedAliases:
    """Older spellings of an option, in its annotation: `DeprecatedAliases("--old")`.

    Args:
        names: spellings of which there is no more to say.
        said: spellings with a `deprecated(...)` each.
    """

    __slots__ = ("said",)

    def __init__(self, *names: str, said: Mapping[str, Any] | None = None) -> None:
        self.said: dict[str, Any] = {**dict.fromkeys(names), **(said or {})}


class Command(TyperCommand):
    """Typer's command, for `@app.command(cls=Command)`: its options say what their markers do.

    Raises:
        MarkError: the markers of one option contradict each other.
    """

    def __init__(self, *args: Any, **settings: Any) -> None:
        super().__init__(*args, **settings)
        hints = typing.get_type_hints(self.callback, include_extras=True)
        for parameter in self.params:
            metadata = getattr(hints.get(parameter.name or ""), "__metadata__", ())
            markers = [one for one in metadata if says_tier(one)]
            aliases: dict[str, Any] = {}
            for one in metadata:
                if isinstance(one, DeprecatedAliases):
                    aliases.update(one.said)
            if markers or aliases:
                mark_option(parameter, markers, deprecated_aliases=aliases)
