"""Descriptions: what the tags in the description of a field say about its stability.

A tag is `[EXPERIMENTAL]`, `**BETA**` or the like anywhere, or a word with a colon that begins a
sentence, as Go's `Deprecated: use spec.x instead.`
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from dynamo_stability.tiers import Tier

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Final

#: What tags say, besides "deprecated".
TAGS: Final = {
    "alpha": Tier.EXPERIMENTAL,
    "experimental": Tier.EXPERIMENTAL,
    "beta": Tier.BETA,
    "stable": Tier.STABLE,
}
#: What the words for it have in common.
_DEPRECATION: Final = "deprecat"

_WORDS: Final = "EXPERIMENTAL|ALPHA|BETA|STABLE|DEPRECATED"
_TAG: Final = re.compile(
    rf"\[(?P<bracket>{_WORDS})\b[\s:,]*(?P<inside>[^\[\]]{{0,500}})\]:?"
    rf"|\*\*(?P<bold>{_WORDS})(?:\*\*:?|:\*\*)"
    rf"|(?:\A|\n|(?<=[.!?)])[ ])[ \t]*"
    rf"(?P<word>Experimental|Alpha|Beta|Deprecated|{_WORDS}|DEPRECATION NOTICE):(?=\s|\Z)"
    rf"|\A\s*\(?(?P<first>{_WORDS})(?:[).,;]{{1,3}}|(?=\s+-)|\s*\Z)"
)
_PARAGRAPH: Final = re.compile(r"\n[ \t]*\n")

# With a point: what has none is mostly the version of an API, such as `v1beta1`.
_NUMBER: Final = r"[vV]?(\d{1,9}(?:\.\w{1,20}){1,4})"
_SINCE: Final = re.compile(
    rf"\b(?:since|as of|deprecated in) (?:version |release )?{_NUMBER}", re.IGNORECASE
)
_REMOVAL: Final = re.compile(
    rf"\b(?:remov(?:ed|al)|remove_in|gone|goes|dropped)(?: is| planned)?(?: in| by| from| with|:)?"
    rf" (?:version |release )?{_NUMBER}",
    re.IGNORECASE,
)
_INSTEAD: Final = re.compile(
    r"\b(?:use|replaced by|replaced with|in favou?r of|superseded by|alternative:|replacement:) "
    r"(?:the |field )*([`'\"]?)([\w.\[\]/-]{1,200})\1",
    re.IGNORECASE,
)


class Said(NamedTuple):
    """One thing that a description says.

    Attributes:
        tier: the tier, or None where it says that the field is deprecated.
        text: what stands beside the tag: a reason, or what to do.
        since: the version in which it was deprecated.
        remove_in: the version in which it goes.
        instead: words that may name what to use instead, each with whether it stands in quotes.
    """

    tier: Tier | None
    text: str
    since: str | None = None
    remove_in: str | None = None
    instead: tuple[tuple[str, bool], ...] = ()


def read_description(description: str) -> tuple[Said, ...]:
    """What the tags in a description say, in their order."""
    return tuple(_said(description)) if _may_have_tags(description) else ()


def read_notice(text: str) -> Said:
    """What a text says that is known to be about a deprecation."""
    flat = " ".join(text.split())
    rest, remove_in = _taken(_REMOVAL, flat)
    rest, since = _taken(_SINCE, rest)
    says_more = rest.strip(" ,;.") != ""
    instead = tuple((found[2].rstrip("."), bool(found[1])) for found in _INSTEAD.finditer(flat))
    return Said(None, flat if says_more else "", since, remove_in, instead)


def _taken(pattern: re.Pattern[str], text: str) -> tuple[str, str | None]:
    """A text without the version that it says, and that version."""
    found = pattern.search(text)
    if found is None:
        return text, None
    return text[: found.start()] + text[found.end() :], found[1]


def _may_have_tags(description: str) -> bool:
    """Whether it is worth a closer look; most descriptions are not."""
    lower = description.casefold()
    return _DEPRECATION in lower or any(word in lower for word in TAGS)


def _said(description: str) -> Iterator[Said]:
    found = list(_TAG.finditer(description))
    for index, tag in enumerate(found):
        word = str(tag["bracket"] or tag["bold"] or tag["word"] or tag["first"]).casefold()
        end = found[index + 1].start() if index + 1 < len(found) else len(description)
        inside = " ".join((tag["inside"] or "").split())
        following = _PARAGRAPH.split(description[tag.end() : end].strip(), maxsplit=1)[0].strip()
        if word.startswith(_DEPRECATION):
            yield read_notice(inside or following.lstrip(" -:"))
        else:
            reason = inside or (following if tag["word"] else "")
            yield Said(TAGS[word], " ".join(reason.split()))
