"""Meanings: what dotted expressions stand for, and which of them is the environment."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from dynamo_stability.collect.environment.known import ENVIRON
from dynamo_stability.collect.python.resolving import Resolver, dotted

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Final

    from dynamo_stability.collect.environment.files import Files
    from dynamo_stability.collect.environment.scopes import Scope

#: How many names a value is followed through.
DEEPEST: Final = 20
_COPIES: Final = frozenset({"dict", "copy.copy", "copy.deepcopy"})
#: What a parameter is called, and annotated with, that is handed the environment.
_HANDED: Final = frozenset({"env", "environ", "environment"})
_MAPPINGS: Final = ("Mapping[str, str]", "MutableMapping[str, str]", "dict[str, str]")


class Meanings:
    """Follows dotted expressions through assignments and imports.

    Args:
        files: the sources.
    """

    def __init__(self, files: Files) -> None:
        self.files = files
        self._resolver = Resolver(files)

    def full_names(self, node: ast.expr, scope: Scope) -> tuple[str, ...]:
        """The full dotted names that an expression may stand for, nearest first."""
        written = dotted(node)
        if written is None:
            return ()
        head, dot, rest = written.partition(".")
        holder = scope.holder(head)
        if holder is not None:
            return tuple(self._local_names(head, dot + rest, holder))
        module = scope.file.module
        own = (f"{module.name}.{written}",) if module.binds(head) else ()
        return (*own, *self._resolver.names(module, node))

    def _local_names(self, head: str, tail: str, holder: Scope, depth: int = 0) -> Iterator[str]:
        """What a local name stands for that is given another name: `env = os.environ`."""
        values = [one for one in holder.names.get(head, ()) if isinstance(one, ast.expr)]
        default = holder.parameters.get(head)
        if default is not None:
            values.append(default)
        for value in values[:DEEPEST]:
            written = dotted(value)
            if written is None or depth > DEEPEST:
                continue
            inner, dot, rest = written.partition(".")
            further = holder.holder(inner)
            if further is None:
                for name in self._resolver.names(holder.file.module, value):
                    yield name + tail
            elif inner != head:
                yield from self._local_names(inner, dot + rest + tail, further, depth + 1)

    def is_environ(self, node: ast.expr, scope: Scope, depth: int = 0) -> bool:
        """Whether an expression is the environment of the process, or a copy of it."""
        if depth > DEEPEST:
            return False
        if isinstance(node, (ast.Name, ast.Attribute)) and ENVIRON in self.full_names(node, scope):
            return True
        if isinstance(node, ast.Name):
            return self._is_local_environ(node, scope, depth)
        return any(self.is_environ(one, scope, depth + 1) for one in self._passed_on(node, scope))

    def _is_local_environ(self, node: ast.Name, scope: Scope, depth: int) -> bool:
        holder = scope.holder(node.id)
        if holder is None:
            return False
        if node.id in _HANDED and node.id in holder.parameters:
            annotation = holder.annotation(node.id)
            if annotation is not None and ast.unparse(annotation).startswith(_MAPPINGS):
                return True
        values = [one for one in holder.names.get(node.id, ()) if isinstance(one, ast.expr)]
        made = [one for one in values if not isinstance(one, (ast.Name, ast.Attribute))]
        return any(self.is_environ(one, holder, depth + 1) for one in made[:DEEPEST])

    def _passed_on(self, node: ast.expr, scope: Scope) -> list[ast.expr]:
        """What an expression gives back as it is, or a copy of."""
        if isinstance(node, ast.BoolOp):  # environ or os.environ
            return node.values
        if isinstance(node, ast.IfExp):
            return [node.body, node.orelse]
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Attribute) and node.func.attr == "copy":
                return [node.func.value, *node.args[:1]]
            if not _COPIES.isdisjoint(self.full_names(node.func, scope)):
                return node.args[:1]
        return []
