"""The shape of a public API: what two releases are compared by."""

from __future__ import annotations

from dynamo_stability.value import Value, one_of, optional_text, text, texts, values_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

#: What an object of the API can be; `name` is one whose definition lies outside the sources.
API_KINDS: Final = (
    "module",
    "class",
    "function",
    "method",
    "property",
    "attribute",
    "name",
)

#: How a parameter takes its argument, in the words of `inspect.Parameter.kind.description`.
PARAMETER_KINDS: Final = (
    "positional-only",
    "positional-or-keyword",
    "var-positional",
    "keyword-only",
    "var-keyword",
)

_set = object.__setattr__
_api_kind = one_of(*API_KINDS)
_parameter_kind = one_of(*PARAMETER_KINDS)


class Parameter(Value):
    """One parameter of a signature.

    Attributes:
        name: its name, without stars.
        kind: how it takes its argument, one of `PARAMETER_KINDS`.
        annotation: its annotation as written.
        default: its default as written; None where the argument is required.
    """

    __slots__ = ("annotation", "default", "kind", "name")
    _IS_PLAIN = True

    name: str
    kind: str
    annotation: str | None
    default: str | None

    FIELDS = {
        "name": text,
        "kind": _parameter_kind,
        "annotation": optional_text,
        "default": optional_text,
    }
    REQUIRED = ("name", "kind")

    def __init__(
        self,
        name: str,
        kind: str,
        *,
        annotation: str | None = None,
        default: str | None = None,
    ) -> None:
        _set(self, "name", text(name, "name"))
        _set(self, "kind", _parameter_kind(kind, "kind"))
        _set(self, "annotation", optional_text(annotation, "annotation"))
        _set(self, "default", optional_text(default, "default"))


class Signature(Value):
    """One way to call a function or method.

    Attributes:
        parameters: its parameters in order.
        returns: the annotation of what it returns, as written.
    """

    __slots__ = ("parameters", "returns")
    _IS_PLAIN = True

    parameters: tuple[Parameter, ...]
    returns: str | None

    FIELDS = {"parameters": values_of(Parameter), "returns": optional_text}

    def __init__(self, parameters: tuple[Parameter, ...] = (), returns: str | None = None) -> None:
        _set(self, "parameters", values_of(Parameter)(parameters, "parameters"))
        _set(self, "returns", optional_text(returns, "returns"))


class ApiObject(Value):
    """One object of a public API.

    Attributes:
        name: the name that users import.
        kind: what it is, one of `API_KINDS`.
        definition: the name under which it is defined, where that is another one.
        bases: the base classes, by the full names under which users know them.
        annotation: the type of an attribute or property, as written.
        value: the value of an attribute, as written.
        signatures: the ways to call it; several where it is overloaded.
        labels: what else is known of it, sorted: `async`, `classmethod`, `abstract`, and so on.
        mentions: full names of the same package that its signature, bases and annotations name.
        source: where it is defined, as `path:line`.
    """

    __slots__ = (
        "annotation",
        "bases",
        "definition",
        "kind",
        "labels",
        "mentions",
        "name",
        "signatures",
        "source",
        "value",
    )
    _IS_PLAIN = True

    name: str
    kind: str
    definition: str | None
    bases: tuple[str, ...]
    annotation: str | None
    value: str | None
    signatures: tuple[Signature, ...]
    labels: tuple[str, ...]
    mentions: tuple[str, ...]
    source: str | None

    FIELDS = {
        "name": text,
        "kind": _api_kind,
        "definition": optional_text,
        "bases": texts,
        "annotation": optional_text,
        "value": optional_text,
        "signatures": values_of(Signature),
        "labels": texts,
        "mentions": texts,
        "source": optional_text,
    }
    REQUIRED = ("name", "kind")

    def __init__(
        self,
        name: str,
        kind: str,
        *,
        definition: str | None = None,
        bases: tuple[str, ...] = (),
        annotation: str | None = None,
        value: str | None = None,
        signatures: tuple[Signature, ...] = (),
        labels: tuple[str, ...] = (),
        mentions: tuple[str, ...] = (),
        source: str | None = None,
    ) -> None:
        _set(self, "name", text(name, "name"))
        _set(self, "kind", _api_kind(kind, "kind"))
        _set(self, "definition", optional_text(definition, "definition"))
        _set(self, "bases", texts(bases, "bases"))
        _set(self, "annotation", optional_text(annotation, "annotation"))
        _set(self, "value", optional_text(value, "value"))
        _set(self, "signatures", values_of(Signature)(signatures, "signatures"))
        _set(self, "labels", texts(labels, "labels"))
        _set(self, "mentions", texts(mentions, "mentions"))
        _set(self, "source", optional_text(source, "source"))
