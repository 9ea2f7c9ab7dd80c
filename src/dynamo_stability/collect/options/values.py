"""What an expression of a program's source is known to give, without running it.

Texts, numbers, lists and the like are themselves. What else matters to the declaration of options
has a class here; everything that is not known is `Unknown`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import ast

    from dynamo_stability.collect.options.files import File
    from dynamo_stability.collect.options.option import Option


#: How much of a value a table shows.
_LONGEST = 100
_MOST = 20
_LARGEST_NUMBER = 10**30


class Unknown:
    """A value that takes running the program.

    Attributes:
        possible: values that it may have, where there are a few.
    """

    __slots__ = ("_written", "possible")

    def __init__(self, written: ast.AST | str, possible: tuple[Any, ...] = ()) -> None:
        self._written = written
        self.possible = possible

    @property
    def text(self) -> str:
        """The expression as it is written; of a formatted text, the text with its fields."""
        written = self._written
        if isinstance(written, str):
            return written
        import ast

        if isinstance(written, ast.JoinedStr):
            return "".join([_part(one) for one in written.values])
        try:
            return ast.unparse(written)
        except RecursionError:
            return "..."


def _part(part: ast.expr) -> str:
    import ast

    return str(part.value) if isinstance(part, ast.Constant) else ast.unparse(part)


class Reference(NamedTuple):
    """A function, class or module, by all the full names that it may have, nearest first."""

    names: tuple[str, ...]

    @property
    def short(self) -> str:
        """The last part of its name."""
        return self.names[0].rpartition(".")[2]


class Definition(NamedTuple):
    """A function or class of the sources.

    Attributes:
        file: where it stands.
        qualname: its name in there.
        node: it.
    """

    file: File
    qualname: str
    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef

    @property
    def full_name(self) -> str:
        """Its full dotted name."""
        return f"{self.file.module.name}.{self.qualname}"


class Instance:
    """An object of a class of the sources.

    Attributes:
        cls: the class.
        attributes: what its attributes are known to hold.
    """

    __slots__ = ("attributes", "cls")

    def __init__(self, cls: Definition) -> None:
        self.cls = cls
        self.attributes: dict[str, Any] = {}


class Super(NamedTuple):
    """What `super()` gives.

    Attributes:
        cls: the class whose method asks for it.
        instance: the object that the method is called on.
    """

    cls: Definition
    instance: Any


class Called(NamedTuple):
    """What a call gives of something that is not looked into: a marker, mostly.

    Attributes:
        names: the full names that the called thing may have.
        arguments: what is passed by position.
        keywords: what is passed by name.
    """

    names: tuple[str, ...]
    arguments: tuple[Any, ...]
    keywords: dict[str, Any]

    def argument(self, places: tuple[str, ...]) -> Any:
        """The first that is passed in one of several places: keywords, or positions as digits."""
        for place in places:
            if place in self.keywords:
                return self.keywords[place]
            if place.endswith("+") and place[:-1].isdecimal():
                return list(self.arguments[int(place[:-1]) :])
            if place.isdecimal() and int(place) < len(self.arguments):
                return self.arguments[int(place)]
        return None


class Variable(NamedTuple):
    """What an environment variable holds, or a default.

    Attributes:
        name: the variable.
        default: what counts where it is not set.
    """

    name: str
    default: Any


class Parser:
    """A parser that the sources make, or take from someone else.

    Attributes:
        prog: the name that it is given, if any.
        module: the module that makes it.
        above: the parser whose subcommand it is, or None.
        parents: the parsers whose options it takes over.
        maker: what identifies the function that makes it.
        cls: the class of the sources that it is of, or None.
        options: the options that are added to it and its groups.
        defaults: what `set_defaults` says.
    """

    __slots__ = (
        "above",
        "cls",
        "defaults",
        "maker",
        "module",
        "options",
        "parents",
        "prog",
    )

    def __init__(self, prog: str | None, module: str, maker: object = None) -> None:
        self.prog = prog
        self.module = module
        self.maker = maker
        self.above: Parser | None = None
        self.parents: list[Parser] = []
        self.cls: Definition | None = None
        self.options: list[Option] = []
        self.defaults: dict[str, Any] = {}


class Group(NamedTuple):
    """A group of one parser; mutually exclusive groups have the title of what they are in.

    Attributes:
        parser: the parser.
        title: the title, or None.
    """

    parser: Parser
    title: str | None


class Subcommands(NamedTuple):
    """What `add_subparsers` gives."""

    parser: Parser


class Closure:
    """A function that is defined inside another one.

    Attributes:
        definition: the function.
        scope: the names that surround it.
    """

    __slots__ = ("definition", "scope")

    def __init__(self, definition: Definition, scope: Any) -> None:
        self.definition = definition
        self.scope = scope


class Method(NamedTuple):
    """An attribute of something known, which is about to be called.

    Attributes:
        owner: what it is an attribute of.
        name: its name.
    """

    owner: Any
    name: str


class Handed(Unknown):
    """What nobody was seen to hand to a function; where that adds options to it, it is a parser.

    Attributes:
        parser: the parser that it is then.
    """

    __slots__ = ("parser",)

    def __init__(self, name: str, parser: Parser) -> None:
        super().__init__(name)
        self.parser = parser


CONTAINERS = (Parser, Group, Subcommands)


def parser_of(container: Any) -> Parser | None:
    """The parser that something adds options to; None for everything else."""
    if isinstance(container, Parser):
        return container
    is_part = isinstance(container, (Group, Subcommands, Handed))
    return container.parser if is_part else None


def variable_in(value: Any, depth: int = 5) -> Variable | None:
    """The environment variable that a value is made from, if any."""
    if isinstance(value, Variable):
        return value
    parts: tuple[Any, ...] = ()
    if isinstance(value, Unknown):
        parts = value.possible
    elif isinstance(value, Called):
        parts = value.arguments
    found = [variable_in(one, depth - 1) for one in parts if depth]
    return next((one for one in found if one is not None), None)


def shown(value: Any, depth: int = 3) -> str:
    """A value as a table shows it: texts as they are, everything else as it is written."""
    if isinstance(value, (str, Unknown)):
        return _shortened(value if isinstance(value, str) else value.text)
    if isinstance(value, Variable):
        return shown(value.default)
    if isinstance(value, (Reference, Definition, Called)):
        return _name(value)
    if type(value) in {list, tuple}:
        return f"[{', '.join([shown(one, depth - 1) for one in value[:_MOST] if depth])}]"
    is_short = value is None or isinstance(value, (bool, float))
    is_short = is_short or (isinstance(value, int) and abs(value) < _LARGEST_NUMBER)
    return repr(value) if is_short else "..."


def _name(value: Reference | Definition | Called) -> str:
    if isinstance(value, Definition):
        return value.qualname.rpartition(".")[2]
    if isinstance(value, Called):
        return f"{Reference(value.names).short}(...)"
    return value.short


def _shortened(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _LONGEST else flat[: _LONGEST - 3] + "..."
