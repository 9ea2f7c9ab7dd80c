"""ManifestEditor: tiers in a stability.toml, put to others; layout and comments stay."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, Final

from dynamo_stability.errors import RewriteError, missing_extra
from dynamo_stability.rewriting.outdated import OUTDATED
from dynamo_stability.rewriting.toml_lists import TomlList, new_list
from dynamo_stability.tiers import Tier

if TYPE_CHECKING:
    from dynamo_stability.manifest import Entry

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

_TIERS: Final = tuple(tier.value for tier in Tier)


class ManifestEditor:
    """The text of one manifest, with edits.

    Every edit is made twice: in the text, and in the plain data, which the text has to give in
    the end.

    Args:
        path: the file, for messages.
        content: what it holds; it has been read as a manifest before.

    Raises:
        MissingExtraError: tomlkit is not installed.
    """

    def __init__(self, path: str, content: bytes) -> None:
        try:
            import tomlkit
        except ImportError:
            raise missing_extra("edit a stability.toml", "tomlkit") from None
        self._path = path
        self._mark = b"\xef\xbb\xbf" if content.startswith(b"\xef\xbb\xbf") else b""
        text = content.decode("utf-8-sig")
        self._has_crlf = "\r\n" in text
        self._document: Any = tomlkit.parse(text)
        self._data = tomllib.loads(text)

    def put_entry(self, entry: Entry, tier: Tier, since: str | None) -> None:
        """Put the mark of a name in a module, or of a module, to another tier."""
        key = entry.qualname
        if entry.parameter is not None:
            key = f"{key}({entry.parameter})"
        table = self._document["modules"][entry.module]
        data = self._data["modules"][entry.module]
        if not key:
            _put_mark(table, data, tier, since)
            return
        _put_listed(table, data, key, tier)
        if key in data.get("marks", {}):
            _put_mark(table["marks"][key], data["marks"][key], tier, since)

    def put_mark(self, name: str, tier: Tier, since: str | None) -> None:
        """Put the mark of what is no Python name to another tier."""
        _put_mark(self._document["marks"][name], self._data["marks"][name], tier, since)

    def put_feature(self, name: str, tier: Tier) -> None:
        """Have a feature declared with another tier."""
        self._document["features"][name]["tier"] = str(tier)
        self._data["features"][name]["tier"] = str(tier)

    def result(self) -> bytes:
        """What the file is to hold.

        Raises:
            RewriteError: its layout is beyond what can be edited.
        """
        import tomlkit

        text = tomlkit.dumps(self._document)
        try:
            done = tomllib.loads(text)
        except ValueError:
            done = None
        if done != self._data:
            raise RewriteError(
                f"Cannot edit {self._path!r}: its layout is beyond what can be edited. "
                f"No file was changed; write each name in one list, or edit it by hand."
            )
        if self._has_crlf:
            text = text.replace("\r\n", "\n").replace("\n", "\r\n")
        return self._mark + text.encode()


def _put_listed(table: Any, data: dict[str, Any], key: str, tier: Tier) -> None:
    """Move a name from the list of one tier to that of another."""
    old = next((one for one in _TIERS if one != tier.value and key in data.get(one, [])), None)
    if old is None:
        return
    data[old].remove(key)
    data.setdefault(tier.value, []).append(key)
    if not data[old] and tier.value not in table:
        # The list itself goes on under another key, with its layout and comments.
        item = table[old]
        del table[old], data[old]
        table[tier.value] = item
        return
    left = TomlList(table[old].as_string())
    moved = left.take(key)
    if data[old]:
        _set_list(table, old, left)
    else:
        comment = table[old].trivia.comment
        del table[old], data[old]
        _keep(table, [*left.comments, comment])
    more = TomlList(table[tier.value].as_string()) if tier.value in table else new_list(left)
    more.add(moved)
    _set_list(table, tier.value, more)


def _set_list(table: Any, key: str, written: TomlList) -> None:
    """Have a key hold a list, with the comment that it had."""
    import tomlkit

    item: Any = tomlkit.parse(f"x = {written}\n")["x"]
    if key in table:
        item.trivia.comment_ws = table[key].trivia.comment_ws
        item.trivia.comment = table[key].trivia.comment
        item.trivia.indent = table[key].trivia.indent
        item.trivia.trail = table[key].trivia.trail
    table[key] = item


def _keep(table: Any, comments: list[str]) -> None:
    """Keep the comments of what went."""
    import tomlkit

    for comment in comments:
        if comment:
            table.add(tomlkit.comment(comment.lstrip("#").strip()))


def _put_mark(mark: Any, data: dict[str, Any], tier: Tier, since: str | None) -> None:
    if "tier" in data:
        mark["tier"] = data["tier"] = str(tier)
    if "since" in data and since is not None:
        mark["since"] = data["since"] = since
    for key in OUTDATED[tier]:
        if key in data:
            comment = mark[key].trivia.comment
            del mark[key], data[key]
            _keep(mark, [comment])
