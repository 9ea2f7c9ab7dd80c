"""What is wrong with the options of a program, as the frontend's own rules see it."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from dynamo_stability.collect.findings import Finding
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


def find(options: Sequence[Option], ignore: Iterable[str] = ()) -> tuple[Finding, ...]:
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


def finding(rule: str, option: Option, message: str) -> Finding:
    """A finding about an option."""
    path, _, line = option.place.rpartition(":")
    return Finding(path, int(line or 1), rule, option.public_name, message, *RULES[rule])


def unnamed(place: str) -> Finding:
    """The finding that an option's name takes running the program."""
    path, _, line = place.rpartition(":")
    message = "an option is added here under a name that takes running the program"
    return Finding(path, int(line), "option-unnamed", "", message, *RULES["option-unnamed"])


def _of_single(options: Iterable[Option]) -> Iterator[Finding]:
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


def _of_booleans(options: Sequence[Option]) -> Iterator[Finding]:
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


def _of_flag(option: Option, sides: dict[str, set[str]], negatable: int) -> Iterator[Finding]:
    if len(sides[option.destination]) > 1:
        return  # another flag sets it back
    if option.env_var is not None:
        message = f"cannot be switched back where {option.env_var} is set"
        yield finding("boolean-inconsistent", option, message)
    elif negatable:
        others = "another switch has" if negatable == 1 else f"{negatable} other switches have"
        message = f"has no --no- form, which {others} in this program"
        yield finding("boolean-inconsistent", option, message)
