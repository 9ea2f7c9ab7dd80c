"""Options of one command of click, from its decorators, or of Typer, from its parameters."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from dynamo_stability.collect.options.declaring import declare
from dynamo_stability.collect.options.values import Called, Reference, Unknown
from dynamo_stability.configuration import HelperRule
from dynamo_stability.configuration.command_line import FLAG, NEGATABLE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Final

    from dynamo_stability.collect.options.option import Option
    from dynamo_stability.collect.options.scopes import Scope
    from dynamo_stability.collect.options.values import Definition
    from dynamo_stability.collect.options.walking import Walker

_RULES: Final = {
    form: HelperRule("click.option", names="0+", env_var="envvar", form=form)
    for form in ("value", FLAG, NEGATABLE)
}
#: click's own names of types, and what they are called here.
_TYPES: Final = {"STRING": "str", "INT": "int", "FLOAT": "float", "BOOL": "bool", "UUID": "UUID"}
_OPTIONAL: Final = frozenset({"typing.Optional", "typing.Union"})
_LISTS: Final = frozenset({"list", "List", "Sequence", "tuple", "Tuple"})


# ---- click --------------------------------------------------------------------------------------


def click_parameters(walker: Walker, function: Definition, scope: Scope) -> Iterator[Option]:
    """The options and arguments that decorators of click give to a function."""
    for decorator in function.node.decorator_list:
        if isinstance(decorator, ast.Call):
            called = walker.attempt(decorator, scope)
            kind = _kind(called)
            if kind is not None:
                yield from _declared(walker, called, kind, function.file.place(decorator))


def _kind(called: Any) -> str | None:
    """`"option"` or `"argument"`, where a call of click or Typer declares one."""
    for name in called.names if isinstance(called, Called) else ():
        root, _, rest = name.partition(".")
        last = rest.rpartition(".")[2].lower()
        if root in {"click", "rich_click", "asyncclick", "typer"} and last in {
            "option",
            "argument",
        }:
            return last
    return None


def _declared(walker: Walker, called: Called, kind: str, place: str) -> Iterator[Option]:
    names = [one for one in called.arguments if isinstance(one, str)]
    spellings = [one for one in names if one.startswith(("-", "/"))]
    parameter = next((one for one in names if one not in spellings), None)
    keywords = dict(called.keywords)
    form = _form(spellings, keywords)
    spellings = [one.partition("/")[0].strip() for one in spellings]
    if kind == "argument" or not spellings:
        spellings = [(parameter or "argument").upper()]
    if parameter is not None:
        keywords["dest"] = parameter
    if keywords.get("multiple") is True:
        keywords["action"] = "append"
    if keywords.get("count") is True:
        keywords["action"] = "count"
    if keywords.get("hidden") is True:
        keywords["help"] = Reference(("argparse.SUPPRESS",))
    _settle_type(keywords)
    flat = called._replace(arguments=tuple(spellings), keywords=keywords)
    title = keywords.get("rich_help_panel")
    found = declare(
        _RULES[form], flat, title if isinstance(title, str) else None, place, walker.marks
    )
    if found is not None:
        yield found


def _form(spellings: list[str], keywords: dict[str, Any]) -> str:
    if any("/" in one[1:] for one in spellings):
        return NEGATABLE
    is_flag = keywords.get("is_flag") is True or "flag_value" in keywords
    return FLAG if is_flag else "value"


def _settle_type(keywords: dict[str, Any]) -> None:
    """Say a type as argparse would: choices apart, click's names for Python's own."""
    given = keywords.get("type")
    if isinstance(given, Called) and given.names[0].endswith(".Choice"):
        keywords["choices"] = given.argument(("0", "choices"))
        keywords["type"] = None
    elif isinstance(given, Called):
        keywords["type"] = Reference(given.names)
    elif isinstance(given, Reference) and given.short in _TYPES:
        keywords["type"] = Reference((_TYPES[given.short],))
    elif given is None and isinstance(keywords.get("default"), (bool, int, float)):
        keywords["type"] = Reference((type(keywords["default"]).__name__,))


# ---- Typer --------------------------------------------------------------------------------------


def typer_parameters(walker: Walker, function: Definition, scope: Scope) -> Iterator[Option]:
    """The options and arguments that the parameters of a function are to Typer."""
    taken = function.node.args  # type: ignore[union-attr]
    positional = [*taken.posonlyargs, *taken.args]
    missing = [None] * (len(positional) - len(taken.defaults))
    defaults = [*missing, *taken.defaults, *taken.kw_defaults]
    for parameter, default in zip([*positional, *taken.kwonlyargs], defaults, strict=True):
        yield from _of_parameter(walker, parameter, default, scope)


def _of_parameter(
    walker: Walker, parameter: ast.arg, default: ast.expr | None, scope: Scope
) -> Iterator[Option]:
    annotation, metadata = _annotated(walker, parameter.annotation, scope)
    value = None if default is None else walker.attempt(default, scope)
    kind_of_type, is_list = _type(walker, annotation, scope)
    if kind_of_type.endswith("Context"):
        return
    declared: Any = next((one for one in (value, *metadata) if _kind(one)), None)
    kind = _kind(declared)
    if kind is None:
        kind = "argument" if default is None else "option"
        declared = Called(("typer.Option",), (), {})
    arguments = list(declared.arguments)
    keywords = dict(declared.keywords)
    if declared is value:
        value = keywords.get("default", arguments[0] if arguments else None)
        arguments = arguments[1:]
    keywords["default"] = None if value is ... else value
    is_bool = kind_of_type == "bool" and kind == "option"
    long = f"--{parameter.arg.replace('_', '-')}"
    if not arguments:
        arguments = [f"{long}/--no-{long[2:]}" if is_bool else long]
    elif is_bool:
        keywords.setdefault("is_flag", True)
    if keywords.get("count") is not True:
        keywords["type"] = None if is_bool else Reference((kind_of_type,))
    if is_list:
        keywords["multiple"] = True
    keywords["stability"] = [one for one in metadata if one is not declared]
    keywords["deprecated_aliases"] = _aliases(metadata)
    whole = Called(declared.names, (parameter.arg, *arguments), keywords)
    yield from _declared(walker, whole, kind, scope.file.place(parameter))


def _aliases(metadata: list[Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for one in metadata:
        if isinstance(one, Called) and one.names[0].endswith(".DeprecatedAliases"):
            found.update({name: None for name in one.arguments if isinstance(name, str)})
            said = one.keywords.get("said")
            found.update(said if type(said) is dict else {})
    return found


def _annotated(
    walker: Walker, annotation: ast.expr | None, scope: Scope
) -> tuple[ast.expr | None, list[Any]]:
    """The type that an annotation names, and what stands beside it in `Annotated`."""
    if isinstance(annotation, ast.Subscript) and isinstance(annotation.slice, ast.Tuple):
        names = list(walker.resolver.names(scope.file.module, annotation.value))
        if any(name.rpartition(".")[2] == "Annotated" for name in names):
            first, *rest = annotation.slice.elts
            return first, [walker.attempt(one, scope) for one in rest]
    return annotation, []


def _type(walker: Walker, annotation: ast.expr | None, scope: Scope) -> tuple[str, bool]:
    """The name of a type, and whether it is of a list of these."""
    if isinstance(annotation, ast.BinOp):  # X | None
        sides = (annotation.left, annotation.right)
        annotation = next((one for one in sides if not isinstance(one, ast.Constant)), None)
    if isinstance(annotation, ast.Subscript):
        outer = walker.attempt(annotation.value, scope)
        inner = (
            annotation.slice.elts[0]
            if isinstance(annotation.slice, ast.Tuple)
            else annotation.slice
        )
        if isinstance(outer, Reference) and not _OPTIONAL.isdisjoint(outer.names):
            return _type(walker, inner, scope)
        if isinstance(outer, Reference) and outer.short in _LISTS:
            return _type(walker, inner, scope)[0], True
    if annotation is None:
        return "str", False
    value = walker.attempt(annotation, scope)
    if isinstance(value, Reference):
        return value.short, False
    return value.text if isinstance(value, Unknown) else "str", False
