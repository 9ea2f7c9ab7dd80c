"""What our own markers say, by each full name under which a reader may know one.

The collector adds what it knows of other libraries. This is apart from it because the mypy plugin
needs it too, and mypy would wait for the collector in every run.
"""

from __future__ import annotations

from dynamo_stability.configuration import DecoratorRule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any, Final

#: What libraries call their tiers.
STAGE_WORDS: Final = {
    "alpha": "experimental",
    "experimental": "experimental",
    "preview": "experimental",
    "unstable": "experimental",
    "beta": "beta",
    "stable": "stable",
    "deprecated": "deprecated",
}

#: The modules that our markers can be imported from.
_MODULES: Final = (
    "dynamo_stability",
    "dynamo_stability.marks",
    "dynamo_stability.marks.decorators",
)
_CALLED_FROM: Final = (*_MODULES, "dynamo_stability.marks.modules")

MARK_NAMES: Final = frozenset({f"{module}.mark_names" for module in _CALLED_FROM})
MARK_MODULE: Final = frozenset({f"{module}.mark_module" for module in _CALLED_FROM})

#: What is called when a marker that was given a name is put on something.
MARK_CALLS: Final = frozenset(
    {
        "dynamo_stability.marks.marker.Marker.__call__",
        "dynamo_stability.marks.marker.ParameterMarker.__call__",
    }
)

_TIER_ARGUMENTS: Final[Mapping[str, Any]] = {
    name: name for name in ("since", "feature", "alternative", "issue", "owner")
}
_DEPRECATION_ARGUMENTS: Final[Mapping[str, Any]] = {**_TIER_ARGUMENTS, "remove_in": "remove_in"}
_GATED_ARGUMENTS: Final[Mapping[str, Any]] = {**_TIER_ARGUMENTS, "gate": "gate"}


def our_rules() -> dict[str, DecoratorRule]:
    """The rules of our own markers, by full name."""
    return {rule.name: rule for module in _MODULES for rule in _rules(module)}


def _rules(module: str) -> Iterator[DecoratorRule]:
    for tier in ("experimental", "beta", "stable"):
        yield DecoratorRule(f"{module}.{tier}", tier, reason=("0", "reason"), **_GATED_ARGUMENTS)
    for tier in ("experimental", "beta"):
        name = f"{module}.{tier}_parameter"
        parameter, reason = ("0", "name"), ("1", "reason")
        yield DecoratorRule(name, tier, parameter=parameter, reason=reason, **_GATED_ARGUMENTS)
    message = ("0", "message")
    yield DecoratorRule(
        f"{module}.deprecated", "deprecated", reason=message, **_DEPRECATION_ARGUMENTS
    )
    yield DecoratorRule(
        f"{module}.deprecated_parameter",
        "deprecated",
        parameter=("0", "name"),
        reason=("1", "message"),
        renamed_to="renamed_to",
        **_DEPRECATION_ARGUMENTS,
    )
