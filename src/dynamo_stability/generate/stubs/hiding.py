"""Names that an attribute hides once a stub declares it in the class.

`self.object = observer` hides nothing, but `object: Any` in the body of the class does: in an
annotation there, `object` is the attribute. Such annotations get another name for the same thing.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, NamedTuple

from dynamo_stability.generate.stubs.source_text import Edits, SourceText, used_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dynamo_stability.generate.stubs.modules import StubModule


class Hidden(NamedTuple):
    """A class whose annotations mean again what they mean in the source.

    Attributes:
        lines: its lines.
        aliases: what the module must bind for it, as lines.
    """

    lines: list[str]
    aliases: list[str]


def unhide(
    module: StubModule, lines: list[str], declared: Iterable[str], own: Iterable[str]
) -> Hidden:
    """The lines of a class in which no annotation is hidden by an attribute.

    Args:
        module: the module of the class.
        lines: the class, with its indentation.
        declared: the attributes that the stub declares and the source does not.
        own: what the source itself has in the body of the class.
    """
    declared = set(declared)
    is_nested = lines[0].startswith(" ")
    code = SourceText("\n".join(["if True:", *lines] if is_nested else lines))
    node = next(one for one in ast.walk(code.tree) if isinstance(one, ast.ClassDef))
    renaming = _Renaming(module, code)
    for statement in node.body:
        is_declared = (
            isinstance(statement, ast.AnnAssign)
            and isinstance(statement.target, ast.Name)
            and statement.target.id in declared
        )
        hidden = declared | set(own) if is_declared else declared
        for annotation in _annotations(statement):
            renaming.rename(annotation, hidden)
    if not renaming.edits:
        return Hidden(lines, [])
    text = renaming.edits.apply(code.text)
    return Hidden(text.removeprefix("if True:\n").split("\n"), sorted(renaming.aliases))


def _annotations(statement: ast.stmt) -> Iterator[ast.expr]:
    if isinstance(statement, ast.AnnAssign):
        yield statement.annotation
    elif isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)):
        yield from statement.decorator_list
        if statement.returns is not None:
            yield statement.returns
        for node in ast.walk(statement.args):
            if isinstance(node, ast.arg) and node.annotation is not None:
                yield node.annotation


class _Renaming:
    """Edits of one class."""

    def __init__(self, module: StubModule, code: SourceText) -> None:
        self._module = module
        self._code = code
        self.edits = Edits()
        self.aliases: set[str] = set()

    def rename(self, annotation: ast.expr, hidden: set[str]) -> None:
        """Rename what an annotation takes from outside of the class."""
        if used_words(annotation).isdisjoint(hidden):
            return
        for node in ast.walk(annotation):
            if isinstance(node, ast.Name) and node.id in hidden and self._module.binds(node.id):
                self.edits.replace(*self._code.span(node), self._name(node.id))

    def _name(self, name: str) -> str:
        if self._module.is_builtin(name):
            return f"builtins.{name}"
        other = f"_{name}"
        while self._module.facts.binds(other):
            other = f"_{other}"
        self.aliases.add(f"{other} = {name}")
        return other
