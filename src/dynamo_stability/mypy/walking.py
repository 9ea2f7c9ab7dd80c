"""A walk over mypy's trees.

mypy's own visitors are compiled and take no interpreted subclasses, so the children of each kind
of node are listed here. A kind that this mypy does not have is left out.
"""

from __future__ import annotations

from bisect import bisect_left
from operator import attrgetter
from typing import NamedTuple

import mypy.nodes
import mypy.patterns
from mypy.nodes import (
    AssignmentStmt,
    Block,
    BreakStmt,
    CallExpr,
    ContinueStmt,
    Expression,
    ExpressionStmt,
    ForStmt,
    FuncDef,
    IfStmt,
    LambdaExpr,
    ListExpr,
    NameExpr,
    Node,
    RaiseStmt,
    ReturnStmt,
    StarExpr,
    TupleExpr,
    WhileStmt,
    WithStmt,
)

from dynamo_stability.mypy.definitions import first_line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
    from typing import Any, Final, TypeAlias

    from mypy.nodes import MypyFile, Statement

    #: What is called with each node of a kind.
    Visitors: TypeAlias = Mapping[type[Node], Callable[[Any], object]]


class _Parts(NamedTuple):
    """Where the children of one kind of node are.

    Attributes:
        single: attributes that hold a node or None.
        lists: those that hold a list of nodes.
        nested: those that hold lists with gaps, pairs or lists in them.
        bound: those that hold what is bound or deleted: a plain name there is no use of it.
    """

    single: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    nested: tuple[str, ...] = ()
    bound: tuple[str, ...] = ()


_CHILDREN: Final = {
    "OverloadedFuncDef": _Parts(("impl",), ("items",)),
    "ClassDef": _Parts(
        ("metaclass", "defs", "analyzed"), ("decorators", "base_type_exprs"), ("keywords",)
    ),
    "Decorator": _Parts(("func",), ("original_decorators",)),
    "ExpressionStmt": _Parts(("expr",)),
    "AssignmentStmt": _Parts(("rvalue",), bound=("lvalues",)),
    "OperatorAssignmentStmt": _Parts(("rvalue", "lvalue")),
    "WhileStmt": _Parts(("expr", "body", "else_body")),
    "ForStmt": _Parts(("expr", "body", "else_body"), bound=("index",)),
    "ReturnStmt": _Parts(("expr",)),
    "AssertStmt": _Parts(("expr", "msg")),
    "DelStmt": _Parts(bound=("expr",)),
    "IfStmt": _Parts(("else_body",), ("expr", "body")),
    "RaiseStmt": _Parts(("expr", "from_expr")),
    "TryStmt": _Parts(
        ("body", "else_body", "finally_body"), ("handlers",), ("types",), bound=("vars",)
    ),
    "WithStmt": _Parts(("body",), ("expr",), bound=("target",)),
    "MatchStmt": _Parts(("subject",), ("patterns", "bodies"), ("guards",)),
    "TypeAliasStmt": _Parts(("value",)),
    "MemberExpr": _Parts(("expr",)),
    "YieldFromExpr": _Parts(("expr",)),
    "YieldExpr": _Parts(("expr",)),
    "CallExpr": _Parts(("callee", "analyzed"), ("args",)),
    "OpExpr": _Parts(("left", "right", "analyzed")),
    "ComparisonExpr": _Parts(lists=("operands",)),
    "SliceExpr": _Parts(("begin_index", "end_index", "stride")),
    "CastExpr": _Parts(("expr",)),
    "TypeFormExpr": _Parts(("expr",)),
    "AssertTypeExpr": _Parts(("expr",)),
    "RevealExpr": _Parts(("expr",)),
    "AssignmentExpr": _Parts(("value",), bound=("target",)),
    "UnaryExpr": _Parts(("expr",)),
    "ListExpr": _Parts(lists=("items",)),
    "TupleExpr": _Parts(lists=("items",)),
    "SetExpr": _Parts(lists=("items",)),
    "DictExpr": _Parts(nested=("items",)),
    "TemplateStrExpr": _Parts(nested=("items",)),
    "IndexExpr": _Parts(("base", "index", "analyzed")),
    "GeneratorExpr": _Parts(("left_expr",), ("sequences",), ("condlists",), bound=("indices",)),
    "DictionaryComprehension": _Parts(
        ("key", "value"), ("sequences",), ("condlists",), bound=("indices",)
    ),
    "ListComprehension": _Parts(("generator",)),
    "SetComprehension": _Parts(("generator",)),
    "ConditionalExpr": _Parts(("cond", "if_expr", "else_expr")),
    "TypeApplication": _Parts(("expr",)),
    "StarExpr": _Parts(("expr",)),
    "AwaitExpr": _Parts(("expr",)),
    "SuperExpr": _Parts(("call",)),
    "AsPattern": _Parts(("pattern",), bound=("name",)),
    "OrPattern": _Parts(lists=("patterns",)),
    "ValuePattern": _Parts(("expr",)),
    "SequencePattern": _Parts(lists=("patterns",)),
    "StarredPattern": _Parts(bound=("capture",)),
    "MappingPattern": _Parts(lists=("keys", "values"), bound=("rest",)),
    "ClassPattern": _Parts(("class_ref",), ("positionals", "keyword_values")),
}


def _by_class() -> dict[type, _Parts]:
    found: dict[type, _Parts] = {}
    for name, parts in _CHILDREN.items():
        kind = getattr(mypy.nodes, name, None) or getattr(mypy.patterns, name, None)
        if kind is not None:
            found[kind] = parts
    return found


_PARTS: Final = _by_class()
#: For kinds whose children are all single: what reads them, as a tuple.
_PAIRS: Final = {
    kind: attrgetter(*parts.single)
    for kind, parts in _PARTS.items()
    if len(parts.single) > 1 and not any(parts[1:])
}
#: For kinds with one child: what reads it.
_ONLY: Final = {
    kind: attrgetter(parts.single[0])
    for kind, parts in _PARTS.items()
    if len(parts.single) == 1 and not any(parts[1:])
}
_LAST: Final = frozenset({ReturnStmt, RaiseStmt, BreakStmt, ContinueStmt})


def walk(
    tree: MypyFile,
    visitors: Visitors,
    types: Container[Expression] = (),
    lines: Sequence[int] | None = None,
) -> None:
    """Show each node of a module that can be reached to the visitor of its kind.

    Args:
        tree: the module.
        visitors: what is called with the nodes of a kind.
        types: the expressions that mypy has given a type; empty where that is not known.
        lines: the only lines of interest, in order: statements without any are left out.
    """
    walker = _Walker(visitors, types, lines)
    for statement in walker.of_interest(tree.defs):
        walker.walk(statement, is_checked=bool(types))


class _Walker:
    """What `walk` was asked for."""

    def __init__(
        self, visitors: Visitors, types: Container[Expression], lines: Sequence[int] | None
    ) -> None:
        self._visitors = visitors
        self._types = types
        self._lines = lines

    def walk(self, root: Node, *, is_checked: bool) -> None:
        """Show each node below `root`; `is_checked` says whether mypy has given them types."""
        stack: list[Any] = [root]
        pop, append = stack.pop, stack.append
        visitor_of, only_of, pairs_of = self._visitors.get, _ONLY.get, _PAIRS.get
        while stack:
            node = pop()
            kind = type(node)
            visit = visitor_of(kind)
            if visit is not None:
                visit(node)
            if kind is NameExpr or node is None:
                continue
            if (read_only := only_of(kind)) is not None:
                append(read_only(node))
            elif (read_pairs := pairs_of(kind)) is not None:
                stack += read_pairs(node)
            elif kind is CallExpr:
                append(node.callee)
                append(node.analyzed)
                stack += node.args
            elif kind is Block:
                if not node.is_unreachable:
                    types = self._types
                    found = _reachable(node, types) if is_checked else _followed(node)
                    stack += self.of_interest(found)
            elif kind in _PARTS:
                _add_children(stack, node, _PARTS[kind])
            elif kind is LambdaExpr:
                stack += _defaults(node)
                append(node.body)
            elif kind is FuncDef:
                stack += _defaults(node)
                self.walk(node.body, is_checked=_is_checked(node, self._types))

    def of_interest(self, statements: Iterable[Statement]) -> Iterator[Statement]:
        """The statements that have a line of interest."""
        lines = self._lines
        if lines is None:
            yield from statements
            return
        count = len(lines)
        for statement in statements:
            nearest = bisect_left(lines, first_line(statement))
            last = statement.end_line
            if last is None or (nearest < count and lines[nearest] <= last):
                yield statement


def _defaults(function: FuncDef | LambdaExpr) -> list[Expression]:
    return [one.initializer for one in function.arguments if one.initializer is not None]


def _add_children(stack: list[Any], node: Any, parts: _Parts) -> None:
    single, lists, nested, bound = parts
    stack += [getattr(node, attribute) for attribute in single]
    for attribute in lists:
        stack += getattr(node, attribute)
    for attribute in nested:
        stack += _nodes_in(getattr(node, attribute))
    for attribute in bound:
        stack += _without_names(getattr(node, attribute))


def _nodes_in(value: Any) -> Iterator[Node]:
    if isinstance(value, dict):
        value = value.values()
    for one in value:
        if isinstance(one, Node):
            yield one
        elif isinstance(one, (list, tuple)):
            yield from _nodes_in(one)


def _without_names(target: Any) -> Iterator[Node]:
    """The parts of a target that are more than a name."""
    if isinstance(target, (list, tuple)):
        for one in target:
            yield from _without_names(one)
    elif isinstance(target, (TupleExpr, ListExpr)):
        yield from _without_names(target.items)
    elif isinstance(target, StarExpr):
        yield from _without_names(target.expr)
    elif target is not None and not isinstance(target, NameExpr):
        yield target


def _followed(block: Block) -> Iterator[Statement]:
    """The statements of a block up to one that nothing follows."""
    for statement in block.body:
        yield statement
        if type(statement) in _LAST:
            return


def _reachable(block: Block, types: Container[Expression]) -> Iterator[Statement]:
    """Those that mypy has checked: it stops after a call that never returns, for example."""
    for statement in _followed(block):
        sample = _sample(statement)
        if sample is not None and sample not in types:
            return
        yield statement


def _is_checked(function: FuncDef, types: Container[Expression]) -> bool:
    """Whether mypy has checked the tree of a function itself.

    It leaves functions without annotations alone, and checks copies of those that are generic
    over the values of a type variable.
    """
    sample = _sample(function.body.body[0]) if function.body.body else None
    return sample is not None and sample in types


def _sample(statement: Node) -> Expression | None:
    """An expression that mypy gives a type when it checks a statement; None for some kinds."""
    if isinstance(statement, (ExpressionStmt, ReturnStmt, ForStmt, WhileStmt, RaiseStmt)):
        return statement.expr
    if isinstance(statement, (IfStmt, WithStmt)):
        return statement.expr[0]
    if isinstance(statement, AssignmentStmt):
        value = statement.rvalue
        return value if isinstance(value, CallExpr) and value.analyzed is None else None
    return None
