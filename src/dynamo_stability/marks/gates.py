"""Gates: features that have to be enabled before their experimental API can be used.

What is enabled is known by feature: for the process, for the running thread or task, and by the
environment, which has the last word, so that who runs a program can switch off what its code
switches on.
"""

from __future__ import annotations

import os
from _contextvars import ContextVar
from _thread import RLock

from dynamo_stability.categories import switches
from dynamo_stability.errors import NotEnabledError, RulesError
from dynamo_stability.record import gate_variable
from dynamo_stability.tiers import Tier

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any, Final

    from dynamo_stability.record import Record

    #: A file, a line and a module.
    Place = tuple[str, int, str]

_ON: Final = ("1", "true", "yes", "on")
_OFF: Final = ("0", "false", "no", "off")


class Enabling:
    """Features that are enabled together, and where that was asked for."""

    __slots__ = ("features", "place")

    def __init__(self, features: tuple[str, ...], place: Place) -> None:
        self.features = features
        self.place = place


_enablings: tuple[Enabling, ...] = ()
_in_context: ContextVar[tuple[str, ...]] = ContextVar("dynamo_stability.use_feature", default=())
#: The record of one gated API by feature: which variable opens its gate, or did.
_known: dict[str, Record] = {}
_lock = RLock()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_lock._at_fork_reinit)  # type: ignore[attr-defined]


def checked(features: Iterable[Any], verb: str) -> tuple[str, ...]:
    """Names of features, when they are such.

    Raises:
        RulesError: one is no text, or there is none.
    """
    found = tuple(features)
    for feature in found:
        if not isinstance(feature, str) or not feature:
            raise RulesError(
                f"Cannot {verb} the feature {feature!r}: it is not a non-empty string. "
                f"Pass the name that NotEnabledError gives."
            )
    if not found:
        raise RulesError(f"Cannot {verb} no feature. Pass the name of one.")
    return found


def add(enabling: Enabling) -> None:
    """Enable features in this process."""
    global _enablings  # noqa: PLW0603
    with _lock:
        _enablings = (*_enablings, enabling)


def remove(enabling: Enabling) -> None:
    """Take one enabling back."""
    global _enablings  # noqa: PLW0603
    with _lock:
        _enablings = tuple([one for one in _enablings if one is not enabling])


def of(feature: str) -> tuple[Enabling, ...]:
    """What has enabled a feature in this process."""
    return tuple([one for one in _enablings if feature in one.features])


def note(record: Record) -> None:
    """Remember the gate of a feature; while anything of it is experimental it has not graduated."""
    known = _known.get(str(record.feature))
    if known is None or not known.is_gated:
        _known[str(record.feature)] = record


def known(feature: str) -> Record | None:
    """The record of a gated API of `feature`, if there is one in this process."""
    return _known.get(feature)


def variable_of(feature: str) -> str:
    """The environment variable that enables `feature`."""
    record = _known.get(feature)
    return gate_variable(feature) if record is None else str(record.gate)


def setting(variable: str) -> bool | None:
    """What the environment says; None where it says nothing that is known."""
    said = os.environ.get(variable, "").strip().lower()
    return True if said in _ON else False if said in _OFF else None


def is_open(feature: str, variable: str, *, in_context: bool = True) -> bool:
    """Whether a feature is enabled, here or (without the context) in the whole process."""
    said = setting(variable)
    if said is not None:
        return said
    return bool(of(feature)) or (in_context and feature in _in_context.get())


def is_guarded(record: Record) -> bool:
    """Whether a mark has to stay for the gate in front of it."""
    feature, variable = str(record.feature), str(record.gate)
    if record.tier is Tier.EXPERIMENTAL:
        return not is_open(feature, variable, in_context=False)
    return has_old_switch(record)


# ---- after graduation ---------------------------------------------------------------------------

#: The features whose old switches have been told of.
told: set[str] = set()


def has_graduated(feature: str) -> bool:
    """Whether a feature was gated and is not any more."""
    record = _known.get(feature)
    return record is not None and not record.is_gated


def has_old_switch(record: Record) -> bool:
    """Whether a feature that has graduated is still enabled, and nobody was told."""
    feature = str(record.feature)
    if feature in told or not has_graduated(feature):
        return False
    return bool(os.environ.get(str(record.gate))) or bool(of(feature))


# ---- refusing -----------------------------------------------------------------------------------


def refuse_closed(record: Record) -> None:
    """Raise an error where a gated API is used whose feature is not enabled.

    Raises:
        NotEnabledError: naming the feature and what enables it.
    """
    feature, variable = str(record.feature), str(record.gate)
    if is_open(feature, variable):
        return
    said = os.environ.get(variable, "")
    because = f", for {variable} is {said!r}" if said else ""
    raise NotEnabledError(
        f"Cannot use {record.name}: it is experimental, and its feature {feature!r} is not "
        f"enabled{because}. {_remedy(record, said)}"
    )


def _remedy(record: Record, said: str) -> str:
    if said.strip() and setting(str(record.gate)) is None:
        return f"Set it to one of {'/'.join((*_ON, *_OFF))}."
    if said.strip():
        return f"Set {record.gate}=1."
    return (
        f"Enable it with {switches(record)}, or list it under 'enable' in a stability.toml that "
        f"is applied."
    )
