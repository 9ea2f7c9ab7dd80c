"""What is known about one API, as plain data that every tool shares."""

from __future__ import annotations

from dynamo_stability.errors import RecordError
from dynamo_stability.public_name import PublicName
from dynamo_stability.tiers import Tier
from dynamo_stability.value import Value, one_of, optional_text, text, texts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Final

__all__ = ["KINDS", "Deprecation", "PublicName", "Record"]

#: What a record can be about.
KINDS: Final = (
    "function",
    "method",
    "property",
    "class",
    "parameter",
    "name",
    "attribute",
    "module",
    "cli",
    "env",
    "crd",
    "rust",
    "http",
)

#: What the variable that opens a gate begins with, unless the mark names another one.
GATE_PREFIX: Final = "DYN_EXPERIMENTAL_"

_set = object.__setattr__
_kind = one_of(*KINDS)


def optional_tier(value: Any, field: str) -> Tier | None:
    """The tier that `value` names, or None; `field` is where it stands."""
    return None if value is None else Tier.parse(value, field)


def gate_variable(feature: str) -> str:
    """The environment variable that enables `feature`, unless its mark names another one."""
    return GATE_PREFIX + "".join([one if one.isalnum() else "_" for one in feature]).upper()


def _optional_gate(value: Any, field: str) -> Any:
    """What may be written for a gate: true for the usual variable, or the name of one."""
    if value is None or isinstance(value, bool):
        return value
    if not (isinstance(value, str) and value.isascii() and value.isidentifier()):
        raise RecordError(
            f"Cannot take {value!r} for the field {field!r}: it is no name of an environment "
            f"variable. Write true, or a name such as {GATE_PREFIX}FEATURE."
        )
    return str(value)


def _gate_of(value: Any, feature: str | None) -> str | None:
    """The variable that opens the gate in front of an API of `feature`."""
    gate = _optional_gate(value, "gate")
    if gate is None or gate is False:
        return None
    if feature is None:
        raise RecordError(
            f"Cannot take {value!r} for the field 'gate': no feature is named that could be "
            f"enabled. Give the field 'feature' too."
        )
    return gate_variable(feature) if gate is True else str(gate)


class Deprecation(Value):
    """That an API is on its way out, and when it goes.

    Attributes:
        message: what to do about it.
        since: the version in which it was deprecated.
        remove_in: the version in which it goes.
        alternative: the full name of what to use instead.
        renamed_to: the parameter or option that takes its place.
    """

    __slots__ = ("alternative", "message", "remove_in", "renamed_to", "since")
    _IS_PLAIN = True

    message: str | None
    since: str | None
    remove_in: str | None
    alternative: str | None
    renamed_to: str | None

    FIELDS = {
        "message": optional_text,
        "since": optional_text,
        "remove_in": optional_text,
        "alternative": optional_text,
        "renamed_to": optional_text,
    }

    def __init__(
        self,
        message: str | None = None,
        *,
        since: str | None = None,
        remove_in: str | None = None,
        alternative: str | None = None,
        renamed_to: str | None = None,
    ) -> None:
        _set(self, "message", optional_text(message, "message"))
        _set(self, "since", optional_text(since, "since"))
        _set(self, "remove_in", optional_text(remove_in, "remove_in"))
        _set(self, "alternative", optional_text(alternative, "alternative"))
        _set(self, "renamed_to", optional_text(renamed_to, "renamed_to"))


def _optional_deprecation(value: Any, field: str) -> Deprecation | None:
    if value is None or type(value) is Deprecation:
        return value
    return Deprecation.from_dict(value, field)


class Record(Value):
    """Everything that is known about the stability of one API.

    Attributes:
        name: the name that users import or type, written as `PublicName` writes it.
        kind: what it is, one of `KINDS`.
        tier: its tier; None where only a deprecation was declared (such API counts as stable).
        reason: why it has that tier.
        since: the version in which it got that tier.
        feature: the named group that it graduates with.
        gate: the environment variable that enables the feature, where it has to be enabled while
            it is experimental; None where it need not.
        issue: the URL where it is tracked.
        owner: the person or team who decides about it.
        alternative: what to use where stability matters.
        deprecation: that it is on its way out, or None.
        definition: the name under which it is defined, where that is another one.
        component: the component that it belongs to.
        source: where it is marked, as `path:line`.
        aliases: further names under which users import it.
    """

    __slots__ = (
        "__weakref__",
        "aliases",
        "alternative",
        "component",
        "definition",
        "deprecation",
        "feature",
        "gate",
        "issue",
        "kind",
        "name",
        "owner",
        "reason",
        "since",
        "source",
        "tier",
    )
    _IS_PLAIN = True
    _COMPUTED = ("gate",)

    name: str
    kind: str
    tier: Tier | None
    reason: str | None
    since: str | None
    feature: str | None
    gate: str | None
    issue: str | None
    owner: str | None
    alternative: str | None
    deprecation: Deprecation | None
    definition: str | None
    component: str | None
    source: str | None
    aliases: tuple[str, ...]

    FIELDS = {
        "name": text,
        "kind": _kind,
        "tier": optional_tier,
        "reason": optional_text,
        "since": optional_text,
        "feature": optional_text,
        "gate": _optional_gate,
        "issue": optional_text,
        "owner": optional_text,
        "alternative": optional_text,
        "deprecation": _optional_deprecation,
        "definition": optional_text,
        "component": optional_text,
        "source": optional_text,
        "aliases": texts,
    }
    REQUIRED = ("name", "kind")

    def __init__(
        self,
        name: str,
        kind: str,
        *,
        tier: Tier | None = None,
        reason: str | None = None,
        since: str | None = None,
        feature: str | None = None,
        gate: str | bool | None = None,
        issue: str | None = None,
        owner: str | None = None,
        alternative: str | None = None,
        deprecation: Deprecation | None = None,
        definition: str | None = None,
        component: str | None = None,
        source: str | None = None,
        aliases: tuple[str, ...] = (),
    ) -> None:
        # One is made for every mark, so fields that are not given are not looked at twice.
        _set(self, "name", text(name, "name"))
        _set(self, "kind", kind if kind in KINDS else _kind(kind, "kind"))
        _set(self, "tier", tier if type(tier) is Tier else optional_tier(tier, "tier"))
        _set(self, "reason", None if reason is None else text(reason, "reason"))
        _set(self, "since", None if since is None else text(since, "since"))
        _set(self, "feature", None if feature is None else text(feature, "feature"))
        _set(self, "gate", None if gate is None else _gate_of(gate, self.feature))
        _set(self, "issue", None if issue is None else text(issue, "issue"))
        _set(self, "owner", None if owner is None else text(owner, "owner"))
        _set(self, "alternative", None if alternative is None else text(alternative, "alternative"))
        _set(self, "deprecation", _optional_deprecation(deprecation, "deprecation"))
        _set(self, "definition", None if definition is None else text(definition, "definition"))
        _set(self, "component", None if component is None else text(component, "component"))
        _set(self, "source", None if source is None else text(source, "source"))
        _set(self, "aliases", () if aliases == () else texts(aliases, "aliases"))

    @property
    def stage(self) -> str:
        """`"deprecated"`, or the tier as a word; unmarked API counts as stable."""
        if self.deprecation is not None:
            return "deprecated"
        return str((self.tier or Tier.STABLE).value)

    @property
    def is_gated(self) -> bool:
        """Whether its feature has to be enabled first: only while it is experimental."""
        return self.gate is not None and self.tier is Tier.EXPERIMENTAL

    @property
    def is_other_name(self) -> bool:
        """Whether a name alone is marked, and it is not the one that its object was defined by.

        What is defined as `definition` is not marked then.
        """
        if self.kind != "name" or self.definition is None:
            return False
        return self.name.rpartition(".")[2] != self.definition.rpartition(".")[2]
