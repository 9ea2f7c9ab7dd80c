"""What click's options and Typer's have in common: marked in place, they tell of their use.

Typer brings a click of its own, so nothing here depends on either.
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from dynamo_stability.errors import MarkError, NotEnabledError
from dynamo_stability.marks.live import entry_of
from dynamo_stability.surfaces.command_line import (
    Declared,
    OptionFacts,
    alias_markers,
    alias_pairs,
    helped,
    main_program,
    markers_of,
    tell,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class _Speaking:
    """What a marked option does beyond its own class; `own` is that class."""

    stability_facts: OptionFacts
    own: type[Any]

    if TYPE_CHECKING:
        name: Any
        opts: list[str]
        secondary_opts: list[str]
        multiple: bool

    def add_to_parser(self, parser: Any, ctx: Any) -> None:
        """Let the parser know the option, and its deprecated aliases."""
        self.own.add_to_parser(self, parser, ctx)
        for alias in self.stability_facts.aliases:
            spelling, _, opposite = alias.partition("/")
            stand_in = copy.copy(self)
            stand_in.name = _alias_name(self, alias)
            stand_in.opts = [spelling]
            stand_in.secondary_opts = [opposite] if opposite else []
            self.own.add_to_parser(stand_in, parser, ctx)

    def consume_value(self, ctx: Any, opts: Mapping[str, Any]) -> tuple[Any, Any]:
        """Take the value from wherever it comes, and tell of it where that is the command line."""
        facts = self.stability_facts
        used = [alias for alias in facts.aliases if _alias_name(self, alias) in opts]
        value, source = self.own.consume_value(self, ctx, _passed_on(self, opts) if used else opts)
        if source.name == "COMMANDLINE" and not ctx.resilient_parsing:
            option = [] if facts.option is None else [facts.option]
            _tell([*option, *[facts.aliases[alias] for alias in used]], ctx)
        return value, source


def _tell(used: list[Declared], ctx: Any) -> None:
    try:
        for declared in used:
            tell(declared, ctx.command_path)
    except NotEnabledError as error:
        ctx.fail(str(error))


def _alias_name(option: Any, alias: str) -> str:
    """Under what the parser puts the values of an alias: nothing that can be a parameter."""
    return f"{option.name} {alias}"


def _passed_on(option: Any, opts: Mapping[str, Any]) -> dict[str, Any]:
    """What was parsed, with the values of the aliases among those of the option."""
    aliases = option.stability_facts.aliases
    own = {option.name, *[_alias_name(option, alias) for alias in aliases]}
    given = [value for name, value in opts.items() if name in own]
    value = given[-1]  # the last one on the command line counts
    if option.multiple:
        value = [one for several in given for one in several]
    elif getattr(option, "count", False):
        value = sum(given)
    return {**opts, option.name: value}


_classes: dict[type[Any], type[Any]] = {}


def mark_option(
    option: Any,
    stability: Any = None,
    *,
    deprecated_aliases: Mapping[str, Any] | Sequence[str] = (),
) -> Any:
    """Say of a live option of click or Typer how far it can be relied on.

    Args:
        option: the option.
        stability: a marker such as `experimental("...")` or `deprecated(since="1.1")`, a tier, or a
            list of a tier and a deprecation.
        deprecated_aliases: older spellings, which pass the value on; with a `deprecated(...)` each
            where there is more to say.

    Returns:
        The option.

    Raises:
        MarkError: it is no option, or is marked already; or `stability` says no tier. Nothing has
            been changed.
    """
    if getattr(option, "param_type_name", None) != "option":
        raise MarkError(
            f"Cannot mark {option!r}: it is no option of click or Typer. Pass one of the "
            f"`params` of a command."
        )
    if hasattr(option, "stability_facts"):
        raise MarkError(f"Cannot mark {option!r}: it is marked already. Mark it once.")
    place = (main_program(), type(option).__module__)
    shown = next((one for one in option.opts if one.startswith("--")), option.opts[0])
    said = {name: alias_markers(name, one) for name, one in alias_pairs(deprecated_aliases)}
    markers = markers_of(stability)
    facts = OptionFacts(
        Declared(shown, markers, place) if markers else None,
        {name: Declared(name.partition("/")[0], one, place, shown) for name, one in said.items()},
        None,
        option.default,
    )
    option.stability_facts = facts
    option.help = helped(option.help, facts) or None
    option.__class__ = speaking(type(option))
    if facts.option is not None:
        entry_of(option).mark = facts.option.mark(facts.option.program)
    return option


def speaking(cls: type[Any]) -> type[Any]:
    """The class of an option that tells of its use, and is otherwise `cls`.

    It has one base, because Python gives an object another class only where that is laid out the
    same way, and a second base is not always.
    """
    if hasattr(cls, "own"):
        return cls
    if cls not in _classes:
        names = ("add_to_parser", "consume_value")
        methods = {name: vars(_Speaking)[name] for name in names}
        members = {**methods, "own": cls, "__module__": cls.__module__}
        _classes[cls] = type(cls.__name__, (cls,), members)
    return _classes[cls]
