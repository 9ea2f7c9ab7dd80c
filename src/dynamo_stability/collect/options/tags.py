"""Tags in help texts: `[EXPERIMENTAL]`, `[DEPRECATED since 1.1, use --new]`, `DEPRECATED: ...`."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from dynamo_stability.marker_rules import STAGE_WORDS
from dynamo_stability.record import Deprecation
from dynamo_stability.tiers import Tier

if TYPE_CHECKING:
    from typing import Final

_WORDS: Final = "|".join(STAGE_WORDS)
#: Outside square brackets, words such as "beta" mean something else as often as not.
_CLEAR: Final = "experimental|deprecated"
_CLEAR_OR_LOUD: Final = rf"{_CLEAR}|(?-i:{_WORDS.upper()})"
#: `[EXPERIMENTAL]`, `(experimental)`, `[deprecated, no-op]`; in brackets a tag may say more.
_BRACKETED: Final = rf"\[\s*({_WORDS})\b([^\[\]]*)\]|\(\s*({_CLEAR_OR_LOUD})\s*\)"
#: `DEPRECATED: use --new`; without brackets a word is a tag where a mark follows it.
_WRITTEN_OUT: Final = rf"({_CLEAR_OR_LOUD})(?:\s*:|\s[-\u2013\u2014]\s|\.(?=\s))"
_PREFIX: Final = re.compile(rf"\s*(?:{_BRACKETED}|{_WRITTEN_OUT})\s*", re.IGNORECASE)
_SUFFIX: Final = re.compile(rf"\s*(?:{_BRACKETED})\s*$", re.IGNORECASE)
#: `env var: DYN_X | default: 5`, `[env var: DYN_X; default: 5]`, `(env: DYN_X)`.
_VARIABLE: Final = re.compile(
    r"\s*[\[(]?\benv(?:ironment)?(?:[ _-]?var(?:iable)?)?\s*[:=]\s*\$?([A-Za-z_]\w*)"
    r"(?:\s*[|;,]\s*default:[^\])\n]*)?[\])]?[ \t]*",
    re.IGNORECASE,
)
_DEFAULT: Final = re.compile(r"\s*[\[(]default: [^\])]*[\])]\s*$", re.IGNORECASE)
_ALIAS: Final = re.compile(r"\s*\[DEPRECATED alias (-[^\s,:\]]+)([^\[\]]*)\]")
#: `--old is deprecated and will be removed in 2.0; use --new.`, as Dynamo's own helpers write it.
_SENTENCE: Final = re.compile(
    r"(?:option )?['`\"]?-{1,2}[\w-]+['`\"]? is deprecated\b(.*?)(?:\.(?=\s|$)|$)", re.IGNORECASE
)
_INSTEAD: Final = re.compile(r"[;,]\s*(?:please\s+)?use\s+(.+)$", re.IGNORECASE)
_HINT: Final = re.compile(rf"({_CLEAR})\b", re.IGNORECASE)
_SINCE: Final = re.compile(r"\bsince\s+(v?\d[\w.+]*)", re.IGNORECASE)
_REMOVED: Final = re.compile(r"\bremov(?:ed|al)\s+in\s+(?:\w+\s+)?(v?\d[\w.+]*\w)", re.IGNORECASE)
_USE: Final = re.compile(r"(?:^|[,;.:(\s])use\s+(-{1,2}[A-Za-z][\w-]*(?:=\w+)?)", re.IGNORECASE)
#: Help texts are short; what is longer is read no further.
_LONGEST: Final = 20_000


class Tagged(NamedTuple):
    """What the tags of a help text say.

    Attributes:
        text: the help text without them.
        tier: the tier, or None.
        deprecation: the deprecation, or None.
        env_var: the environment variable that the text names as such.
        hint: a stage that the text begins with, without being a tag.
        aliases: the deprecated spellings that it names.
    """

    text: str
    tier: Tier | None = None
    deprecation: Deprecation | None = None
    env_var: str | None = None
    hint: str | None = None
    aliases: tuple[tuple[str, Deprecation], ...] = ()


def plain_help(text: str) -> str:
    """A help text without what argparse's formatter replaces."""
    return text.replace("%(default)s", "...").replace("%%", "%")


@lru_cache(maxsize=1024)  # groups of options, and their titles, come again for each program
def read_help(text: str) -> Tagged:
    """What a help text says about stability, whether before or behind its sentence."""
    # Runs of blanks say nothing, and would make the patterns slow.
    lines = [" ".join(line.split()) for line in text[:_LONGEST].splitlines()]
    rest = "\n".join([line for line in lines if line])
    aliases = tuple([(match[1], _deprecation(match[2])) for match in _ALIAS.finditer(rest)])
    rest = _ALIAS.sub("", rest)
    rest, env_var = _without_variable(rest)
    tier: Tier | None = None
    rest, deprecation = _without_sentence(rest)
    while True:
        match = _PREFIX.match(rest) or _SUFFIX.search(rest)
        if match is None or not match[0].strip():
            break
        rest = (rest[: match.start()] + rest[match.end() :]).strip()
        stage = STAGE_WORDS[(match[1] or match[3] or _fourth(match) or "").lower()]
        if stage == "deprecated":
            deprecation = deprecation or _deprecation(match[2] or "", rest)
        else:
            tier = tier or Tier(stage)
    hint = _HINT.match(rest)
    said = None if hint is None or tier or deprecation else hint[1].lower()
    return Tagged(" ".join(rest.split()), tier, deprecation, env_var, said, aliases)


def _fourth(match: re.Match[str]) -> str | None:
    """The word that is written out; the pattern for what follows a text has none."""
    return match[4] if match.re.groups > 3 else None  # noqa: PLR2004 - the group's number


def _without_variable(text: str) -> tuple[str, str | None]:
    match = _VARIABLE.search(text)
    if match is None:
        return _DEFAULT.sub("", text), None
    return (text[: match.start()] + " " + text[match.end() :]).strip(), match[1]


def _without_sentence(text: str) -> tuple[str, Deprecation | None]:
    match = _SENTENCE.match(text)
    if match is None:
        return text, None
    said = match[1]
    since, removed, instead = (one.search(said) for one in (_SINCE, _REMOVED, _INSTEAD))
    deprecation = Deprecation(
        since=None if since is None else since[1],
        remove_in=None if removed is None else removed[1],
        alternative=None if instead is None else instead[1].strip(),
    )
    return text[match.end() :].strip(), deprecation


def _deprecation(said: str, text: str = "") -> Deprecation:
    """What a tag says, and the sentence that stands beside it."""
    everything = f"{said} {text}"
    since, removed, use = (one.search(everything) for one in (_SINCE, _REMOVED, _USE))
    before, colon, message = said.partition(":")
    if not colon:
        message = before
        for one in (_SINCE, _REMOVED, _USE):
            message = one.sub("", message)
    return Deprecation(
        message.strip(" ,;:-") or None,
        since=None if since is None else since[1].rstrip("."),
        remove_in=None if removed is None else removed[1].rstrip("."),
        alternative=None if use is None else use[1],
    )
