"""Enabling features whose experimental API is behind a gate."""

from __future__ import annotations

from sys import _getframe

from dynamo_stability.marks import gates, notice
from dynamo_stability.marks.frames import module_name
from dynamo_stability.marks.gates import Enabling
from dynamo_stability.marks.live import all_marks

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType

    from typing_extensions import Self

    from dynamo_stability.marks.gates import Place


class EnabledFeatures:
    """Features that are enabled in this process; close it, or leave its `with` block, to end it."""

    __slots__ = ("_enabling",)

    def __init__(self, enabling: Enabling) -> None:
        self._enabling = enabling

    def close(self) -> None:
        """Take the enabling back, unless others hold it too; closing twice does nothing."""
        gates.remove(self._enabling)
        _settle_marks(self._enabling.features)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.close()


def enable_feature(*features: str) -> EnabledFeatures:
    """Enable features in this process, so that their experimental API can be used.

    Before or after the API is imported, and from any thread. Once its first use is over, API of an
    enabled feature costs nothing. The environment has the last word: `DYN_EXPERIMENTAL_X=0` keeps
    the feature `x` switched off. Enabling what has graduated does no harm; it warns with
    `DeprecatedWarning`.

    Args:
        features: the names, as `NotEnabledError` gives them.

    Returns:
        What is enabled: close it, or use it as a context manager, to take it back, for all
        threads and tasks. For one of them alone there is `use_feature`.

    Raises:
        RulesError: a name is not a text, or there is none.

    Example:
        >>> with enable_feature("kv_dc_relay"):
        ...     pass
    """
    names = gates.checked(features, "enable")
    return enable_at(names, _place(_getframe(1)))


def enable_at(features: tuple[str, ...], place: Place) -> EnabledFeatures:
    """Enable features in this process, asked for at a place."""
    _tell_of_graduated(features, place)
    enabling = Enabling(features, place)
    gates.add(enabling)
    _settle_marks(features)
    return EnabledFeatures(enabling)


class use_feature:  # noqa: N801 - used like a function, as contextlib.suppress is
    """Enable features for the running thread or asyncio task alone, as a context manager.

    It holds for the tasks started inside as well, as context variables do.

    Args:
        features: the names, as `NotEnabledError` gives them.

    Raises:
        RulesError: a name is not a text, or there is none.

    Example:
        >>> with use_feature("kv_dc_relay"):
        ...     pass
    """

    __slots__ = ("_features",)

    def __init__(self, *features: str) -> None:
        self._features = gates.checked(features, "use")
        _tell_of_graduated(self._features, _place(_getframe(1)))

    def __enter__(self) -> Self:
        gates._in_context.set((*gates._in_context.get(), *self._features))
        return self

    def __exit__(self, *exc_info: object) -> None:
        remaining = list(gates._in_context.get())
        for feature in self._features:
            if feature in remaining:
                remaining.remove(feature)
        gates._in_context.set(tuple(remaining))


def is_feature_enabled(feature: str) -> bool:
    """Whether a feature is enabled here: in this process, thread or task, or by the environment.

    For the library itself, where an argument of stable API leads to what is behind a gate. A
    feature that has graduated counts as enabled.

    Raises:
        RulesError: the name is not a text.
    """
    (name,) = gates.checked((feature,), "look up")
    return gates.has_graduated(name) or gates.is_open(name, gates.variable_of(name))


def _place(frame: FrameType) -> Place:
    return frame.f_code.co_filename, frame.f_lineno, module_name(frame)


def _tell_of_graduated(features: tuple[str, ...], place: Place) -> None:
    for feature in features:
        record = gates.known(feature)
        if record is not None and gates.has_graduated(feature):
            from dynamo_stability.marks.graduating import tell_enabling

            tell_enabling(record, place)
            gates.told.add(feature)


def _settle_marks(features: tuple[str, ...]) -> None:
    """Have the marks of some features stay or go, as their gates are now."""
    notice.heard.reset()
    for mark in list(all_marks()):
        if mark.record.gate is not None and mark.record.feature in features:
            mark.settle_action()
