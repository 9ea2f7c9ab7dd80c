"""Stability of click's options: `@click.option("--mode", cls=StabilityOption, stability=...)`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dynamo_stability.errors import missing_extra
from dynamo_stability.surfaces.live_options import mark_option

try:
    import click
except ImportError:
    raise missing_extra("mark options of click", "click", "click") from None

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["StabilityOption", "mark_option"]


class StabilityOption(click.Option):
    """click's option, with `stability` and `deprecated_aliases`.

    The help text gets a tag, and shows the environment variable and the default. When the option
    stands on the command line the user is told once, as a line on standard error; a default, a
    prompt and an environment variable say nothing.

    Args:
        param_decls: the spellings, and perhaps the parameter's name.
        stability: a marker such as `experimental("...")` or `deprecated(since="1.1")`, a tier, or a
            list of a tier and a deprecation.
        deprecated_aliases: older spellings, which pass the value on; with a `deprecated(...)` each
            where there is more to say.
        attributes: everything else that `click.Option` takes.

    Raises:
        MarkError: `stability` says no tier, or a deprecated alias has something other than a
            deprecation.
    """

    def __init__(
        self,
        param_decls: Sequence[str] | None = None,
        *,
        stability: Any = None,
        deprecated_aliases: Mapping[str, Any] | Sequence[str] = (),
        **attributes: Any,
    ) -> None:
        attributes.setdefault("show_default", True)
        attributes.setdefault("show_envvar", True)
        super().__init__(param_decls, **attributes)
        mark_option(self, stability, deprecated_aliases=deprecated_aliases)
