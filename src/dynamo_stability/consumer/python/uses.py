"""python_uses(): the places of a Python file at which something known is used."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, NamedTuple

from dynamo_stability.consumer.api_use import REMOVED
from dynamo_stability.consumer.python.commands import (
    RUNNERS,
    options_in_display,
    options_in_text,
)
from dynamo_stability.consumer.python.reading import origin_of, read_file
from dynamo_stability.consumer.python.resolving import Resolver
from dynamo_stability.consumer.python.values import Thing

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dynamo_stability.consumer.known_api import KnownApi
    from dynamo_stability.consumer.python.commands import GivenOption
    from dynamo_stability.consumer.python.reading import ReadFile
    from dynamo_stability.consumer.python.scopes import Scope
    from dynamo_stability.record import Record

_PARTIAL = frozenset({"functools.partial", "functools.partialmethod"})


class PythonUse(NamedTuple):
    """One use.

    Attributes:
        node: what uses it: a name, an attribute, a text, or an import statement.
        name: the full name by which it is used.
        stage: the stage of what is used, or `removed`.
        way: as in `ApiUse`.
        record: what is known about it, or None.
        help: what to say where no record says it.
        alias: the name in an import statement.
        keyword: the keyword argument that is used.
        call: the call that gives a parameter.
        is_certain: whether it cannot be the use of anything else.
        scope: where it stands.
    """

    node: ast.expr | ast.stmt
    name: str
    stage: str
    way: str
    record: Record | None
    help: str = ""
    alias: ast.alias | None = None
    keyword: ast.keyword | None = None
    call: ast.Call | None = None
    is_certain: bool = True
    scope: Scope | None = None

    @property
    def place(self) -> ast.expr | ast.stmt | ast.alias | ast.keyword:
        """What is shown."""
        return self.alias or self.keyword or self.node


def python_uses(
    tree: ast.Module, known: KnownApi, *, package: str = "", owner: str | None = None
) -> list[PythonUse]:
    """What a file uses.

    Args:
        tree: the file.
        known: what there is to use.
        package: the package that its relative imports start from.
        owner: the marked package that the file is part of, whose own API is its own business.
    """
    return _Search(read_file(tree, package), known, package, owner).uses()


class _Search:
    def __init__(self, read: ReadFile, known: KnownApi, package: str, owner: str | None) -> None:
        self._read = read
        self._known = known
        self._package = package
        self._owner = owner
        self._resolver = Resolver(read, known.is_class, known.has)
        self._found: list[PythonUse] = []

    def uses(self) -> list[PythonUse]:
        """All of them, each place once."""
        for statement, scope in self._read.imports:
            self._see_import(statement, scope)
        for node, scope in self._read.expressions:
            self._see_expression(node, scope)
        for text, spelt, scope in self._read.quoted:
            for value in self._resolver.resolve(spelt, scope):
                if isinstance(value, Thing):
                    self._note(text, value.name, "name", scope, is_certain=False)
        for constant in self._read.strings:
            self._see_variable(constant)
        if self._known.options:
            for display in self._read.displays:
                self._note_options(options_in_display(display, self._known.options))
        return self._found

    # ---- imports --------------------------------------------------------------------------------

    def _see_import(self, node: ast.Import | ast.ImportFrom, scope: Scope) -> None:
        origin = ""
        if isinstance(node, ast.ImportFrom):
            origin = origin_of(node, self._package)
            if not origin or (self._known.owner_of(origin) is None and not self._may_hold(origin)):
                return
            if self._note_parts(node, origin, scope) is REMOVED:
                return
        for alias in node.names:
            if isinstance(node, ast.Import):
                self._note_parts(node, alias.name, scope, alias)
            elif alias.name == "*":
                for name in sorted(self._starred(origin)):
                    self._note(node, name, "import", scope, alias=alias, is_certain=False)
            else:
                self._note(node, f"{origin}.{alias.name}", "import", scope, alias=alias)

    def _may_hold(self, name: str) -> bool:
        """Whether a package of others, such as a namespace, holds one that is known."""
        return name in self._known.names or any(
            one.startswith(name + ".") for one in self._known.packages
        )

    def _starred(self, origin: str) -> set[str]:
        found = set()
        for name in self._known.names:
            holder, _, last = name.rpartition(".")
            if holder == origin and not last.startswith("_") and self._is_used(last):
                found.add(name)
        return found

    def _is_used(self, name: str) -> bool:
        if name in self._read.scope.bound:
            return False
        return any(
            isinstance(node, ast.Name) and node.id == name for node, _ in self._read.expressions
        )

    def _note_parts(
        self, node: ast.stmt, name: str, scope: Scope, alias: ast.alias | None = None
    ) -> str | None:
        """Note the modules on the way to one that is imported."""
        parts = name.split(".")
        stage = None
        for count in range(1, len(parts) + 1):
            part = ".".join(parts[:count])
            stage = self._note(node, part, "import", scope, alias=alias)
            if stage is REMOVED:
                break
        return stage

    # ---- expressions ----------------------------------------------------------------------------

    def _see_expression(self, node: ast.expr, scope: Scope) -> None:
        if isinstance(node, ast.Call):
            self._see_call(node, scope)
            return
        for value in self._resolver.resolve(node, scope):
            if isinstance(value, Thing) and self._is_news(node, value, scope):
                way = "member" if value.is_member else "name"
                self._note(node, value.name, way, scope, is_certain=value.is_certain)

    def _is_news(self, node: ast.expr, value: Thing, scope: Scope) -> bool:
        """Whether a removed name is told here: what it is part of is told before it."""
        if value.name in self._known.names or not isinstance(node, ast.Attribute):
            return True
        holders = self._resolver.resolve(node.value, scope)
        return not any(isinstance(one, Thing) and self._known.gone(one.name) for one in holders)

    def _see_call(self, node: ast.Call, scope: Scope) -> None:
        function: ast.expr = node.func
        arguments = node.args
        values = self._resolver.resolve(function, scope)
        names = {one.name for one in values if isinstance(one, Thing)}
        if names & _PARTIAL and arguments:
            values = self._resolver.resolve(arguments[0], scope)
            arguments = arguments[1:]
        elif self._is_getattr(node, scope):
            for value in self._resolver.resolve(node, scope):
                if isinstance(value, Thing):
                    self._note(node.args[1], value.name, "name", scope, is_certain=False)
            return
        elif names & RUNNERS and arguments and self._known.options:
            self._note_options(options_in_text(arguments[0], self._known.options))
        for value in values:
            if isinstance(value, Thing):
                self._see_arguments(node, arguments, value, scope)

    def _is_getattr(self, node: ast.Call, scope: Scope) -> bool:
        function = node.func
        return (
            isinstance(function, ast.Name)
            and function.id == "getattr"
            and len(node.args) > 1
            and scope.find("getattr") is None
        )

    def _see_arguments(
        self, node: ast.Call, arguments: list[ast.expr], value: Thing, scope: Scope
    ) -> None:
        """The marked parameters of a function that a call gives."""
        name, marked = self._marked_parameters(value.name)
        if marked:
            self._see_keywords(node, name, marked, value, scope)
        positions = list(self._known.positions.get(name, ()))
        if positions[:1] in (["self"], ["cls"]):
            positions = positions[1:]
        for one, position in zip(arguments, positions, strict=False):
            if isinstance(one, ast.Starred):
                break
            if position in marked:
                self._note_parameter(node, name, marked[position], value, scope, place=one)

    def _see_keywords(
        self, node: ast.Call, name: str, marked: dict[str, Record], value: Thing, scope: Scope
    ) -> None:
        for keyword in node.keywords:
            if keyword.arg in marked:
                self._note_parameter(node, name, marked[keyword.arg], value, scope, keyword=keyword)
            elif keyword.arg is None and isinstance(keyword.value, ast.Dict):
                for key in keyword.value.keys:
                    if isinstance(key, ast.Constant) and key.value in marked:
                        record = marked[str(key.value)]
                        self._note_parameter(node, name, record, value, scope, place=key)

    def _marked_parameters(self, name: str) -> tuple[str, dict[str, Record]]:
        known = self._known.parameters
        record = self._known.names.get(name)
        further = () if record is None else (record.name, *record.aliases)
        for one in (name, f"{name}.__init__", *further):
            if one in known:
                return one, known[one]
        return name, {}

    def _note_parameter(
        self,
        call: ast.Call,
        function: str,
        record: Record,
        value: Thing,
        scope: Scope,
        *,
        keyword: ast.keyword | None = None,
        place: ast.expr | None = None,
    ) -> None:
        if self._is_own(record.name) or record.stage == "stable":
            return
        name = f"{function}({record.name.rpartition('(')[2]}"
        use = PythonUse(
            place or call,
            name,
            self._known.stage_of(record),
            "parameter",
            record,
            keyword=keyword,
            call=call,
            is_certain=value.is_certain,
            scope=scope,
        )
        self._found.append(use)

    def _see_variable(self, node: ast.Constant) -> None:
        record = self._known.variables.get(node.value) if isinstance(node.value, str) else None
        if record is not None and record.stage != "stable":
            stage = self._known.stage_of(record)
            self._found.append(PythonUse(node, record.name, stage, "variable", record))

    def _note_options(self, given: Iterable[GivenOption]) -> None:
        for one in given:
            stage = self._known.stage_of(one.record)
            use = PythonUse(
                one.node, one.written, stage, "option", one.record, is_certain=one.is_word
            )
            self._found.append(use)

    # ---- noting ---------------------------------------------------------------------------------

    def _is_own(self, name: str) -> bool:
        return self._owner is not None and (name + ".").startswith(self._owner + ".")

    def _note(
        self,
        node: ast.expr | ast.stmt,
        name: str,
        way: str,
        scope: Scope,
        *,
        alias: ast.alias | None = None,
        is_certain: bool = True,
    ) -> str | None:
        """Note the use of a name, if there is anything to say of it; the stage that it has."""
        record = self._known.names.get(name)
        gone = None if record is not None else self._known.gone(name)
        if self._is_own(name) or (record is not None and self._is_own(record.name)):
            return None
        if gone is not None:
            if gone.name != name and way != "member" and alias is None:
                return REMOVED
            stage, said = REMOVED, str(gone)
        elif record is not None and record.stage != "stable":
            stage, said = record.stage, ""
        else:
            return None
        use = PythonUse(
            node, name, stage, way, record, said, alias, is_certain=is_certain, scope=scope
        )
        self._found.append(use)
        return stage
