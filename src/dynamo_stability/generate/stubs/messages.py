"""The literal text that a marked definition carries in a stub."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dynamo_stability.categories import OUTLOOK
from dynamo_stability.tiers import Tier

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dynamo_stability.record import Record

_ESCAPES: Final = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def message_of(record: Record) -> str:
    """`experimental: reason ...`: the stage comes first, then what the author says.

    Type checkers report such a text as a deprecation, whichever stage it is about.
    """
    sentences = (one if one.endswith((".", "!", "?")) else f"{one}." for one in _sentences(record))
    text = " ".join(sentences)
    if record.issue is not None:
        text = f"{text} See {record.issue}".lstrip()  # a full stop would be part of the address
    return f"{record.stage}: {text}" if text else record.stage


def _sentences(record: Record) -> Iterator[str]:
    deprecation = record.deprecation
    if deprecation is None:
        yield record.reason or OUTLOOK[record.tier or Tier.BETA]
        if record.since is not None:
            yield f"Since {record.since}"
        alternative = record.alternative
    else:
        if deprecation.message is not None:
            yield deprecation.message
        since = f"since {deprecation.since}" if deprecation.since else ""
        removal = f"to be removed in {deprecation.remove_in}" if deprecation.remove_in else ""
        if since or removal:
            yield ", ".join(one for one in (since, removal) if one).capitalize()
        alternative = deprecation.alternative or record.alternative
    if alternative is not None:
        yield f"Use {alternative} instead"
    if record.feature is not None:
        yield f"Feature: {record.feature}"


def quoted(text: str) -> str:
    """A text as a string literal in double quotes on one line."""
    return '"' + "".join(_ESCAPES.get(one) or _escaped(one) for one in text) + '"'


def _escaped(character: str) -> str:
    return character if character.isprintable() else repr(character)[1:-1]
