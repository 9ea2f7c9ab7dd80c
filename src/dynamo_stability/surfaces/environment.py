"""Environment variables that are declared once, read typed, and carry a tier in their name.

    prefix_caching = env_var("DYN_PREFIX_CACHING", type=bool, default=False, tier="experimental")
    if prefix_caching.get(): ...

While it is experimental the variable is called `DYN_EXPERIMENTAL_PREFIX_CACHING`, then
`DYN_BETA_PREFIX_CACHING`, and `DYN_PREFIX_CACHING` when it is stable. At each step the older names
keep working, and say what the new one is.
"""

from __future__ import annotations

import os
from sys import _getframe
from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

from dynamo_stability.errors import MarkError, StabilityError, nearest
from dynamo_stability.marks.combining import combine
from dynamo_stability.marks.frames import module_name, user_frame
from dynamo_stability.marks.live import entry_of
from dynamo_stability.marks.mark import Manner
from dynamo_stability.marks.owners import owning_package
from dynamo_stability.record import Deprecation, Record
from dynamo_stability.surfaces.command_line import main_program, markers_of
from dynamo_stability.surfaces.environment_values import Conversion, is_secret
from dynamo_stability.surfaces.terminal import TerminalMark, tell_terminal
from dynamo_stability.tiers import Tier
from dynamo_stability.variable_names import (
    default_prefix,
    lower_names,
    spell_variable,
    split_variable,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import TypedDict

    from typing_extensions import Unpack

    from dynamo_stability.marks.marker import Marker

__all__ = [
    "EnvironmentVariable",
    "VariableError",
    "declared_variables",
    "env_var",
    "unknown_variables",
    "variables_table",
]

T = TypeVar("T")

if TYPE_CHECKING:
    _Kind = Callable[[str], T] | type[T]

    class _About(TypedDict, total=False):
        tier: Any
        choices: Iterable[Any]
        help: str
        prefix: str | None
        older_names: Iterable[str]
        feature: str
        since: str
        reason: str
        issue: str
        owner: str
        alternative: str
        component: str


class VariableError(StabilityError, ValueError):
    """An environment variable holds what it must not, or two names of one hold different things."""


class EnvironmentVariable(Generic[T]):
    """One variable, under whichever of its names it is set.

    Made by `env_var`.

    Attributes:
        name: the name that users are to set.
        older_names: the names it had before, which still work.
        default: what counts where it is not set.
        help: what it is for.
        record: what is known about its stability, as `env:NAME`.
    """

    def __init__(
        self,
        names: tuple[str, ...],
        conversion: Conversion,
        default: T,
        about: str,
        record: Record,
        marks: Mapping[str, TerminalMark],
    ) -> None:
        self.name = names[0]
        self.older_names = names[1:]
        self.default = default
        self.help = about
        self.record = record
        self._conversion = conversion
        self._marks = marks

    def __repr__(self) -> str:
        return f"<environment variable {self.name}: {self._conversion.name}, {self.record.stage}>"

    @property
    def type_name(self) -> str:
        """What its value is, as a table shows it."""
        return self._conversion.name

    def is_set(self, environ: Mapping[str, str] | None = None) -> bool:
        """Whether it is set under any of its names; an empty text sets only what is a text."""
        return bool(self._found(os.environ if environ is None else environ))

    def get(self, environ: Mapping[str, str] | None = None) -> T:
        """Its value now.

        Whoever set it is told once if it is experimental, deprecated, or set under an older name.

        Args:
            environ: where to look; the environment of this process if None.

        Raises:
            VariableError: it holds what it must not, or its names hold different things.
        """
        found = self._found(os.environ if environ is None else environ)
        values = {name: self._value(name, text) for name, text in found.items()}
        if not values:
            return self.default
        name, *others = values
        for other in others:
            if values[other] != values[name]:
                raise VariableError(
                    f"Cannot read {name}: it is {self._shown(name, found)}, but {other}, an older "
                    f"name of it, is {self._shown(other, found)}. Unset {other}."
                )
        for one in values:
            self._tell(one)
        value: T = values[name]
        return value

    __call__ = get

    def _found(self, environ: Mapping[str, str]) -> dict[str, str]:
        texts = {name: environ.get(name) for name in (self.name, *self.older_names)}
        is_text = self._conversion.name == "str"
        return {name: text for name, text in texts.items() if text or (text == "" and is_text)}

    def _value(self, name: str, text: str) -> Any:
        try:
            return self._conversion(text)
        except (ValueError, TypeError, KeyError) as error:
            own = "" if is_secret(name) else self._conversion.reason(error)
            raise VariableError(
                f"Cannot read {name}: {self._shown(name, {name: text})} is no value of it"
                f"{f' ({own})' if own else ''}. Allowed: {self._conversion.allowed}."
            ) from None

    def _shown(self, name: str, texts: Mapping[str, str]) -> str:
        return "what it is set to" if is_secret(name) else repr(texts[name])

    def _tell(self, name: str) -> None:
        mark = self._marks[name]
        if not mark.spent and mark.is_wanted:
            tell_terminal(mark, main_program(), user_frame(_getframe(2)))


_declared: dict[str, EnvironmentVariable[Any]] = {}


@overload
def env_var(name: str, *, default: str, **about: Unpack[_About]) -> EnvironmentVariable[str]: ...
@overload
def env_var(
    name: str, *, default: None = None, **about: Unpack[_About]
) -> EnvironmentVariable[str | None]: ...
@overload
def env_var(
    name: str, *, type: _Kind[T], default: None = None, **about: Unpack[_About]
) -> EnvironmentVariable[T | None]: ...
@overload
def env_var(
    name: str, *, type: _Kind[T], default: T, **about: Unpack[_About]
) -> EnvironmentVariable[T]: ...
def env_var(
    name: str,
    *,
    type: Any = str,  # noqa: A002 - argparse's word for it
    default: Any = None,
    tier: Any = None,
    choices: Iterable[Any] = (),
    help: str = "",  # noqa: A002 - the same
    prefix: str | None = None,
    older_names: Iterable[str] = (),
    **fields: Any,
) -> EnvironmentVariable[Any]:
    """Declare an environment variable.

    Args:
        name: its name as it will be when it is stable, such as `DYN_PREFIX_CACHING`; the name of
            its tier, `DYN_EXPERIMENTAL_PREFIX_CACHING`, is understood too.
        type: what its value is: `bool`, `int`, `float`, `str`, `pathlib.Path`, an enumeration, a
            list, tuple or set of these such as `list[int]`, or any function of one text.
        default: what counts where it is not set.
        tier: a tier, its name, or markers such as `experimental("...")` and `deprecated("...")`;
            None stands for stable.
        choices: the values that are allowed; none for all.
        help: what it is for, for tables.
        prefix: what all variables of the project begin with; by default the part of `name` up to
            its first underscore.
        older_names: further names that it had before and that still work.
        **fields: what else its record says: `feature`, `since`, `reason`, `issue`, `owner`,
            `alternative`, `component`.

    Returns:
        The variable; `.get()` reads it.

    Raises:
        MarkError: the name and the tier contradict each other, a variable of that name is declared
            already in another way, or the default is none of the choices.
    """
    frame = _getframe(1)
    place = owning_package(module_name(frame))
    markers = markers_of(tier)
    names, record = _named(name, prefix, markers, fields, tuple(older_names))
    conversion = Conversion(type, choices)
    if conversion.choices and default is not None and default not in conversion.choices:
        raise MarkError(
            f"Cannot declare {name} with the default {default!r}: allowed are {conversion.allowed}."
        )
    manner = next((one.manner for one in markers if one.deprecation is not None), Manner())
    marks = {one: _mark(one, names[0], record, manner, place) for one in names}
    declared = EnvironmentVariable(names, conversion, default, help, record, marks)
    return _remember(declared)


def _named(
    name: str,
    prefix: str | None,
    markers: tuple[Marker, ...],
    fields: dict[str, Any],
    further: tuple[str, ...],
) -> tuple[tuple[str, ...], Record]:
    """The names of a variable, the one for its tier first; and its record."""
    prefix = default_prefix(name) if prefix is None else prefix
    said, about = split_variable(name, prefix)
    record = Record(f"env:{name}", "env", **fields)
    for marker in markers:
        record = combine(record, marker.record_for(record.name, "env"))
    tier = record.tier or said or Tier.STABLE
    if said is not None and said != tier:
        raise MarkError(
            f"Cannot declare {name} as {tier}: its name says that it is {said}. "
            f"Call it {spell_variable(prefix, tier, about)}."
        )
    names = [spell_variable(prefix, tier, about), *lower_names(prefix, tier, about), *further]
    record = record.replace(name=f"env:{names[0]}", tier=record.tier or said)
    return tuple(dict.fromkeys(names)), record


def _mark(
    name: str, newest: str, record: Record, manner: Manner, package: str | None
) -> TerminalMark:
    """The mark on one name of a variable; on an older one, with the new one as its replacement."""
    if name != newest:
        deprecation = Deprecation(renamed_to=newest)
        record = record.replace(name=f"env:{name}", deprecation=deprecation)
    mark = TerminalMark(record, manner, package, name)
    entry_of(mark).mark = mark  # so that rearm() and set_rules() reach it
    return mark


def _remember(declared: EnvironmentVariable[Any]) -> EnvironmentVariable[Any]:
    """The one declaration of a name in this process."""
    for name in (declared.name, *declared.older_names):
        known = _declared.get(name)
        if known is not None and _facts(known) != _facts(declared):
            raise MarkError(
                f"Cannot declare {declared.name}: {name} is declared already, in another way, as "
                f"{known!r}. Declare it once, and import the declaration."
            )
    known = _declared.get(declared.name)
    if known is not None:
        return known
    for name in (declared.name, *declared.older_names):
        _declared[name] = declared
    return declared


def _facts(one: EnvironmentVariable[Any]) -> tuple[Any, ...]:
    return (one.name, one.older_names, one.type_name, one.default, one.help, one.record)


# ---- all of them --------------------------------------------------------------------------------


def declared_variables() -> tuple[EnvironmentVariable[Any], ...]:
    """All variables that were declared in this process, sorted by name."""
    return tuple(sorted(set(_declared.values()), key=lambda one: one.name))


def variables_table() -> str:
    """The declared variables as a Markdown table, for documentation."""
    lines = ["| Variable | Type | Default | Tier | About |", "| --- | --- | --- | --- | --- |"]
    for one in declared_variables():
        default = "" if one.default is None else f"`{_default(one)}`"
        cells = (f"`{one.name}`", f"`{one.type_name}`", default, one.record.stage, one.help)
        lines.append(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |")
    return "\n".join(lines) + "\n"


def _default(one: EnvironmentVariable[Any]) -> str:
    return "..." if is_secret(one.name) else str(one.default)


def unknown_variables(
    prefix: str, environ: Mapping[str, str] | None = None, *, known: Iterable[str] = ()
) -> tuple[str, ...]:
    """A sentence for each variable that is set, begins with a prefix, and is not declared.

    Args:
        prefix: what all variables of the project begin with.
        environ: where to look; the environment of this process if None.
        known: further names that are in order.
    """
    names = {*_declared, *known}
    environ = os.environ if environ is None else environ
    unknown = [one for one in sorted(environ) if one.startswith(prefix) and one not in names]
    return tuple([f"{one} is set, but {_complaint(one, prefix, known)}" for one in unknown])


def _complaint(name: str, prefix: str, known: Iterable[str]) -> str:
    current = {one.name: split_variable(one.name, prefix)[1] for one in declared_variables()}
    about = split_variable(name, prefix)[1]
    for other, is_about in current.items():
        if is_about == about:
            return f"the variable is called {other}."
    return f"there is no such variable; {nearest(name, {*current, *known})}"
