"""The members of enumerations whose values are given out by `auto()`."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from dynamo_stability.generate.stubs.modules import StubModule, StubModules

_FLAGS: Final = frozenset({"enum.Flag", "enum.IntFlag"})
#: Bases that give out consecutive numbers, unless a class says otherwise.
_NUMBERS: Final = frozenset({"enum.Enum", "enum.IntEnum", *_FLAGS})


def automatic_members(
    modules: StubModules, module: StubModule, node: ast.ClassDef
) -> dict[str, int]:
    """The values that `auto()` gives the members of a class, as far as they are plain numbers."""
    bases = set(modules.bases(module, node))
    if not bases or not bases <= _NUMBERS:
        return {}  # a base of its own may give out anything
    found: dict[str, int] = {}
    last = 0
    for name, value in _assigned(node):
        if isinstance(value, ast.Call) and "enum.auto" in modules.names(module, value.func):
            is_flag = not bases.isdisjoint(_FLAGS)
            last = 1 << last.bit_length() if is_flag else last + 1
            found[name] = last
        elif isinstance(value, ast.Constant) and type(value.value) is int:
            # Later versions of Python go on from the highest value, earlier ones from the last.
            if value.value < last:
                break
            last = value.value
        elif name == "_generate_next_value_" or not name.startswith("_"):
            break
    return found


def _assigned(node: ast.ClassDef) -> list[tuple[str, ast.expr | None]]:
    """What is assigned in the body of a class; a method counts, too."""
    found: list[tuple[str, ast.expr | None]] = []
    for statement in node.body:
        if isinstance(statement, ast.Assign):
            names = [one.id for one in statement.targets if isinstance(one, ast.Name)]
            found += [(name, statement.value) for name in names]
        elif isinstance(statement, ast.FunctionDef) and statement.name == "_generate_next_value_":
            found.append((statement.name, None))
    return found
