"""Conversion: what the text of an environment variable stands for."""

from __future__ import annotations

import enum
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args, get_origin

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable
    from typing import Final

#: The words that stand for true and false, in any case.
BOOLEANS: Final = {
    **dict.fromkeys(("1", "true", "yes", "on"), True),
    **dict.fromkeys(("", "0", "false", "no", "off"), False),
}
_SEVERAL: Final = (list, tuple, set, frozenset)
#: Types that take no text, or take every text for something else than it says.
_REFUSED: Final = (bytes, bytearray, dict, object, type(None))
#: What converters raise for a text that they do not take.
_FAILURES: Final = (ValueError, TypeError, LookupError, ArithmeticError)
#: How many words are listed in an error.
_MOST_WORDS: Final = 30


class NotAllowedError(ValueError):
    """A text stands for nothing; the message says what would, and `detail` what is wrong.

    Attributes:
        detail: what a converter says, which may repeat the text.
    """

    def __init__(self, allowed: str, detail: str = "") -> None:
        super().__init__(allowed)
        self.detail = detail


class Conversion:
    """How the text of one variable becomes a value.

    Args:
        kind: the type, or a function that takes the text.
        choices: the values that are allowed; none for all.
        separator: what stands between the items of a list.

    Attributes:
        shown: what documents call the type.

    Raises:
        TypeError: nothing of that type can be read from a text; the message says why.
    """

    __slots__ = ("_choices", "_container", "_read", "_separator", "shown")

    def __init__(self, kind: Any, choices: Collection[Any] | None, separator: str) -> None:
        self._choices = choices
        self._separator = separator
        self._container, item = _container_of(kind)
        self._read = _reader(item)
        shown = type_name(item)
        self.shown = shown if self._container is None else f"{self._container.__name__}[{shown}]"

    def value(self, text: str) -> Any:
        """What a text stands for.

        Raises:
            NotAllowedError: it stands for nothing.
        """
        if self._container is None:
            return self._checked(text)
        items = text.split(self._separator) if text.strip() else []
        if len(items) > 1 and not items[-1].strip():
            items.pop()  # a separator at the end
        return self._container([self._item(one.strip()) for one in items])

    def _item(self, text: str) -> Any:
        if not text:
            raise NotAllowedError("a list without empty items")
        return self._checked(text)

    def _checked(self, text: str) -> Any:
        value = self._read(text)
        if self._choices is not None and value not in self._choices:
            raise NotAllowedError(_one_of(word_of(one) for one in self._choices))
        return value


def type_name(kind: Any) -> str:
    """What messages and documents call a type or a converter."""
    name = getattr(kind, "__name__", None) or type(kind).__name__
    return str(name)


def word_of(value: Any) -> str:
    """What is written in the environment for a value."""
    if isinstance(value, enum.Enum):
        return str(value.value)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, _SEVERAL):
        items: Iterable[Any] = value if isinstance(value, (list, tuple)) else sorted(value, key=str)
        return ",".join([word_of(one) for one in items])
    return str(value)


def _container_of(kind: Any) -> tuple[Any, Any]:
    """The container and the type of its items; no container for a single value."""
    origin, arguments = get_origin(kind), get_args(kind)
    if kind in _SEVERAL:
        return kind, str
    if origin not in _SEVERAL:
        return None, kind
    if origin is tuple and len(arguments) == 2 and arguments[1] is ...:  # noqa: PLR2004
        arguments = arguments[:1]
    if len(arguments) != 1 or _container_of(arguments[0])[0] is not None:
        raise TypeError("a list has items of one type, such as list[int] or tuple[str, ...]")
    return origin, arguments[0]


def _reader(kind: Any) -> Callable[[str], Any]:
    known = _READERS.get(kind) if isinstance(kind, type) else None
    if known is not None:
        return known
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        return _member_reader(kind)
    if kind in _REFUSED or get_origin(kind) is not None or not callable(kind):
        raise TypeError("no text can be converted to it; pass a function that takes the text")
    return _calling(kind)


def _boolean(text: str) -> bool:
    word = text.strip().lower()
    if word not in BOOLEANS:
        raise NotAllowedError("true, false, 1, 0, yes, no, on or off")
    return BOOLEANS[word]


def _whole_number(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise NotAllowedError("a whole number") from None


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise NotAllowedError("a number") from None


def _path(text: str) -> Path:
    if not text or "\0" in text:
        raise NotAllowedError("a path")
    return Path(text)


_READERS: Final[dict[type, Callable[[str], Any]]] = {
    bool: _boolean,
    int: _whole_number,
    float: _number,
    str: str,
    Path: _path,
}


def _member_reader(kind: type[enum.Enum]) -> Callable[[str], enum.Enum]:
    """Reads a member by its value or its name; case counts only where it tells members apart."""
    exact: dict[str, enum.Enum] = {}
    folded: dict[str, enum.Enum] = {}
    for spell in (lambda one: str(one.value), lambda one: one.name):
        for member in kind:
            exact.setdefault(spell(member), member)
            folded.setdefault(spell(member).lower(), member)

    def read(text: str) -> enum.Enum:
        stripped = text.strip()
        for key, members in ((text, exact), (stripped, exact), (stripped.lower(), folded)):
            if key in members:
                return members[key]
        raise NotAllowedError(_one_of(word_of(one) for one in kind))

    return read


def _calling(kind: Callable[[str], Any]) -> Callable[[str], Any]:
    def read(text: str) -> Any:
        try:
            return kind(text)
        except NotAllowedError:
            raise
        except _FAILURES as error:
            detail = f"{type(error).__name__}: {error}"
        # Outside of the handler: what the converter raised may hold the text of a secret.
        raise NotAllowedError(f"what {type_name(kind)} takes", detail)

    return read


def _one_of(words: Iterable[str]) -> str:
    listed = list(words)
    more = len(listed) - _MOST_WORDS
    shown = [repr(one) for one in listed[:_MOST_WORDS]]
    if more > 0:
        return f"one of {', '.join(shown)} and {more} more"
    return f"one of {', '.join(shown)}" if len(shown) > 1 else "".join(shown)
