"""Use: one name that a `use` declaration brings in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

    from dynamo_stability.collect.rust.items import Item
    from dynamo_stability.collect.rust.syntax import SourceFile

#: Longer paths lead nowhere in real code.
_LONGEST: Final = 64
_GENERIC: Final = frozenset({"generic_type", "generic_type_with_turbofish", "bracketed_type"})


class Use(NamedTuple):
    """One name that is brought in, or all those of a module.

    Attributes:
        path: where it comes from, part by part.
        name: what it is called here; empty for `*`.
        carrier: what holds the attributes and the visibility of the declaration.
    """

    path: tuple[str, ...]
    name: str
    carrier: Item


def read_use(node: Node, file: SourceFile, carrier: Item) -> Iterator[Use]:
    """The names that a `use` or `extern crate` declaration brings in."""
    if node.type == "extern_crate_declaration":
        name, alias = node.child_by_field_name("name"), node.child_by_field_name("alias")
        if name is not None:
            path = path_of(name, file)
            # The leading part says that a crate is meant, not a module of that name.
            target = ("crate",) if path == ("self",) else ("", *path)
            yield Use(target, path[-1] if alias is None else file.text(alias), carrier)
        return
    argument = node.child_by_field_name("argument")
    waiting: list[tuple[tuple[str, ...], Node]] = [] if argument is None else [((), argument)]
    while waiting:
        prefix, one = waiting.pop()
        if len(prefix) > _LONGEST:
            continue
        yield from _read_part(prefix, one, file, carrier, waiting)


def _read_part(
    prefix: tuple[str, ...],
    node: Node,
    file: SourceFile,
    carrier: Item,
    waiting: list[tuple[tuple[str, ...], Node]],
) -> Iterator[Use]:
    if node.type == "scoped_use_list":
        path, listed = node.child_by_field_name("path"), node.child_by_field_name("list")
        if listed is not None:
            waiting.append((prefix + (("",) if path is None else path_of(path, file)), listed))
    elif node.type == "use_list":
        waiting += [(prefix, one) for one in reversed(node.named_children)]
    elif node.type == "use_wildcard":
        path = next(iter(node.named_children), None)
        yield Use(prefix + (() if path is None else path_of(path, file)), "", carrier)
    elif node.type == "use_as_clause":
        path, alias = node.child_by_field_name("path"), node.child_by_field_name("alias")
        if path is not None and alias is not None:
            yield _use(prefix + path_of(path, file), file.text(alias), carrier)
    elif not node.is_extra:
        path_parts = prefix + path_of(node, file)
        yield _use(path_parts, "", carrier)


def _use(path: tuple[str, ...], name: str, carrier: Item) -> Use:
    """A use of one name; `a::{self}` is one of `a`."""
    if len(path) > 1 and path[-1] == "self":
        path = path[:-1]
    return Use(path, name.removeprefix("r#") or (path[-1] if path else "_"), carrier)


def path_of(node: Node, file: SourceFile) -> tuple[str, ...]:
    """The parts of a path or of a type's name, without what it is generic over.

    A path that begins with `::` begins with an empty part; what is no path has none.
    """
    parts: list[str] = []
    one: Node | None = node
    while one is not None:
        if one.type in _GENERIC:
            one = one.child_by_field_name("type") or next(iter(one.named_children), None)
        elif one.type in {"scoped_identifier", "scoped_type_identifier"}:
            name, path = one.child_by_field_name("name"), one.child_by_field_name("path")
            parts.append("" if name is None else file.text(name).removeprefix("r#"))
            if path is None:
                parts.append("")
            one = path
        elif not one.named_children:
            parts.append(file.text(one).removeprefix("r#"))
            break
        else:
            return ()
    return tuple(reversed(parts))
