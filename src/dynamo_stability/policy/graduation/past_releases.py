"""past_release(): what has changed for a feature since an earlier release."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dynamo_stability.policy.changes.change import KINDS
from dynamo_stability.policy.changes.comparing import compare
from dynamo_stability.policy.graduation.judging import PastRelease
from dynamo_stability.public_name import SURFACES, holder_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from dynamo_stability.catalog import ApiObject, Catalog, Parameter


def past_release(
    names: Collection[str], old: Catalog, new: Catalog, version: str | None = None
) -> PastRelease:
    """How an earlier release differs from what there is now, as far as some names go.

    The shape of Python API is compared, with all that is in a class or module. Catalogs do not
    hold that of anything else.

    Args:
        names: public names.
        old: the earlier release.
        new: what there is now.
        version: the earlier release's version; its catalog's if None.
    """
    shapes = (_Shapes(old), _Shapes(new))
    changed: list[str] = []
    absent: list[str] = []
    unknown: list[str] = []
    for name in names:
        before, now = (one.of(name) for one in shapes)
        if name.partition(":")[0] in SURFACES or not now or not old.api:
            unknown.append(name)
        elif not before:
            absent.append(name)
        else:
            changed += _differences(before, now)
    wanted = set(names)
    breaking = [one for one in compare(old, new) if one.is_breaking and _is_of(one.name, wanted)]
    broken = [f"{one.name} {KINDS[one.kind].text}" for one in breaking]
    told = [one for one in changed if one.partition(" ")[0] not in {x.name for x in breaking}]
    return PastRelease(
        version or old.version or "",
        tuple(dict.fromkeys([*broken, *told])) if changed or broken else (),
        tuple(broken),
        tuple(absent),
        tuple(unknown),
    )


def _is_of(name: str, names: Collection[str]) -> bool:
    while name:
        if name in names:
            return True
        name = holder_of(name)
    return False


def _differences(before: dict[str, Any], now: dict[str, Any]) -> Iterator[str]:
    for name in sorted({*before, *now}):
        if name not in now:
            yield f"{name} is gone"
        elif name not in before:
            yield f"{name} is new"
        elif before[name] != now[name]:
            yield f"{name} is another"


class _Shapes:
    """What the objects of a release look like, by public name."""

    def __init__(self, catalog: Catalog) -> None:
        self._objects = {one.name: one for one in catalog.api}

    def of(self, name: str) -> dict[str, Any]:
        """The shape of an API and of all that it holds; empty where it is not known."""
        function, bracket, parameter = name.partition("(")
        if bracket:
            shape = tuple(self._parameters(function, parameter.rstrip(")")))
            return {name: shape} if shape else {}
        return {
            other: _shape(one)
            for other, one in self._objects.items()
            if other == name or other.startswith(f"{name}.")
        }

    def _parameters(self, function: str, parameter: str) -> Iterator[Parameter]:
        for name in (function, f"{function}.__init__", f"{function}.__new__"):
            found = self._objects.get(name)
            for signature in () if found is None else found.signatures:
                yield from (one for one in signature.parameters if one.name == parameter)


def _shape(one: ApiObject) -> tuple[Any, ...]:
    return (one.kind, one.bases, one.annotation, one.value, one.signatures, one.labels)
