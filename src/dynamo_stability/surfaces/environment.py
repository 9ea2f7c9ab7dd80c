"""Environment variables, declared once: typed, with a tier that shows in the name.

PREFIX_CACHING = env_var("DYN_PREFIX_CACHING", type=bool, default=False, tier="beta")

if PREFIX_CACHING.get():  # reads DYN_BETA_PREFIX_CACHING
    ...
"""

from __future__ import annotations

import os
from sys import _getframe
from typing import TYPE_CHECKING, Any, TypeVar, overload

from dynamo_stability.errors import EnvironmentVariableError
from dynamo_stability.marks.frames import module_name
from dynamo_stability.surfaces import environment_registry as registry
from dynamo_stability.surfaces.environment_listing import UnknownVariable, find_unknown, table_of
from dynamo_stability.surfaces.environment_names import DEFAULT_PREFIX
from dynamo_stability.surfaces.environment_settings import (
    checked_prefix,
    declaration_error,
    settle,
)
from dynamo_stability.surfaces.environment_variable import Variable

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
    from typing import Literal, TypedDict

    from typing_extensions import Unpack

    from dynamo_stability.marks.marker import Marker
    from dynamo_stability.record import Deprecation
    from dynamo_stability.tiers import Tier

    class Said(TypedDict, total=False):
        """What may be said about a variable beside its name, type and default."""

        tier: Any  # a tier, its name, or markers
        feature: str | None
        help: str | None
        choices: Collection[Any] | None
        since: str | None
        reason: str | None
        issue: str | None
        owner: str | None
        alternative: str | None
        component: str | None
        deprecated: Marker | Deprecation | str | bool | None
        deprecated_aliases: Mapping[str, Any] | Sequence[str]
        former_tiers: Iterable[Tier | str] | None
        prefix: str | None
        secret: bool | None
        separator: str


__all__ = [
    "EnvironmentVariableError",
    "UnknownVariable",
    "Variable",
    "Variables",
    "declared_variables",
    "env_var",
    "unknown_variables",
    "variables_table",
]

T = TypeVar("T")
D = TypeVar("D")
_UNSET: Any = object()


class Variables:
    """The environment variables of one project, whose names begin with one prefix.

    Args:
        prefix: what they begin with; empty where no prefix rule holds.

    Raises:
        EnvironmentVariableError: it is no prefix.

    Example:
        >>> variables = Variables("ENGINE_")
        >>> CHUNK = variables.env_var("ENGINE_CHUNK", type=int, default=8, tier="beta")
        >>> CHUNK.get({"ENGINE_BETA_CHUNK": "16"})
        16
    """

    __slots__ = ("prefix",)

    def __init__(self, prefix: str = DEFAULT_PREFIX) -> None:
        self.prefix = checked_prefix(prefix)

    @overload
    def env_var(
        self, name: str, *, required: Literal[True], **said: Unpack[Said]
    ) -> Variable[str]: ...

    @overload
    def env_var(self, name: str, *, default: D, **said: Unpack[Said]) -> Variable[str | D]: ...

    @overload
    def env_var(self, name: str, **said: Unpack[Said]) -> Variable[str | None]: ...

    @overload
    def env_var(
        self, name: str, *, type: type[T], required: Literal[True], **said: Unpack[Said]
    ) -> Variable[T]: ...

    @overload
    def env_var(
        self, name: str, *, type: type[T], default: None = None, **said: Unpack[Said]
    ) -> Variable[T | None]: ...

    @overload
    def env_var(
        self, name: str, *, type: type[T], default: T, **said: Unpack[Said]
    ) -> Variable[T]: ...

    @overload
    def env_var(
        self, name: str, *, type: Callable[[str], T], required: Literal[True], **said: Unpack[Said]
    ) -> Variable[T]: ...

    @overload
    def env_var(
        self, name: str, *, type: Callable[[str], T], default: None = None, **said: Unpack[Said]
    ) -> Variable[T | None]: ...

    @overload
    def env_var(
        self, name: str, *, type: Callable[[str], T], default: T, **said: Unpack[Said]
    ) -> Variable[T]: ...

    def env_var(
        self,
        name: str,
        *,
        type: Any = str,  # noqa: A002 - what users expect
        default: Any = _UNSET,
        required: bool = False,
        tier: Any = None,
        feature: str | None = None,
        help: str | None = None,  # noqa: A002 - the same
        choices: Collection[Any] | None = None,
        since: str | None = None,
        reason: str | None = None,
        issue: str | None = None,
        owner: str | None = None,
        alternative: str | None = None,
        component: str | None = None,
        deprecated: Any = None,
        deprecated_aliases: Mapping[str, Any] | Sequence[str] = (),
        former_tiers: Iterable[Tier | str] | None = None,
        prefix: str | None = None,
        secret: bool | None = None,
        separator: str = ",",
    ) -> Variable[Any]:
        """Declare an environment variable, once in a process; `.get()` reads it.

        With a prefix such as `DYN_` its name says its tier: `DYN_EXPERIMENTAL_X`, `DYN_BETA_X`,
        and `DYN_X` when it is stable. The names of lower tiers keep working, and warn.

        Args:
            name: the bare name (`DYN_X`), whatever the tier, or the name of the tier.
            type: `bool`, `int`, `float`, `str`, `Path`, an enumeration, several of these
                (`list[int]`, `tuple[str, ...]`, `set`, `frozenset`), or a function of the text.
            default: the value where nothing is set; it is returned as it is.
            required: whether it has to be set.
            tier: a tier or its name, or markers such as `experimental("...")`; by default what the
                name says.
            feature: the named group that it graduates with.
            help: a sentence for documents.
            choices: the values that are allowed; of the items, where it is a list.
            since: the version in which it got its tier.
            reason: why it has that tier.
            issue: the URL where it is tracked.
            owner: the person or team who decides about it.
            alternative: what to use where stability matters.
            component: the component that it belongs to.
            deprecated: a marker such as `deprecated(since="1.1", alternative="DYN_Y")`, a message,
                or True.
            deprecated_aliases: older names whose value still counts; with a `deprecated(...)` each
                where there is more to say.
            former_tiers: the tiers whose names still count; by default all below its own.
            prefix: the prefix, where it is not the project's own; empty for a name to which the
                prefix rule does not apply. Nor does it apply to names that begin otherwise.
            secret: whether to keep the value out of messages; by default where the name has a word
                such as TOKEN, KEY, PASSWORD or SECRET in it.
            separator: what stands between the items of a list.

        Raises:
            EnvironmentVariableError: name and tier contradict each other, another declaration has
                the name, or the type cannot be read from a text.
            MarkError: what is said of its tier or deprecation contradicts itself.
            RecordError: a field is malformed.
        """
        if required and default is not _UNSET:
            raise declaration_error(
                str(name), "it is required, so it has no default. Leave out one of the two."
            )
        said = {
            "type": type,
            "default": None if default is _UNSET else default,
            "required": required,
            "tier": tier,
            "help": help,
            "choices": choices,
            "deprecated": deprecated,
            "deprecated_aliases": deprecated_aliases,
            "former_tiers": former_tiers,
            "prefix": prefix,
            "secret": secret,
            "separator": separator,
        }
        fields = {
            "feature": feature,
            "since": since,
            "reason": reason,
            "issue": issue,
            "owner": owner,
            "alternative": alternative,
            "component": component,
        }
        frame = _getframe(1)
        settings, own, older = settle(name, self.prefix, said, fields, module_name(frame))
        place = f"{frame.f_code.co_filename}:{frame.f_lineno}"
        variable: Variable[Any] = Variable(settings, own, older, place)
        return registry.add(variable, settings.claimed)

    def declared(self) -> tuple[Variable[Any], ...]:
        """The declared variables with this prefix, by name."""
        return tuple([one for one in registry.all_variables() if one.prefix == self.prefix])

    def unknown(
        self, environ: Mapping[str, str] | None = None, *, known: Iterable[str] = ()
    ) -> tuple[UnknownVariable, ...]:
        """The variables with this prefix that are set, but not declared."""
        return unknown_variables(environ, prefix=self.prefix, known=known)

    def table(self) -> str:
        """The declared variables with this prefix as a table in Markdown."""
        return variables_table(self.declared())


#: Declares a variable of a project whose prefix is `DYN_`, or whose `prefix` is given.
env_var = Variables().env_var


def declared_variables() -> tuple[Variable[Any], ...]:
    """Every variable that is declared in this process so far, by name."""
    return tuple(registry.all_variables())


def unknown_variables(
    environ: Mapping[str, str] | None = None,
    *,
    prefix: str | None = None,
    known: Iterable[str] = (),
) -> tuple[UnknownVariable, ...]:
    """The variables that are set under a project's prefix, but not declared: mostly misspelt ones.

    Call it when all declarations have been imported. Values are not looked at.

    Args:
        environ: what is set, instead of `os.environ`.
        prefix: what the names begin with; by default the prefixes of what is declared.
        known: names, or globs of names, that others read.

    Returns:
        What was found, by name; as a text each says which known name is nearest.
    """
    prefixes = {one.prefix for one in registry.all_variables()} if prefix is None else {prefix}
    values = os.environ if environ is None else environ
    return find_unknown(values, sorted(prefixes - {""}) or [DEFAULT_PREFIX], known)


def variables_table(variables: Iterable[Variable[Any]] | None = None) -> str:
    """The declared variables as a table in Markdown; the values of secrets are left out."""
    return table_of(registry.all_variables() if variables is None else variables)
