"""Value: what the records have in common. Frozen, compared by content, to and from plain dicts.

Written out rather than generated: `import dataclasses` alone costs more than this whole package.
"""

from __future__ import annotations

from dynamo_stability.errors import RecordError, nearest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any, ClassVar, Final, TypeVar

    from typing_extensions import Self

    _V = TypeVar("_V", bound="Value")


class Value:
    """A frozen value with named fields.

    A subclass names its fields in `FIELDS`, in order, each with the function that checks a value
    and brings it into its final form, and the required ones in `REQUIRED`.
    """

    __slots__ = ()

    FIELDS: ClassVar[Mapping[str, Callable[[Any, str], Any]]] = {}
    REQUIRED: ClassVar[tuple[str, ...]] = ()
    #: Whether the constructor does nothing but check each field, as `FIELDS` does.
    _IS_PLAIN: ClassVar[bool] = False
    #: The fields of a plain class with which it does more.
    _COMPUTED: ClassVar[tuple[str, ...]] = ()

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(
            f"Cannot set {name!r} of {self!r}: it is frozen. Use .replace({name}=...)."
        )

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"Cannot delete {name!r} of {self!r}: it is frozen.")

    def _contents(self) -> tuple[Any, ...]:
        cls = type(self)
        contents = _getters.get(cls) or _getter_of(cls)
        return contents(self)

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return self._contents() == other._contents()

    def __hash__(self) -> int:
        return hash((type(self), self._contents()))

    def __repr__(self) -> str:
        given = [
            f"{name}={value!r}"
            for name, value in zip(self.FIELDS, self._contents(), strict=True)
            if value not in (None, ())
        ]
        return f"{type(self).__name__}({', '.join(given)})"

    def __reduce__(self) -> tuple[Any, ...]:
        return (_restore, (type(self), self._contents()))

    def replace(self, **changes: Any) -> Self:
        """This value with some fields changed.

        Raises:
            RecordError: a field is unknown, or its value malformed.
        """
        _check_names(type(self), changes, "")
        contents = dict(zip(self.FIELDS, self._contents(), strict=True))
        return type(self)(**{**contents, **changes})

    def to_dict(self) -> dict[str, Any]:
        """The fields that are set, as plain JSON types; `from_dict` reads them back."""
        contents = zip(self.FIELDS, self._contents(), strict=True)
        return {name: _plain(value) for name, value in contents if value not in (None, ())}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], path: str = "") -> Self:
        """The value that a plain dict spells.

        Args:
            data: the fields by name.
            path: where `data` stands in a larger document, for messages.

        Raises:
            RecordError: a field is unknown, missing or malformed; it is named with its path.
        """
        if cls._IS_PLAIN:
            try:
                return _read_plain(cls, data)
            except _IN_DOUBT:
                pass  # something is wrong, and what follows says where
        if not hasattr(type(data), "keys"):
            raise RecordError(
                f"Cannot read {path or cls.__name__} from {data!r}: it is not a table of fields. "
                f"Allowed: {', '.join(cls.FIELDS)}."
            )
        _check_names(cls, data, path)
        for name in cls.REQUIRED:
            if name not in data:
                raise RecordError(
                    f"Cannot read {path or cls.__name__}: "
                    f"the required field {_join(path, name)!r} is missing."
                )
        return cls(**{name: cls.FIELDS[name](data[name], _join(path, name)) for name in data})


_getters: dict[type[Value], Callable[[Value], tuple[Any, ...]]] = {}


def _getter_of(cls: type[Value]) -> Callable[[Value], tuple[Any, ...]]:
    """What takes the fields out of a value of a class, in one call."""
    from operator import attrgetter

    names = tuple(cls.FIELDS)
    if len(names) > 1:
        _getters[cls] = attrgetter(*names)
    else:  # one name alone would not give a tuple
        _getters[cls] = lambda value: tuple([getattr(value, name) for name in names])
    return _getters[cls]


#: What a malformed dict can lead to, when it is read without looking for mistakes.
_IN_DOUBT: Final = (RecordError, AttributeError, KeyError, TypeError)
_plans: dict[type[Value], list[tuple[Any, ...]]] = {}
_MISSING: Final = object()


def _read_plain(cls: type[_V], data: Mapping[str, Any]) -> _V:
    """The value of a well-formed dict; a registry has tens of thousands, so each is checked once.

    Raises one of `_IN_DOUBT` for any other, without saying what is wrong.
    """
    value = object.__new__(cls)
    get, missing, left = data.get, _MISSING, len(data)
    for name, put, check, is_text, default in _plans.get(cls) or _plan_of(cls):
        given = get(name, missing)
        if given is missing:
            put(value, default)
            if default is missing:
                raise KeyError(name)
        else:
            left -= 1
            put(value, given if is_text and type(given) is str and given else check(given, name))
    if left:
        raise KeyError("an unknown field")
    return value


def _leave_to_constructor(_: Any, field: str) -> Any:
    """The check of a field that the constructor does more with."""
    raise KeyError(field)


def _plan_of(cls: type[Value]) -> list[tuple[Any, ...]]:
    """Of each field: its name, what sets it, its check, whether it is a text, and its default."""
    constructor: Any = cls.__init__
    names = constructor.__code__.co_varnames[: constructor.__code__.co_argcount]
    given = constructor.__defaults__ or ()
    defaults = dict(zip(names[len(names) - len(given) :], given, strict=True))
    defaults |= constructor.__kwdefaults__ or {}
    checks = {**cls.FIELDS, **dict.fromkeys(cls._COMPUTED, _leave_to_constructor)}
    _plans[cls] = [
        (name, getattr(cls, name).__set__, check, check in _TEXTS, defaults.get(name, _MISSING))
        for name, check in checks.items()
    ]
    return _plans[cls]


def _restore(cls: type[Value], contents: tuple[Any, ...]) -> Value:
    return cls(**dict(zip(cls.FIELDS, contents, strict=True)))


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else str(name)


def _plain(value: Any) -> Any:
    if isinstance(value, Value):
        return value.to_dict()
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return getattr(value, "value", value)


def _check_names(cls: type[Value], data: Mapping[str, Any], path: str) -> None:
    for name in data:
        if name not in cls.FIELDS:
            raise RecordError(
                f"Cannot read {path or cls.__name__}: unknown field {_join(path, name)!r} "
                f"(value {data[name]!r}); {nearest(str(name), cls.FIELDS)}"
            )


# ---- checks of single fields --------------------------------------------------------------------


def text(value: Any, field: str) -> str:
    """`value`, when it is a string that says something."""
    if type(value) is str and value:
        return value
    if isinstance(value, str) and value:
        return str(value)
    raise RecordError(
        f"Cannot take {value!r} for the field {field!r}: it is not a non-empty string. "
        f"Leave the field out, or write a text."
    )


def optional_text(value: Any, field: str) -> str | None:
    """`value`, when it is None or a string that says something."""
    return None if value is None else text(value, field)


#: The checks that leave a text as it is.
_TEXTS: Final = frozenset({text, optional_text})


def count(value: Any, field: str) -> int:
    """A number from 1 up."""
    if type(value) is int and value > 0:
        return value
    raise RecordError(f"Cannot take {value!r} for the field {field!r}: write a number from 1 up.")


def one_of(*allowed: str) -> Callable[[Any, str], str]:
    """A check for a field that has a fixed set of values."""

    def check(value: Any, field: str) -> str:
        if value not in allowed:
            raise RecordError(
                f"Cannot take {value!r} for the field {field!r}: {nearest(str(value), allowed)} "
                f"Allowed: {', '.join(allowed)}."
            )
        return str(value)

    return check


def texts(value: Any, field: str) -> tuple[str, ...]:
    """`value`, when it is a list of strings, as a tuple."""
    if isinstance(value, str) or not isinstance(value, (list, tuple)):
        raise RecordError(
            f"Cannot take {value!r} for the field {field!r}: it is not a list. "
            f"Write a list of strings."
        )
    return tuple([text(one, f"{field}[{index}]") for index, one in enumerate(value)])


def value_of(cls: type[Value]) -> Callable[[Any, str], Any]:
    """A check for a field that holds a value of `cls`, or the plain dict of one."""

    def check(value: Any, field: str) -> Any:
        return value if type(value) is cls else cls.from_dict(value, field)

    return check


def values_of(cls: type[Value]) -> Callable[[Any, str], tuple[Any, ...]]:
    """A check for a field that holds a list of such values."""
    one = value_of(cls)

    def check(value: Any, field: str) -> tuple[Any, ...]:
        if not isinstance(value, (list, tuple)):
            raise RecordError(
                f"Cannot take {value!r} for the field {field!r}: it is not a list. "
                f"Write a list of {cls.__name__} values."
            )
        if cls._IS_PLAIN:
            try:
                return tuple([e if type(e) is cls else _read_plain(cls, e) for e in value])
            except _IN_DOUBT:
                pass  # something is wrong, and what follows says where
        return tuple([one(each, f"{field}[{index}]") for index, each in enumerate(value)])

    return check
