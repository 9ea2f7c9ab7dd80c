"""ReadFinder: the places of Python sources that read or declare an environment variable."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from dynamo_stability.collect.environment.arguments import (
    Hints,
    argument,
    default_text,
    type_text,
)
from dynamo_stability.collect.environment.known import METHODS, OPTION_KEYWORDS
from dynamo_stability.collect.environment.scopes import Bound, Scope, walk
from dynamo_stability.collect.environment.variable import Place, Read
from dynamo_stability.collect.environment.wrappers import Wrapper, named_by_parameter, passed_to
from dynamo_stability.collect.python.resolving import dotted

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Final

    Wrappers = dict[str, list[Wrapper]]

    from dynamo_stability.collect.environment.declarations import DeclarationReader
    from dynamo_stability.collect.environment.files import File
    from dynamo_stability.collect.environment.names import NameReader
    from dynamo_stability.configuration import VariableRule

_ANNOTATED: Final = frozenset({"bool", "int", "float", "Path"})


class ReadFinder:
    """Goes through files, and notes every read and declaration.

    Args:
        names: what tells the texts of expressions.
        rules: functions that read a variable, by full name.
        declarations: what reads declarations.

    Attributes:
        reads: the variables that are read, each with the place.
        wrappers: functions whose callers say what they read, by full name.
    """

    def __init__(
        self,
        names: NameReader,
        rules: Mapping[str, VariableRule],
        declarations: DeclarationReader,
    ) -> None:
        self._names = names
        self._rules = rules
        self._declarations = declarations
        self._last = {name.rpartition(".")[2] for name in rules}
        self.reads: list[tuple[str, Read]] = []
        self.wrappers: Wrappers = {}
        self._waiting: set[Place] = set()
        self._nameless: set[Place] = set()
        self._hints = Hints()
        self._aliases: frozenset[str] = frozenset()

    @property
    def unnamed(self) -> set[Place]:
        """The places that read a variable whose name takes running the code."""
        return self._nameless | self._waiting

    def go_through(self, file: File) -> None:
        """Note what one file reads and declares.

        Raises:
            RecursionError: an expression in it is nested too deeply.
        """
        imports = file.module.imports.items()
        self._aliases = frozenset(
            bound
            for bound, fulls in imports
            for full in fulls
            if full.rpartition(".")[2] in self._last and full.rpartition(".")[2] != bound
        )
        self._hints = Hints()
        for node, scope, prefix in walk(file):
            if isinstance(node, ast.Call):
                self._hints.note(node)
                self._look_at_call(node, scope)
            elif isinstance(node, ast.Subscript):
                self._look_at_item(node, scope)
            elif isinstance(node, ast.Compare):
                self._hints.note(node)
                self._look_at_membership(node, scope)
            elif isinstance(node, ast.BoolOp):
                self._hints.note(node)
            elif isinstance(node, (ast.Assign, ast.AnnAssign)):
                self._declarations.note_binding(node, scope, prefix)

    # ---- what reads -----------------------------------------------------------------------------

    def _look_at_call(self, node: ast.Call, scope: Scope) -> None:
        function = node.func
        last = _word(function)
        if last in METHODS and self._is_of_environ(function, scope) and node.args:
            self._read(node, node.args[0], argument(node, ("1", "default")), scope)
            return
        if not last or self._declarations.look_at(node, last, scope):
            return
        if self._may_be_reader(last, function, scope):
            for name in self._names.full_names(function, scope):
                if name in self._rules:
                    self._read_by_rule(node, self._rules[name], scope)
                    return
        for keyword in node.keywords:
            if keyword.arg in OPTION_KEYWORDS:
                self._read_by_option(node, keyword.value, scope)

    def _is_of_environ(self, function: ast.expr, scope: Scope) -> bool:
        if not isinstance(function, ast.Attribute):
            return False
        return self._names.is_environ(function.value, scope)

    def _may_be_reader(self, last: str, function: ast.expr, scope: Scope) -> bool:
        if last in self._last or last in self._aliases:
            return True
        if not isinstance(function, ast.Name):
            return False
        return scope.holder(last) is not None or last in scope.file.values

    def _look_at_item(self, node: ast.Subscript, scope: Scope) -> None:
        if isinstance(node.ctx, ast.Load) and self._names.is_environ(node.value, scope):
            self._read(node, node.slice, None, scope)

    def _look_at_membership(self, node: ast.Compare, scope: Scope) -> None:
        left = node.left
        for operator, right in zip(node.ops, node.comparators, strict=True):
            if isinstance(operator, (ast.In, ast.NotIn)):
                inner = right
                if isinstance(right, ast.Call) and isinstance(right.func, ast.Attribute):
                    inner = right.func.value  # os.environ.keys()
                if self._names.is_environ(inner, scope):
                    self._read(left, left, None, scope, is_presence=True)
            left = right

    # ---- one read -------------------------------------------------------------------------------

    def _read(
        self,
        node: ast.expr,
        name: ast.expr,
        default: ast.expr | None,
        scope: Scope,
        *,
        is_presence: bool = False,
    ) -> None:
        place = Place(scope.file.path, node.lineno)
        if default is None and not is_presence:
            default = self._hints.fallbacks.get(id(node))
        kind = None if is_presence else self._hints.types.get(id(node))
        texts = [one for one in self._names.texts(name, scope) if one]
        is_wrapped = not isinstance(name, ast.Constant) and self._note_wrapper(
            name, default, scope, kind, place
        )
        if not texts and not is_wrapped:
            self._nameless.add(place)
        text, is_known = default_text(default, scope, self._names)
        for one in texts:
            self.reads.append((one, Read(place, text, kind, not is_known)))

    def _note_wrapper(
        self,
        name: ast.expr,
        default: ast.expr | None,
        scope: Scope,
        kind: str | None,
        place: Place,
    ) -> bool:
        """Note a function that reads what its caller names; tell whether the place is in one."""
        holder = named_by_parameter(name, scope)
        if holder is None:
            return False
        full = f"{scope.file.module.name}.{holder.qualname}"
        if full not in self._rules:
            own = kind or _annotated(holder.function)
            wrapper = Wrapper(
                full, holder, name, default, own, is_method=_is_method(holder), place=place
            )
            self.wrappers.setdefault(full, []).append(wrapper)
            self._waiting.add(place)
        return True

    def _read_by_rule(self, node: ast.Call, rule: VariableRule, scope: Scope) -> None:
        name = argument(node, rule.variable)
        if name is None:
            return
        default = argument(node, rule.default)
        kind = rule.returns or type_text(argument(node, rule.type))
        if kind is not None:
            self._hints.types[id(node)] = kind
        if isinstance(name, ast.Constant) and name.value is None:
            return
        self._read(node, name, default, scope)

    def _read_by_option(self, node: ast.Call, value: ast.expr, scope: Scope) -> None:
        """An option of a command line that takes its default from a variable, or from several."""
        several = value.elts if isinstance(value, (ast.List, ast.Tuple)) else [value]
        default, is_known = default_text(argument(node, ("default",)), scope, self._names)
        kind = type_text(argument(node, ("type", "arg_type")))
        place = Place(scope.file.path, node.lineno)
        for one in several:
            for text in self._names.texts(one, scope):
                if text.isidentifier():
                    self.reads.append((text, Read(place, default, kind, not is_known)))

    # ---- calls of wrappers ----------------------------------------------------------------------

    def follow(self, file: File, wrappers: Wrappers) -> Wrappers:
        """Note what the callers of some wrappers read.

        Returns:
            The callers that are wrappers themselves, by full name.
        """
        found: Wrappers = {}
        last = {one.rpartition(".")[2] for one in wrappers}
        imports = file.module.imports.items()
        last |= {bound for bound, fulls in imports if any(full in wrappers for full in fulls)}
        for call, scope, _ in walk(file):
            if not isinstance(call, ast.Call) or _word(call.func) not in last:
                continue
            for wrapper in self._called(call.func, scope, wrappers):
                passed = passed_to(wrapper, call)
                if not self._read_by_wrapper(call, wrapper, passed, scope):
                    outer = self._outer(wrapper, passed, scope)
                    if outer is not None:
                        found.setdefault(outer.full_name, []).append(outer)
        return found

    def _read_by_wrapper(
        self, call: ast.Call, wrapper: Wrapper, passed: dict[str, ast.expr], scope: Scope
    ) -> bool:
        bound = {name: Bound(value, scope) for name, value in passed.items()}
        texts = [one for one in wrapper.texts(self._names, bound) if one]
        text, is_known = wrapper.default_text(self._names, bound)
        place = Place(scope.file.path, call.lineno)
        for one in texts:
            self.reads.append((one, Read(place, text, wrapper.type, not is_known)))
        if texts and wrapper.place is not None:
            self._waiting.discard(wrapper.place)
        return bool(texts)

    def _called(self, function: ast.expr, scope: Scope, wrappers: Wrappers) -> list[Wrapper]:
        head, _, method = (dotted(function) or "").partition(".")
        if head in {"self", "cls"} and scope.owner is not None:
            return wrappers.get(f"{scope.file.module.name}.{scope.owner}.{method}", [])
        names = self._names.full_names(function, scope)
        if any(one in self._rules for one in names):
            return []
        return next((wrappers[one] for one in names if one in wrappers), [])

    def _outer(self, wrapper: Wrapper, passed: dict[str, ast.expr], scope: Scope) -> Wrapper | None:
        for value in passed.values():
            holder = named_by_parameter(value, scope)
            if holder is not None and holder.qualname is not None:
                full = f"{scope.file.module.name}.{holder.qualname}"
                if full in self._rules:
                    return None
                return Wrapper(
                    full,
                    holder,
                    None,
                    None,
                    wrapper.type or _annotated(holder.function),
                    wrapper,
                    passed,
                    is_method=_is_method(holder),
                    place=wrapper.place,
                )
        return None


def _word(function: ast.expr) -> str:
    """The last word of what is called."""
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _annotated(function: ast.AST | None) -> str | None:
    returns = getattr(function, "returns", None)
    written = type_text(returns)
    return written if written in _ANNOTATED else None


def _is_method(scope: Scope) -> bool:
    """Whether the first parameter is an object or a class, which callers do not write."""
    decorators = getattr(scope.function, "decorator_list", [])
    is_static = any(isinstance(one, ast.Name) and one.id == "staticmethod" for one in decorators)
    return "." in (scope.qualname or "") and not is_static
