"""Passing gates, and telling those who still enable what has graduated.

A feature that is beta or stable need not be enabled. Its old switches keep working, which is to say
that they do no harm; whoever uses them is told once that they can go.
"""

from __future__ import annotations

import warnings

from dynamo_stability.categories import DeprecatedWarning, word
from dynamo_stability.marks import gates, observing, rules
from dynamo_stability.marks.allowing import is_allowed
from dynamo_stability.record import Deprecation, Record
from dynamo_stability.tiers import Tier

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dynamo_stability.marks.gates import Place


def pass_gate(record: Record, place: Place) -> None:
    """Let a use through the gate in front of an API, or refuse it.

    Args:
        record: what is used.
        place: by whom: a file, a line and a module.

    Raises:
        NotEnabledError: the feature is not enabled.
        Warning: an old switch is told of, and a filter or a rule makes that an error.
    """
    if record.tier is Tier.EXPERIMENTAL:
        gates.refuse_closed(record)
    elif gates.has_old_switch(record):
        feature = str(record.feature)
        gates.told.add(feature)
        try:
            if gates.setting(str(record.gate)) is not None:
                _tell(f"env:{record.gate}", "env", record, (*place[:2], "__main__"))
            for enabling in gates.of(feature):
                tell_enabling(record, enabling.place)
        except BaseException:
            gates.told.discard(feature)
            raise


def tell_enabling(record: Record, place: Place) -> None:
    """Tell whoever enables a feature in code that it has graduated."""
    _tell("dynamo_stability.enable_feature", "function", record, place)


def _tell(name: str, kind: str, graduated: Record, place: Place) -> None:
    said = f"the feature {graduated.feature!r} is {graduated.tier} and needs no enabling any more"
    record = Record(name, kind, feature=graduated.feature, deprecation=Deprecation(said))
    filename, lineno, module = place
    observing.tell(record, filename, lineno, module)
    action = rules.action_for(record)
    if is_allowed(record) or action == rules.IGNORE:
        return
    # To the filters whoever sets a variable is `__main__`: it is who runs the program.
    text = word(record.replace(name=name.removeprefix("env:")))
    if action == rules.ERROR:
        raise DeprecatedWarning(text)
    if action is None:
        warnings.warn_explicit(text, DeprecatedWarning, filename, lineno, module, {})
    else:
        warnings.showwarning(DeprecatedWarning(text), DeprecatedWarning, filename, lineno)
