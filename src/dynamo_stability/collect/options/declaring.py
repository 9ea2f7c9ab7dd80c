"""declare(): one call that adds an option -> the option."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dynamo_stability.collect.options.marks import Said
from dynamo_stability.collect.options.option import OTHER, Option
from dynamo_stability.collect.options.tags import plain_help, read_help
from dynamo_stability.collect.options.values import (
    Reference,
    Unknown,
    Variable,
    shown,
    variable_in,
)
from dynamo_stability.configuration.command_line import FLAG, NEGATABLE, VALUE
from dynamo_stability.record import Deprecation, Record

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Final

    from dynamo_stability.collect.options.marks import Marks
    from dynamo_stability.collect.options.tags import Tagged
    from dynamo_stability.collect.options.values import Called
    from dynamo_stability.configuration import HelperRule

_FLAGS: Final = frozenset({"store_true", "store_false", "store_const", "append_const"})
_ABOUT_THE_PROGRAM: Final = frozenset({"help", "version", "parsers"})
_LISTS: Final = frozenset({"append", "extend"})
#: Stands for the program until that is known.
_SOME_PROGRAM: Final = "?"


def declare(
    rule: HelperRule, called: Called, title: str | None, place: str, marks: Marks
) -> Option | None:
    """The option that a call adds; None where its name takes running the program.

    Args:
        rule: which arguments hold what.
        called: the arguments.
        title: the title of the group it is added to.
        place: where that is, as `path:line`.
        marks: reads markers.
    """
    names = list(_names(called.argument(rule.names)))
    if not names:
        return None
    settings = _Settings(rule, called)
    tagged = read_help(plain_help(settings.help))
    group = read_help(title or "")
    said = _said(rule, called, tagged, marks)
    said.add(Said(group.tier, group.deprecation))
    old = dict(_deprecated_names(rule, called, tagged, marks))
    names = [one for one in names if one not in old] or names
    name = next((one for one in names if one.startswith("--")), names[0])
    destination = settings.text("dest") or name.lstrip("-").replace("-", "_")
    if not name.startswith("-"):
        names = [name := settings.text("metavar") or name]
    option = Option(
        _SOME_PROGRAM,
        name,
        tuple([one for one in names if one != name]),
        type=settings.type,
        default=settings.default,
        env_var=settings.env_var or tagged.env_var,
        group=group.text or None,
        help=tagged.text,
        choices=settings.choices,
        form=settings.form,
        destination=destination,
        is_hidden=settings.is_hidden,
        is_required=settings.is_required(is_positional=not name.startswith("-")),
        is_typed_by_bool=settings.is_typed_by_bool,
        place=place,
        hint=tagged.hint,
    )
    return with_records(option, said, old)


def with_records(option: Option, said: Said, old: dict[str, Deprecation]) -> Option:
    """An option with the records of what is said about it and its deprecated spellings."""
    program = option.program
    record: Record | None = None
    if said.tier is not None or said.deprecation is not None:
        record = Record(
            option.public_name,
            "cli",
            tier=said.tier,
            deprecation=said.deprecation,
            source=option.place or None,
            aliases=tuple([f"cli:{program} {one}" for one in option.aliases]),
            **said.fields,
        )
    spellings = [
        (
            spelling,
            Record(
                f"cli:{program} {spelling}",
                "cli",
                deprecation=deprecation.replace(renamed_to=option.name, alternative=None),
                source=option.place or None,
            ),
        )
        for spelling, deprecation in sorted(old.items())
    ]
    if record is None and not spellings:
        return option
    return option._replace(record=record, deprecated_names=tuple(spellings))


def _said(rule: HelperRule, called: Called, tagged: Tagged, marks: Marks) -> Said:
    said = marks.said(called.argument(rule.stability))
    deprecation = marks.deprecation(called.argument(rule.deprecated))
    said.add(Said(None, deprecation))
    said.add(Said(tagged.tier, tagged.deprecation))
    return said


def _names(value: Any) -> Iterable[str]:
    """The spellings among what is passed; a formatted text with its fields in braces."""
    for one in value if type(value) in {list, tuple} else [value]:
        if isinstance(one, str) and one.strip():
            yield " ".join(one.split())
        elif isinstance(one, Unknown) and one.text.startswith("-"):
            yield one.text


def _deprecated_names(
    rule: HelperRule, called: Called, tagged: Tagged, marks: Marks
) -> Iterable[tuple[str, Deprecation]]:
    yield from tagged.aliases
    value = called.argument(rule.deprecated_names)
    if type(value) is dict:
        for name, said in value.items():
            if isinstance(name, str) and name.strip():
                yield name, marks.deprecation(said) or Deprecation()
    else:
        for name in _names(value):
            yield name, Deprecation()


class _Settings:
    """The arguments of one call that say how an option takes its value."""

    def __init__(self, rule: HelperRule, called: Called) -> None:
        self._rule = rule
        self._called = called
        action = called.keywords.get("action")
        self._action = action if isinstance(action, str) else ""
        if isinstance(action, Reference):
            self._action = action.short
        self.form = self._form()

    @property
    def help(self) -> str:
        value = self._called.argument(self._rule.help)
        if isinstance(value, Unknown):
            known = [one for one in value.possible if isinstance(one, str)]
            return known[0] if known else value.text
        return value if isinstance(value, str) else ""

    @property
    def is_hidden(self) -> bool:
        value = self._called.argument(self._rule.help)
        return isinstance(value, Reference) and value.short == "SUPPRESS"

    def _form(self) -> str:
        if self._action == "BooleanOptionalAction":
            return NEGATABLE
        if self._action in _FLAGS:
            return FLAG
        if self._action in _ABOUT_THE_PROGRAM:
            return OTHER
        return self._rule.form if not self._action else VALUE

    @property
    def type(self) -> str:
        if self.form in {FLAG, NEGATABLE}:
            return "bool"
        if self._action == "count":
            return "int"
        value = self._called.argument(self._rule.type)
        name = "str" if value is None else shown(value)
        if isinstance(value, Unknown) and not name.isidentifier():
            name = "str"  # a function without a name
        is_list = self._action in _LISTS or self._called.keywords.get("nargs") in ("*", "+")
        return f"list[{name}]" if is_list else name

    @property
    def is_typed_by_bool(self) -> bool:
        value = self._called.argument(self._rule.type)
        return isinstance(value, Reference) and "bool" in value.names and self.form == VALUE

    def is_required(self, *, is_positional: bool) -> bool:
        """Whether the option has to be given; a positional argument mostly has to."""
        if is_positional:
            may_be_missing = self._called.keywords.get("nargs") in ("?", "*")
            return not may_be_missing and self._called.keywords.get("required") is not False
        return self._called.keywords.get("required") is True

    @property
    def default(self) -> str | None:
        value = self._called.argument(self._rule.default)
        if isinstance(value, Reference) and value.short == "SUPPRESS":
            return None
        variable = variable_in(value)
        if variable is not None:
            value = variable.default
        if value is None and not {*self._rule.default} & self._called.keywords.keys():
            if self._action == "store_false":
                return "True"
            return "False" if self._action == "store_true" or self._rule.form == FLAG else None
        return None if value is None else shown(value)

    @property
    def env_var(self) -> str | None:
        value = self._called.argument(self._rule.env_var)
        for one in (value, *(value.possible if isinstance(value, Unknown) else ())):
            if isinstance(one, str) and one.strip():
                return one
        if isinstance(value, Unknown) and value.text.isprintable() and "{" in value.text:
            return value.text
        variable = variable_in(self._called.argument(self._rule.default))
        return variable.name if isinstance(variable, Variable) else None

    @property
    def choices(self) -> tuple[str, ...]:
        value = self._called.argument(self._rule.choices)
        return tuple([shown(one) for one in value]) if type(value) in {list, tuple} else ()

    def text(self, keyword: str) -> str:
        """What is passed by a keyword of argparse's, where it is a text."""
        value = self._called.keywords.get(keyword)
        return value if isinstance(value, str) else ""
