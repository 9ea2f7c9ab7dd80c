"""Stability of argparse's options: `add_argument(..., stability=...)`, on ordinary parsers.

`ArgumentParser` is argparse's with three more arguments to `add_argument`; `StabilityOptions` adds
them to a parser class of one's own, and `add_option` does the same for any parser or group.

What is added is an ordinary action: groups, subparsers, parents, mutually exclusive groups and
`BooleanOptionalAction` know nothing of it.
"""

from __future__ import annotations

import argparse
from sys import _getframe
from typing import TYPE_CHECKING, Any

from dynamo_stability.errors import MarkError, NotEnabledError
from dynamo_stability.marks.frames import module_name
from dynamo_stability.marks.live import entry_of
from dynamo_stability.surfaces.argparse_environment import read_environment, settle
from dynamo_stability.surfaces.command_line import (
    Declared,
    OptionFacts,
    alias_markers,
    alias_pairs,
    helped,
    main_program,
    markers_of,
    program_name,
    tell,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from types import FrameType

    Container = argparse._ActionsContainer
    _Base = argparse._ActionsContainer
else:
    _Base = object

__all__ = ["ArgumentParser", "StabilityOptions", "add_option"]


class StabilityOptions(_Base):
    """Mix this into a parser class, before `argparse.ArgumentParser`, to mark its options."""

    def add_argument(
        self,
        *names: Any,
        stability: Any = None,
        env_var: str | None = None,
        deprecated_aliases: Mapping[str, Any] | Sequence[str] = (),
        **settings: Any,
    ) -> argparse.Action:
        """Add an argument; see `add_option` for what argparse's own method does not have."""
        if stability is None and env_var is None and not deprecated_aliases:
            return super().add_argument(*names, **settings)
        said = Said(stability, env_var, deprecated_aliases, _place(self, _getframe(1)))
        return _add(super().add_argument, names, settings, said)

    def add_argument_group(self, *args: Any, **settings: Any) -> Any:
        """A group whose `add_argument` takes the same."""
        return _with_options(super().add_argument_group(*args, **settings), self)

    def add_mutually_exclusive_group(self, **settings: Any) -> Any:
        """A group whose `add_argument` takes the same."""
        return _with_options(super().add_mutually_exclusive_group(**settings), self)


class ArgumentParser(StabilityOptions, argparse.ArgumentParser):
    """argparse's parser, with `stability`, `env_var` and `deprecated_aliases` for its options.

    Example:
        >>> parser = ArgumentParser(prog="serve")
        >>> _ = parser.add_argument("--mode", stability=experimental("being tuned"))
    """


def add_option(
    container: Container,
    *names: str,
    stability: Any = None,
    env_var: str | None = None,
    deprecated_aliases: Mapping[str, Any] | Sequence[str] = (),
    **settings: Any,
) -> argparse.Action:
    """Add an argument to any parser or group, and say how far it can be relied on.

    The help text gets a tag, the environment variable and the default. When the option stands on
    the command line the user is told once, as a line on standard error; a default says nothing, and
    neither does a value from the environment.

    Args:
        container: the parser or group.
        names: the option's spellings, or the name of a positional argument.
        stability: a marker such as `experimental("...")` or `deprecated(since="1.1")`, a tier, or a
            list of a tier and a deprecation.
        env_var: the environment variable whose value, if it is set when the option is added, is the
            default. It is converted and checked as if it stood on the command line; a flag takes
            true or false, an option with several values takes them separated by blanks.
        deprecated_aliases: older spellings, which pass the value on; with a `deprecated(...)` each
            where there is more to say.
        settings: everything else that `add_argument` takes.

    Returns:
        The action that argparse made.

    Raises:
        MarkError: `stability` says no tier, or a deprecated alias has something other than a
            deprecation. Nothing has been added.
    """
    said = Said(stability, env_var, deprecated_aliases, _place(container, _getframe(1)))
    return _add(container.add_argument, names, settings, said)


# ---- adding -------------------------------------------------------------------------------------


class Said:
    """What the caller of `add_argument` said beyond argparse's own arguments, checked."""

    __slots__ = ("_place", "aliases", "env_var", "markers")

    def __init__(
        self,
        stability: Any,
        env_var: str | None,
        aliases: Mapping[str, Any] | Sequence[str],
        place: tuple[str, str],
    ) -> None:
        self._place = place
        self.markers = markers_of(stability)
        self.env_var = _checked_variable(env_var)
        self.aliases = {name: alias_markers(name, said) for name, said in alias_pairs(aliases)}
        Declared("option", self.markers, place)  # what contradicts itself is not added

    def facts(self, action: argparse.Action) -> OptionFacts:
        """What the action is to know."""
        shown = shown_name(action, self.aliases)
        option = Declared(shown, self.markers, self._place) if self.markers else None
        aliases = {
            name: Declared(name, markers, self._place, renamed_to=shown)
            for name, markers in self.aliases.items()
        }
        return OptionFacts(option, aliases, self.env_var, action.default)


def _place(container: Container, frame: FrameType) -> tuple[str, str]:
    """The program that an option is added to, and the module that adds it."""
    found: Any = container
    while found is not None:
        prog = getattr(found, "prog", None)
        if prog:
            return program_name(prog), module_name(frame)
        found = getattr(found, "stability_container", getattr(found, "_container", None))
    return main_program(), module_name(frame)


def _checked_variable(name: Any) -> str | None:
    if name is None or (isinstance(name, str) and name and "=" not in name and "\0" not in name):
        return name
    raise MarkError(
        f"Cannot take {name!r} for env_var: it is no name of an environment variable. "
        f"Pass one such as 'DYN_ROUTER_MODE'."
    )


def shown_name(action: argparse.Action, aliases: Collection[str] = ()) -> str:
    """How an action is called in public names: its first long spelling, or what stands for it."""
    names = [name for name in action.option_strings if name not in aliases]
    if names:
        return next((name for name in names if name.startswith("--")), names[0])
    metavar = action.metavar[0] if isinstance(action.metavar, tuple) else action.metavar
    return str(metavar or action.dest)


def _add(
    add_argument: Any, names: tuple[str, ...], settings: dict[str, Any], said: Said
) -> argparse.Action:
    action: Any = add_argument(*names, *said.aliases, **settings)
    facts = said.facts(action)
    action.help = _help(action, facts)
    action.stability_facts = facts
    if facts.env_var is not None:
        read_environment(action, facts.env_var)
    action.__class__ = _speaking(type(action))
    if facts.option is not None:
        entry_of(action).mark = facts.option.mark(facts.option.program)
    return action  # type: ignore[no-any-return]


def _help(action: argparse.Action, facts: OptionFacts) -> str | None:
    """The help text with what has to be said around it."""
    if action.help is argparse.SUPPRESS:
        return action.help
    after = [] if facts.env_var is None else [f"env var: {facts.env_var}"]
    if _has_default(action):
        after.append("default: %(default)s")
    trailer = f" [{'; '.join(after)}]" if after else ""
    return helped(action.help, facts, escape="%") + trailer or None


def _has_default(action: argparse.Action) -> bool:
    """Whether there is a default to show that the help text does not show already."""
    is_given = action.default is not None and action.default is not argparse.SUPPRESS
    return is_given and "%(default)" not in (action.help or "")


# ---- classes that speak -------------------------------------------------------------------------

_classes: dict[type, type] = {}


def _speaking(cls: type[argparse.Action]) -> type[argparse.Action]:
    """The class of an action that tells of its use, and is otherwise `cls`."""
    if cls not in _classes:
        _classes[cls] = type(cls.__name__, (_Speaking, cls), {"__module__": cls.__module__})
    return _classes[cls]


def _with_options(group: Any, container: object) -> Any:
    """`group`, of a class whose `add_argument` takes what ours does."""
    group.stability_container = container
    cls = type(group)
    if not issubclass(cls, StabilityOptions):
        if cls not in _classes:
            _classes[cls] = type(cls.__name__, (StabilityOptions, cls), {})
        group.__class__ = _classes[cls]
    return group


class _Speaking(argparse.Action):
    """What the class of a marked action has beyond its own."""

    stability_facts: OptionFacts

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: Any,
        option_string: str | None = None,
    ) -> None:
        """Tell of the use, then do what the action does."""
        if option_string is not None or not self._is_default(values):
            self._tell(option_string, parser.prog)
        settle(self, namespace)
        super().__call__(parser, namespace, values, option_string)

    def _tell(self, option_string: str | None, prog: str) -> None:
        try:
            for declared in self._declared(option_string):
                tell(declared, prog)
        except NotEnabledError as error:
            raise argparse.ArgumentError(self, str(error)) from None

    def _is_default(self, values: Any) -> bool:
        """Whether a positional argument was left out, which argparse passes on all the same."""
        return values is self.default or values == []

    def _declared(self, option_string: str | None) -> list[Declared]:
        """What was said about the option, and about the spelling that was used."""
        facts = self.stability_facts
        found = [] if facts.option is None else [facts.option]
        spelling = option_string or ""
        alias = facts.aliases.get(spelling) or facts.aliases.get(_positive(spelling))
        return found if alias is None else [*found, alias]


def _positive(spelling: str) -> str:
    """The spelling that a `--no-` form of `BooleanOptionalAction` belongs to."""
    return f"--{spelling.removeprefix('--no-')}" if spelling.startswith("--no-") else spelling
