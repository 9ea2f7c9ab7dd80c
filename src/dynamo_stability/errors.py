"""What goes wrong, told in one sentence: what failed, the value, the cause, the remedy."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


class StabilityError(Exception):
    """Any error of this package."""


class MarkError(StabilityError, TypeError):
    """A mark cannot be put where it was asked for. Nothing has been marked."""


class RecordError(StabilityError, ValueError):
    """A record, or the plain dict it was to be made from, is malformed."""


class ManifestError(StabilityError, ValueError):
    """A `stability.toml` cannot be read, or does not fit the code it is about."""


class RulesError(StabilityError, ValueError):
    """A rule of DYNAMO_STABILITY, or a condition of `allow`, cannot be read."""


class ConfigurationError(StabilityError, ValueError):
    """`[tool.dynamo-stability]` says something unknown or malformed."""


class EnvironmentVariableError(StabilityError, ValueError):
    """An environment variable cannot be declared so, or holds what cannot be read.

    Attributes:
        variable: its name.
    """

    variable: str = ""


class CatalogError(StabilityError, ValueError):
    """A catalog or a registry module cannot be read."""


class CollectError(StabilityError, ValueError):
    """A target cannot be found, or holds nothing that could be read."""


class VersionError(StabilityError, ValueError):
    """Something that should be a version is none that can be compared."""


class RewriteError(StabilityError, ValueError):
    """A file cannot be edited; no file has been changed."""


class NotEnabledError(StabilityError, RuntimeError):
    """An experimental API was used whose feature has not been enabled; the message says how."""


class IntegrationError(StabilityError, ValueError):
    """An integration cannot be installed. Nothing has been installed."""


class UnknownNameError(StabilityError, LookupError):
    """A dotted name leads nowhere."""


class MissingExtraError(StabilityError, ImportError):
    """Something needs an optional dependency; the message names the install command."""


def missing_extra(what: str, package: str, extra: str = "tools") -> MissingExtraError:
    """The error for something that needs a package which the extra `extra` brings.

    Args:
        what: what cannot be done, to follow "Cannot".
        package: the distribution that is missing.
        extra: the extra of this distribution that has it.
    """
    return MissingExtraError(
        f"Cannot {what}: {package} is not installed. Run: pip install 'dynamo-stability[{extra}]'"
    )


_MOST_NAMES = 8


def nearest(name: str, known: Iterable[str]) -> str:
    """The part of a message that helps with a name that is not among the known ones."""
    from difflib import get_close_matches

    names = sorted(known)
    close = get_close_matches(name, names, n=3)
    if close:
        return f"did you mean {' or '.join(repr(one) for one in close)}?"
    if not names:
        return "there are none."
    listed = ", ".join(names[:_MOST_NAMES])
    rest = len(names) - _MOST_NAMES
    return f"known names: {listed}." if rest <= 0 else f"known names: {listed} and {rest} more."
