"""What is wrong with the options of a program, as the frontend's own rules see it."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from dynamo_stability.collect.options.option import OTHER
from dynamo_stability.configuration.command_line import FLAG, NEGATABLE, VALUE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Final

    from dynamo_stability.collect.options.option import Option

#: Each finding's id, why it matters, and what to do.
RULES: Final = {
    "option-without-variable": (
        "deployments configure programs through their environment",
        "give it an environment variable",
    ),
    "boolean-inconsistent": (
        "users expect that every switch of a program can be set both ways, in the same way",
        "give it a --no- form: BooleanOptionalAction in argparse, --x/--no-x in click",
    ),
    "option-ungrouped": (
        "the help text and the documentation are ordered by groups, each with an owner",
        "add it to an argument group",
    ),
    "option-untagged": (
        "tools and readers look for the tag, not for a word in a sentence",
        "mark it, or begin its help text with the tag in brackets",
    ),
    "option-contradicts": (
        "an option of one program can have one tier only",
        "say the same in both places",
    ),
    "option-unnamed": (
        "an option whose name is made up at run time cannot be listed",
        "name it with a literal, or describe the helper in the configuration",
    ),
}


class OptionFinding(NamedTuple):
    """Something wrong with one option.

    Attributes:
        path: the file; empty for a live parser.
        line: the line, counted from 1.
        rule: the id of the rule that is broken, one of `RULES`.
        name: the option's public name.
        message: what is wrong, as the rest of a sentence that begins with the name.
    """

    path: str
    line: int
    rule: str
    name: str
    message: str

    @property
    def why(self) -> str:
        """Why it matters."""
        return RULES[self.rule][0]

    @property
    def fix(self) -> str:
        """What to do."""
        return RULES[self.rule][1]

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}: " if self.path else ""
        name = f"{self.name} " if self.name else ""
        return f"{place}{self.rule}: {name}{self.message}"


def find(options: Sequence[Option], ignore: Iterable[str] = ()) -> tuple[OptionFinding, ...]:
    """What is wrong with some options, sorted by place.

    Args:
        options: the options of any number of programs.
        ignore: ids of rules that do not count.
    """
    programs: dict[str, list[Option]] = defaultdict(list)
    for option in options:
        programs[option.program].append(option)
    ignored = frozenset(ignore)
    found = {
        finding
        for own in programs.values()
        for finding in (*_of_single(own), *_of_booleans(own))
        if finding.rule not in ignored
    }
    return tuple(sorted(found))


def finding(rule: str, option: Option, message: str) -> OptionFinding:
    """A finding about an option."""
    path, _, line = option.place.rpartition(":")
    return OptionFinding(path, int(line or 1), rule, option.public_name, message)


def _of_single(options: Iterable[Option]) -> Iterator[OptionFinding]:
    for option in options:
        if option.hint is not None:
            message = f"is {option.hint} by its help text, which has no tag"
            yield finding("option-untagged", option, message)
        if option.form == OTHER or option.is_positional or option.is_hidden:
            continue
        if option.env_var is None and option.stage != "deprecated":
            yield finding("option-without-variable", option, "has no environment variable")
        if option.group is None and option.library == "argparse":
            yield finding("option-ungrouped", option, "is in no group")


def _of_booleans(options: Sequence[Option]) -> Iterator[OptionFinding]:
    """Switches that cannot be set both ways, and texts that are taken for switches."""
    sides: dict[str, set[str]] = defaultdict(set)
    for option in options:
        if option.form == FLAG:
            sides[option.destination].add(option.name)
    negatable = sum(option.form == NEGATABLE for option in options)
    for option in options:
        if option.is_typed_by_bool:
            message = "is converted by bool(), which takes every text for true, 'false' too"
            yield finding("boolean-inconsistent", option, message)
        elif option.form == VALUE and "bool" in option.type.lower():
            message = "takes a text for true or false, where other switches take none"
            if negatable or sides:
                yield finding("boolean-inconsistent", option, message)
        elif option.form == FLAG and not option.is_hidden and option.stage != "deprecated":
            yield from _of_flag(option, sides, negatable)


def _of_flag(option: Option, sides: dict[str, set[str]], negatable: int) -> Iterator[OptionFinding]:
    if len(sides[option.destination]) > 1:
        return  # another flag sets it back
    if option.env_var is not None:
        message = f"cannot be switched back where {option.env_var} is set"
        yield finding("boolean-inconsistent", option, message)
    elif negatable:
        others = "another switch has" if negatable == 1 else f"{negatable} other switches have"
        message = f"has no --no- form, which {others} in this program"
        yield finding("boolean-inconsistent", option, message)
