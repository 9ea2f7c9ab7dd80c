"""Builder: what is done to parsers and groups, on the sources' own account or by helpers."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from dynamo_stability.collect.options.declaring import declare
from dynamo_stability.collect.options.evaluating import Evaluator
from dynamo_stability.collect.options.known import (
    KNOWN_ENVIRONMENT_FUNCTIONS,
    KNOWN_HELPERS,
    KNOWN_PARSERS,
)
from dynamo_stability.collect.options.operators import NotKnown
from dynamo_stability.collect.options.values import (
    Called,
    Definition,
    Group,
    Handed,
    Parser,
    Reference,
    Subcommands,
    Unknown,
    parser_of,
)
from dynamo_stability.configuration import HelperRule

if TYPE_CHECKING:
    from dynamo_stability.collect.options.files import Files
    from dynamo_stability.collect.options.marks import Marks
    from dynamo_stability.collect.options.scopes import Scope
    from dynamo_stability.configuration import CommandLineOptions

_ADD_ARGUMENT = HelperRule("add_argument", names="0+")
#: Classes of argparse's actions that sources derive their own from.
_ACTIONS = {
    "BooleanOptionalAction": "BooleanOptionalAction",
    "_StoreTrueAction": "store_true",
    "_StoreFalseAction": "store_false",
    "_StoreConstAction": "store_const",
    "_AppendAction": "append",
    "_CountAction": "count",
}


class Builder(Evaluator):
    """Knows parsers, their groups and their methods.

    Args:
        files: the sources.
        configuration: what the project says about its own helpers.
        marks: reads what is passed as a marker or deprecation.

    Attributes:
        marks: the same.
        parsers: the parsers that were made so far.
        makers: the functions that make parsers.
        followed: the functions that were called so far.
        unnamed: the places where an option was added whose name is not known.
        stack: what is being gone through, outermost first.
        sites: the calls that led there.
        steps_left: how many more steps may be taken.
        handed: what a function is taken to be handed that nobody was seen to call.
    """

    def __init__(self, files: Files, configuration: CommandLineOptions, marks: Marks) -> None:
        parsers = frozenset((*KNOWN_PARSERS, *configuration.parsers))
        super().__init__(files, parsers)
        self.marks = marks
        self.parsers: list[Parser] = []
        self.makers: set[object] = set()
        self.followed: set[object] = set()
        self.unnamed: set[str] = set()
        self.stack: list[object] = []
        self.sites: list[str] = []
        self.steps_left = 0
        self.handed: Parser | None = None
        helpers = (*KNOWN_HELPERS, *configuration.helpers)
        self._helpers = {rule.name: rule for rule in helpers}
        self._parser_names = parsers
        self._environment = frozenset(
            (*KNOWN_ENVIRONMENT_FUNCTIONS, *configuration.environment_functions)
        )

    # ---- what things are ------------------------------------------------------------------------

    def rule_of(self, function: Reference) -> HelperRule | None:
        """The rule for a helper; None for everything else."""
        for name in function.names:
            if name in self._helpers:
                return self._helpers[name]
        return None

    def reads_environment(self, called: Called) -> bool:
        """Whether a call gives what an environment variable holds."""
        is_named = bool(called.arguments) and isinstance(called.arguments[0], str)
        return is_named and not self._environment.isdisjoint(called.names)

    def is_parser(self, reference: Reference) -> bool:
        """Whether a class is one of parsers."""
        if not self._parser_names.isdisjoint(reference.names):
            return True
        cls = self.definition(reference)
        if cls is None:
            return False
        return any(
            not self._parser_names.isdisjoint(base.names)
            for one in self.mro(cls)
            for base in self.bases(one)
        )

    def class_of(self, function: Definition) -> Definition | None:
        """The class whose method a function is."""
        return function.file.definitions.get(function.qualname.rpartition(".")[0])

    def handed_attribute(self, name: str) -> Any:
        """An attribute that nobody was seen to set, where it may be a parser."""
        if self.handed is None:
            raise NotKnown
        return Handed(name, self.handed)

    # ---- parsers and groups ---------------------------------------------------------------------

    def new_parser(self, called: Called, scope: Scope) -> Parser:
        """A parser that is made in a scope."""
        prog = called.argument(("0", "prog"))
        parser = Parser(prog if isinstance(prog, str) else None, scope.file.module.name)
        parser.maker = scope.maker
        parents: Any = called.keywords.get("parents")
        if type(parents) in {list, tuple}:
            parser.parents = [one for one in parents if isinstance(one, Parser)]
        self.parsers.append(parser)
        return parser

    def call_container(
        self, owner: Any, name: str, called: Called, scope: Scope, node: ast.Call
    ) -> Any:
        """A method of a parser, a group, or of what `add_subparsers` gives."""
        parser: Any = parser_of(owner)
        title = owner.title if isinstance(owner, Group) else None
        if name == "add_argument":
            self._add(_ADD_ARGUMENT, called, owner, self._site(node, scope))
        elif name == "add_argument_group":
            named = called.argument(("0", "title"))
            return Group(parser, named if isinstance(named, str) else title)
        elif name == "add_mutually_exclusive_group":
            return Group(parser, title)
        elif name == "add_subparsers":
            return Subcommands(parser)
        elif name == "add_parser" and isinstance(owner, Subcommands):
            return self._add_parser(parser, called, scope)
        elif name == "set_defaults":
            parser.defaults.update(called.keywords)
        return Unknown(node)

    def _add_parser(self, above: Parser, called: Called, scope: Scope) -> Parser:
        name = called.argument(("0", "name"))
        parser = self.new_parser(called._replace(arguments=()), scope)
        parser.above = above
        parser.prog = parser.prog or (name if isinstance(name, str) else "COMMAND")
        return parser

    def _site(self, node: ast.Call, scope: Scope) -> str:
        """Where an option is declared: who names it, where a function merely passes the name on."""
        is_named_here = bool(node.args) and isinstance(node.args[0], (ast.Constant, ast.JoinedStr))
        return scope.file.place(node) if is_named_here or not self.sites else self.sites[-1]

    def add_by_rule(self, rule: HelperRule, called: Called, place: str) -> Unknown:
        """What a helper with a rule does."""
        self._add(rule, called, called.argument(rule.container), place)
        return Unknown(rule.name)

    def _add(self, rule: HelperRule, called: Called, container: Any, place: str) -> None:
        parser = parser_of(container)
        if parser is None:
            return
        title = container.title if isinstance(container, Group) else None
        option = declare(rule, self._with_known_action(called), title, place, self.marks)
        if option is None:
            self.unnamed.add(place)
        else:
            parser.options.append(option)

    def _with_known_action(self, called: Called) -> Called:
        """A call with argparse's own action in place of one of the sources that derives from it."""
        action = called.keywords.get("action")
        cls = self.definition(action) if isinstance(action, Reference) else None
        if cls is None:
            return called
        for base in [base for one in self.mro(cls) for base in self.bases(one)]:
            if base.short in _ACTIONS:
                keywords = {**called.keywords, "action": _ACTIONS[base.short]}
                return called._replace(keywords=keywords)
        return called
