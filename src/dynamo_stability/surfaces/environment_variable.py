"""Variable: one declared environment variable, and how it is read."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from dynamo_stability.errors import EnvironmentVariableError
from dynamo_stability.surfaces.environment_values import NotAllowedError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Final

    from dynamo_stability.record import Record
    from dynamo_stability.surfaces.environment_marks import Name
    from dynamo_stability.surfaces.environment_settings import Settings

T_co = TypeVar("T_co", covariant=True)
#: Of a longer value, an error shows the beginning.
_MOST_SHOWN: Final = 200


class Variable(Generic[T_co]):
    """A declared environment variable; made by `env_var`.

    Attributes:
        name: what the user sets.
        older_names: the names whose value still counts, with a warning; the newest first.
        type: what its value is.
        default: what it is where no name is set.
        choices: the values that are allowed; None for all of its type.
        help: a sentence for documents.
        prefix: what the project's variables begin with; empty where the prefix rule does not hold.
        is_required: whether it has to be set.
        is_secret: whether its value is never shown.
        record: what is known about its stability.
        deprecated_names: what is known about the older names that the declaration mentions.
        place: where it is declared, as `path:line`.
    """

    __slots__ = (
        "__weakref__",
        "_name",
        "_older",
        "_settings",
        "choices",
        "default",
        "deprecated_names",
        "help",
        "is_required",
        "is_secret",
        "name",
        "older_names",
        "place",
        "prefix",
        "record",
        "type",
    )

    def __init__(self, settings: Settings, name: Name, older: Sequence[Name], place: str) -> None:
        self._settings = settings
        self._name = name
        self._older = tuple(older)
        mentioned = [one.record for one in older if one.name in settings.mentioned]
        self.name: str = name.name
        self.older_names: tuple[str, ...] = tuple([one.name for one in older])
        self.type: Any = settings.type
        self.default: Any = settings.default
        self.choices: tuple[Any, ...] | None = settings.choices
        self.help: str | None = settings.help
        self.prefix: str = settings.prefix
        self.is_required: bool = settings.is_required
        self.is_secret: bool = settings.is_secret
        self.record: Record = name.record
        self.deprecated_names: tuple[Record, ...] = tuple(mentioned)
        self.place = place

    def __repr__(self) -> str:
        return f"<variable {self.name}: {self.type_name}, {self.record.stage}>"

    def __deepcopy__(self, memo: object) -> Variable[T_co]:
        return self

    @property
    def type_name(self) -> str:
        """What documents call its type."""
        return self._settings.conversion.shown

    def facts(self) -> dict[str, Any]:
        """What a second declaration of the variable has to agree with."""
        return {
            "name": self.name,
            "older names": (self.older_names, self.deprecated_names),
            "stability": self.record,
            **self._settings.facts(),
        }

    def is_set(self, environ: Mapping[str, str] | None = None) -> bool:
        """Whether the variable is set, under any of its names; nobody is told."""
        values = os.environ if environ is None else environ
        return any(one.name in values for one in (self._name, *self._older))

    def get(self, environ: Mapping[str, str] | None = None) -> T_co:
        """The value that is set, or the default.

        A set variable that is experimental, beta or deprecated, or set under an older name, warns
        once in a process, in the category of its stage. A default says nothing.

        Args:
            environ: where to look, instead of `os.environ`.

        Raises:
            EnvironmentVariableError: the value is not allowed, two names hold different values, or
                a required variable is not set.
            Warning: a filter or a rule turns the warning into an error.
        """
        values = os.environ if environ is None else environ
        found = [one for one in (self._name, *self._older) if one.name in values]
        if not found:
            return self._fallback()
        value = self._value(found[0].name, values)
        for other in found[1:]:
            self._require_same(found[0].name, other.name, values)
        for one in found:
            one.tell()
        if found[0] is not self._name:
            self._name.tell()
        return value

    __call__ = get

    def _fallback(self) -> T_co:
        if self.is_required:
            about = "" if self.help is None else f" ({self.help.rstrip('.')})"
            raise self._error(f"Cannot read {self.name}{about}: it is not set. Set it.")
        default: Any = self.default
        if isinstance(default, (list, dict, set)):
            default = default.copy()  # what the caller does to it is the caller's own
        value: T_co = default
        return value

    def _value(self, name: str, values: Mapping[str, str]) -> T_co:
        try:
            value: T_co = self._settings.conversion.value(values[name])
        except NotAllowedError as error:
            problem, detail = str(error), error.detail
        else:
            return value
        # Outside of the handler, so that no traceback has what a converter says of a secret.
        if detail and not self.is_secret:
            problem = f"{problem} ({detail})"
        shown = self._shown(values[name])
        raise self._error(f"Cannot read {name}: {shown} is not {problem}. Change or unset it.")

    def _require_same(self, first: str, second: str, values: Mapping[str, str]) -> None:
        """Refuse two names that say different things: nobody can tell which one is meant."""
        if values[first] == values[second]:
            return
        same: Any = self._value(first, values) == self._value(second, values)
        if same is not True:
            remedy = f"Unset {second}" if first == self.name else f"Set {self.name} instead of both"
            contrast = self._contrast(first, second, values)
            raise self._error(f"Cannot read {self.name}: {contrast} {remedy}.")

    def _contrast(self, first: str, second: str, values: Mapping[str, str]) -> str:
        if self.is_secret:
            return f"{first} and its older name {second} hold different values, kept secret here."
        one, other = self._shown(values[first]), self._shown(values[second])
        return f"{first} is {one}, but its older name {second} is {other}."

    def _shown(self, text: str) -> str:
        if self.is_secret:
            return "its value, which is kept secret,"
        return repr(text if len(text) <= _MOST_SHOWN else text[:_MOST_SHOWN] + "...")

    def _error(self, message: str) -> EnvironmentVariableError:
        error = EnvironmentVariableError(message)
        error.variable = self.name
        return error
