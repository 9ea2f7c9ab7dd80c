"""Constructors that nobody wrote: those of dataclasses and named tuples."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

import griffe

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dynamo_stability.collect.api.classes import Hierarchy, OwnClass
    from dynamo_stability.collect.api.names import ApiNames

_DATACLASS: Final = "dataclasses.dataclass"
_FIELD: Final = "dataclasses.field"
_NAMED_TUPLE: Final = "typing.NamedTuple"


class _Field(NamedTuple):
    """A field of a dataclass.

    Attributes:
        parameter: what the constructor takes for it, or None.
        is_keyword_only: whether it takes it by name only.
    """

    parameter: griffe.Parameter | None
    is_keyword_only: bool


class Constructors:
    """Makes up the constructors that Python will.

    Args:
        hierarchy: knows base classes.
        names: knows what names stand for.
    """

    def __init__(self, hierarchy: Hierarchy, names: ApiNames) -> None:
        self._hierarchy = hierarchy
        self._names = names
        self._told: dict[int, dict[str, str] | None] = {}

    def of(self, one: OwnClass) -> griffe.Function | None:
        """The constructor that a class gets, or None where it gets none of its own."""
        arguments = self.dataclass_arguments(one)
        if arguments is not None:
            is_written = "__init__" in one.shape.members or arguments.get("init") == "False"
            return None if is_written else self._init(one)
        if any(base.full_name == _NAMED_TUPLE for base in self._hierarchy.bases(one)):
            return None if "__new__" in one.shape.members else self._new(one)
        return None

    def dataclass_arguments(self, one: OwnClass) -> dict[str, str] | None:
        """What `@dataclass` is told above a class; None where it does not stand there."""
        key = id(one.shape)
        if key not in self._told:
            self._told[key] = self._dataclass_arguments(one)
        return self._told[key]

    def _dataclass_arguments(self, one: OwnClass) -> dict[str, str] | None:
        for decorator in one.shape.decorators:
            value = decorator.value
            if self._names.definition_of(one.module.name, value) == _DATACLASS:
                return {name: str(given) for name, given in _keywords(value)}
        return None

    def leaves(self, one: OwnClass, shape: griffe.Attribute) -> bool:
        """Whether a name of a class body is left as an attribute, once the constructor is made."""
        if self.dataclass_arguments(one) is None:
            return True
        return self._annotation(one, shape) not in {"dataclasses.InitVar", "dataclasses.KW_ONLY"}

    def _annotation(self, one: OwnClass, shape: griffe.Attribute) -> str | None:
        if shape.annotation is None:
            return None
        return self._names.definition_of(one.module.name, shape.annotation)

    # ---- dataclasses ----------------------------------------------------------------------------

    def _init(self, one: OwnClass) -> griffe.Function:
        fields: dict[str, _Field] = {}
        for ancestor, _ in reversed(self._hierarchy.ancestors(one)):
            fields.update(self._fields(ancestor))
        fields.update(self._fields(one))
        wanted = [field for field in fields.values() if field.parameter is not None]
        wanted.sort(key=lambda field: field.is_keyword_only)
        return _constructor(
            one, "__init__", "self", [one.parameter for one in wanted if one.parameter], "None"
        )

    def _fields(self, one: OwnClass) -> dict[str, _Field]:
        arguments = self.dataclass_arguments(one)
        if arguments is None:
            return {}
        is_keyword_only = arguments.get("kw_only") == "True"
        found: dict[str, _Field] = {}
        for name, shape in _annotated(one):
            if self._annotation(one, shape) == "dataclasses.KW_ONLY":
                is_keyword_only = True
            else:
                found[name] = self._field(one, shape, is_keyword_only=is_keyword_only)
        return found

    def _field(self, one: OwnClass, shape: griffe.Attribute, *, is_keyword_only: bool) -> _Field:
        default: Any = shape.value
        if isinstance(default, griffe.ExprCall) and self._is_field(one, default):
            given = dict(_keywords(default))
            default = given.get("default")
            if "default_factory" in given:
                default = f"{given['default_factory']}()"
            if str(given.get("init")) == "False":
                return _Field(None, is_keyword_only)
            if "kw_only" in given:
                is_keyword_only = str(given["kw_only"]) == "True"
        return _Field(_parameter(shape, default, is_keyword_only=is_keyword_only), is_keyword_only)

    def _is_field(self, one: OwnClass, value: griffe.ExprCall) -> bool:
        return self._names.definition_of(one.module.name, value) == _FIELD

    # ---- named tuples ---------------------------------------------------------------------------

    def _new(self, one: OwnClass) -> griffe.Function:
        fields = [_parameter(shape, shape.value) for _, shape in _annotated(one)]
        return _constructor(one, "__new__", "_cls", fields, None)


def _annotated(one: OwnClass) -> Iterator[tuple[str, griffe.Attribute]]:
    """The annotated names of a class body, without class variables and properties."""
    for name, member in one.shape.members.items():
        if not isinstance(member, griffe.Attribute) or member.annotation is None:
            continue
        is_class_variable = (
            "class-attribute" in member.labels and "instance-attribute" not in member.labels
        )
        if not is_class_variable and "property" not in member.labels:
            yield name, member


def _keywords(expression: Any) -> Iterator[tuple[str, Any]]:
    for argument in expression.arguments if isinstance(expression, griffe.ExprCall) else ():
        if isinstance(argument, griffe.ExprKeyword):
            yield argument.name, argument.value


def _parameter(
    shape: griffe.Attribute, default: Any, *, is_keyword_only: bool = False
) -> griffe.Parameter:
    kind = griffe.ParameterKind
    return griffe.Parameter(
        shape.name,
        annotation=shape.annotation,
        kind=kind.keyword_only if is_keyword_only else kind.positional_or_keyword,
        default=default,
    )


def _constructor(
    one: OwnClass, name: str, first: str, fields: list[griffe.Parameter], returns: str | None
) -> griffe.Function:
    receiver = griffe.Parameter(first, kind=griffe.ParameterKind.positional_or_keyword)
    return griffe.Function(
        name,
        parameters=griffe.Parameters(receiver, *fields),
        returns=returns,
        parent=one.shape,
    )
