"""The attributes that methods give to their instances, which a stub declares in the class."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, NamedTuple

from dynamo_stability.generate.stubs.inferring import (
    INCOMPLETE,
    Inference,
    annotation_text,
    settled,
)
from dynamo_stability.generate.stubs.statements import assigned_parts, own_nodes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dynamo_stability.generate.stubs.modules import StubModule, StubModules

    Function = ast.FunctionDef | ast.AsyncFunctionDef

_WORD = re.compile(r"(?<![\w.])[A-Za-z_]\w*")
_STATIC = frozenset({"staticmethod", "classmethod"})


class _Assigned(NamedTuple):
    """One place where an attribute gets a value."""

    method: Function
    annotation: ast.expr | None
    value: ast.expr | None
    is_whole: bool  # whether `value` is what the attribute gets, not what it is taken from


def instance_attributes(
    modules: StubModules, module: StubModule, node: ast.ClassDef, taken: Iterable[str]
) -> dict[str, str]:
    """The types of the attributes that methods set on `self`, by name.

    Args:
        modules: what names are looked up in.
        module: the module of the class.
        node: the class.
        taken: names that the class declares itself.
    """
    found: dict[str, list[_Assigned]] = {}
    for method in node.body:
        if isinstance(method, (ast.FunctionDef, ast.AsyncFunctionDef)):
            for name, assigned in _assignments(method):
                found.setdefault(name, []).append(assigned)
    hidden = {*taken, *inherited_names(modules, module, node)}
    scope = _Scope(modules, module, node)
    return {
        name: scope.type_of(every)
        for name, every in found.items()
        if name not in hidden and not (name.startswith("__") and not name.endswith("__"))
    }


def _assignments(method: Function) -> Iterator[tuple[str, _Assigned]]:
    arguments = [*method.args.posonlyargs, *method.args.args]
    decorators = {one.id for one in method.decorator_list if isinstance(one, ast.Name)}
    if not arguments or decorators & _STATIC or method.name == "__new__":
        return
    own = arguments[0].arg
    for node in own_nodes(method):
        if isinstance(node, ast.AnnAssign):
            targets: list[ast.expr] = [node.target]
        elif isinstance(node, ast.Assign):
            targets = node.targets
        else:
            continue
        annotation = node.annotation if isinstance(node, ast.AnnAssign) else None
        for target, value, is_whole in assigned_parts(targets, node.value):
            if (
                isinstance(target, ast.Attribute)
                and isinstance(target.value, ast.Name)
                and target.value.id == own
            ):
                yield target.attr, _Assigned(method, annotation, value, is_whole)


def inherited_names(modules: StubModules, module: StubModule, node: ast.ClassDef) -> Iterator[str]:
    """What the bases declare or set, which a second declaration might contradict.

    What a protocol declares is left to the classes that implement it.
    """
    for full in modules.bases(module, node):
        found = modules.split(full)
        if found is None or found[1] not in found[0].classes:
            continue
        base = found[0].classes[found[1]]
        if not modules.is_protocol(found[0], base):
            yield from _declared_names(base)


def _declared_names(node: ast.ClassDef) -> Iterator[str]:
    for statement in node.body:
        if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield statement.name
            yield from (name for name, _ in _assignments(statement))
        elif isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            yield statement.target.id
        elif isinstance(statement, ast.Assign):
            yield from (one.id for one in statement.targets if isinstance(one, ast.Name))


class _Scope:
    """A class, in which types are written that come from its methods."""

    def __init__(self, modules: StubModules, module: StubModule, node: ast.ClassDef) -> None:
        self._modules = modules
        self._module = module
        self._node = node
        header = [*node.bases, *getattr(node, "type_params", ())]
        self._type_variables = set(_WORD.findall(" ".join(map(ast.unparse, header))))
        self._parameters = {one.name for one in getattr(node, "type_params", ())}

    def type_of(self, every: list[_Assigned]) -> str:
        """The type of an attribute that is set in these places."""
        for one in every:
            if one.annotation is not None:
                return self._declared(one)
        first = [one for one in every if one.method.name == "__init__"] or every
        types = [self._inferred(one) for one in first]
        if not any(one.value is not None for one in first):
            return INCOMPLETE
        elsewhere = [self._inferred(one) for one in every if one not in first]
        return settled([*types, *elsewhere] if set(types) == {"None"} else types)

    def _declared(self, one: _Assigned) -> str:
        assert one.annotation is not None  # noqa: S101 - asked before
        text = annotation_text(one.annotation)
        if text.rpartition(".")[2] == "Final" and one.value is not None:
            text = f"{text}[{self._inferred(one)}]"
        outer, _, inner = text.partition("[")
        if outer.rpartition(".")[2] == "Final" and self._names_type_variable(inner):
            text = inner.removesuffix("]")  # in the body of a class, Final cannot be generic
        return self._reachable(text, one.method)

    def _names_type_variable(self, text: str) -> bool:
        words = _WORD.findall(_without_strings(text))
        return any(self._is_type_variable(word) or word in self._parameters for word in words)

    def _inferred(self, one: _Assigned) -> str:
        if not one.is_whole:
            return INCOMPLETE
        inference = Inference(self._modules, self._module, parameter_types(one.method))
        return self._reachable(inference.of(one.value), one.method)

    def _reachable(self, text: str, method: Function) -> str:
        """A type, or `Incomplete` where only the method knows what it means."""
        own = {one.name for one in getattr(method, "type_params", ())}
        for word in _WORD.findall(_without_strings(text)):
            if word in {INCOMPLETE, "None"} or word in self._parameters:
                continue
            is_lost = word in own or not self._module.binds(word)
            if is_lost or (self._is_type_variable(word) and word not in self._type_variables):
                return INCOMPLETE
        return text

    def _is_type_variable(self, name: str) -> bool:
        values = self._module.facts.assigned.get(name, ())
        return any(
            isinstance(value, ast.Call) and ast.unparse(value.func).endswith(("TypeVar", "Spec"))
            for value in values
        )


def _without_strings(text: str) -> str:
    return re.sub(r"""'[^']*'|"[^"]*\"""", "", text) if "Literal" in text else text


def parameter_types(method: Function) -> dict[str, str]:
    """The types of the parameters of a function, by name."""
    arguments = method.args
    types: dict[str, str] = {}
    for one in [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]:
        types[one.arg] = INCOMPLETE if one.annotation is None else annotation_text(one.annotation)
    if arguments.vararg is not None:
        annotation = arguments.vararg.annotation
        text = INCOMPLETE if annotation is None else annotation_text(annotation)
        types[arguments.vararg.arg] = f"tuple[{text}, ...]"
    if arguments.kwarg is not None:
        annotation = arguments.kwarg.annotation
        text = INCOMPLETE if annotation is None else annotation_text(annotation)
        types[arguments.kwarg.arg] = f"dict[str, {text}]"
    for local in _local_names(method) - set(types):
        types[local] = INCOMPLETE
    return types


def _local_names(method: Function) -> set[str]:
    """Names that a function binds itself, whose types are not followed."""
    return {
        node.id
        for node in own_nodes(method)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }
