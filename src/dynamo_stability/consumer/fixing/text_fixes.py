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
        comment = comment_in_line(lines[line - 1], file.shown, line)
        is_ignored = comment is not None and comment.ignores("deprecated", file.shown, line)
        if use.record.deprecation is None or is_ignored:
            continue
        new = text_alternative(use.record)
        reason = _reason(use, text, new)
        if new is not None and reason is None:
            changes.append((use.start, use.start + len(use.written), new))
        else:
            left.append(Left(file.shown, line, column, use.record.name, reason or NO_ALTERNATIVE))
    for start, end, new in reversed(changes):
        text = text[:start] + new + text[end:]
    return FileFix(text.encode(), len(changes), tuple(left))


def _reason(use: TextUse, text: str, new: str | None) -> str | None:
    """Why a use is not rewritten; None where it is safe."""
    if new is None:
        return NO_ALTERNATIVE
    if not use.is_certain:
        return _OTHERWISE
    if text[use.start : use.start + len(use.written)] != use.written:
        return _OTHERWISE
    if re.search(rf"(?<![\w-]){re.escape(new)}(?![\w-])", text) is not None:
        return f"{new} is there already"
    return None
