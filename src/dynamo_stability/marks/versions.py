"""Whether a planned removal is due, by the version that is installed."""

from __future__ import annotations

_installed: dict[str, str | None] = {}


def has_reached(
    remove_in: str,
    current_version: str | None,
    distribution: str | None,
    package: str | None,
) -> bool:
    """Whether the current version is `remove_in` or later.

    False where a version is unknown or is not one that PEP 440 can compare.
    """
    current = current_version
    if current is None:
        name = distribution or (package or "").partition(".")[0]
        current = installed_version(name, is_distribution=distribution is not None)
    if current is None:
        return False
    from packaging.version import InvalidVersion, Version

    try:
        return Version(current) >= Version(remove_in)
    except InvalidVersion:
        return False


def installed_version(name: str, *, is_distribution: bool) -> str | None:
    """The version of a distribution, or of the one that provides an import package."""
    if not name:
        return None
    if name not in _installed:
        _installed[name] = _look_up(name, is_distribution=is_distribution)
    return _installed[name]


def _look_up(name: str, *, is_distribution: bool) -> str | None:
    from importlib.metadata import PackageNotFoundError, packages_distributions, version

    try:
        return version(name)
    except PackageNotFoundError:
        if is_distribution:
            return None
    providers = packages_distributions().get(name, [])
    return version(providers[0]) if len(set(providers)) == 1 else None


def forget() -> None:
    """Look installed versions up again."""
    _installed.clear()
