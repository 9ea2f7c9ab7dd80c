"""ValueBuilder: the nodes of a YAML document to tables, items and scalars."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dynamo_stability.collect.yaml.composing import MAX_DEPTH, NO_TAG
from dynamo_stability.collect.yaml.values import Items, Table

if TYPE_CHECKING:
    from typing import Final

    import yaml

_STANDARD: Final = "tag:yaml.org,2002:"
#: Tags that change nothing, or say what is to be said by quotes.
_HARMLESS: Final = frozenset(
    {NO_TAG, "!", *(_STANDARD + one for one in ("map", "seq", "str", "int", "float", "bool"))}
    | {_STANDARD + "null", _STANDARD + "timestamp"}
)
_STRING: Final = _STANDARD + "str"
_WORDS: Final[dict[str, bool | None]] = {
    "": None,
    "~": None,
    "null": None,
    "Null": None,
    "NULL": None,
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
}
#: How far aliases may blow a document up: by a factor, beyond what any small one may do.
_GROWTH: Final = 10
_SMALL: Final = 100_000


class MalformedError(Exception):
    """A document is YAML, but says something that has no clear meaning.

    Attributes:
        message: what is wrong, to follow "Cannot read this document:".
        line: where, counted from 1.
        column: the column, counted from 1.
    """

    def __init__(self, message: str, mark: yaml.Mark) -> None:
        super().__init__(message)
        self.message = message
        self.line = mark.line + 1
        self.column = mark.column + 1


class ValueBuilder:
    """Turns the nodes of one document into tables, items, strings, booleans and None.

    Numbers stay as they are written, for only some fields are to be read as such.

    Args:
        composed: how many nodes the document has, those behind an alias counted once.
    """

    def __init__(self, composed: int) -> None:
        self._left = composed * _GROWTH + _SMALL
        self._depth = 0

    def value(self, node: Any) -> Any:
        """What a node holds.

        Raises:
            MalformedError: it has a tag of its own, a key twice, or a key that is no scalar; or
                its aliases lead back to it, or blow it up.
        """
        self._left -= 1
        if self._left < 0:
            raise MalformedError(
                "its aliases make it many times as large as it is written", _at(node)
            )
        if node.tag not in _HARMLESS:
            raise MalformedError(
                f"it has the tag {node.tag!r}, which only programs give a meaning", _at(node)
            )
        if node.id == "scalar":
            return _scalar(node)
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise MalformedError("an alias leads back to what it stands in", _at(node))
        value = self._table(node) if node.id == "mapping" else self._items(node)
        self._depth -= 1
        return value

    def _items(self, node: Any) -> Items:
        items = Items()
        for one in node.value:
            items.append(self.value(one))
            items.lines.append(one.start_mark.line + 1)
        return items

    def _table(self, node: Any) -> Table:
        table = Table(node.start_mark.line + 1)
        lines = table.lines
        merged: list[tuple[Any, Any]] = []
        for key_node, value_node in node.value:
            if key_node.id != "scalar":
                raise MalformedError("a key in it is no scalar", _at(key_node))
            key = key_node.value
            if key == "<<" and not key_node.style:
                merged.append((key_node, value_node))
                continue
            if key in lines:
                raise MalformedError(
                    f"the key {key!r} is there already, in line {lines[key]}", _at(key_node)
                )
            lines[key] = key_node.start_mark.line + 1
            table[key] = self.value(value_node)
        for key_node, value_node in merged:
            self._merge(table, self.value(value_node), key_node)
        return table

    def _merge(self, table: Table, value: Any, key_node: Any) -> None:
        """Take over what a merge key brings; what the table has itself stays."""
        for one in value if isinstance(value, Items) else [value]:
            if not isinstance(one, Table):
                raise MalformedError("what is merged by '<<' is no mapping", _at(key_node))
            for key, brought in one.items():
                if key not in table:
                    table[key] = brought
                    table.lines[key] = one.lines[key]


def _scalar(node: Any) -> str | bool | None:
    value: str = node.value
    if node.style or node.tag == _STRING:
        return value
    return _WORDS.get(value, value)


def _at(node: Any) -> yaml.Mark:
    mark: yaml.Mark = node.start_mark
    return mark
