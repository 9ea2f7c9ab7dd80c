"""The mypy plugin: `plugins = ["dynamo_stability.mypy"]` reports the use of unstable API.

`docs/how-to/check-with-mypy.md` describes the error codes and the options.
"""

from __future__ import annotations

from dynamo_stability.mypy.versions import is_supported, tell_limits

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mypy.plugin import Plugin

__all__ = ["plugin"]


def plugin(version: str) -> type[Plugin]:
    """The plugin class for a version of mypy; mypy calls this."""
    tell_limits(version)
    if not is_supported(version):
        from mypy.plugin import Plugin

        return Plugin
    from dynamo_stability.mypy.hooks import StabilityPlugin

    return StabilityPlugin
