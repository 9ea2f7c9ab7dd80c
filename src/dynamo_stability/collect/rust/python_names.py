"""What PyO3 calls Rust items in Python."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dynamo_stability.collect.rust.items import Item

_ACCESSORS: Final = {"getter": "get_", "setter": "set_", "deleter": "delete_"}
_WORD: Final = re.compile(r"[A-Z]+(?![a-z])[0-9]*|[A-Z]?[a-z0-9]+|[0-9]+")
#: The values of `rename_all` that take a name apart: joint, form of a word, first one lower.
_STYLES: Final = {
    "camelCase": ("", str.capitalize, True),
    "PascalCase": ("", str.capitalize, False),
    "snake_case": ("_", str.lower, False),
    "kebab-case": ("-", str.lower, False),
    "SCREAMING_SNAKE_CASE": ("_", str.upper, False),
    "SCREAMING-KEBAB-CASE": ("-", str.upper, False),
}


class PythonMember(NamedTuple):
    """A member of a class.

    Attributes:
        item: the Rust item.
        name: its name in Python.
        kind: what it is there, one of `record.KINDS`.
    """

    item: Item
    name: str
    kind: str


def is_python_class(item: Item) -> bool:
    """Whether an item is a class in Python."""
    return item.kind == "exception" or item.attribute("pyclass") is not None


def is_python_function(item: Item) -> bool:
    """Whether an item is a function in Python."""
    return item.kind == "fn" and item.attribute("pyfunction") is not None


def is_python_module(item: Item) -> bool:
    """Whether an item is a module in Python."""
    return item.kind in {"fn", "mod"} and item.attribute("pymodule") is not None


def python_name(item: Item) -> str:
    """What a class, function, module or constant is called in Python."""
    return _given(item, "name") or item.name


def stated_module(item: Item) -> str | None:
    """The module that a class says it is in."""
    if item.kind == "exception":
        return item.target[0]
    return _given(item, "module")


def members_of(item: Item, blocks: list[Item]) -> Iterator[PythonMember]:
    """The members of a class: of its own, and from its `#[pymethods]` blocks."""
    style = _given(item, "rename_all")
    shows_all = any(_has(item, one) for one in ("get_all", "set_all"))
    for one in item.children:
        is_shown = shows_all or _has(one, "get") or _has(one, "set")
        if one.kind == "variant" or (one.kind == "field" and is_shown):
            name = _given(one, "name") or _restyled(one.name, style)
            yield PythonMember(one, name, "attribute")
    for block in blocks:
        if block.attribute("pymethods") is not None:
            for one in block.children:
                yield from _method(one)


def _method(item: Item) -> Iterator[PythonMember]:
    given = _given(item, "name")
    accessor = item.attribute(*_ACCESSORS)
    if item.attribute("classattr") is not None:
        yield PythonMember(item, given or item.name, "attribute")
    elif item.kind != "fn":
        return
    elif item.attribute("new") is not None:
        yield PythonMember(item, "__new__", "method")
    elif accessor is not None:
        named = next((one.path or one.value for one in accessor.arguments), None)
        bare = item.name.removeprefix(_ACCESSORS[accessor.name])
        yield PythonMember(item, named or given or bare, "property")
    else:
        yield PythonMember(item, given or item.name, "method")


def _given(item: Item, argument: str) -> str | None:
    """What `#[pyo3(...)]`, or the attribute that makes an item a Python one, says of it."""
    for one in item.attributes:
        if one.name in {"pyo3", "pyclass", "pyfunction", "pymodule"}:
            value = one.get(argument)
            if value:
                return value
    return None


def _has(item: Item, flag: str) -> bool:
    return any(
        argument.path == flag
        for one in item.attributes
        if one.name in {"pyo3", "pyclass"}
        for argument in one.arguments
    )


def _restyled(name: str, style: str | None) -> str:
    if style in {"lowercase", "UPPERCASE"}:
        return name.lower() if style == "lowercase" else name.upper()
    if style not in _STYLES:
        return name
    joint, form, is_first_lower = _STYLES[style]
    words = [form(word) for word in _WORD.findall(name)]
    if words and is_first_lower:
        words[0] = words[0].lower()
    return joint.join(words) or name
