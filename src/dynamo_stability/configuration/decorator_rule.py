"""DecoratorRule: what a decorator says."""

from __future__ import annotations

from dynamo_stability.configuration.fields import STAGES, arguments
from dynamo_stability.errors import RecordError
from dynamo_stability.value import Value, one_of, text

_set = object.__setattr__


class DecoratorRule(Value):
    """What a decorator says about the object below it, and which arguments hold what.

    An argument is named by its keyword or by its position, `"0"` being the first; several ways to
    pass it are tried in order.

    Attributes:
        name: the decorator's full dotted name, as it is imported or defined.
        stage: the tier that it gives, or `"deprecated"`.
        stage_argument: the arguments that may name the tier; `stage` counts where none does.
        reason: the arguments that hold the reason of a tier, or the message of a deprecation.
        since: those for the version in which it began.
        remove_in: those for the version of removal.
        alternative: those for what to use instead.
        feature: those for the feature.
        gate: those that say that the feature has to be enabled, or by which variable.
        issue: those for the URL where it is tracked.
        owner: those for who decides.
        parameter: those for the parameter, where the mark is about one.
        renamed_to: those for the parameter that takes its place.
    """

    __slots__ = (
        "alternative",
        "feature",
        "gate",
        "issue",
        "name",
        "owner",
        "parameter",
        "reason",
        "remove_in",
        "renamed_to",
        "since",
        "stage",
        "stage_argument",
    )

    name: str
    stage: str
    stage_argument: tuple[str, ...]
    reason: tuple[str, ...]
    since: tuple[str, ...]
    remove_in: tuple[str, ...]
    alternative: tuple[str, ...]
    feature: tuple[str, ...]
    gate: tuple[str, ...]
    issue: tuple[str, ...]
    owner: tuple[str, ...]
    parameter: tuple[str, ...]
    renamed_to: tuple[str, ...]

    FIELDS = {
        "name": text,
        "stage": one_of(*STAGES),
        "stage_argument": arguments,
        "reason": arguments,
        "since": arguments,
        "remove_in": arguments,
        "alternative": arguments,
        "feature": arguments,
        "gate": arguments,
        "issue": arguments,
        "owner": arguments,
        "parameter": arguments,
        "renamed_to": arguments,
    }
    REQUIRED = ("name", "stage")

    def __init__(self, name: str, stage: str, **named: tuple[str, ...] | str | int) -> None:
        _set(self, "name", text(name, "name"))
        _set(self, "stage", one_of(*STAGES)(stage, "stage"))
        for field in tuple(self.FIELDS)[2:]:
            _set(self, field, arguments(named.pop(field, ()), field))
        if named:
            raise RecordError(f"Cannot take {', '.join(named)} for the decorator {name!r}.")
