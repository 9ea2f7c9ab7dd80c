"""Told: what a module's own source says is marked, in the form that mypy's cache keeps.

mypy writes a module's symbols to its cache, and checks again whoever depends on a module whose
symbols have changed. So the records travel as one more symbol: a constant with a name that no
source can spell.
"""

from __future__ import annotations

import json
from typing import NamedTuple

from mypy.nodes import GDEF, SymbolTableNode, Var

from dynamo_stability.mypy.markers import Mark
from dynamo_stability.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from mypy.nodes import MypyFile

_SYMBOL: Final = "_stability records"


class Told(NamedTuple):
    """What a module's own source says is marked.

    Attributes:
        records: those of its objects.
        parts: those of single overload items and setters, which have no name of their own.
        markers: the markers that were given a name, by it.
    """

    records: tuple[Record, ...] = ()
    parts: tuple[Record, ...] = ()
    markers: dict[str, list[Mark]] = {}  # noqa: RUF012 - never changed


def is_told(tree: MypyFile) -> bool:
    """Whether the marks of a module have been put down."""
    return _SYMBOL in tree.names


def put_down(tree: MypyFile, told: Told) -> None:
    """Have mypy keep what a module says."""
    variable = Var(_SYMBOL)
    variable._fullname = f"{tree.fullname}.{_SYMBOL}"
    variable.is_final = True
    variable.final_value = json.dumps(
        {
            "records": [record.to_dict() for record in told.records],
            "parts": [record.to_dict() for record in told.parts],
            "markers": told.markers,
        }
    )
    node = SymbolTableNode(GDEF, variable, module_public=False)
    node.module_hidden = True
    tree.names[_SYMBOL] = node


def read_down(tree: MypyFile) -> Told | None:
    """What was put down for a module, perhaps by an earlier run."""
    symbol = tree.names.get(_SYMBOL)
    if symbol is None or not isinstance(symbol.node, Var):
        return None
    data = json.loads(str(symbol.node.final_value))
    return Told(
        tuple([Record.from_dict(one) for one in data["records"]]),
        tuple([Record.from_dict(one) for one in data["parts"]]),
        {name: [Mark(*one) for one in marks] for name, marks in data["markers"].items()},
    )
