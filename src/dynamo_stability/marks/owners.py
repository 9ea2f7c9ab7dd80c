"""Which package owns a module: the boundary inside which experimental API is silent."""

from __future__ import annotations

import sys

_MOST_OWNERS = 10_000

_owners: dict[str, str | None] = {}


def owning_package(module: str) -> str | None:
    """The outermost regular package that holds `module`, or None for a module of its own.

    Namespace packages are shared by distributions, so they own nothing where a regular package
    follows: in `dynamo.llm.routing` the owner is `dynamo.llm`.
    """
    if module == "__main__":
        package = getattr(sys.modules.get("__main__"), "__package__", None)
        return owning_package(package) or package if package else None
    if module not in _owners:
        if len(_owners) >= _MOST_OWNERS:
            _owners.clear()  # names made up by exec must not pile up
        _owners[module] = _find_owner(module)
    return _owners[module]


def _find_owner(module: str) -> str | None:
    parts = module.split(".")
    for count in range(1, len(parts) + 1):
        name = ".".join(parts[:count])
        if _is_regular_package(name, is_parent=count < len(parts)):
            return name
    return ".".join(parts[:-1]) or None


def _is_regular_package(name: str, *, is_parent: bool) -> bool:
    found = sys.modules.get(name)
    if found is None:
        # Something that says it is below `name`, so `name` is taken for a package.
        return is_parent
    return hasattr(found, "__path__") and getattr(found, "__file__", None) is not None
