"""Describer: what griffe knows of a definition -> objects of the API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

import griffe

from dynamo_stability.catalog import ApiObject, Parameter, Signature
from dynamo_stability.collect.api.classes import Hierarchy, OwnClass
from dynamo_stability.collect.api.constructors import Constructors
from dynamo_stability.collect.api.reading import overloads_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from dynamo_stability.collect.api.names import ApiNames
    from dynamo_stability.collect.api.reading import ApiModule

_PARAMETER_KINDS: Final = {
    griffe.ParameterKind.positional_only: "positional-only",
    griffe.ParameterKind.positional_or_keyword: "positional-or-keyword",
    griffe.ParameterKind.var_positional: "var-positional",
    griffe.ParameterKind.keyword_only: "keyword-only",
    griffe.ParameterKind.var_keyword: "var-keyword",
}
_VARIADIC: Final = frozenset({"var-positional", "var-keyword"})
#: Labels of griffe that the kind says already, or that go by a shorter word here.
_LABELS: Final = {"module-attribute": None, "property": None, "abstractmethod": "abstract"}
_PROPERTIES: Final = frozenset(
    {"abc.abstractproperty", "types.DynamicClassAttribute", "enum.property"}
)
_FINAL: Final = frozenset({"typing.final", "typing_extensions.final"})
#: What the interpreter reads from a class body, and nobody else.
_NOT_ATTRIBUTES: Final = frozenset({"__slots__", "__doc__", "__module__", "__qualname__"})


class Place(NamedTuple):
    """Where in the API something stands.

    Attributes:
        module: the module that defines it.
        qualname: its name in that module.
        name: its public name.
    """

    module: ApiModule
    qualname: str
    name: str

    @property
    def definition(self) -> str | None:
        """The full name of the definition, where it is not the public one."""
        full = f"{self.module.name}.{self.qualname}"
        return None if full == self.name else full


class Describer:
    """Describes definitions.

    Args:
        modules: the modules at hand.
        names: knows what names stand for.
    """

    def __init__(self, modules: Mapping[str, ApiModule], names: ApiNames) -> None:
        self._names = names
        self._hierarchy = Hierarchy(modules, names)
        self._constructors = Constructors(self._hierarchy, names)

    def describe(self, place: Place, shapes: Sequence[griffe.Object]) -> Iterator[ApiObject]:
        """A definition, and what is public of a class; `shapes` are several for overloads alone."""
        shape = shapes[0]
        if isinstance(shape, griffe.Class):
            one = OwnClass(place.module, place.qualname, shape)
            yield self._class(place, one)
            yield from self._members(place, one)
        elif isinstance(shape, griffe.Function):
            functions = [one for one in shapes if isinstance(one, griffe.Function)]
            yield self._function(place, functions)
        elif isinstance(shape, griffe.Attribute):
            yield self._attribute(place, shape)
        elif isinstance(shape, griffe.TypeAlias):
            yield self._object(place, "attribute", shape, value=shape.value, labels=["type-alias"])

    def _object(
        self,
        place: Place,
        kind: str,
        shape: griffe.Object,
        *,
        annotation: Any = None,
        value: Any = None,
        labels: Iterable[str] = (),
        signatures: tuple[Signature, ...] = (),
        bases: tuple[str, ...] = (),
        mentioned: Sequence[Any] | None = None,
    ) -> ApiObject:
        if mentioned is None:
            mentioned = [value if annotation is None else annotation]
        words = {_LABELS.get(one, one) for one in labels}
        return ApiObject(
            place.name,
            kind,
            definition=place.definition,
            bases=bases,
            annotation=_text(annotation),
            value=_text(value),
            signatures=signatures,
            labels=tuple(sorted(word for word in words if word is not None)),
            mentions=self._names.mentions(place.module.name, mentioned),
            source=place.module.place(shape, place.qualname),
        )

    # ---- functions and attributes ---------------------------------------------------------------

    def _function(self, place: Place, functions: Sequence[griffe.Function]) -> ApiObject:
        function = functions[0]
        decorators = {one.callable_path for one in function.decorators}
        labels = function.labels | ({"final"} if decorators & _FINAL else set())
        if decorators & _PROPERTIES:
            return self._object(
                place, "property", function, annotation=function.returns, labels=labels
            )
        overloads = functions if len(functions) > 1 else function.overloads or functions
        return self._object(
            place,
            "method" if isinstance(function.parent, griffe.Class) else "function",
            function,
            labels=labels,
            signatures=tuple([_signature(one) for one in overloads]),
            mentioned=[part for one in overloads for part in _expressions(one)],
        )

    def _attribute(self, place: Place, shape: griffe.Attribute) -> ApiObject:
        is_final = str(shape.annotation or "").startswith(("Final", "typing.Final"))
        return self._object(
            place,
            "property" if "property" in shape.labels else "attribute",
            shape,
            annotation=shape.annotation,
            value=shape.value,
            labels=shape.labels | ({"final"} if is_final else set()),
        )

    # ---- classes --------------------------------------------------------------------------------

    def _class(self, place: Place, one: OwnClass) -> ApiObject:
        bases = self._hierarchy.public_bases(one)
        return self._object(
            place,
            "class",
            one.shape,
            labels=self._class_labels(one),
            bases=tuple([text for text, _ in bases]),
            mentioned=[base.expression for _, base in bases],
        )

    def _class_labels(self, one: OwnClass) -> set[str]:
        labels = one.shape.labels | {f"{key}={value}" for key, value in one.shape.keywords.items()}
        if any(decorator.callable_path in _FINAL for decorator in one.shape.decorators):
            labels.add("final")
        arguments = self._constructors.dataclass_arguments(one)
        if arguments is not None:
            labels |= {"dataclass", *(f"{key}={value}" for key, value in arguments.items())}
        return labels

    def _members(self, place: Place, one: OwnClass) -> Iterator[ApiObject]:
        """What is public of a class, with what it has from private classes."""
        hidden = [own for own, is_hidden in self._hierarchy.ancestors(one) if is_hidden]
        seen: set[str] = set()
        for owner in (one, *hidden):
            for name, shapes in self._own_members(owner):
                if name in seen:
                    continue
                seen.add(name)
                if _is_public(name):
                    member = Place(owner.module, f"{owner.qualname}.{name}", f"{place.name}.{name}")
                    yield from self.describe(member, shapes)

    def _own_members(self, one: OwnClass) -> Iterator[tuple[str, Sequence[griffe.Object]]]:
        for name, member in one.shape.members.items():
            if not isinstance(member, griffe.Object):
                continue
            if not isinstance(member, griffe.Attribute) or self._constructors.leaves(one, member):
                yield name, [member]
        for name, overloads in overloads_of(one.shape).items():
            yield name, overloads
        constructor = self._constructors.of(one)
        if constructor is not None:
            one.module.add_place(constructor, one.shape, one.qualname)
            yield constructor.name, [constructor]


def _is_public(name: str) -> bool:
    if name.startswith("__") and name.endswith("__"):
        return name not in _NOT_ATTRIBUTES
    return not name.startswith("_")


def _text(expression: Any) -> str | None:
    return None if expression is None else str(expression) or None


def _signature(function: griffe.Function) -> Signature:
    return Signature(
        tuple([_parameter(one) for one in function.parameters]), _text(function.returns)
    )


def _parameter(parameter: griffe.Parameter) -> Parameter:
    kind = _PARAMETER_KINDS[parameter.kind or griffe.ParameterKind.positional_or_keyword]
    return Parameter(
        parameter.name,
        kind,
        annotation=_text(parameter.annotation),
        default=None if kind in _VARIADIC else _text(parameter.default),
    )


def _expressions(function: griffe.Function) -> Iterator[Any]:
    for parameter in function.parameters:
        yield parameter.annotation
        yield parameter.default
    yield function.returns
