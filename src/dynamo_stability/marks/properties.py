"""Properties that are marked: the one place where a mark hands back an object of its own."""

from __future__ import annotations

from types import FunctionType

from dynamo_stability.errors import MarkError
from dynamo_stability.marks.live import entry_of, find
from dynamo_stability.marks.marking import add_function, mark_function, public_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from dynamo_stability.marks.mark import Mark
    from dynamo_stability.marks.marker import Marker


class MarkedProperty(property):
    """A property all of whose accessors speak for one mark, also those added later."""

    @classmethod
    def marked(cls, source: property, marker: Marker) -> MarkedProperty:
        """A property like `source` that carries `marker`."""
        accessors = [one for one in (source.fget, source.fset, source.fdel) if one is not None]
        if not accessors or not all(isinstance(one, FunctionType) for one in accessors):
            raise MarkError(
                f"Cannot mark {source!r}: not all of its accessors are Python functions. "
                f"Put the mark under @property, on the getter."
            )
        new = cls(source.fget, source.fset, source.fdel, source.__doc__)
        first: Any = accessors[0]
        record = marker.record_for(public_name(first), "property")
        mark = mark_function(first, record, marker.manner)
        for accessor in accessors[1:]:
            add_function(accessor, mark)  # type: ignore[arg-type] # checked above
        entry_of(new).mark = mark
        return new

    def _with(self, changed: property) -> MarkedProperty:
        """`changed`, with every accessor speaking for this property's mark."""
        entry = find(self)
        new = changed if isinstance(changed, MarkedProperty) else MarkedProperty(changed.fget)
        if entry is not None and entry.mark is not None:
            mark: Mark = entry.mark
            for accessor in (new.fget, new.fset, new.fdel):
                if isinstance(accessor, FunctionType):
                    add_function(accessor, mark)
            entry_of(new).mark = mark
        return new

    def getter(self, fget: Callable[[Any], Any], /) -> MarkedProperty:
        """This property with another getter, marked like the rest."""
        return self._with(super().getter(fget))

    def setter(self, fset: Callable[[Any, Any], None], /) -> MarkedProperty:
        """This property with a setter, marked like the rest."""
        return self._with(super().setter(fset))

    def deleter(self, fdel: Callable[[Any], None], /) -> MarkedProperty:
        """This property with a deleter, marked like the rest."""
        return self._with(super().deleter(fdel))
