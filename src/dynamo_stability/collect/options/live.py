"""options_of(): the options of a live parser: argparse's, click's or Typer's."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from dynamo_stability.collect.options.collecting import CollectedOptions, gathered
from dynamo_stability.collect.options.declaring import with_records
from dynamo_stability.collect.options.marks import Said
from dynamo_stability.collect.options.option import OTHER, Option
from dynamo_stability.collect.options.tags import plain_help, read_help
from dynamo_stability.collect.options.values import shown
from dynamo_stability.configuration.command_line import FLAG, NEGATABLE, VALUE
from dynamo_stability.errors import CollectError
from dynamo_stability.record import Deprecation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Final

    from dynamo_stability.collect.options.tags import Tagged
    from dynamo_stability.record import Record

_FLAGS: Final = (
    argparse._StoreConstAction,
    argparse._AppendConstAction,
    argparse._StoreTrueAction,
)
_ABOUT_THE_PROGRAM: Final = (
    argparse._HelpAction,
    argparse._VersionAction,
    argparse._SubParsersAction,
)
#: How often a positional argument is given that may be left out.
_OPTIONAL: Final = ("?", "*")
_SAID: Final = ("reason", "since", "feature", "gate", "issue", "owner", "alternative")


def options_of(
    parser: Any, program: str | None = None, *, ignore: Iterable[str] = ()
) -> CollectedOptions:
    """The options of a parser that exists in this process, and of its subcommands.

    Args:
        parser: an `argparse.ArgumentParser`, a command of click or Typer, or a Typer application.
        program: what the program is called; by default as the parser says.
        ignore: ids of findings that are not wanted.

    Raises:
        CollectError: it is none of these.
    """
    if isinstance(parser, argparse.ArgumentParser):
        return gathered(_of_parser(parser, program or parser.prog), ignore=ignore)
    if hasattr(parser, "registered_commands"):
        from typer.main import get_command

        parser = get_command(parser)
    if hasattr(parser, "params") and hasattr(parser, "callback"):
        from dynamo_stability.collect.options.click_commands import of_command

        return gathered(of_command(parser, program or parser.name or "program"), ignore=ignore)
    raise CollectError(
        f"Cannot read the options of {parser!r}: it is no parser. Pass an "
        f"argparse.ArgumentParser, a command of click or Typer, or a Typer application."
    )


def _of_parser(parser: argparse.ArgumentParser, program: str) -> Iterator[Option]:
    groups = _titles(parser)
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            seen: set[int] = set()
            for name, sub in action.choices.items():
                if id(sub) not in seen:  # an alias of a subcommand
                    seen.add(id(sub))
                    yield from _of_parser(sub, f"{program} {name}")
        elif not isinstance(action, argparse._HelpAction):
            yield _of_action(action, program, groups.get(id(action)))


def _titles(parser: argparse.ArgumentParser) -> dict[int, str]:
    """The titles of the groups that the author made, by action."""
    own = {id(parser._positionals), id(parser._optionals)}
    return {
        id(action): group.title
        for group in parser._action_groups
        if id(group) not in own and group.title
        for action in group._group_actions
    }


def _of_action(action: argparse.Action, program: str, title: str | None) -> Option:
    facts: Any = getattr(action, "stability_facts", None)
    is_hidden = action.help is argparse.SUPPRESS
    tagged = read_help("" if is_hidden else plain_help(action.help or ""))
    group = read_help(title or "")
    old = dict(tagged.aliases)
    names = list(action.option_strings)
    form = _form(action)
    if form == NEGATABLE:
        names = [one for one in names if not one.startswith("--no-")]
    default = action.default if facts is None else facts.default
    if facts is not None:
        old = {name: said.record.deprecation for name, said in facts.aliases.items()}
    kept = [one for one in names if one not in old] or [str(action.metavar or action.dest)]
    name = next((one for one in kept if one.startswith("--")), kept[0])
    option = Option(
        program,
        name,
        tuple([one for one in kept if one != name]),
        type=_type(action, form),
        default=None if default is None or default is argparse.SUPPRESS else shown(default),
        env_var=tagged.env_var if facts is None else facts.env_var or tagged.env_var,
        group=group.text or None,
        help=tagged.text,
        choices=tuple([str(one) for one in action.choices or ()]),
        form=form,
        destination=action.dest,
        is_hidden=is_hidden,
        is_required=action.required if action.option_strings else action.nargs not in _OPTIONAL,
        is_typed_by_bool=action.type is bool and form == VALUE,
        hint=tagged.hint,
    )
    said = Said() if facts is None or facts.option is None else said_by(facts.option.record)
    said.add(said_by_help(tagged, getattr(action, "deprecated", False)))
    said.add(Said(group.tier, group.deprecation))
    return with_records(option, said, old)


def said_by(record: Record) -> Said:
    """What the record of a live mark says."""
    fields = {field: getattr(record, field) for field in _SAID}
    given = {field: value for field, value in fields.items() if value is not None}
    return Said(record.tier, record.deprecation, given)


def said_by_help(tagged: Tagged, deprecated: Any) -> Said:
    """What the help text says, and the library's own word for deprecation."""
    said = Said(tagged.tier, tagged.deprecation)
    if deprecated:
        said.add(Said(None, Deprecation(deprecated if isinstance(deprecated, str) else None)))
    return said


def _form(action: argparse.Action) -> str:
    if isinstance(action, argparse.BooleanOptionalAction):
        return NEGATABLE
    if isinstance(action, _FLAGS):
        return FLAG
    return OTHER if isinstance(action, _ABOUT_THE_PROGRAM) else VALUE


def _type(action: argparse.Action, form: str) -> str:
    if form in {FLAG, NEGATABLE}:
        return "bool"
    if isinstance(action, argparse._CountAction):
        return "int"
    name = "str" if action.type is None else type_name(action.type)
    is_list = isinstance(action, argparse._AppendAction) or action.nargs in ("*", "+")
    return f"list[{name}]" if is_list else name


def type_name(converter: Any) -> str:
    """What converts a value, by a name that says something."""
    name = getattr(converter, "__name__", type(converter).__name__)
    return name if name.isidentifier() else "str"  # a function without a name
