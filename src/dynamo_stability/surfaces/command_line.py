"""Marked options, whichever library parses the command line: what is said, and when it is told."""

from __future__ import annotations

import sys
from sys import _getframe

from dynamo_stability.errors import MarkError
from dynamo_stability.marks import beta, experimental, stable
from dynamo_stability.marks.combining import combine
from dynamo_stability.marks.frames import module_name, user_frame
from dynamo_stability.marks.live import entry_of
from dynamo_stability.marks.mark import Manner
from dynamo_stability.marks.marker import Marker
from dynamo_stability.marks.owners import owning_package
from dynamo_stability.record import Deprecation, Record
from dynamo_stability.surfaces.terminal import TerminalMark, tell_terminal
from dynamo_stability.tiers import Tier

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from types import FrameType
    from typing import Any, Final

#: Libraries that stand between a program and its command line.
_PARSERS: Final = frozenset({"argparse", "click", "typer"})
_MARKERS: Final[dict[Tier, Any]] = {
    Tier.EXPERIMENTAL: experimental,
    Tier.BETA: beta,
    Tier.STABLE: stable,
}
#: What may be written for a marker that says no more than its tier.
_BARE: Final[tuple[Any, ...]] = (experimental, beta, stable)
_WORDS: Final = tuple([tier.value for tier in Tier])


# ---- what is declared ---------------------------------------------------------------------------


class Declared:
    """What the author of a program said about one spelling of an option.

    Attributes:
        shown: how the user writes it.
        program: the program, as far as it is known where the option is declared.
        record: the record under that program's name.
    """

    __slots__ = ("_manner", "_package", "program", "record", "shown")

    def __init__(
        self,
        shown: str,
        markers: Iterable[Marker],
        place: tuple[str, str],
        renamed_to: str | None = None,
    ) -> None:
        """Combine what several markers say.

        Args:
            shown: how the user writes the option.
            markers: what is said about it.
            place: the program, and the module that declares the option.
            renamed_to: the spelling that takes its place.

        Raises:
            MarkError: two of the markers contradict each other.
        """
        self.shown = shown
        self.program, module = place
        self._manner = Manner()
        self._package = owning_package(module)
        record = Record(_public_name(self.program, shown), "cli")
        for marker in markers:
            record = combine(record, marker.record_for(record.name, "cli"))
            if marker.deprecation is not None:
                self._manner = marker.manner
        if renamed_to is not None:
            deprecation = record.deprecation or Deprecation()
            record = record.replace(deprecation=deprecation.replace(renamed_to=renamed_to))
        self.record = record

    def __deepcopy__(self, memo: object) -> Declared:
        return self

    def mark(self, program: str) -> TerminalMark:
        """The mark under the name of a program: one in a process, however many parsers it makes."""
        record = self.record.replace(name=_public_name(program, self.shown))
        mark = _marks.get(record.name)
        if mark is None or mark.record != record:
            mark = TerminalMark(record, self._manner, self._package, self.shown)
            entry_of(mark).mark = mark  # so that rearm() and set_rules() reach it
            _marks[record.name] = mark
        return mark


class OptionFacts:
    """What a live option knows beyond the library's own attributes, as its `stability_facts`.

    Attributes:
        option: what was said about the option itself, or None.
        aliases: what was said about single spellings, by spelling.
        env_var: the environment variable that gives its default, or None.
        default: the default where that variable is not set.
    """

    __slots__ = ("aliases", "default", "env_var", "option")

    def __init__(
        self,
        option: Declared | None,
        aliases: Mapping[str, Declared],
        env_var: str | None,
        default: Any,
    ) -> None:
        self.option = option
        self.aliases = aliases
        self.env_var = env_var
        self.default = default

    def __deepcopy__(self, memo: object) -> OptionFacts:
        return self

    @property
    def record(self) -> Record | None:
        """What is known about the option itself."""
        return None if self.option is None else self.option.record


_marks: dict[str, TerminalMark] = {}


def _public_name(program: str, shown: str) -> str:
    return f"cli:{program} {shown}"


def markers_of(stability: Any) -> tuple[Marker, ...]:
    """What was passed as `stability`, as markers.

    Args:
        stability: a marker such as `experimental("...")`, one without brackets, a tier or its name;
            or several of these.

    Raises:
        MarkError: it is something else.
    """
    if stability is None:
        return ()
    if isinstance(stability, (list, tuple)):
        return tuple([marker for one in stability for marker in markers_of(one)])
    if isinstance(stability, Marker):
        return (stability,)
    if stability in _BARE:
        marker: Any = stability()
        return (marker,)
    if isinstance(stability, Tier) or stability in _WORDS:
        marker = _MARKERS[Tier(stability)]
        return (marker(),)
    raise MarkError(
        f"Cannot mark an option as {stability!r}: it says no tier. Pass a marker such as "
        f"experimental('...') or deprecated('...'), or one of {', '.join(_WORDS)}."
    )


def says_tier(value: Any) -> bool:
    """Whether a value is one that `markers_of` takes; texts aside, which may mean anything."""
    return isinstance(value, (Marker, Tier)) or any(value is one for one in _BARE)


def alias_pairs(aliases: Mapping[str, Any] | Sequence[str]) -> list[tuple[str, Any]]:
    """What was passed as `deprecated_aliases`: each spelling, with what is said about it."""
    if isinstance(aliases, str):
        return [(aliases, None)]
    if hasattr(aliases, "items"):
        return list(aliases.items())
    return [(name, None) for name in aliases]


def alias_markers(name: str, said: Any) -> tuple[Marker, ...]:
    """What is said about a deprecated alias, as markers.

    Raises:
        MarkError: it is no deprecation.
    """
    markers = markers_of(said)
    if any(marker.deprecation is None for marker in markers):
        raise MarkError(
            f"Cannot add the deprecated alias {name!r}: {said!r} is no deprecation. "
            f"Pass deprecated(...), or None."
        )
    return markers


# ---- help texts ---------------------------------------------------------------------------------


def helped(text: str | None, facts: OptionFacts, escape: str = "") -> str:
    """A help text with its tag in front, and its deprecated aliases behind.

    Args:
        text: what the author wrote.
        facts: what was said about the option.
        escape: a sign that has to be written twice.
    """
    before = "" if facts.record is None else tags(facts.record)
    aliases = [deprecation_tag(one.record, name) for name, one in facts.aliases.items()]
    added = [one.replace(escape, escape * 2) if escape else one for one in (before, *aliases)]
    return " ".join([part for part in (added[0], text, *added[1:]) if part])


def tags(record: Record) -> str:
    """What a help text says in front of its sentence: `[EXPERIMENTAL]`, `[DEPRECATED since 1.1]`.

    Empty where there is nothing to say.
    """
    label = "" if record.tier is None else record.tier.label
    parts = [label, deprecation_tag(record)]
    return " ".join([part for part in parts if part])


def deprecation_tag(record: Record, alias: str | None = None) -> str:
    """`[DEPRECATED since 1.1, removed in 2.0, use --new]`; of an alias, with its name."""
    deprecation = record.deprecation
    if deprecation is None:
        return ""
    claim = "DEPRECATED" if alias is None else f"DEPRECATED alias {alias}"
    parts = [claim if deprecation.since is None else f"{claim} since {deprecation.since}"]
    if deprecation.remove_in is not None:
        parts.append(f"removed in {deprecation.remove_in}")
    alternative = deprecation.renamed_to or deprecation.alternative or record.alternative
    if alternative is not None:
        parts.append(f"use {alternative}")
    said = ", ".join(parts)
    if deprecation.message is not None and deprecation.message != alternative:
        said += f": {deprecation.message}"
    return f"[{said}]"


# ---- telling ------------------------------------------------------------------------------------


def program_name(prog: str) -> str:
    """The program's name in public names, from the one in its usage line.

    The name of a file, which is what parsers take by default, gives way to the package that was run
    with `python -m`.
    """
    head, space, rest = prog.partition(" ")
    if head.startswith("python") and rest.startswith("-m "):  # what newer parsers make of it
        return rest.removeprefix("-m ")
    if head == _file_name():
        return main_program() + space + rest
    return prog


def main_program() -> str:
    """The program that this process runs, by the name under which it was started."""
    spec = getattr(sys.modules.get("__main__"), "__spec__", None)
    if spec is not None:
        return str(spec.name.removesuffix(".__main__"))
    return _file_name() or "python"


def _file_name() -> str:
    return (sys.argv[0] if sys.argv else "").replace("\\", "/").rpartition("/")[2]


def tell(declared: Declared, prog: str) -> None:
    """Tell the user of one option that stands on the command line, or keep silent.

    Args:
        declared: the option.
        prog: the program, as it calls itself in usage lines and errors.

    Raises:
        Warning: a filter or a rule turns the warning into an error.
    """
    program = program_name(prog)
    mark = declared.mark(program)
    if mark.is_needed:
        tell_terminal(mark, program, _parsing_frame())


def _parsing_frame() -> FrameType:
    """The frame that had the command line parsed."""
    frame = user_frame(_getframe(1))
    while frame.f_back is not None and module_name(frame).partition(".")[0] in _PARSERS:
        frame = user_frame(frame.f_back)
    return frame
