"""What a decorator with arguments hands out: everything it says, before it meets its object."""

from __future__ import annotations

from sys import _getframe

from dynamo_stability.errors import MarkError
from dynamo_stability.marks.mark import Manner
from dynamo_stability.record import Deprecation, Record
from dynamo_stability.tiers import Tier

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Final, TypeVar

    T = TypeVar("T")

_ABSENT: Final = object()


class Marker:
    """A mark that waits for what it is put on; the object it returns is the one it was given.

    Made by `experimental`, `beta`, `stable` and `deprecated`. One marker may be put on any number
    of objects; each gets a record of its own.

    Attributes:
        tier: the tier it gives, or None for a deprecation.
        deprecation: the deprecation it gives, or None for a tier.
    """

    __slots__ = ("deprecation", "fields", "manner", "tier")

    def __init__(
        self,
        tier: Tier | None,
        deprecation: Deprecation | None,
        manner: Manner,
        fields: dict[str, Any],
    ) -> None:
        self.tier = tier
        self.deprecation = deprecation
        self.manner = manner
        self.fields = fields
        if fields:
            # Malformed fields are an error where they were written, not where they are used.
            self.record_for("marked", "function")

    def __call__(self, target: T, /) -> T:
        """Mark `target`, and return it."""
        from dynamo_stability.marks.placing import place

        placed: T = place(target, self, _getframe(1))
        return placed

    def record_for(self, name: str, kind: str, definition: str | None = None) -> Record:
        """The record of an object that is called `name`."""
        return Record(
            name,
            kind,
            tier=self.tier,
            deprecation=self.deprecation,
            definition=definition,
            **self.fields,
        )

    @property
    def message(self) -> str | None:
        """The deprecation's message, under PEP 702's name."""
        return None if self.deprecation is None else self.deprecation.message

    @property
    def category(self) -> Any:
        """The warning category asked for, under PEP 702's name."""
        from dynamo_stability.categories import DeprecatedWarning

        return DeprecatedWarning if self.manner.category is ... else self.manner.category

    @property
    def stacklevel(self) -> int:
        """The stack level asked for, under PEP 702's name."""
        return self.manner.stacklevel

    def __repr__(self) -> str:
        what = "deprecated" if self.tier is None else self.tier.value
        return f"<marker: {what}>"


class ParameterMarker:
    """A mark that waits for the function or class one of whose parameters it is about."""

    __slots__ = ("marker", "name", "renamed_to")

    def __init__(self, name: str, marker: Marker, renamed_to: str | None = None) -> None:
        given: tuple[Any, ...] = (name,) if renamed_to is None else (name, renamed_to)
        for value in given:
            if not isinstance(value, str) or not value.isidentifier():
                raise MarkError(
                    f"Cannot mark the parameter {value!r}: it is not an identifier. "
                    f"Pass its name as a string."
                )
        self.name = name
        self.marker = marker
        self.renamed_to = renamed_to

    def __call__(self, target: T, /) -> T:
        """Mark the parameter of `target`, and return `target`."""
        from dynamo_stability.marks.placing import place_on_parameter

        placed: T = place_on_parameter(target, self)
        return placed

    def __repr__(self) -> str:
        return f"<marker for parameter {self.name!r}>"
