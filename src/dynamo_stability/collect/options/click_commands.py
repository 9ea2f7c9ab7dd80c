"""The options of a live command of click or Typer, which brings a click of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dynamo_stability.collect.options.declaring import with_records
from dynamo_stability.collect.options.live import said_by, said_by_help
from dynamo_stability.collect.options.marks import Said
from dynamo_stability.collect.options.option import OTHER, Option
from dynamo_stability.collect.options.tags import read_help
from dynamo_stability.collect.options.values import shown
from dynamo_stability.configuration.command_line import FLAG, NEGATABLE, VALUE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Final

    from dynamo_stability.record import Deprecation

#: What click calls its types, and what they are called here.
_TYPES: Final = {"text": "str", "integer": "int", "boolean": "bool"}


def of_command(command: Any, program: str) -> Iterator[Option]:
    """The options of a command and of its subcommands.

    Args:
        command: a command or group of click, or one that Typer made.
        program: what it is called.
    """
    for parameter in command.params:
        yield _of_parameter(parameter, program)
    for name, sub in getattr(command, "commands", {}).items():
        yield from of_command(sub, f"{program} {name}")


def _of_parameter(parameter: Any, program: str) -> Option:
    facts: Any = getattr(parameter, "stability_facts", None)
    tagged = read_help(getattr(parameter, "help", None) or "")
    names = list(parameter.opts)
    name = next((one for one in names if one.startswith("--")), names[0])
    form = _form(parameter)
    option = Option(
        program,
        parameter.human_readable_name if parameter.param_type_name == "argument" else name,
        tuple([one for one in names if one != name]),
        type=_type(parameter, form),
        default=_default(parameter, form),
        env_var=_variable(parameter) or tagged.env_var,
        group=getattr(parameter, "rich_help_panel", None),
        help=tagged.text,
        choices=tuple([str(one) for one in _converter(parameter)[1]]),
        form=form,
        destination=parameter.name or "",
        is_hidden=bool(getattr(parameter, "hidden", False)),
        is_required=parameter.required,
        hint=tagged.hint,
        library="typer" if hasattr(parameter, "rich_help_panel") else "click",
    )
    said = Said() if facts is None or facts.option is None else said_by(facts.option.record)
    said.add(said_by_help(tagged, getattr(parameter, "deprecated", False)))
    old: dict[str, Deprecation] = dict(tagged.aliases)
    if facts is not None:
        old = {name: declared.record.deprecation for name, declared in facts.aliases.items()}
    return with_records(option, said, old)


def _form(parameter: Any) -> str:
    if getattr(parameter, "is_flag", False):
        if parameter.is_eager and not parameter.expose_value:
            return OTHER  # --help, --version
        return NEGATABLE if parameter.secondary_opts else FLAG
    return VALUE


def _type(parameter: Any, form: str) -> str:
    if form in {FLAG, NEGATABLE, OTHER}:
        return "bool"
    if getattr(parameter, "count", False):
        return "int"
    name = _converter(parameter)[0]
    is_list = getattr(parameter, "multiple", False) or parameter.nargs == -1
    return f"list[{name}]" if is_list else name


def _converter(parameter: Any) -> tuple[str, tuple[Any, ...]]:
    """The name of what converts the value, and the values that it takes."""
    kind = getattr(parameter, "type", None)
    if kind is not None:
        choices = tuple(getattr(kind, "choices", None) or ())
        return ("str" if choices else _TYPES.get(kind.name, kind.name)), choices
    descriptor = parameter.type_descriptor  # newer releases of Typer
    annotation = descriptor.annotation
    annotation = next(iter(getattr(annotation, "__args__", ())), annotation)
    return getattr(annotation, "__name__", "str"), tuple(descriptor.choices or ())


def _default(parameter: Any, form: str) -> str | None:
    default = parameter.default
    if form == OTHER:
        return None
    if form == FLAG:  # which has a default of its own in some releases of click, in others none
        return str(default is True)
    is_unset = default is None or default == () or type(default).__name__ == "Sentinel"
    return None if is_unset or callable(default) else shown(default)


def _variable(parameter: Any) -> str | None:
    """The first environment variable that click asks for the value."""
    envvar = parameter.envvar
    if isinstance(envvar, (list, tuple)):
        return str(envvar[0]) if envvar else None
    return envvar if isinstance(envvar, str) else None
