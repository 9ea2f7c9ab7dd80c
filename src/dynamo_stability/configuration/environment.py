"""EnvironmentOptions: what `[tool.dynamo-stability.environment]` says."""

from __future__ import annotations

from dynamo_stability.configuration.fields import arguments, flag
from dynamo_stability.errors import RecordError
from dynamo_stability.value import Value, optional_text, text, texts, values_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Final

_set = object.__setattr__


class VariableRule(Value):
    """A function of the project's own that reads or declares one environment variable.

    An argument is named by its keyword or by its position, `"0"` being the first; several ways to
    pass it are tried in order.

    Attributes:
        name: the function's full dotted name, as it is imported or defined.
        variable: the arguments that hold the variable's name.
        default: those for its default.
        type: those for what converts its text.
        help: those for a sentence about it.
        tier: those for a tier, its name or a marker.
        feature: those for the group that it graduates with.
        returns: what the value is, where no argument says it, such as `"bool"`.
        declares: whether it declares the variable, rather than read it.
    """

    __slots__ = (
        "declares",
        "default",
        "feature",
        "help",
        "name",
        "returns",
        "tier",
        "type",
        "variable",
    )

    name: str
    variable: tuple[str, ...]
    default: tuple[str, ...]
    type: tuple[str, ...]
    help: tuple[str, ...]
    tier: tuple[str, ...]
    feature: tuple[str, ...]
    returns: str | None
    declares: bool

    FIELDS = {
        "name": text,
        "variable": arguments,
        "default": arguments,
        "type": arguments,
        "help": arguments,
        "tier": arguments,
        "feature": arguments,
        "returns": optional_text,
        "declares": flag,
    }
    REQUIRED = ("name",)

    def __init__(
        self, name: str, *, returns: str | None = None, declares: bool = False, **named: Any
    ) -> None:
        _set(self, "name", text(name, "name"))
        _set(self, "returns", optional_text(returns, "returns"))
        _set(self, "declares", flag(declares, "declares"))
        for field, default in _DEFAULTS.items():
            _set(self, field, arguments(named.pop(field, default), field))
        if named:
            raise RecordError(f"Cannot take {', '.join(named)} for the function {name!r}.")


_DEFAULTS: Final = {
    "variable": ("0", "name"),
    "default": ("1", "default"),
    "type": ("type",),
    "help": ("help",),
    "tier": ("tier",),
    "feature": ("feature",),
}


class EnvironmentOptions(Value):
    """How the environment variables of a project are called, declared and read.

    Attributes:
        prefixes: what the names of its own variables begin with.
        helpers: functions that read or declare a variable.
        known: globs of names that need no declaration here, such as those that others read.
        exclude: globs of modules that are not read.
        ignore: ids of findings that are not wanted.
    """

    __slots__ = ("exclude", "helpers", "ignore", "known", "prefixes")

    prefixes: tuple[str, ...]
    helpers: tuple[VariableRule, ...]
    known: tuple[str, ...]
    exclude: tuple[str, ...]
    ignore: tuple[str, ...]

    FIELDS = {
        "prefixes": texts,
        "helpers": values_of(VariableRule),
        "known": texts,
        "exclude": texts,
        "ignore": texts,
    }

    def __init__(
        self,
        *,
        prefixes: tuple[str, ...] = ("DYN_",),
        helpers: tuple[VariableRule, ...] = (),
        known: tuple[str, ...] = (),
        exclude: tuple[str, ...] = ("tests.*", "*.tests.*"),
        ignore: tuple[str, ...] = (),
    ) -> None:
        _set(self, "prefixes", texts(prefixes, "prefixes"))
        _set(self, "helpers", values_of(VariableRule)(helpers, "helpers"))
        _set(self, "known", texts(known, "known"))
        _set(self, "exclude", texts(exclude, "exclude"))
        _set(self, "ignore", texts(ignore, "ignore"))
