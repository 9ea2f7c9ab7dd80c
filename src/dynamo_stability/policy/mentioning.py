"""speaks_of(): whether a changelog, or any text, tells users about an API."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dynamo_stability.policy.notices.versions import feature_release, try_version

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Final

    from dynamo_stability.policy.notices.changelogs import Changelog, Section

_CODE: Final = re.compile(r"`+([^`]+)`+")


def speaks_of(changelog: Changelog, name: str, since: str | None) -> bool:
    """Whether a section from the version `since` on names an API; any section without one.

    A name counts when it is written in full, by its last two parts, or by its last part in
    code; a parameter by its own name in code.
    """
    return any(text_speaks_of(one.text, name) for one in _sections(changelog, since))


def _sections(changelog: Changelog, since: str | None) -> Iterator[Section]:
    version = try_version(since)
    first = None if version is None else feature_release(version)
    for one in changelog.sections:
        if first is None or one.version is None or feature_release(one.version) >= first:
            yield one


def text_speaks_of(text: str, name: str) -> bool:
    """Whether a text names an API, in one of the ways that `speaks_of` knows."""
    if any(_has_word(text, one) for one in _spellings(name)):
        return True
    last = last_part(name)
    return any(_has_word(code, last) for code in _CODE.findall(text))


def _spellings(name: str) -> Iterator[str]:
    """The ways to write a name that stand for it anywhere in a text."""
    surface, colon, rest = name.partition(":")
    if colon and surface.isalpha():  # such as `cli:program --option`
        yield rest
        return
    yield name
    parts = name.split(".")
    if len(parts) > 2:  # noqa: PLR2004 - the last two are not the whole
        yield ".".join(parts[-2:])


def last_part(name: str) -> str:
    """The part of a name that is written where the rest is known."""
    function, bracket, parameter = name.partition("(")
    if bracket:
        return parameter.rstrip(")")
    return re.split(r"[.\s:/]", function)[-1]


def _has_word(text: str, word: str) -> bool:
    return re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", text) is not None
