"""Programs: what the program is called that a parser belongs to, and which options it has."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from dynamo_stability.collect.options.values import shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dynamo_stability.collect.options.files import File, Files
    from dynamo_stability.collect.options.option import Option
    from dynamo_stability.collect.options.values import Parser
    from dynamo_stability.configuration import CommandLineOptions

#: How many parsers are followed upwards, through subcommands or parents.
_DEEPEST = 20


class Programs:
    """Names programs, and gathers their options.

    Args:
        files: the sources.
        configuration: what the project says about its programs.
    """

    def __init__(self, files: Files, configuration: CommandLineOptions) -> None:
        self._files = files
        self._named = dict(configuration.programs)
        self._of_modules: dict[str, str] = {}

    def options(self, parsers: Iterable[Parser]) -> Iterator[Option]:
        """The options of all programs among some parsers; parts of other parsers go with these."""
        every = list(parsers)
        parts = {id(part) for parser in every for part in parser.parents}
        for parser in every:
            if id(parser) not in parts:
                program = self.name(parser)
                for option in self._options_of(parser):
                    yield option.of(program)

    def name(self, parser: Parser, depth: int = 0) -> str:
        """The program, with the subcommand, that a parser reads the command line of."""
        if parser.above is not None and depth < _DEEPEST:
            return f"{self.name(parser.above, depth + 1)} {parser.prog}"
        if parser.module in self._named:
            return self._named[parser.module]
        if parser.prog is not None:
            return parser.prog.removeprefix("python -m ")
        return self.of_module(parser.module)

    def _options_of(self, parser: Parser, depth: int = 0) -> Iterator[Option]:
        for option in parser.options:
            if option.destination in parser.defaults:
                yield option._replace(default=shown(parser.defaults[option.destination]))
            else:
                yield option
        for part in parser.parents if depth < _DEEPEST else ():
            yield from self._options_of(part, depth + 1)

    def of_module(self, name: str) -> str:
        """What is run with `python -m`: the module, or the package whose `__main__` uses it."""
        if name in self._named:
            return self._named[name]
        if name not in self._of_modules:
            self._of_modules[name] = self._find(name)
        return self._of_modules[name]

    def _find(self, name: str) -> str:
        package, _, last = name.rpartition(".")
        if last == "__main__":
            return package or name
        file = self._files.file(name)
        if file is None:
            return name
        own = name if file.module.source.is_package else package
        main = self._files.file(f"{own}.__main__")
        if main is None or (_runs_itself(file) and not _imports(main, name)):
            return name
        return own


def _runs_itself(file: File) -> bool:
    """Whether a module does something where it is the program."""
    return any(
        isinstance(one, ast.If)
        and isinstance(one.test, ast.Compare)
        and isinstance(one.test.left, ast.Name)
        and one.test.left.id == "__name__"
        for one in file.tree.body
    )


def _imports(file: File, name: str) -> bool:
    """Whether a module imports another one, or something from it."""
    every = [one for imported in file.module.imports.values() for one in imported]
    return any(one == name or one.startswith(f"{name}.") for one in every)
