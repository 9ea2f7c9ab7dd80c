"""Notebook: the code cells of a Jupyter notebook as one file of Python."""

from __future__ import annotations

import json
import re
from json.decoder import scanstring  # type: ignore[attr-defined]
from json.scanner import py_make_scanner  # type: ignore[attr-defined]
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from dynamo_stability.collect.parsing import PARSE_ERRORS, parse_python

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Final

#: Lines that are IPython's rather than Python's, and what stands for them.
_MAGIC: Final = re.compile(r"^(\s*)(?:[%!?].*|[\w.]+\?\??\s*|\w+(?:\s*,\s*\w+)*\s*=\s*[%!].*)$")
_OTHER_LANGUAGE: Final = re.compile(r"\s*%%(?!time\b|timeit\b|capture\b|prun\b)")


class CellLine(NamedTuple):
    """Where a line of the joined code comes from.

    Attributes:
        cell: the number of the cell among all cells, counted from 1.
        line: the line in the cell, counted from 1.
        file_line: the line in the notebook's file.
    """

    cell: int
    line: int
    file_line: int


class Notebook(NamedTuple):
    """The code of a notebook.

    Attributes:
        code: the code cells, one below the other; lines that are not Python are blank.
        lines: where each line of the code comes from.
    """

    code: str
    lines: tuple[CellLine, ...]


class _Located(str):
    """A text, and where it begins in the file."""

    __slots__ = ("start",)
    start: int


class _Decoder(json.JSONDecoder):
    """Reads JSON whose texts know where they begin."""

    def __init__(self) -> None:
        super().__init__()
        plain: Any = scanstring

        def located(text: str, end: int, *rest: Any) -> tuple[str, int]:
            value, after = plain(text, end, *rest)
            found = _Located(value)
            found.start = end - 1
            return found, after

        self.parse_string = located
        self.scan_once = py_make_scanner(self)


def read_notebook(content: str) -> Notebook:
    """The code of a notebook.

    Raises:
        ValueError: it is no JSON, or no notebook.
        RecursionError: it is nested too deeply.
    """
    data = _Decoder().decode(content)
    cells = data.get("cells") if isinstance(data, dict) else None
    if not isinstance(cells, list):
        raise ValueError("it has no cells, so it is no Jupyter notebook of format 4")  # noqa: TRY004 - as of bad JSON
    code: list[str] = []
    lines: list[CellLine] = []
    for number, cell in enumerate(cells, 1):
        if not isinstance(cell, dict) or cell.get("cell_type") != "code":
            continue
        written = [*_source_lines(cell.get("source", ""))]
        is_foreign = bool(written) and bool(_OTHER_LANGUAGE.match(written[0][0]))
        plain = [one for one, _ in written]
        texts = [""] * len(plain) if is_foreign else _plain(plain)
        for index, (text, (_, place)) in enumerate(zip(texts, written, strict=True), 1):
            code.append(text)
            lines.append(CellLine(number, index, content.count("\n", 0, place) + 1))
    return Notebook("\n".join(code) + "\n", tuple(lines))


def _source_lines(source: Any) -> Iterator[tuple[str, int]]:
    """The lines of a cell, and where in the file each is written."""
    pieces: Iterable[Any] = [source] if isinstance(source, str) else source
    for piece in pieces if isinstance(pieces, list) else ():
        for line in str(piece).split("\n")[: None if not str(piece).endswith("\n") else -1]:
            yield line, getattr(piece, "start", 0)


def _plain(lines: list[str]) -> list[str]:
    """The lines of a cell with IPython's own as statements that do nothing; blank if unreadable."""
    for tried in (lines, [_MAGIC.sub(r"\1pass", one) for one in lines]):
        try:
            parse_python(Path("cell"), "\n".join(tried).encode())
        except PARSE_ERRORS:
            continue
        return tried
    return [""] * len(lines)
