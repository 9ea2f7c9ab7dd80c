"""The markers that are measured, each as a function that marks what it is given."""

from __future__ import annotations

import functools
import types
import warnings
from collections.abc import Callable
from typing import Any

import deprecate
import deprecated
import deprecation
import typing_extensions
import wrapt
from deprecated.params import deprecated_params

import dynamo_stability

Mark = Callable[[Any], Any]


def bare(target: Any) -> Any:
    return target


def closure(target: Any) -> Any:
    """What most projects write themselves."""

    @functools.wraps(target)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        warnings.warn("it may change", FutureWarning, stacklevel=2)
        return target(*args, **kwargs)

    return wrapper


def closure_over_parameter(target: Any) -> Any:
    """The same, for the keyword `b`."""

    @functools.wraps(target)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        if "b" in kwargs:
            warnings.warn("b may change", FutureWarning, stacklevel=2)
        return target(*args, **kwargs)

    return wrapper


def closure_over_name(module: Any) -> Any:
    """The same, for the name `LIMIT` of a module: the module's `__getattr__` gives it."""
    value = module.__dict__.pop("LIMIT")

    def __getattr__(name: str) -> Any:
        if name == "LIMIT":
            warnings.warn("LIMIT may change", FutureWarning, stacklevel=2)
            return value
        raise AttributeError(name)

    module.__dict__["__getattr__"] = __getattr__
    return module


@wrapt.decorator
def _wrapt(wrapped: Any, instance: Any, args: Any, kwargs: Any) -> Any:
    warnings.warn("it may change", FutureWarning, stacklevel=2)
    return wrapped(*args, **kwargs)


def _name_marker(marker: Any) -> Mark:
    def mark(module: types.ModuleType) -> types.ModuleType:
        dynamo_stability.mark_names(module.__name__, LIMIT=marker)
        return module

    return mark


#: By name; the first one is what all are compared with, the next four are ours.
CONTENDERS: dict[str, Mark] = {
    "bare": bare,
    "stable": dynamo_stability.stable,
    "beta": dynamo_stability.beta,
    "experimental": dynamo_stability.experimental,
    "deprecated": dynamo_stability.deprecated("it goes"),
    "closure": closure,
    "typing_extensions": typing_extensions.deprecated("it goes"),
    "wrapt": _wrapt,
    "Deprecated": deprecated.deprecated(reason="it goes"),
    "deprecation": deprecation.deprecated(details="it goes"),
    "pyDeprecate": deprecate.deprecated(
        target=deprecate.TargetMode.NOTIFY, deprecated_in="1.0", num_warns=-1
    ),
}

#: Those that can mark a name of a module; the rest mark functions and classes only.
OF_NAMES: dict[str, Mark] = {
    "bare": bare,
    "stable": _name_marker(dynamo_stability.stable()),
    "beta": _name_marker(dynamo_stability.beta()),
    "experimental": _name_marker(dynamo_stability.experimental()),
    "deprecated": _name_marker(dynamo_stability.deprecated("it goes")),
    "closure": closure_over_name,
}

#: Those that can mark a parameter.
OF_PARAMETERS: dict[str, Mark] = {
    "bare": bare,
    "beta": dynamo_stability.beta_parameter("b"),
    "experimental": dynamo_stability.experimental_parameter("b"),
    "deprecated": dynamo_stability.deprecated_parameter("b", "it goes"),
    "closure": closure_over_parameter,
    "Deprecated": deprecated_params({"b": "it goes"}),
    "pyDeprecate": deprecate.deprecated(
        target=deprecate.TargetMode.ARGS_REMAP,
        args_mapping={"b": "c"},
        deprecated_in="1.0",
        num_warns=-1,
    ),
}

OURS = ("stable", "beta", "experimental", "deprecated")
