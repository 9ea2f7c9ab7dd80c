"""Defaults of options that come from environment variables.

A variable is read when its option is added, and converted when the command line is parsed: so a
malformed value is an error of the program, worded by argparse, and only where nothing on the
command line takes its place.
"""

from __future__ import annotations

import argparse
import os
from typing import TYPE_CHECKING, Any

from dynamo_stability.surfaces.environment_values import BOOLEANS

if TYPE_CHECKING:
    from typing import Final

_FLAGS: Final = (
    argparse._StoreTrueAction,
    argparse._StoreFalseAction,
    argparse.BooleanOptionalAction,
)
_SEVERAL: Final = ("*", "+")


class EnvironmentDefault(str):
    """The text of a variable, until it is converted; shows as the default that it stands for."""

    __slots__ = ("declared", "variable")

    declared: object
    variable: str

    def __str__(self) -> str:
        return str(self.declared)


def read_environment(action: argparse.Action, variable: str) -> None:
    """Let the variable, where it is set, give the action's default."""
    text = os.environ.get(variable)
    if text is None:
        return
    action.required = False
    if action.type is not None and not callable(action.type):
        action.default = text  # a name that only the parser can look up
        return
    default = EnvironmentDefault(text)
    default.variable = variable
    default.declared = action.default
    action.type = _Conversion(action)
    action.default = default


def settle(action: argparse.Action, namespace: argparse.Namespace) -> None:
    """Convert what the namespace holds from a variable, where the action builds on it.

    Raises:
        argparse.ArgumentError: the variable holds nothing that the option takes.
    """
    held = getattr(namespace, action.dest, None)
    if isinstance(held, EnvironmentDefault) and _builds_on_default(action):
        try:
            setattr(namespace, action.dest, action.type(held))  # type: ignore[misc,operator]
        except argparse.ArgumentTypeError as error:
            raise argparse.ArgumentError(action, str(error)) from None


def _builds_on_default(action: argparse.Action) -> bool:
    return isinstance(action, (argparse._AppendAction, argparse._CountAction))


class _Conversion:
    """The `type` of an option whose default is the text of a variable."""

    def __init__(self, action: argparse.Action) -> None:
        self._action = action
        self._type: Any = action.type or str
        self.__name__ = getattr(self._type, "__name__", repr(self._type))

    def __call__(self, text: str) -> Any:
        if not isinstance(text, EnvironmentDefault):
            return self._type(text)
        try:
            return self._value(str.__str__(text))
        except (ValueError, TypeError, argparse.ArgumentTypeError) as error:
            raise argparse.ArgumentTypeError(
                f"the environment variable {text.variable} is {str.__str__(text)!r}: "
                f"{self._why(error)}. Change or unset it."
            ) from None

    def _value(self, text: str) -> Any:
        action = self._action
        if isinstance(action, _FLAGS):
            return _boolean(text)
        if isinstance(action, argparse._CountAction):
            return int(text)
        if isinstance(action, argparse._AppendAction) or action.nargs in _SEVERAL:
            return [self._checked(one) for one in text.split()]
        if isinstance(action.nargs, int) and action.nargs > 0:
            return self._exactly(text.split(), action.nargs)
        return self._checked(text)

    def _exactly(self, texts: list[str], count: int) -> list[Any]:
        if len(texts) != count:
            raise argparse.ArgumentTypeError(f"{count} values are expected")
        return [self._checked(one) for one in texts]

    def _checked(self, text: str) -> Any:
        value = self._type(text)
        choices = self._action.choices
        if choices is not None and value not in choices:
            allowed = ", ".join([str(one) for one in choices])
            raise argparse.ArgumentTypeError(f"allowed are {allowed}")
        return value

    def _why(self, error: Exception) -> str:
        if isinstance(error, argparse.ArgumentTypeError):
            return str(error)
        return f"it is no valid {self.__name__}"


def _boolean(text: str) -> bool:
    word = text.strip().lower()
    if word not in BOOLEANS:
        raise argparse.ArgumentTypeError("allowed are true, false, 1, 0, yes, no, on and off")
    return BOOLEANS[word]
