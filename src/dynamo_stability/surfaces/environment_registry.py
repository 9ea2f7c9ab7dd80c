"""What is declared in this process: each variable once."""

from __future__ import annotations

import sys
from threading import Lock
from typing import TYPE_CHECKING, Any

from dynamo_stability.surfaces.environment_settings import declaration_error

if TYPE_CHECKING:
    from dynamo_stability.surfaces.environment_variable import Variable

_lock = Lock()
#: Each declared variable, under every name that is its own.
_declared: dict[str, Variable[Any]] = {}


def add(variable: Variable[Any], claimed: tuple[str, ...]) -> Variable[Any]:
    """The one declaration of a variable: this one, or an equal one from before.

    Raises:
        EnvironmentVariableError: another declaration has one of the names.
    """
    with _lock:
        known = [_declared[name] for name in claimed if name in _declared]
        for other in known:
            if _is_same_place(other, variable):
                continue
            differing = _differences(other, variable)
            if differing:
                raise declaration_error(
                    variable.name,
                    f"{other.place} declares {other.name} already, with another "
                    f"{', '.join(differing)}. Declare it once, and import the declaration.",
                )
        if known and not any(_is_same_place(one, variable) for one in known):
            return known[0]
        for other in set(known):
            for name in [name for name, one in _declared.items() if one is other]:
                del _declared[name]
        for name in claimed:
            _declared[name] = variable
        return variable


def _is_same_place(one: Variable[Any], other: Variable[Any]) -> bool:
    """Whether one declaration is the other one run again: a reloaded module, or a prompt."""
    if one.place == other.place:
        return True
    main: Any = sys.modules.get("__main__")
    return not hasattr(main, "__file__") and other.place.startswith("<")


def _differences(one: Variable[Any], other: Variable[Any]) -> list[str]:
    first, second = one.facts(), other.facts()
    return [name for name in first if not _is_equal(first[name], second[name])]


def _is_equal(one: Any, other: Any) -> bool:
    return one is other or (type(one) is type(other) and bool(one == other))


def find(name: str) -> Variable[Any] | None:
    """The variable that has a name, in this tier or in another one."""
    return _declared.get(name)


def all_variables() -> list[Variable[Any]]:
    """Every declared variable once, by name."""
    return sorted(set(_declared.values()), key=lambda one: one.name)
