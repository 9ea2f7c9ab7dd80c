"""Commands: programs of click and Typer, declared above a function or by its parameters."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, NamedTuple

from dynamo_stability.collect.options.click_declarations import (
    click_parameters,
    typer_parameters,
)
from dynamo_stability.collect.options.scopes import Scope
from dynamo_stability.collect.options.values import Called
from dynamo_stability.collect.python.resolving import dotted

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Final

    from dynamo_stability.collect.options.files import File, Files
    from dynamo_stability.collect.options.option import Option
    from dynamo_stability.collect.options.programs import Programs
    from dynamo_stability.collect.options.values import Definition
    from dynamo_stability.collect.options.walking import Walker

#: What the text of a file has in it that declares commands.
WORDS: Final = (b"click", b"typer")
_CLICK: Final = frozenset({"click", "rich_click", "asyncclick"})
_MAKERS: Final = frozenset({"command", "group", "callback"})
#: What click leaves out of a function's name.
_SUFFIXES: Final = ("_command", "_cmd", "_group", "_grp")
_DEEPEST: Final = 20
_FUNCTIONS: Final = (ast.FunctionDef, ast.AsyncFunctionDef)


class _Command(NamedTuple):
    """One function that is a command.

    Attributes:
        function: the function.
        name: what its subcommand is called.
        is_named: whether its author chose that.
        group: what identifies the group or application it belongs to, or None.
        library: `"click"` or `"typer"`.
    """

    function: Definition
    name: str
    is_named: bool
    group: str | None
    library: str


class Commands:
    """Finds the commands of click and Typer, and what their programs are called.

    Args:
        files: the sources.
        walker: evaluates what is passed to decorators.
        programs: names the programs.
    """

    def __init__(self, files: Files, walker: Walker, programs: Programs) -> None:
        self._walker = walker
        self._programs = programs
        self._commands: dict[str, _Command] = {}
        #: For groups and applications that are added to others: to which, under what name.
        self._added: dict[str, tuple[str, str | None]] = {}
        self._apps: dict[str, str] = {}
        for file in files.mentioning(WORDS):
            self._see(file)

    def options(self) -> Iterator[Option]:
        """The options of all commands."""
        for full, command in self._commands.items():
            program = self._program(full)
            file = command.function.file
            scope = Scope(file, command.function.node)
            find = click_parameters if command.library == "click" else typer_parameters
            for option in find(self._walker, command.function, scope):
                yield option._replace(library=command.library).of(program)

    # ---- what there is --------------------------------------------------------------------------

    def _see(self, file: File) -> None:
        for definition in file.definitions.values():
            if isinstance(definition.node, _FUNCTIONS):
                for decorator in definition.node.decorator_list:
                    self._see_decorator(definition, decorator)
        for call in file.module.calls:
            self._see_call(file, call)

    def _see_decorator(self, function: Definition, decorator: ast.expr) -> None:
        call = decorator if isinstance(decorator, ast.Call) else None
        target = decorator if call is None else call.func
        maker = (dotted(target) or "").rpartition(".")[2]
        if maker not in _MAKERS and not isinstance(target, ast.Name):
            return
        names = list(self._walker.resolver.names(function.file.module, target))
        if any(_is_click(name, ("command", "group")) for name in names):
            self._add(function, call, None, "click")
        elif isinstance(target, ast.Attribute) and maker in _MAKERS:
            group = self._identity(function.file, target.value)
            if group in self._commands:
                self._add(function, call, group, "click")
            elif group is not None and self._is_app(function.file, target.value):
                named = None if maker == "callback" else call
                self._add(function, named, group, "typer")
                if maker == "callback":
                    self._apps[group] = function.full_name

    def _add(
        self, function: Definition, call: ast.Call | None, group: str | None, library: str
    ) -> None:
        named = None if call is None else self._text(function.file, call, 0, "name")
        name = named or _command_name(function.node.name, library)
        command = _Command(function, name, named is not None, group, library)
        self._commands.setdefault(function.full_name, command)

    def _see_call(self, file: File, call: ast.Call) -> None:
        """`cli.add_command(sub)` and `app.add_typer(sub, name="sub")`."""
        if not isinstance(call.func, ast.Attribute) or not call.args:
            return
        if call.func.attr in {"add_command", "add_typer"}:
            group = self._identity(file, call.func.value)
            member = self._identity(file, call.args[0])
            if group is not None and member is not None:
                self._added[member] = (group, self._text(file, call, 1, "name"))

    def _text(self, file: File, call: ast.Call, position: int, keyword: str) -> str | None:
        given = [one.value for one in call.keywords if one.arg == keyword]
        given += call.args[position : position + 1]
        value = self._walker.attempt(given[0], Scope(file, file)) if given else None
        return value if isinstance(value, str) and value.strip() else None

    def _identity(self, file: File, expression: ast.expr) -> str | None:
        """What tells one group or application from another: its full name."""
        written = dotted(expression)
        if written is None:
            return None
        if written in file.values:
            return f"{file.module.name}.{written}"
        names = list(self._walker.resolver.names(file.module, expression))
        return self._walker.resolver.definition_of(names[0]) if names else None

    def _is_app(self, file: File, expression: ast.expr) -> bool:
        value = self._walker.attempt(expression, Scope(file, file))
        return isinstance(value, Called) and any(
            name.startswith("typer.") and name.endswith(".Typer") for name in value.names
        )

    # ---- programs -------------------------------------------------------------------------------

    def _program(self, full: str, depth: int = 0) -> str:
        """The program, with the subcommand, that a function is."""
        command = self._commands[full]
        group, name = self._added.get(full, (command.group, None))
        name = name or command.name
        if group is None or depth > _DEEPEST:
            siblings = [one for one in self._commands.values() if self._stands_alone(one, command)]
            return name if command.is_named or len(siblings) > 1 else self._of_module(command)
        if group in self._commands:
            return f"{self._program(group, depth + 1)} {name}"
        return self._of_app(group, command, name, depth)

    def _stands_alone(self, one: _Command, command: _Command) -> bool:
        """Whether two commands of one module are both programs of their own."""
        is_added = one.function.full_name in self._added
        return one.function.file is command.function.file and one.group is None and not is_added

    def _of_module(self, command: _Command) -> str:
        return self._programs.of_module(command.function.file.module.name)

    def _of_app(self, app: str, command: _Command, name: str, depth: int) -> str:
        """The program of a command of a Typer application."""
        above = self._app_program(app, command, depth)
        members = [one for one in self._commands.values() if one.group == app]
        is_callback = self._apps.get(app) == command.function.full_name
        parts = [one for one, (group, _) in self._added.items() if group == app]
        is_alone = len(members) == 1 and not parts and app not in self._added
        return above if is_callback or is_alone else f"{above} {name}"

    def _app_program(self, app: str, command: _Command, depth: int) -> str:
        group, name = self._added.get(app, (None, None))
        if group is None or depth > _DEEPEST:
            return self._programs.of_module(app.rpartition(".")[0])
        above = self._app_program(group, command, depth + 1)
        return above if name is None else f"{above} {name}"


def _is_click(name: str, parts: tuple[str, ...]) -> bool:
    root, _, rest = name.partition(".")
    return root in _CLICK and rest.rpartition(".")[2] in parts


def _command_name(function: str, library: str) -> str:
    name = function.lower()
    if library == "click":
        for suffix in _SUFFIXES:
            name = name.removesuffix(suffix) or name
    return name.replace("_", "-")
