"""The warning categories, and the one function that words a warning."""

from __future__ import annotations

import sys

from dynamo_stability.tiers import Tier

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from dynamo_stability.record import Record


class StabilityWarning(Warning):
    """Any warning about the stability of an API."""


class ExperimentalWarning(StabilityWarning, FutureWarning):
    """An experimental API was used for the first time in this process."""


class BetaWarning(StabilityWarning):
    """A beta API was used for the first time; raised only where it is asked for."""


class DeprecatedWarning(StabilityWarning, DeprecationWarning):
    """A deprecated API was used."""


class _OverdueMeta(type):
    """Lets `deprecation.fail_if_not_removed` recognise `OverdueWarning`.

    It compares the category of a warning with `deprecation.UnsupportedWarning` by `==`.
    """

    def __eq__(cls, other: object) -> bool:
        deprecation = sys.modules.get("deprecation")
        unsupported = getattr(deprecation, "UnsupportedWarning", None)
        if cls is other or (unsupported is not None and other is unsupported):
            return True
        return NotImplemented

    __hash__ = type.__hash__


class OverdueWarning(DeprecatedWarning, metaclass=_OverdueMeta):
    """A deprecated API was used that should have been removed by the installed version."""


#: What the users of a tier have to expect, in the words of every message.
OUTLOOK: Final = {
    Tier.EXPERIMENTAL: "may change or go without notice",
    Tier.BETA: "may change after one release of notice",
}


def word(record: Record, *, overdue: bool = False) -> str:
    """The text of the warning about `record`. It begins with the public name.

    Args:
        record: what was used.
        overdue: whether the planned removal is due.
    """
    return f"{record.name} {_predicate(record, overdue=overdue)}"


def deprecated_message(record: Record) -> str:
    """The text for `__deprecated__`: the author's own message, or the wording without the name."""
    deprecation = record.deprecation
    if deprecation is not None and deprecation.message is not None:
        return deprecation.message
    return _predicate(record, overdue=False)


def _predicate(record: Record, *, overdue: bool) -> str:
    if record.deprecation is not None:
        return _deprecated(record, overdue=overdue)
    if record.tier is Tier.BETA:
        claim = f"is beta{_since(record.since)} and {OUTLOOK[Tier.BETA]}"
    elif record.tier is Tier.STABLE or record.tier is None:
        claim = f"is stable{_since(record.since)}"
    else:
        claim = f"is experimental{_since(record.since)} and {OUTLOOK[Tier.EXPERIMENTAL]}"
    return _join(claim, record.reason, record.alternative, record)


def _deprecated(record: Record, *, overdue: bool) -> str:
    deprecation = record.deprecation
    if deprecation is None:
        raise ValueError(f"{record.name} is not deprecated")
    claim = f"is deprecated{_since(deprecation.since)}"
    if deprecation.remove_in is not None:
        when = "was due to be removed" if overdue else "will be removed"
        claim += f" and {when} in {deprecation.remove_in}"
    alternative = deprecation.renamed_to or deprecation.alternative or record.alternative
    return _join(claim, deprecation.message, alternative, record)


def _since(version: str | None) -> str:
    return "" if version is None else f" since {version}"


def _join(claim: str, message: str | None, alternative: str | None, record: Record) -> str:
    sentences = [claim if message is None else f"{claim}: {message}"]
    if alternative is not None and not _names(message or "", alternative):
        sentences.append(f"Use {alternative} instead")
    if record.feature is not None:
        gate = f", which has to be enabled by {switches(record)}" if record.is_gated else ""
        sentences.append(f"Feature: {record.feature}{gate}")
    ends = (".", "!", "?")
    worded = " ".join(one if one.rstrip().endswith(ends) else one + "." for one in sentences)
    # A full stop would become part of the address.
    return worded if record.issue is None else f"{worded} See {record.issue}"


def switches(record: Record) -> str:
    """What enables the feature of a gated API."""
    return f"enable_feature({record.feature!r}) or {record.gate}=1"


def _names(message: str, name: str) -> bool:
    """Whether `message` has `name` in it as a name, not as a part of a longer word."""
    start = message.find(name)
    while start >= 0:
        around = message[:start][-1:], message[start + len(name) :][:1]
        if not any(one == "_" or one.isalnum() for one in around):
            return True
        start = message.find(name, start + 1)
    return False
