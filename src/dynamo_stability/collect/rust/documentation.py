"""What rustdoc says about stability: in a `# Stability` section, or by a tag such as **BETA**.

/// Finds the worker that has most of a prompt in its cache.
///
/// # Stability
///
/// **EXPERIMENTAL**: the cost model is being tuned.
///
/// - since: 1.2
/// - feature: kv_router
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from dynamo_stability.tiers import Tier

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

#: What a documentation comment has to hold for any of this to be looked for.
TRIGGER: Final = re.compile(r"EXPERIMENTAL|UNSTABLE|BETA|STABLE|DEPRECATED|[Ss]tability|STABILITY")

_STAGES: Final = {
    "experimental": "experimental",
    "unstable": "experimental",
    "beta": "beta",
    "stable": "stable",
    "deprecated": "deprecated",
}
_WORD: Final = r"EXPERIMENTAL|UNSTABLE|BETA|STABLE|DEPRECATED"
#: A word in capitals, with what may stand around it: `**BETA**`, `__BETA__`, `[BETA]`.
_TAG: Final = re.compile(
    rf"(?:\*\*|__|\[)*(?<![A-Za-z0-9])(?<![A-Za-z0-9]_)({_WORD})(?!_?[A-Za-z0-9])(?:\]|\*\*|__)*"
)
#: One that is set apart by what stands around it, and is no link.
_MARKUP: Final = re.compile(rf"(?:(?:\*\*|__)\[?({_WORD}):?\]?:?(?:\*\*|__)|\[({_WORD})\])(?!\()")
_PLAIN: Final = re.compile(r"\b(experimental|unstable|beta|stable|deprecated)\b", re.IGNORECASE)
#: What takes a word back that follows it closely.
_NEGATED: Final = re.compile(
    r"\b(?:not|no longer|isn't|never|until|once|when|before|become|becomes)\s+(?:[\w']+\s+){0,3}$",
    re.IGNORECASE,
)
_HEADING: Final = re.compile(r" {0,3}(#{1,6})\s+(.*?)[\s#]*$")
_FENCE: Final = re.compile(r"\s*(`{3,}|~{3,})")
_FIELD: Final = re.compile(r"\s*[-*+]\s+`?([A-Za-z][A-Za-z _-]*?)`?\s*:\s+(.*\S)\s*$")
_LINK: Final = re.compile(r"^[\[<]?`?([^`\]>]+)`?[\]>]?(?:\([^)]*\))?$")
#: What stands before a tag at the beginning of a paragraph.
_LEADING: Final = re.compile(r"^[\s>*+-]*(?:\W\s)?")

#: What is looked at of one line, of one paragraph, and before a word; prose needs less.
_LONGEST_LINE: Final = 1_000
_LONGEST_PARAGRAPH: Final = 4_000
_LOOK_BACK: Final = 60

#: The fields of a section, as people write them.
_FIELDS: Final = {
    "since": "since",
    "feature": "feature",
    "issue": "issue",
    "tracking issue": "issue",
    "owner": "owner",
    "remove in": "remove_in",
    "removed in": "remove_in",
    "alternative": "alternative",
    "use instead": "alternative",
}


class Documented(NamedTuple):
    """What a documentation comment says about stability.

    Attributes:
        tier: the tier, or None.
        is_deprecated: whether it says that the item is deprecated.
        reason: why, or the message of the deprecation.
        fields: the fields of the section, by the names of `Record` and `Deprecation`.
    """

    tier: Tier | None
    is_deprecated: bool
    reason: str | None
    fields: dict[str, str]


def read_documentation(text: str) -> Documented | None:
    """What a documentation comment says about stability; None where it says nothing."""
    if not TRIGGER.search(text):
        return None
    section, rest = _parted(text.splitlines())
    paragraphs = list(_paragraphs(section))
    fields = dict(_fields(section))
    said = next(filter(None, map(_of_section, paragraphs)), None)
    said = said or next(filter(None, map(_of_tag, _paragraphs(rest))), None)
    if said is None:
        return Documented(None, is_deprecated=False, reason=None, fields=fields) if fields else None
    stage, reason = said
    tier = None if stage == "deprecated" else Tier(stage)
    return Documented(tier, stage == "deprecated", reason, fields)


def _parted(lines: Iterable[str]) -> tuple[list[str], list[str]]:
    """The lines of the section about stability, and the others; without code examples."""
    section: list[str] = []
    rest: list[str] = []
    fence = level = ""
    for line in (one[:_LONGEST_LINE] for one in lines):
        fenced = _FENCE.match(line)
        if fence:
            fence = "" if fenced and fenced[1].startswith(fence) else fence
            continue
        if fenced:
            fence = fenced[1]
            continue
        heading = _HEADING.match(line)
        if heading and heading[2].strip("*_ ").lower() == "stability":
            level = heading[1]
        elif heading and len(heading[1]) <= len(level):
            level = ""
        (section if level else rest).append("" if heading else line)
    return section, rest


def _paragraphs(lines: Iterable[str]) -> Iterator[str]:
    gathered: list[str] = []
    for line in lines:
        if line.strip() and not _is_field(line):
            gathered.append(line.strip())
        elif gathered:
            yield " ".join(gathered)[:_LONGEST_PARAGRAPH]
            gathered = []
    if gathered:
        yield " ".join(gathered)[:_LONGEST_PARAGRAPH]


def _is_field(line: str) -> bool:
    return _field(line) is not None


def _field(line: str) -> tuple[str, str] | None:
    found = _FIELD.match(line)
    name = None if found is None else _FIELDS.get(re.sub("[_-]", " ", found[1]).lower())
    if found is None or name is None:
        return None
    linked = _LINK.match(found[2])
    return name, linked[1] if linked else found[2]


def _fields(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    return (found for line in lines if (found := _field(line)) is not None)


def _of_section(paragraph: str) -> tuple[str, str | None] | None:
    """The stage that a paragraph of a section names, and why.

    A word in capitals counts wherever it stands. In running text the first word that says less
    than "stable" does; "stable" itself where nothing denies it.
    """
    tag = _TAG.search(paragraph)
    if tag is not None:
        before, after = paragraph[: tag.start()], paragraph[tag.end() :]
        is_apart = not _LEADING.sub("", before, count=1)
        return _STAGES[tag[1].lower()], _sentence(after) if is_apart else _plain(paragraph)
    words = [one for one in _PLAIN.finditer(paragraph) if not _is_taken_back(one)]
    lower = next((one for one in words if one[1].lower() != "stable"), None)
    word = lower or next(iter(words), None)
    if word is None:
        return None
    is_alone = not _sentence(paragraph[: word.start()] + paragraph[word.end() :])
    return _STAGES[word[1].lower()], None if is_alone else _plain(paragraph)


def _is_taken_back(word: re.Match[str]) -> bool:
    start = word.start()
    return _NEGATED.search(word.string[max(start - _LOOK_BACK, 0) : start]) is not None


def _of_tag(paragraph: str) -> tuple[str, str | None] | None:
    """The stage that a tag gives which opens or closes a paragraph outside a section."""
    for tag in _MARKUP.finditer(paragraph):
        before, after = paragraph[: tag.start()], paragraph[tag.end() :]
        opens = not _LEADING.sub("", before, count=1)
        if not opens and after.strip(" ."):
            continue
        is_explained = opens and (tag[0].rstrip("*_").endswith(":") or after.startswith(":"))
        stage = _STAGES[(tag[1] or tag[2]).lower()]
        return stage, _sentence(after) if is_explained else None
    return None


def _sentence(text: str) -> str | None:
    """What follows a tag, without what joins it to the tag."""
    return _plain(text.lstrip(" .,:;\N{EN DASH}\N{EM DASH}-"))


def _plain(text: str) -> str | None:
    return re.sub(r"\*\*|__", "", text).strip(" ") or None
