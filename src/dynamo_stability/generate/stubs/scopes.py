"""StubScope: the lines of one module or class in a stub, with one definition for each name."""

from __future__ import annotations

from typing import NamedTuple

_ONE_LINE = frozenset({"name", "import"})


class StubItem(NamedTuple):
    """Some lines that belong together.

    Attributes:
        kind: `docstring`, `import`, `alias` (of an import), `name`, `function`, `class` or `block`.
        names: the names that they bind.
        lines: the lines, with their indentation.
        is_partial: whether more of the same name may follow: overloads and accessors.
    """

    kind: str
    names: tuple[str, ...]
    lines: list[str]
    is_partial: bool = False


class StubScope:
    """What is bound in one module or class so far.

    Attributes:
        prefix: the qualified name of the class and a dot, or nothing.
        indent: the white space before its lines.
        items: what has been taken in.
    """

    def __init__(self, prefix: str = "", indent: str = "", known: StubScope | None = None) -> None:
        self.prefix = prefix
        self.indent = indent
        self.items: list[StubItem] = []
        self._outer: dict[str, bool] = {} if known is None else dict(known.partial)
        #: Whether one of two alternatives is being read of which the first has been taken in.
        self.is_alternative = False

    @property
    def is_class(self) -> bool:
        """Whether it is the body of a class."""
        return bool(self.prefix)

    @property
    def partial(self) -> dict[str, bool]:
        """The names bound so far, and whether more of the same may follow."""
        found = dict(self._outer)
        for item in self.items:
            found.update(dict.fromkeys(item.names, item.is_partial))
        return found

    def binds(self, name: str) -> bool:
        """Whether a name is bound already."""
        return name in self._outer or any(name in item.names for item in self.items)

    def is_partial(self, name: str) -> bool:
        """Whether a name is bound by overloads or accessors."""
        return self.partial.get(name, False)

    def add(self, item: StubItem) -> None:
        """Take in some lines; a definition takes the place of an earlier one of its name."""
        if item.kind == "import":
            self.items.insert(self._before_aliases(), item)
            return
        if item.is_partial:
            self.items.insert(self._after(item.names[0]), item)
            return
        if item.kind in {"function", "class"}:
            self.drop(item.names[0])
        self.items.append(item)

    def _before_aliases(self) -> int:
        """Where an import goes: names that pass on an import stand below all of them."""
        place = len(self.items)
        while place and self.items[place - 1].kind == "alias":
            place -= 1
        return place

    def _after(self, name: str) -> int:
        """Where more of a name goes: overloads and accessors stand together."""
        places = [place for place, one in enumerate(self.items, 1) if one.names == (name,)]
        return places[-1] if places else len(self.items)

    def drop(self, name: str) -> None:
        """Forget a name that is deleted or bound anew."""
        self.items = [item for item in self.items if item.names != (name,)]

    def lines(self) -> list[str]:
        """All lines, with blank ones where a formatter wants them."""
        found: list[str] = []
        before: StubItem | None = None
        for item in self.items:
            if before is not None and _is_apart(before, item, is_class=self.is_class):
                found.append("")
            found += item.lines
            before = item
        return found


def _is_apart(before: StubItem, item: StubItem, *, is_class: bool) -> bool:
    is_long = len(before.lines) > 1 or len(item.lines) > 1
    if "class" in {before.kind, item.kind}:
        return is_long or before.kind != item.kind
    if before.kind == "docstring":
        return not is_class or item.kind != "function"
    if is_class:
        return False
    return before.kind != item.kind
