"""Item: one thing that a crate defines, from one walk over a file's syntax tree.

The walk looks at items only, never into the bodies of functions, so that it takes a fraction of
what parsing takes.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Final

from dynamo_stability.collect.rust.attributes import read_attribute, unquoted
from dynamo_stability.collect.rust.statements import NOTHING_SAID, read_statements
from dynamo_stability.collect.rust.syntax import sound_children
from dynamo_stability.collect.rust.uses import Use, path_of, read_use

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

    from dynamo_stability.collect.problems import Problem
    from dynamo_stability.collect.rust.attributes import Attribute
    from dynamo_stability.collect.rust.statements import Said
    from dynamo_stability.collect.rust.syntax import SourceFile
    from dynamo_stability.configuration import RustOptions

#: What the nodes that name something are called here.
_NAMED: Final = {
    "mod_item": "mod",
    "struct_item": "struct",
    "union_item": "union",
    "enum_item": "enum",
    "trait_item": "trait",
    "function_item": "fn",
    "function_signature_item": "fn",
    "const_item": "const",
    "static_item": "static",
    "type_item": "type",
    "associated_type": "type",
    "macro_definition": "macro",
    "field_declaration": "field",
    "enum_variant": "variant",
}
#: Of these, what holds further items.
_HOLDERS: Final = frozenset({"mod", "struct", "union", "enum", "trait"})
#: What names a type; functions, constants and macros may go by the same names.
TYPES: Final = frozenset({"mod", "struct", "union", "enum", "trait", "type"})
#: The compiler goes no deeper either.
_DEEPEST: Final = 128
_ATTRIBUTES: Final = frozenset({"attribute_item", "inner_attribute_item"})
_COMMENTS: Final = frozenset({"line_comment", "block_comment"})
_WANTED_ATTRIBUTE: Final = re.compile(
    rb"#!?\s*\[\s*(?:\w+\s*::\s*)*(?:cfg|cfg_attr|doc|deprecated|unstable|stable|path|macro_export"
    rb"|py\w+|new|getter|setter|deleter|classattr|staticmethod|classmethod)\b"
)
_STAR: Final = re.compile(r"^[ \t]*\*(?!\*) ?", re.MULTILINE)


class Item:
    """One thing that a crate defines.

    Attributes:
        kind: what it is: mod, struct, union, enum, trait, fn, const, static, type, macro, field,
            variant, impl or exception (of `create_exception!`).
        name: its name; empty for an impl block.
        file: the file that it stands in.
        line: the line of the item itself, below its attributes.
        offset: the byte where that is.
        parent: what it stands in; None for a crate.
        is_public: whether it is `pub`, or as public as what it stands in.
        attributes: its attributes, as far as they matter here.
        comments: its documentation comments.
        children: the items in it.
        uses: its `use` declarations, where it is a module.
        target: of an impl block the path of its type.
        trait: of an impl block the trait as written, or None.
        node: the syntax of a function, for those that are handed a Python module.
        is_elsewhere: whether it is a module with a file of its own.
    """

    __slots__ = (
        "_said",
        "attributes",
        "children",
        "comments",
        "file",
        "is_elsewhere",
        "is_public",
        "kind",
        "line",
        "name",
        "node",
        "offset",
        "parent",
        "scope",
        "target",
        "trait",
        "uses",
    )

    def __init__(self, kind: str, name: str, file: SourceFile, parent: Item | None) -> None:
        self.kind = kind
        self.name = name
        self.file = file
        self.parent = parent
        self.line = 1
        self.offset = 0
        self.is_public = False
        self.attributes: list[Attribute] = []
        self.comments: list[str] = []
        self.children: list[Item] = []
        self.uses: list[Use] = []
        self.target: tuple[str, ...] = ()
        self.trait: str | None = None
        self.node: Node | None = None
        self.is_elsewhere = False
        self.scope: object = None
        self._said: Said | None = None

    def __repr__(self) -> str:
        return f"<{self.kind} {self.name!r} at {self.file.shown}:{self.line}>"

    @property
    def module(self) -> Item:
        """The module that the item stands in; a module is its own."""
        one: Item = self
        while one.kind != "mod" and one.parent is not None:
            one = one.parent
        return one

    @property
    def ancestors(self) -> Iterator[Item]:
        """What the item stands in, from the inside out."""
        one = self.parent
        while one is not None:
            yield one
            one = one.parent

    @property
    def place(self) -> str:
        """`path:line`."""
        return f"{self.file.shown}:{self.line}"

    def said(self, options: RustOptions) -> Said:
        """What its attributes and its documentation say about it."""
        if self._said is None:
            if self.attributes or self.comments:
                docs = "\n".join(map(_comment_text, self.comments))
                self._said = read_statements(self.attributes, docs, options)
            else:
                self._said = NOTHING_SAID
        return self._said

    def forget(self) -> None:
        """Read attributes and documentation again when they are next asked for."""
        self._said = None

    def attribute(self, *names: str) -> Attribute | None:
        """The first attribute of one of some names, whatever path leads to it."""
        for one in self.attributes:
            if one.name in names:
                return one
        return None


def definition_of(item: Item, owner: Item | None = None) -> str:
    """The path under which an item is defined, whether or not users may follow it.

    Args:
        item: the item.
        owner: the type that it is a member of; needed where an impl block stands between them.
    """
    name = f"{item.name}!" if item.kind == "macro" else item.name
    around = item.ancestors if owner is None else (owner, *owner.ancestors)
    path = "::".join([one.name for one in reversed(tuple(around))])
    return f"{path}{'.' if item.kind == 'field' else '::'}{name}" if path else name


class _Pending:
    """Attributes and documentation on their way to the item below them."""

    def __init__(self) -> None:
        self.attributes: list[Node] = []
        self.comments: list[str] = []
        self.is_public = False

    def take(self, item: Item) -> None:
        """Hand everything to an item."""
        for node in self.attributes:
            item.attributes += read_attribute(node, item.file)
        item.comments += self.comments
        self.clear()

    def clear(self) -> None:
        """Forget what no item followed."""
        self.attributes, self.comments, self.is_public = [], [], False


def read_items(module: Item, file: SourceFile) -> Problem | None:
    """Read what a file holds into a module; what of it is too much, where something is."""
    problem = None
    waiting: list[tuple[Item, Node]] = [] if file.root is None else [(module, file.root)]
    while waiting:
        holder, body = waiting.pop()
        if len(tuple(islice(holder.ancestors, _DEEPEST + 1))) > _DEEPEST:
            message = f"what is nested more than {_DEEPEST} deep is not read."
            problem = problem or file.problem_at(holder.offset, message)
            continue
        pending = _Pending()
        for node in sound_children(body):
            kind = node.type
            if kind in _COMMENTS:
                _read_comment(holder, node, file, pending)
            elif kind in _ATTRIBUTES:
                _read_attribute_node(holder, node, file, pending, is_inner=kind[0] == "i")
            elif kind == "visibility_modifier":  # of a variant, or of an unnamed field
                continue
            elif node.is_named:
                _read_node(holder, node, kind, file, pending, waiting)
    return problem


def _read_comment(holder: Item, node: Node, file: SourceFile, pending: _Pending) -> None:
    begin = file.data[node.start_byte : node.start_byte + 4]
    if begin.startswith((b"//!", b"/*!")):
        holder.comments.append(file.text(node))
    elif begin.startswith((b"///", b"/**")) and begin not in {b"////", b"/***"}:
        pending.comments.append(file.text(node))


def _read_attribute_node(
    holder: Item, node: Node, file: SourceFile, pending: _Pending, *, is_inner: bool
) -> None:
    if not _WANTED_ATTRIBUTE.match(file.data, node.start_byte):
        return
    if is_inner:
        holder.attributes += read_attribute(node, file)
    else:
        pending.attributes.append(node)


def _read_node(
    holder: Item,
    node: Node,
    kind: str,
    file: SourceFile,
    pending: _Pending,
    waiting: list[tuple[Item, Node]],
) -> None:
    if kind in {"use_declaration", "extern_crate_declaration"}:
        carrier = _carrier(holder, node, file)
        pending.take(carrier)
        holder.uses += read_use(node, file, carrier)
        return
    item = _item_of(holder, node, kind, file)
    if item is None:
        if kind == "foreign_mod_item":
            body = node.child_by_field_name("body")
            if body is not None:
                waiting.append((holder, body))
        pending.clear()
        return
    pending.take(item)
    holder.children.append(item)
    if item.kind in _HOLDERS or item.kind == "impl":
        body = node.child_by_field_name("body")
        if body is not None:
            waiting.append((item, body))
        item.is_elsewhere = body is None and item.kind == "mod"


def _item_of(holder: Item, node: Node, kind: str, file: SourceFile) -> Item | None:
    if kind == "impl_item":
        return _impl(holder, node, file)
    if kind in {"expression_statement", "macro_invocation"}:
        return _exception(holder, node, file)
    named = _NAMED.get(kind)
    name = None if named is None else node.child_by_field_name("name")
    if named is None or name is None:
        return None
    item = _placed(Item(named, file.text(name).removeprefix("r#"), file, holder), node)
    item.is_public = _is_public(holder, node, file)
    if named == "fn" and b"PyModule" in _head(node, file):
        item.node = node
    return item


def _placed(item: Item, node: Node) -> Item:
    item.offset = node.start_byte
    item.line = node.start_point[0] + 1
    return item


def _carrier(holder: Item, node: Node, file: SourceFile) -> Item:
    """What a `use` declaration's attributes are read into."""
    carrier = _placed(Item("use", "", file, holder), node)
    carrier.is_public = _is_public(holder, node, file)
    return carrier


def _is_public(holder: Item, node: Node, file: SourceFile) -> bool:
    """Whether a node is `pub`; the items of traits, enums and trait impls need not say it."""
    if holder.kind in {"trait", "enum"} or holder.trait is not None:
        return True
    for child in node.children:
        if child.type == "visibility_modifier":
            return file.data[child.start_byte : child.end_byte] == b"pub"
        if child.type not in _COMMENTS:
            break
    return False


def _head(node: Node, file: SourceFile) -> bytes:
    """A function without its body."""
    body = node.child_by_field_name("body")
    return file.data[node.start_byte : node.end_byte if body is None else body.start_byte]


def _impl(holder: Item, node: Node, file: SourceFile) -> Item:
    item = _placed(Item("impl", "", file, holder), node)
    target, trait = node.child_by_field_name("type"), node.child_by_field_name("trait")
    item.target = () if target is None else path_of(target, file)
    item.trait = None if trait is None else " ".join(file.text(trait).split())
    return item


def _exception(holder: Item, node: Node, file: SourceFile) -> Item | None:
    """The class that `create_exception!(module, Name, Base)` makes."""
    call = node
    if node.type == "expression_statement" and node.named_children:
        call = node.named_children[0]
    macro = call.child_by_field_name("macro")
    if macro is None or path_of(macro, file)[-1:] != ("create_exception",):
        return None
    tree = call.named_children[-1]
    words = [file.text(one) for one in tree.named_children if one.type == "identifier"]
    docs = [one for one in tree.named_children if one.type.endswith("string_literal")]
    if len(words) < 2:  # noqa: PLR2004 - a module and a name
        return None
    item = _placed(Item("exception", words[1], file, holder), node)
    item.target = tuple(words[:1])
    item.is_public = True
    item.comments += [f"//!{unquoted(file.text(one))}" for one in docs]
    return item


def _comment_text(comment: str) -> str:
    """A documentation comment without what makes it one."""
    text = comment[3:].removesuffix("\n")
    if not comment.startswith("/*"):
        return text.removeprefix(" ")
    return _STAR.sub("", text.removesuffix("*/"))
