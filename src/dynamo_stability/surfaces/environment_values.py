"""Values of environment variables: from text to what a program asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import Enum
from typing import Any, Final, get_args, get_origin

#: The words that a switch may be set to.
BOOLEANS: Final = {
    **dict.fromkeys(("1", "true", "yes", "on"), True),
    **dict.fromkeys(("0", "false", "no", "off"), False),
}
_SECRET: Final = ("TOKEN", "KEY", "PASSWORD", "PASSWD", "SECRET", "CREDENTIAL")
_SEVERAL: Final = {list: list, tuple: tuple, set: set, frozenset: frozenset}


class Conversion:
    """Turns the text of a variable into a value.

    Args:
        kind: what is asked for: `bool`, `int`, `float`, `str`, `Path`, an enumeration, a list,
            tuple or set of these (`list[int]`, separated by commas), or any function of one text.
        choices: the values that are allowed; none for all.
    """

    def __init__(self, kind: Any, choices: Iterable[Any] = ()) -> None:
        self.choices = tuple(choices)
        origin = get_origin(kind) or kind
        self._several = _SEVERAL.get(origin)
        inner = next((one for one in get_args(kind) if one is not ...), str)
        self._kind = inner if self._several else kind
        self._one = _converter(self._kind)

    @property
    def name(self) -> str:
        """What is asked for, as a table shows it."""
        name = getattr(self._kind, "__name__", repr(self._kind))
        return f"{self._several.__name__}[{name}]" if self._several else name

    @property
    def allowed(self) -> str:
        """What a value may be, to follow "Allowed:"."""
        if self.choices:
            return ", ".join(str(one) for one in self.choices)
        if self._kind is bool:
            allowed = "/".join(BOOLEANS)
        elif isinstance(self._kind, type) and issubclass(self._kind, Enum):
            allowed = ", ".join(one.name.lower() for one in self._kind)
        else:
            allowed = _WORDS.get(self._kind, f"what {self.name} takes")
        return f"{allowed}, separated by commas" if self._several else allowed

    def __call__(self, text: str) -> Any:
        """The value that a text spells.

        Raises:
            ValueError: it spells none, or one that is not allowed. Functions of a project may raise
                others.
        """
        if self._several is None:
            return self._checked(self._one(text.strip() if self._kind is not str else text))
        parts = [one.strip() for one in text.split(",")]
        return self._several([self._checked(self._one(one)) for one in parts if one])

    def reason(self, error: Exception) -> str:
        """What a function of the project itself has to say of a value; empty for known types."""
        return "" if isinstance(self._kind, type) else str(error)

    def _checked(self, value: Any) -> Any:
        if self.choices and value not in self.choices:
            raise ValueError(value)
        return value


_WORDS: Final[dict[Any, str]] = {
    int: "a whole number",
    float: "a number",
    str: "any text",
}


def is_secret(name: str) -> bool:
    """Whether the value of a variable had better not be shown."""
    return not set(name.upper().split("_")).isdisjoint(_SECRET)


def _converter(kind: Any) -> Callable[[str], Any]:
    if kind is bool:
        return _boolean
    if isinstance(kind, type) and issubclass(kind, Enum):
        return lambda text: _member(kind, text)
    converter: Callable[[str], Any] = kind
    return converter


def _boolean(text: str) -> bool:
    return BOOLEANS[text.lower()]


def _member(kind: type[Enum], text: str) -> Enum:
    """A member by its name or by its value, whichever case it is written in."""
    for one in kind:
        if text.lower() in {one.name.lower(), str(one.value).lower()}:
            return one
    raise ValueError(text)
