"""fixed_text(): shell text and YAML with variables and options under their new names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dynamo_stability.collect.ignore_comments import comment_in_line
from dynamo_stability.consumer.files import YAML
from dynamo_stability.consumer.fixing.fixes import NO_ALTERNATIVE, FileFix, Left, text_alternative
from dynamo_stability.consumer.plain_text import Lines, shell_uses, yaml_uses

if TYPE_CHECKING:
    from dynamo_stability.consumer.files import UserFile
    from dynamo_stability.consumer.known_api import KnownApi
    from dynamo_stability.consumer.plain_text import TextUse


_OTHERWISE = "it is not written as it is read"


def fixed_text(file: UserFile, content: bytes, known: KnownApi) -> FileFix:
    """A file after what is safe; all other bytes of it are kept.

    Raises:
        ValueError: it is no UTF-8.
    """
    text = content.decode("utf-8")
    uses = (yaml_uses if file.kind == YAML else shell_uses)(text, known)
    places = Lines(text)
    lines = text.split("\n")
    left: list[Left] = []
    changes: list[tuple[int, int, str]] = []
    for use in uses:
        line, column = places.place(use.start)
        if use.record.deprecation is None or _is_ignored(lines[line - 1], line):
            continue
        reason = _reason(use, text)
        if reason is None:
            new = text_alternative(use.record) or ""
            changes.append((use.start, use.start + len(use.written), new))
        else:
            left.append(Left(file.shown, line, column, use.record.name, reason))
    for start, end, new in reversed(changes):
        text = text[:start] + new + text[end:]
    return FileFix(text.encode(), len(changes), tuple(left))


def _is_ignored(text: str, line: int) -> bool:
    comment = comment_in_line(text, "", line)
    return (
        comment is not None
        and comment.is_clear
        and (not comment.rules or "deprecated" in comment.rules)
    )


def _reason(use: TextUse, text: str) -> str | None:
    """Why a use is not rewritten; None where it is safe."""
    new = text_alternative(use.record)
    if new is None:
        return NO_ALTERNATIVE
    if not use.is_certain:
        return _OTHERWISE
    if text[use.start : use.start + len(use.written)] != use.written:
        return _OTHERWISE
    if re.search(rf"(?<![\w-]){re.escape(new)}(?![\w-])", text) is not None:
        return f"{new} is there already"
    return None
