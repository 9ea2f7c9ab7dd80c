"""The markers that are measured, each as a function that marks what it is given."""

from __future__ import annotations

import functools
import warnings
from collections.abc import Callable
from typing import Any

import deprecate
import deprecated
import deprecation
import typing_extensions
import wrapt

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


@wrapt.decorator
def _wrapt(wrapped: Any, instance: Any, args: Any, kwargs: Any) -> Any:
    warnings.warn("it may change", FutureWarning, stacklevel=2)
    return wrapped(*args, **kwargs)


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
    "pyDeprecate": deprecate.deprecated(target=None, deprecated_in="1.0", num_warns=-1),
}

OURS = ("stable", "beta", "experimental", "deprecated")
