"""What a function does with the Python modules that it is handed, statement by statement."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from dynamo_stability.collect.rust.attributes import read_attribute, unquoted
from dynamo_stability.collect.rust.items import Item
from dynamo_stability.collect.rust.uses import path_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

    from dynamo_stability.collect.rust.syntax import SourceFile

_STRINGS: Final = frozenset({"string_literal", "raw_string_literal"})
_ADDING: Final = frozenset({"add", "add_class", "add_function", "add_wrapped", "add_submodule"})
_WRAPPING: Final = frozenset(
    {"wrap_pyfunction", "wrap_pyfunction_bound", "wrap_pymodule", "wrap_pymodule_bound"}
)
#: What gives the type object of a class, as a method with a type argument or as one of the type.
_TYPE_OF: Final = frozenset(
    {"get_type", "get_type_bound", "type_object", "type_object_bound", "lazy_type_object"}
)
#: What stands around an expression without changing what it is.
_AROUND: Final = frozenset({"reference_expression", "try_expression", "parenthesized_expression"})
_PASSED_BY: Final = frozenset({"clone", "as_ref", "as_borrowed", "bind", "into_bound", "into"})
_NOT_ENTERED: Final = frozenset({"function_item", "impl_item", "mod_item", "token_tree"})
#: How much of one expression is searched.
_MOST_NODES: Final = 60


class Call(NamedTuple):
    """One thing that a function does with a module.

    Attributes:
        kind: parameter (it is handed one), new (it makes one), bind (it names one anew), pass (it
            hands one to another function) or add (it puts something into one).
        receiver: the variable that holds the module, or is to hold it.
        path: the Rust path of what is added, bound or called; may be empty.
        arguments: the variables that are handed over, each in its position; empty where it is
            something else.
        name: the name that the code gives, or None.
        position: the position of a parameter.
        carriers: the statement, where it has conditions of its own.
    """

    kind: str
    receiver: str = ""
    path: tuple[str, ...] = ()
    arguments: tuple[str, ...] = ()
    name: str | None = None
    position: int = 0
    carriers: tuple[Item, ...] = ()


def read_calls(function: Item) -> Iterator[Call]:
    """What a function does with modules, in the order of its source."""
    if function.node is None:
        return
    file = function.file
    yield from _parameters(function.node, file)
    body = function.node.child_by_field_name("body")
    waiting: list[tuple[Node, tuple[Item, ...]]] = [] if body is None else [(body, ())]
    while waiting:
        node, carriers = waiting.pop()
        if node.type == "let_declaration":
            yield from _binding(node, file)
        elif node.type == "call_expression":
            yield from (one._replace(carriers=carriers) for one in _call(node, file))
        waiting += reversed(list(_inside(node, carriers, function)))


def _inside(
    node: Node, carriers: tuple[Item, ...], function: Item
) -> Iterator[tuple[Node, tuple[Item, ...]]]:
    """What is in a node, each with the conditions above it."""
    conditions: list[Node] = []
    for child in node.named_children:
        if child.type == "attribute_item":
            conditions.append(child)
        elif child.type not in _NOT_ENTERED and not child.is_extra:
            if conditions:
                yield child, (*carriers, _statement(child, conditions, function))
                conditions = []
            else:
                yield child, carriers


def _statement(node: Node, conditions: list[Node], function: Item) -> Item:
    item = Item("statement", "", function.file, function)
    item.offset, item.line = node.start_byte, node.start_point[0] + 1
    for one in conditions:
        item.attributes += read_attribute(one, function.file)
    return item


def _parameters(node: Node, file: SourceFile) -> Iterator[Call]:
    parameters = node.child_by_field_name("parameters")
    given = [] if parameters is None else parameters.named_children
    for position, one in enumerate(each for each in given if each.type == "parameter"):
        pattern = one.child_by_field_name("pattern")
        if pattern is not None and "PyModule" in file.text(one):
            yield Call("parameter", file.text(pattern).removeprefix("mut "), position=position)


def _binding(node: Node, file: SourceFile) -> Iterator[Call]:
    pattern, value = node.child_by_field_name("pattern"), node.child_by_field_name("value")
    if pattern is None or value is None or pattern.type != "identifier":
        return
    receiver = file.text(pattern)
    variable = _variable(value, file)
    if variable:
        yield Call("bind", receiver, arguments=(variable,))
        return
    for one in _calls_within(value):
        if one.type == "macro_invocation":
            wrapped = _wrapped(one, file)
            if wrapped:
                yield Call("bind", receiver, wrapped)
                return
        elif one.type == "call_expression":
            function = one.child_by_field_name("function")
            path = () if function is None else path_of(function, file)
            if path[-2:] in {("PyModule", "new"), ("PyModule", "new_bound")}:
                yield Call("new", receiver, name=_text_within(one, file))
                return


def _call(node: Node, file: SourceFile) -> Iterator[Call]:
    function, arguments = node.child_by_field_name("function"), _arguments(node)
    types = None
    if function is not None and function.type == "generic_function":
        types = function.child_by_field_name("type_arguments")
        function = function.child_by_field_name("function")
    if function is None:
        return
    if function.type == "field_expression":
        value, field = (function.child_by_field_name(one) for one in ("value", "field"))
        if value is not None and field is not None and file.text(field) in _ADDING:
            yield from _addition(file.text(field), _variable(value, file), types, arguments, file)
        return
    path = path_of(function, file)
    variables = tuple(_variable(one, file) for one in arguments)
    if path and any(variables):
        yield Call("pass", "", path, variables)


def _addition(
    method: str, receiver: str, types: Node | None, arguments: list[Node], file: SourceFile
) -> Iterator[Call]:
    if method == "add_class":
        for one in [] if types is None else types.named_children[:1]:
            yield Call("add", receiver, path_of(one, file))
        return
    name = None
    if method == "add" and arguments and arguments[0].type in _STRINGS:
        name = unquoted(file.text(arguments.pop(0)))
    for one in arguments[:1]:
        variable = _variable(one, file)
        path = () if variable else _added(one, file)
        yield Call("add", receiver, path, (variable,) if variable and name is None else (), name)


def _added(node: Node, file: SourceFile) -> tuple[str, ...]:
    """The path of what an argument wraps, or is the type of."""
    for one in _calls_within(node):
        wrapped = (_wrapped if one.type == "macro_invocation" else _typed)(one, file)
        if wrapped:
            return wrapped
    return path_of(node, file)


def _wrapped(node: Node, file: SourceFile) -> tuple[str, ...]:
    """The path in `wrap_pyfunction!(path, m)` and its like."""
    macro = node.child_by_field_name("macro")
    if (
        macro is None
        or path_of(macro, file)[-1:] == ()
        or path_of(macro, file)[-1] not in _WRAPPING
    ):
        return ()
    tokens: list[str] = []
    for one in node.named_children[-1].children[1:]:
        if one.type in {",", ")", "]", "}"}:
            break
        if one.type != "::":
            tokens.append(file.text(one).removeprefix("r#"))
    return tuple(tokens)


def _typed(node: Node, file: SourceFile) -> tuple[str, ...]:
    """The path of the class in `py.get_type::<T>()` or `T::type_object(py)`."""
    function = node.child_by_field_name("function")
    if function is None:
        return ()
    if function.type == "generic_function":
        method, types = (
            function.child_by_field_name(one) for one in ("function", "type_arguments")
        )
        field = None if method is None else method.child_by_field_name("field")
        if field is not None and types is not None and file.text(field) in _TYPE_OF:
            return path_of(types.named_children[0], file) if types.named_children else ()
    path = path_of(function, file)
    return path[:-1] if path[-1:] and path[-1] in _TYPE_OF else ()


def _calls_within(node: Node) -> Iterator[Node]:
    waiting = [node]
    for _ in range(_MOST_NODES):
        if not waiting:
            return
        one = waiting.pop()
        if one.type in {"call_expression", "macro_invocation"}:
            yield one
        if one.type not in _NOT_ENTERED:
            waiting += reversed(one.named_children)


def _text_within(call: Node, file: SourceFile) -> str | None:
    for one in _arguments(call):
        if one.type in _STRINGS:
            return unquoted(file.text(one))
    return None


def _arguments(call: Node) -> list[Node]:
    arguments = call.child_by_field_name("arguments")
    return (
        [] if arguments is None else [one for one in arguments.named_children if not one.is_extra]
    )


def _variable(node: Node, file: SourceFile) -> str:
    """The variable that an expression is, or refers to; empty where it is more than that."""
    one: Node | None = node
    while one is not None:
        if one.type == "identifier":
            return file.text(one)
        if one.type in _AROUND:
            inner = [each for each in one.named_children if each.type != "mutable_specifier"]
            one = inner[0] if inner else None
        elif one.type == "call_expression":
            function = one.child_by_field_name("function")
            field = None if function is None else function.child_by_field_name("field")
            if function is None or field is None or file.text(field) not in _PASSED_BY:
                return ""
            one = function.child_by_field_name("value")
        else:
            return ""
    return ""
