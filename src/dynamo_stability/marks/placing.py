"""From a marker and an object to a mark at work: which technique, and what is left behind."""

from __future__ import annotations

import sys
from types import (
    BuiltinFunctionType,
    ClassMethodDescriptorType,
    FrameType,
    FunctionType,
    GetSetDescriptorType,
    MemberDescriptorType,
    MethodDescriptorType,
    MethodType,
    MethodWrapperType,
    ModuleType,
    WrapperDescriptorType,
)

from dynamo_stability.errors import MarkError
from dynamo_stability.marks import plain
from dynamo_stability.marks.marking import (
    mark_class,
    mark_function,
    mark_parameter,
    public_name,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Final

    from dynamo_stability.marks.mark import Manner
    from dynamo_stability.marks.marker import Marker, ParameterMarker
    from dynamo_stability.record import Record

#: Written in C: neither code to exchange nor attributes to set.
_COMPILED: Final = (
    BuiltinFunctionType,
    ClassMethodDescriptorType,
    GetSetDescriptorType,
    MemberDescriptorType,
    MethodDescriptorType,
    MethodWrapperType,
    WrapperDescriptorType,
)
_INNER_FUNCTION: Final = (staticmethod, classmethod)


def place(target: Any, marker: Marker, frame: FrameType | None = None) -> Any:
    """Put `marker` on `target`.

    Args:
        target: what to mark.
        marker: what to say.
        frame: the frame that applies the mark, for classes that are not complete yet.

    Returns:
        `target` itself; another object only for a property (its subclass, which marks setters
        added later) and for partials and callable instances (a proxy).

    Raises:
        MarkError: it cannot be marked; nothing has changed.
    """
    if isinstance(target, FunctionType):
        return _place_on_function(target, marker)
    if isinstance(target, type):
        return _place_on_class(target, marker, frame)
    if isinstance(target, _INNER_FUNCTION):
        return _place_inside(target, target.__func__, marker)
    if isinstance(target, property):
        return _place_on_property(target, marker)
    refusal = why_unmarkable(target)
    if refusal is not None:
        raise MarkError(f"Cannot mark {_describe(target)} as {_stage(marker)}: {refusal}")
    inner = _wrapped_function(target)
    if inner is not None:
        return _place_inside(target, inner, marker)
    return _place_on_callable(target, marker)


def why_unmarkable(target: object) -> str | None:
    """Why no mark can be put on `target`, and what to do instead; None where one can."""
    if isinstance(target, _COMPILED):
        return (
            "it is written in C and takes no mark itself. "
            "Mark its name: mark_names(__name__, NAME=...), or list it in a manifest."
        )
    if isinstance(target, MethodType):
        return "it is bound to an object. Mark the function in its class."
    if isinstance(target, ModuleType):
        return "it is a module. Call mark_module(__name__, ...) in it."
    if _wrapped_function(target) is not None or callable(target):
        return None
    return (
        "it is no function, class, method or property. "
        "Mark its name: mark_names(__name__, NAME=...)."
    )


def is_markable(target: object) -> bool:
    """Whether `target` is something a decorator may be put on, were it allowed to."""
    kinds = (FunctionType, type, property, *_INNER_FUNCTION, *_COMPILED, MethodType, ModuleType)
    return isinstance(target, kinds) or why_unmarkable(target) is None


def _describe(target: object) -> str:
    module = getattr(target, "__module__", None)
    name = getattr(target, "__qualname__", None)
    if isinstance(name, str):
        return f"'{module}.{name}'" if isinstance(module, str) else f"'{name}'"
    text = repr(target)
    return text if len(text) <= 80 else text[:77] + "..."  # noqa: PLR2004 - a line's worth


def _stage(marker: Marker) -> str:
    return "deprecated" if marker.tier is None else marker.tier.value


# ---- functions ----------------------------------------------------------------------------------


def _place_on_function(function: FunctionType, marker: Marker) -> Any:
    if function.__name__ == "<lambda>" and marker.tier is not None:  # PEP 702 allows them
        raise MarkError(
            f"Cannot mark {_describe(function)} as {_stage(marker)}: it is a lambda. "
            f"Define a named function."
        )
    kind = "method" if _is_in_class(function.__qualname__) else "function"
    record = marker.record_for(public_name(function), kind)
    if plain.IS_PLAIN:
        return _place_on_proxy(function, record, marker.manner)
    mark_function(function, record, marker.manner)
    return function


def _is_in_class(qualname: str) -> bool:
    outer = qualname.rpartition(".")[0]
    return bool(outer) and not outer.endswith("<locals>")


# ---- classes ------------------------------------------------------------------------------------


def _place_on_class(cls: type, marker: Marker, frame: FrameType | None) -> type:
    record = marker.record_for(public_name(cls), "class")
    mark_class(cls, record, marker.manner, frame)
    return cls


# ---- properties, static and class methods, partials ---------------------------------------------


def _wrapped_function(target: object) -> FunctionType | None:
    """The Python function inside a descriptor of functools."""
    functools = sys.modules.get("functools")
    if functools is None:
        return None
    holders = (
        functools.cached_property,
        functools.partialmethod,
        functools.singledispatchmethod,
    )
    function = getattr(target, "func", None)
    if isinstance(target, holders) and isinstance(function, FunctionType):
        return function
    return None


def _place_inside(target: Any, inner: Any, marker: Marker) -> Any:
    placed = place(inner, marker)
    if placed is inner:
        return target
    if isinstance(target, _INNER_FUNCTION):
        return type(target)(placed)
    if plain.IS_PLAIN:
        target.func = placed
        if hasattr(target, "dispatcher"):
            target.dispatcher.register(object, placed)
        return target
    raise MarkError(
        f"Cannot mark {_describe(target)} as {_stage(marker)}: what it holds is no Python "
        f"function. Put the mark under it, on the function itself."
    )


def _place_on_property(target: property, marker: Marker) -> property:
    from dynamo_stability.marks.properties import MarkedProperty

    return MarkedProperty.marked(target, marker)


def _place_on_callable(target: Any, marker: Marker) -> Any:
    name = getattr(target, "__qualname__", None) or type(target).__qualname__
    module = getattr(target, "__module__", None) or type(target).__module__
    record = marker.record_for(f"{module}.{name}", "function")
    return _place_on_proxy(target, record, marker.manner)


def _place_on_proxy(target: Any, record: Record, manner: Manner) -> Any:
    from dynamo_stability.marks import proxies

    return proxies.marked_proxy(target, record, manner)


# ---- parameters ---------------------------------------------------------------------------------


def place_on_parameter(target: Any, marker: ParameterMarker) -> Any:
    """Put a mark on one parameter of `target`, and return `target`.

    Raises:
        MarkError: there is no such parameter, or it is marked already; nothing has changed.
    """
    if isinstance(target, _INNER_FUNCTION):
        place_on_parameter(target.__func__, marker)
        return target
    if not isinstance(target, (FunctionType, type)):
        refusal = why_unmarkable(target) or "it is no Python function or class."
        raise MarkError(f"Cannot mark parameter {marker.name!r} of {_describe(target)}: {refusal}")
    name = f"{public_name(target)}({marker.name})"
    record = marker.marker.record_for(name, "parameter")
    mark_parameter(target, marker.name, record, marker.marker.manner, marker.renamed_to)
    return target
