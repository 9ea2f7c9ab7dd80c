"""Arguments: which marked parameters a call passes."""

from __future__ import annotations

from mypy.nodes import (
    ARG_NAMED,
    ARG_POS,
    CallExpr,
    Decorator,
    FuncDef,
    MemberExpr,
    OverloadedFuncDef,
    RefExpr,
    SuperExpr,
    TypeInfo,
)

from dynamo_stability.mypy.receivers import classes_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mypy.nodes import Expression, SymbolNode
    from mypy.types import Type

    from dynamo_stability.record import Record

    Parameters = Mapping[str, Mapping[str, Record]]


def passed_parameters(
    call: CallExpr, parameters: Parameters, types: Mapping[Expression, Type]
) -> Iterator[Record]:
    """The records of the marked parameters that a call passes an argument for.

    What `*` and `**` arguments hold is not known, so it does not count.
    """
    if not _may_be_marked(call.callee, parameters):
        return
    for function, name, skipped in _functions(call, types):
        marked = parameters.get(name)
        if marked is None:
            continue
        positions = _positions(function, skipped)
        for index, kind in enumerate(call.arg_kinds):
            if kind == ARG_NAMED:
                given = call.arg_names[index]
            elif kind == ARG_POS:
                given = positions[index] if index < len(positions) else None
            else:
                break
            if given is not None and given in marked:
                yield marked[given]


def _may_be_marked(callee: Expression, parameters: Parameters) -> bool:
    """Whether a look at what is called is worth the time."""
    target = callee.node if isinstance(callee, RefExpr) else None
    if isinstance(target, TypeInfo):
        return any(name in parameters for name, _ in _constructor_names(target))
    if target is not None and target.fullname:
        return target.fullname in parameters
    if isinstance(callee, (MemberExpr, SuperExpr)):
        end = f".{callee.name}"
        return callee.name == "__init__" or any(name.endswith(end) for name in parameters)
    return False


def _functions(
    call: CallExpr, types: Mapping[Expression, Type]
) -> Iterator[tuple[SymbolNode | None, str, int]]:
    """What may be called: the function, its name, and how many parameters are bound already."""
    callee = call.callee
    target = callee.node if isinstance(callee, RefExpr) else None
    if isinstance(target, TypeInfo):
        yield from _constructors(target)
    elif target is not None and target.fullname and _function(target) is not None:
        bound = 0 if isinstance(_function(target), FuncDef) and not _is_method(target) else 1
        yield target, target.fullname, bound
    elif isinstance(callee, MemberExpr):
        classes = classes_of(types.get(callee.expr))
        for info in classes:
            yield from _methods(info, callee.name)
    elif isinstance(callee, SuperExpr) and callee.info is not None:
        for base in callee.info.mro[1:]:
            if callee.name in base.names:
                yield from _methods(base, callee.name)
                return


def _constructors(info: TypeInfo) -> Iterator[tuple[SymbolNode | None, str, int]]:
    for name, node in _constructor_names(info):
        yield node, name, 1


def _constructor_names(info: TypeInfo) -> Iterator[tuple[str, SymbolNode | None]]:
    """What makes the instances of a class, under the class's name and its own."""
    for base in info.mro:
        for name in ("__init__", "__new__"):
            if name in base.names and base.fullname != "builtins.object":
                yield base.fullname, base.names[name].node
                yield f"{base.fullname}.{name}", base.names[name].node
                return


def _methods(info: TypeInfo, name: str) -> Iterator[tuple[SymbolNode | None, str, int]]:
    for base in info.mro:
        if name in base.names:
            node = base.names[name].node
            function = _function(node)
            is_static = isinstance(function, FuncDef) and function.is_static
            yield node, f"{base.fullname}.{name}", 0 if is_static else 1
            if name == "__init__":
                yield node, base.fullname, 1
            return


def _function(node: SymbolNode | None) -> FuncDef | OverloadedFuncDef | None:
    if isinstance(node, Decorator):
        return node.func
    return node if isinstance(node, (FuncDef, OverloadedFuncDef)) else None


def _is_method(node: SymbolNode) -> bool:
    function = _function(node)
    return isinstance(function, FuncDef) and bool(function.info) and not function.is_static


def _positions(node: SymbolNode | None, skipped: int) -> list[str | None]:
    function = _function(node)
    if isinstance(function, OverloadedFuncDef):
        variants = [_function(one) for one in (function.impl, *function.items) if one is not None]
        named = [one for one in variants if isinstance(one, FuncDef)]
        function = max(named, key=lambda one: len(one.arg_names), default=None)
    if not isinstance(function, FuncDef):
        return []
    pairs = zip(function.arg_names, function.arg_kinds, strict=True)
    names = [name for name, kind in pairs if kind.is_positional()]
    return list(names[skipped:])
