"""Reads of environment variables in Rust: `env::var`, `env::var_os`, `option_env!` and `env!`."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from dynamo_stability.collect.environment.variable import Place, Read
from dynamo_stability.collect.problems import Problem
from dynamo_stability.collect.sources import relative_path, walk_crates

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Final

    from tree_sitter import Node, Query

    from dynamo_stability.collect.rust.syntax import SourceFile
    from dynamo_stability.collect.sources import Target

_READERS: Final = frozenset({"var", "var_os"})
_MACROS: Final = frozenset({"env", "option_env"})
_WORDS: Final = re.compile(rb"\benv\s*(?:::|!)|\boption_env\s*!|\bvar(?:_os)?\s*\(")
_CONSTANTS: Final = re.compile(rb"\b(?:const|static)\s+\w+\s*:[^=;]*\bstr\b")
_FOR_TESTS: Final = re.compile(r"#\[(?:cfg\((?:all\(.*)?test\b|(?:\w+::)*test\b)")
#: What holds constants, and the field with its name.
_NAMED: Final = {"mod_item": "name", "impl_item": "type", "trait_item": "name"}
#: Reads among the tokens of a macro, which are not parsed: a literal or a path in brackets.
_IN_MACRO: Final = re.compile(
    r"""\b(?:env\s*::\s*var(?:_os)?\s*\(|(?:option_)?env\s*!\s*[(\[{])\s*"""
    r"""(?:&\s*)?(?:r?"([^"\\]+)"|([A-Za-z_][\w:]*)\s*[,)])"""
)
#: How far a chain of calls after a read is followed, and an expression around it.
_MOST_CALLS: Final = 12
_PARSED: Final = {"bool": "bool", "String": "str", "PathBuf": "Path"}
_QUERY: Final = """
(call_expression) @call
(macro_invocation) @macro
(const_item) @constant
(static_item) @constant
(attribute_item) @attribute
"""


def rust_files(place: Path) -> Iterator[Path]:
    """The Rust sources below a directory, without tests and what is generated or of others."""
    for directory, files in walk_crates(place):
        for file in files:
            if file.endswith(".rs"):
                yield directory / file


def has_rust(target: Target) -> bool:
    """Whether a target holds Rust sources."""
    return any(True for place, _ in rust_places([target]) for _ in _files_of(place))


def rust_places(targets: Sequence[Target]) -> Iterator[tuple[Path, Path]]:
    """The places that may hold Rust, each with what its paths are relative to."""
    for target in targets:
        place = target.place
        if place is not None and (place.is_dir() or place.suffix == ".rs"):
            yield place, target.shown_from


def _files_of(place: Path) -> Iterator[Path]:
    return rust_files(place) if place.is_dir() else iter((place,))


class RustReads:
    """What the Rust sources of a directory read.

    Args:
        place: the directory, or one file.
        root: what paths are relative to.

    Attributes:
        reads: the variables that are read, each with the place.
        unnamed: the places that read a variable whose name takes running the code.
        problems: what could not be read.
        count: how many files were parsed.

    Raises:
        MissingExtraError: a file mentions the environment, and tree-sitter or its grammar of Rust
            is not installed.
    """

    def __init__(self, place: Path, root: Path) -> None:
        self.reads: list[tuple[str, Read]] = []
        self.unnamed: set[Place] = set()
        self.problems: list[Problem] = []
        self.count = 0
        self._constants: dict[str, list[tuple[str, str]]] = defaultdict(list)
        self._waiting: list[tuple[str, Place, str | None, str | None]] = []
        rest: list[tuple[Path, bytes]] = []
        for path in _files_of(place):
            data = self._load(path, root)
            if data is None:
                continue
            if _WORDS.search(data):
                self._read_file(path, relative_path(path, root), data)
            elif _CONSTANTS.search(data):
                rest.append((path, data))
        self._settle(rest, root)

    def _load(self, path: Path, root: Path) -> bytes | None:
        try:
            return path.read_bytes()
        except OSError as error:
            message = f"cannot be read: {error.strerror}."
            self.problems.append(Problem(relative_path(path, root), 1, 1, message))
            return None

    def _settle(self, rest: list[tuple[Path, bytes]], root: Path) -> None:
        """Look up the constants that are not defined where they are used."""
        wanted = {name.rpartition("::")[2] for name, *_ in self._waiting}
        missing = wanted - self._constants.keys()
        for path, data in rest:
            if any(name.encode() in data for name in missing):
                self._read_file(path, relative_path(path, root), data)
        for written, place, default, kind in self._waiting:
            value = self._value(written)
            if value is None:
                self.unnamed.add(place)
            else:
                self.reads.append((value, Read(place, default, kind)))

    def _value(self, written: str) -> str | None:
        """What a constant holds: one whose path ends as it is written, or the only one."""
        head, _, name = written.rpartition("::")
        found = self._constants.get(name, [])
        module = head.rpartition("::")[2]
        near = [value for path, value in found if module and path.split("::")[-2:-1] == [module]]
        values = set(near) or {value for _, value in found}
        return values.pop() if len(values) == 1 else None

    # ---- one file -------------------------------------------------------------------------------

    def _read_file(self, path: Path, shown: str, data: bytes) -> None:
        from dynamo_stability.collect.rust.syntax import SourceFile, rust_parser

        rust_parser()
        file = SourceFile(path, shown, data)
        problem = file.parse()
        self.count += 1
        if problem is not None:
            self.problems.append(problem)
        if file.root is None:
            return
        captures = _captures(file.root)
        tests = [_item_for_tests(one, file) for one in captures.get("attribute", ())]
        spans = [(one.start_byte, one.end_byte) for one in tests if one is not None]
        for kind in ("constant", "call", "macro"):
            for node in captures.get(kind, ()):
                if not any(start <= node.start_byte < end for start, end in spans):
                    getattr(self, f"_of_{kind}")(node, file)

    def _of_constant(self, node: Node, file: SourceFile) -> None:
        name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
        text = None if value is None else _string(value, file)
        if name is None or text is None:
            return
        path = [file.text(name)]
        around = node.parent
        while around is not None:
            field = _NAMED.get(around.type)
            own = None if field is None else around.child_by_field_name(field)
            if own is not None:
                path.append(file.text(own))
            around = around.parent
        if len(path) == 1:
            stem = file.path.stem
            path.append(file.path.parent.name if stem in {"mod", "lib"} else stem)
        self._constants[path[0]].append(("::".join(reversed(path)), text))

    def _of_call(self, node: Node, file: SourceFile) -> None:
        function = node.child_by_field_name("function")
        arguments = node.child_by_field_name("arguments")
        if function is None or arguments is None or not arguments.named_children:
            return
        head, _, name = _path(function, file).rpartition("::")
        if name not in _READERS or head.rpartition("::")[2] not in {"env", ""}:
            return
        if not head and not _is_imported(name, file):
            return
        default, kind = _chain(node, file)
        self._read(arguments.named_children[0], node, file, default, kind)

    def _of_macro(self, node: Node, file: SourceFile) -> None:
        macro = node.child_by_field_name("macro")
        tree = node.named_children[-1]
        if macro is None or file.text(macro).rpartition("::")[2] not in _MACROS:
            self._of_tokens(tree, file)
            return
        first = next((one for one in tree.named_children), None)
        if first is not None and first.type.endswith("string_literal"):
            self._read(first, node, file, *_chain(node, file))

    def _of_tokens(self, tree: Node, file: SourceFile) -> None:
        """The reads inside of another macro: `matches!(env::var("DYN_X").as_deref(), Ok("1"))`."""
        text = file.text(tree)
        for found in _IN_MACRO.finditer(text):
            line = tree.start_point[0] + text.count("\n", 0, found.start()) + 1
            place = Place(file.shown, line)
            if found[1] is not None:
                self.reads.append((found[1], Read(place)))
            else:
                self._waiting.append((found[2], place, None, None))

    def _read(
        self, name: Node, node: Node, file: SourceFile, default: str | None, kind: str | None
    ) -> None:
        place = Place(file.shown, node.start_point[0] + 1)
        while name.type == "reference_expression" and name.named_children:
            name = name.named_children[-1]
        text = _string(name, file)
        if text is not None:
            self.reads.append((text, Read(place, default, kind)))
        elif name.type in {"identifier", "scoped_identifier"}:
            self._waiting.append((_path(name, file), place, default, kind))
        else:
            self.unnamed.add(place)


@cache
def _query() -> Query:
    import tree_sitter

    from dynamo_stability.collect.rust.syntax import rust_parser

    language = rust_parser().language
    if language is None:  # never: the parser is made with one
        raise TypeError("the parser of Rust has no language")
    return tree_sitter.Query(language, _QUERY)


def _captures(root: Node) -> dict[str, list[Node]]:
    import tree_sitter

    found = tree_sitter.QueryCursor(_query()).captures(root)
    return {kind: sorted(nodes, key=lambda one: one.start_byte) for kind, nodes in found.items()}


def _path(node: Node, file: SourceFile) -> str:
    """`std::env::var`, without blanks and type arguments."""
    if node.type == "generic_function":
        inner = node.child_by_field_name("function")
        return "" if inner is None else _path(inner, file)
    if node.type not in {"identifier", "scoped_identifier"}:
        return ""
    return "".join(file.text(node).split())


def _is_imported(name: str, file: SourceFile) -> bool:
    """Whether a bare `var` is that of `std::env`."""
    pattern = rb"\benv\s*::\s*(?:" + name.encode() + rb"\b|\{[^}]*\b" + name.encode() + rb"\b)"
    return re.search(pattern, file.data) is not None


def _item_for_tests(attribute: Node, file: SourceFile) -> Node | None:
    """The item that an attribute makes one for tests alone; None for other attributes."""
    text = "".join(file.text(attribute).split())
    if not _FOR_TESTS.match(text) or "not(test" in text:
        return None
    item = attribute.next_named_sibling
    while item is not None and item.type in {"attribute_item", "line_comment", "block_comment"}:
        item = item.next_named_sibling
    return item


def _string(node: Node, file: SourceFile) -> str | None:
    """What a string literal spells; None where it is none, or has escapes in it."""
    if not node.type.endswith("string_literal"):
        return None
    text = file.text(node)
    if node.type == "raw_string_literal":
        return text[text.index('"') + 1 : text.rindex('"')]
    return None if "\\" in text else text.strip('"')


def _chain(node: Node, file: SourceFile) -> tuple[str | None, str | None]:
    """The default and the type that the calls after a read give: `.unwrap_or("x")`, `.parse()`."""
    default = kind = None
    here: Node = node
    for _ in range(_MOST_CALLS):
        field = here.parent
        call = None if field is None else field.parent
        if field is not None and field.type == "try_expression":
            here = field
            continue
        if field is None or call is None or field.type != "field_expression":
            break
        name = field.child_by_field_name("field")
        if call.type == "generic_function":
            call = call.parent
        if name is None or call is None or call.type != "call_expression":
            break
        method, passed = file.text(name), file.text(call)[len(file.text(field)) :]
        kind = kind or _parsed(passed)
        if method in {"unwrap_or", "unwrap_or_else", "unwrap_or_default", "map_or"}:
            default = default or _default(call, file)
        elif method == "is_ok":
            kind = kind or "bool"
        here = call
    return default, kind


def _parsed(text: str) -> str | None:
    found = re.search(r"\bparse\s*::\s*<\s*([\w:]+)\s*>|^::<\s*(\w+)\s*>", text)
    if found is None:
        return None
    name = (found[1] or found[2]).rpartition("::")[2]
    return _PARSED.get(name, name)


def _default(call: Node, file: SourceFile) -> str | None:
    """The literal that takes the place of what is not set."""
    arguments = call.child_by_field_name("arguments")
    waiting = [] if arguments is None else list(arguments.named_children[:1])
    while waiting:
        node = waiting.pop(0)
        text = _string(node, file)
        if text is not None:
            return text
        if node.type in {"integer_literal", "float_literal", "boolean_literal"}:
            return file.text(node)
        if node.type == "closure_expression":
            body = node.child_by_field_name("body")
            waiting += [] if body is None else [body]
        elif node.type == "call_expression":  # "x".to_string(), String::from("x")
            function = node.child_by_field_name("function")
            own = node.child_by_field_name("arguments")
            if function is not None and function.type == "field_expression":
                waiting += function.named_children[:1]
            elif own is not None:
                waiting += own.named_children[:1]
    return None
