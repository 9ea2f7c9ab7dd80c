"""The markers: experimental, beta, stable, deprecated, and those for single parameters.

Each is an identity to type checkers and at run time: what comes back is the object that went in.
"""

from __future__ import annotations

from sys import _getframe

from dynamo_stability.errors import MarkError
from dynamo_stability.marks.mark import Manner
from dynamo_stability.marks.marker import Marker, ParameterMarker
from dynamo_stability.record import Deprecation
from dynamo_stability.tiers import Tier

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TypeVar, overload

    T = TypeVar("T")
else:

    def overload(function: T) -> T:  # the real one lives in typing, which is not loaded
        """Nothing at run time."""
        return function


def _tier_marker(tier: Tier, reason: Any, manner: Manner, fields: dict[str, Any]) -> Any:
    """A marker, or the marked object where the decorator was used without brackets."""
    if reason is None or isinstance(reason, str):
        if reason is not None:
            fields["reason"] = reason
        return Marker(tier, None, manner, fields)
    return _place_bare(reason, Marker(tier, None, manner, fields))


def _place_bare(target: Any, marker: Marker) -> Any:
    from dynamo_stability.marks.placing import place

    return place(target, marker, _getframe(3))


@overload
def experimental(
    reason: str | None = None,
    *,
    since: str | None = None,
    feature: str | None = None,
    gate: bool | str = False,
    alternative: str | None = None,
    issue: str | None = None,
    owner: str | None = None,
    warn_own_package: bool | None = None,
) -> Marker: ...
@overload
def experimental(target: T, /) -> T: ...
def experimental(
    reason: Any = None,
    *,
    since: str | None = None,
    feature: str | None = None,
    gate: bool | str = False,
    alternative: str | None = None,
    issue: str | None = None,
    owner: str | None = None,
    warn_own_package: bool | None = None,
) -> Any:
    """Mark API that may change or go in any release, without notice.

    The first use in a process warns with `ExperimentalWarning` at the user's line; after that the
    mark is gone and costs nothing. Uses inside the owning package are silent.

    Args:
        reason: why it is not settled yet, for the user to read.
        since: the version in which it appeared.
        feature: the named group of APIs that it graduates with.
        gate: True if the feature has to be enabled first, by `enable_feature`, by the environment
            variable `DYN_EXPERIMENTAL_` and its name, or by a manifest; or the name of another
            variable. Until then every use is a `NotEnabledError`.
        alternative: the full name of what to use where stability matters.
        issue: the URL where it is tracked.
        owner: the person or team who decides about it.
        warn_own_package: True to warn inside the owning package as well.

    Raises:
        MarkError: the object cannot be marked, or has a tier already.
        RecordError: a field is malformed.

    Example:
        >>> @experimental("the routing cost model is being tuned", since="1.1")
        ... def route(): ...
    """
    fields = _fields(since, feature, alternative, issue, owner, gate)
    return _tier_marker(Tier.EXPERIMENTAL, reason, _manner(warn_own_package), fields)


@overload
def beta(
    reason: str | None = None,
    *,
    since: str | None = None,
    feature: str | None = None,
    gate: bool | str = False,
    alternative: str | None = None,
    issue: str | None = None,
    owner: str | None = None,
    warn_own_package: bool | None = None,
) -> Marker: ...
@overload
def beta(target: T, /) -> T: ...
def beta(
    reason: Any = None,
    *,
    since: str | None = None,
    feature: str | None = None,
    gate: bool | str = False,
    alternative: str | None = None,
    issue: str | None = None,
    owner: str | None = None,
    warn_own_package: bool | None = None,
) -> Any:
    """Mark API that is complete, and will become stable or be deprecated with notice.

    Silent, and nothing is installed, unless a rule such as `DYNAMO_STABILITY=warn:beta` or a
    Python filter that names `BetaWarning` asks for it; then the first use in a process warns.

    Args:
        reason: what is still to come, for the user to read.
        since: the version in which it became beta.
        feature: the named group of APIs that it graduates with.
        gate: what it was while the feature was experimental: it need not be enabled any more, and
            whoever still enables it is told.
        alternative: the full name of what to use where stability matters.
        issue: the URL where it is tracked.
        owner: the person or team who decides about it.
        warn_own_package: True to warn inside the owning package as well.

    Raises:
        MarkError: the object cannot be marked, or has a tier already.
        RecordError: a field is malformed.
    """
    fields = _fields(since, feature, alternative, issue, owner, gate)
    return _tier_marker(Tier.BETA, reason, _manner(warn_own_package), fields)


@overload
def stable(
    reason: str | None = None,
    *,
    since: str | None = None,
    feature: str | None = None,
    gate: bool | str = False,
    alternative: str | None = None,
    issue: str | None = None,
    owner: str | None = None,
) -> Marker: ...
@overload
def stable(target: T, /) -> T: ...
def stable(
    reason: Any = None,
    *,
    since: str | None = None,
    feature: str | None = None,
    gate: bool | str = False,
    alternative: str | None = None,
    issue: str | None = None,
    owner: str | None = None,
) -> Any:
    """Mark API that stays compatible within a major version. It never warns.

    Args:
        reason: a remark for readers of the registry.
        since: the version in which it became stable.
        feature: the named group of APIs that it belongs to.
        gate: what it was while the feature was experimental: it need not be enabled any more, and
            whoever still enables it is told.
        alternative: the full name of another API for the same purpose.
        issue: the URL where it is tracked.
        owner: the person or team who decides about it.

    Raises:
        MarkError: the object cannot be marked, or has a tier already.
        RecordError: a field is malformed.
    """
    fields = _fields(since, feature, alternative, issue, owner, gate)
    return _tier_marker(Tier.STABLE, reason, Manner(), fields)


@overload
def deprecated(
    message: str | None = None,
    *,
    category: type[Warning] | None = ...,
    stacklevel: int = 1,
    since: str | None = None,
    remove_in: str | None = None,
    alternative: str | None = None,
    feature: str | None = None,
    issue: str | None = None,
    owner: str | None = None,
    warn_own_package: bool | None = None,
    current_version: str | None = None,
) -> Marker: ...
@overload
def deprecated(target: T, /) -> T: ...
def deprecated(
    message: Any = None,
    *,
    category: Any = ...,
    stacklevel: int = 1,
    since: str | None = None,
    remove_in: str | None = None,
    alternative: str | None = None,
    feature: str | None = None,
    issue: str | None = None,
    owner: str | None = None,
    warn_own_package: bool | None = None,
    current_version: str | None = None,
) -> Any:
    """Mark API that is on its way out. Every call of `warnings.deprecated` works here too.

    Every use warns with `DeprecatedWarning`, or `OverdueWarning` once the installed version has
    reached `remove_in`; Python's filters decide what is shown. May be stacked with a tier in
    either order.

    Args:
        message: what to do about it; kept as `__deprecated__`.
        category: another warning class; None to leave the metadata and warn of nothing.
        stacklevel: frames to count outwards from the caller; 1 is the caller.
        since: the version in which it was deprecated.
        remove_in: the version in which it goes.
        alternative: the full name of what to use instead.
        feature: the named group of APIs that it belongs to.
        issue: the URL where the removal is tracked.
        owner: the person or team who decides about it.
        warn_own_package: False to be silent inside the owning package.
        current_version: the version to compare `remove_in` with, instead of the installed one.

    Raises:
        MarkError: the object cannot be marked, is deprecated already, or an argument has the
            wrong type.
        RecordError: a field is malformed.

    Source: PEP 702.

    Example:
        >>> @deprecated(since="1.4", remove_in="2.0", alternative="dynamo.llm.register_model")
        ... def register_llm(): ...
    """
    manner = Manner(category, stacklevel, warn_own_package, current_version=current_version)
    _check_pep702(category, stacklevel)
    is_bare = message is not None and not isinstance(message, str)
    text = None if is_bare else message or None
    deprecation = Deprecation(text, since=since, remove_in=remove_in, alternative=alternative)
    marker = Marker(None, deprecation, manner, _fields(None, feature, None, issue, owner))
    if not is_bare:
        return marker
    return _place_bare_deprecation(message, marker)


def _place_bare_deprecation(target: Any, marker: Marker) -> Any:
    from dynamo_stability.marks.placing import is_markable, place

    if not is_markable(target):
        raise MarkError(
            f"Expected an object of type str for 'message', not {type(target).__name__!r}. "
            f"Write @deprecated('what to use instead')."
        )
    return place(target, marker, _getframe(2))


def deprecated_parameter(
    name: str,
    message: str | None = None,
    *,
    since: str | None = None,
    remove_in: str | None = None,
    alternative: str | None = None,
    renamed_to: str | None = None,
    feature: str | None = None,
    issue: str | None = None,
    owner: str | None = None,
    warn_own_package: bool | None = None,
    current_version: str | None = None,
) -> ParameterMarker:
    """Mark one parameter of a function or class as deprecated: passing it warns, every time.

    Args:
        name: the parameter.
        message: what to do about it.
        since: the version in which it was deprecated.
        remove_in: the version in which it goes.
        alternative: what to pass instead.
        renamed_to: the parameter that takes its place; the value is passed on under that name,
            and `name` need not be in the signature any more.
        feature: the named group of APIs that it belongs to.
        issue: the URL where the removal is tracked.
        owner: the person or team who decides about it.
        warn_own_package: False to be silent inside the owning package.
        current_version: the version to compare `remove_in` with, instead of the installed one.

    Raises:
        MarkError: there is no such parameter, or it is marked already.
        RecordError: a field is malformed.

    Example:
        >>> @deprecated_parameter("old", since="1.2", remove_in="2.0", renamed_to="new")
        ... def connect(new=1): ...
    """
    deprecation = Deprecation(
        message,
        since=since,
        remove_in=remove_in,
        alternative=alternative,
        renamed_to=renamed_to,
    )
    manner = Manner(..., 1, warn_own_package, current_version=current_version)
    marker = Marker(None, deprecation, manner, _fields(None, feature, None, issue, owner))
    return ParameterMarker(name, marker, renamed_to)


def experimental_parameter(
    name: str,
    reason: str | None = None,
    *,
    since: str | None = None,
    feature: str | None = None,
    gate: bool | str = False,
    alternative: str | None = None,
    issue: str | None = None,
    owner: str | None = None,
    warn_own_package: bool | None = None,
) -> ParameterMarker:
    """Mark one parameter of a function or class as experimental: the first call to pass it warns.

    Args and errors are those of `experimental`; an unknown `name` is a `MarkError`.
    """
    fields = {"reason": reason, **_fields(since, feature, alternative, issue, owner, gate)}
    marker = Marker(Tier.EXPERIMENTAL, None, _manner(warn_own_package), fields)
    return ParameterMarker(name, marker)


def beta_parameter(
    name: str,
    reason: str | None = None,
    *,
    since: str | None = None,
    feature: str | None = None,
    gate: bool | str = False,
    alternative: str | None = None,
    issue: str | None = None,
    owner: str | None = None,
    warn_own_package: bool | None = None,
) -> ParameterMarker:
    """Mark one parameter of a function or class as beta: silent unless beta is asked for.

    Args and errors are those of `beta`; an unknown `name` is a `MarkError`.
    """
    fields = {"reason": reason, **_fields(since, feature, alternative, issue, owner, gate)}
    marker = Marker(Tier.BETA, None, _manner(warn_own_package), fields)
    return ParameterMarker(name, marker)


def _fields(
    since: str | None,
    feature: str | None,
    alternative: str | None,
    issue: str | None,
    owner: str | None,
    gate: bool | str = False,  # noqa: FBT001, FBT002 - a field
) -> dict[str, Any]:
    fields = {
        "since": since,
        "feature": feature,
        "gate": gate or None,
        "alternative": alternative,
        "issue": issue,
        "owner": owner,
    }
    return {name: value for name, value in fields.items() if value is not None}


def _manner(warn_own_package: bool | None) -> Manner:  # noqa: FBT001 - a field
    return Manner(warn_own_package=warn_own_package)


def _check_pep702(category: Any, stacklevel: Any) -> None:
    is_warning = isinstance(category, type) and issubclass(category, Warning)
    if category is not None and category is not ... and not is_warning:
        raise MarkError(
            f"Cannot deprecate with category={category!r}: it is not a warning class. "
            f"Pass a subclass of Warning, or None for no warning."
        )
    if not isinstance(stacklevel, int):
        raise MarkError(
            f"Cannot deprecate with stacklevel={stacklevel!r}: it is not a whole number. "
            f"Pass how many frames to count outwards; 1 is the caller."
        )
