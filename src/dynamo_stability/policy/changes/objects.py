"""ObjectComparison: what broke between two versions of one function, class or attribute."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, Final, NamedTuple

from dynamo_stability.catalog.api_index import builtin_class
from dynamo_stability.policy.changes.annotations import is_compatible
from dynamo_stability.policy.changes.signatures import breakages, is_same_default, without_bound

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dynamo_stability.catalog import ApiObject, Catalog, Signature
    from dynamo_stability.catalog.api_index import ApiIndex

_CALLABLE: Final = frozenset({"function", "method"})
_VALUES: Final = frozenset({"attribute", "property"})
#: Bases that users of a class cannot rely on.
_HOLLOW: Final = frozenset({"object", "ABC", "Generic", "Protocol"})


_AWAITABLE: Final = re.compile(r"(?:\w+\.)*(?:Awaitable|Coroutine|Future|Task)\b")


class Finding(NamedTuple):
    """Something that broke.

    Attributes:
        kind: what happened, one of `policy.changes.KINDS`.
        parameter: the parameter that it is about, or None.
        detail: what was and what is.
    """

    kind: str
    parameter: str | None
    detail: str


class ObjectComparison:
    """Compares objects of two APIs.

    Args:
        old, new: the catalogs.
        apis: the API of each.
    """

    def __init__(self, old: Catalog, new: Catalog, apis: tuple[ApiIndex, ApiIndex]) -> None:
        self._versions = (old.version, new.version)
        self._old_api, self._new_api = apis
        self._renamed: dict[str, dict[str, str]] = {}
        for record in new.records:
            if record.kind == "parameter" and record.deprecation is not None:
                function, _, parameter = record.name.partition("(")
                instead = record.deprecation.renamed_to or ""
                self._renamed.setdefault(function, {})[parameter.removesuffix(")")] = instead
        self._subclasses: dict[str, set[str]] | None = None

    def findings(self, old: ApiObject, new: ApiObject) -> Iterator[Finding]:
        """What broke from `old` to `new`."""
        if old.kind in _CALLABLE and new.kind in _CALLABLE:
            yield from self._function(old, new)
        elif old.kind in _VALUES and new.kind in _VALUES:
            yield from self._value(old, new)
        elif old.kind == new.kind == "class":
            yield from self._class(old, new)
        elif old.kind == "function" and new.kind == "class":
            yield from self._call(old, old.signatures, self._constructor(new))
        elif not self._may_be_alike(old, new):
            yield Finding("object-kind-changed", None, f"was a {old.kind}, is a {new.kind}")

    def _may_be_alike(self, old: ApiObject, new: ApiObject) -> bool:
        """Whether one is an attribute that may hold what the other defines."""
        if old.kind == new.kind:
            return True
        one = old if old.kind == "attribute" else new if new.kind == "attribute" else None
        return one is not None and not _is_literal(one.value)

    # ---- functions ------------------------------------------------------------------------------

    def _function(self, old: ApiObject, new: ApiObject) -> Iterator[Finding]:
        is_awaited = "async" in new.labels or _is_awaitable(new)
        if ("async" in old.labels and not is_awaited) or (
            "async" in new.labels and "async" not in old.labels and not _is_awaitable(old)
        ):
            now = "is" if "async" in new.labels else "is not"
            yield Finding("async-changed", None, f"{now} a coroutine function now")
        is_static = {"staticmethod", "classmethod"}
        was_static = is_static & set(old.labels) and not is_static & set(new.labels)
        if was_static and new.kind == "method":
            yield Finding("binding-changed", None, "was callable on the class")
        yield from _tightened(old, new)
        yield from self._call(old, _bound(old), _bound(new))
        yield from self._returns(old, new)

    def _call(
        self, old: ApiObject, before: Sequence[Signature], after: Sequence[Signature]
    ) -> Iterator[Finding]:
        owner, _, last = old.name.rpartition(".")
        names = [old.name, owner] if last in {"__init__", "__new__"} else [old.name]
        renamed: dict[str, str] = {}
        for name in names:
            renamed.update(self._renamed.get(name, {}))
        for one in breakages(before, after, renamed=renamed):
            yield Finding(one.kind, one.parameter, one.detail)

    def _constructor(self, one: ApiObject) -> Sequence[Signature]:
        for name in ("__init__", "__new__"):
            found = self._new_api.member(one, name)
            if found is not None:
                return _bound(found)
        return ()

    def _returns(self, old: ApiObject, new: ApiObject) -> Iterator[Finding]:
        if ("async" in old.labels) != ("async" in new.labels):
            return  # the one is awaited for what the other returns
        before = [one.returns for one in old.signatures if one.returns is not None]
        after = [one.returns for one in new.signatures if one.returns is not None]
        # What returned None has gained a value, and what is not annotated promises nothing.
        if not before or len(after) < len(new.signatures) or before == ["None"]:
            return
        first, second = " | ".join(dict.fromkeys(before)), " | ".join(dict.fromkeys(after))
        # Which of several overloads a call meets is not known; one that keeps the type will do.
        if not any(self._is_compatible(first, one) for one in (*after, second)):
            yield Finding("return-type-changed", None, f"was {first}, is {second}")

    # ---- attributes -----------------------------------------------------------------------------

    def _value(self, old: ApiObject, new: ApiObject) -> Iterator[Finding]:
        if _is_settable(old) and not _is_settable(new):
            yield Finding("became-read-only", None, "")
        yield from _tightened(old, new)
        first, second = old.annotation, new.annotation
        if first is not None and second is not None and not self._is_compatible(first, second):
            yield Finding("attribute-type-changed", None, f"was {first}, is {second}")
        if self._is_value_changed(old, new):
            yield Finding("attribute-value-changed", None, f"was {old.value}, is {new.value}")

    def _is_value_changed(self, old: ApiObject, new: ApiObject) -> bool:
        if "instance-attribute" in old.labels or "instance-attribute" in new.labels:
            return False
        if old.value is None or new.value is None or is_same_default(old.value, new.value):
            return False
        if not (_is_literal(old.value) and _is_literal(new.value)):
            return False
        first, second = self._versions
        is_version = first is not None and second is not None and first in old.value
        return not (is_version or "version" in old.name.rpartition(".")[2].lower())

    # ---- classes --------------------------------------------------------------------------------

    def _class(self, old: ApiObject, new: ApiObject) -> Iterator[Finding]:
        yield from _tightened(old, new)
        if "frozen=True" in new.labels and "frozen=True" not in old.labels:
            yield Finding("became-read-only", None, "is frozen")
        after = self._new_api.ancestors(new)
        own = {name for one in after.own for name in (one.name, one.definition)}
        foreign = {_last(name) for name in after.foreign}
        for base in old.bases:
            name = base.partition("[")[0]
            found = self._old_api.resolve(name)
            if found is not None and found.kind == "class":
                current = self._new_api.resolve(found.name)
                is_there = found.name in own or (
                    current is not None and (current.name in own or current.name == new.name)
                )
                is_there = is_there or _last(found.name) in {_last(one or "") for one in own}
            else:
                is_there = _is_foreign_base(_last(name), foreign)
            if not is_there:
                yield Finding("base-removed", None, f"{name}, now {', '.join(new.bases) or 'none'}")

    # ---- types ----------------------------------------------------------------------------------

    def _is_compatible(self, old: str, new: str) -> bool:
        return is_compatible(old, new, self._is_subclass)

    def _is_subclass(self, new: str, old: str) -> bool:
        if self._subclasses is None:
            self._subclasses = {}
            for one in self._new_api.objects.values():
                if one.kind == "class":
                    ancestors = self._new_api.ancestors(one)
                    names = [each.name for each in ancestors.own] + list(ancestors.foreign)
                    found = self._subclasses.setdefault(_last(one.name), set())
                    found.update(_last(each) for each in names)
        return old in self._subclasses.get(new, ())


def _tightened(old: ApiObject, new: ApiObject) -> Iterator[Finding]:
    """What subclasses may not do any more, or have to."""
    gained = set(new.labels) - set(old.labels)
    if "abstract" in gained and new.kind != "class":
        yield Finding("became-abstract", None, "")
    if "final" in gained and new.kind in {"class", "method"}:
        yield Finding("became-final", None, "")


def _bound(one: ApiObject) -> Sequence[Signature]:
    if one.kind != "method" or "staticmethod" in one.labels:
        return one.signatures
    return [without_bound(signature) for signature in one.signatures]


def _is_awaitable(one: ApiObject) -> bool:
    """Whether what a function returns is awaited, though it is no coroutine function."""
    returns = [signature.returns for signature in one.signatures]
    return any(text is not None and _AWAITABLE.match(text) for text in returns)


def _is_settable(one: ApiObject) -> bool:
    if one.kind == "property":
        return "writable" in one.labels
    return "final" not in one.labels


def _is_foreign_base(name: str, foreign: set[str]) -> bool:
    if name in _HOLLOW or name in foreign:
        return True
    wanted = builtin_class(name)
    found = [builtin_class(one) for one in foreign]
    return wanted is not None and any(one is not None and issubclass(one, wanted) for one in found)


def _last(name: str) -> str:
    return name.rpartition(".")[2]


def _is_literal(value: str | None) -> bool:
    if value is None:
        return False
    try:
        ast.literal_eval(value)
    except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
        return False
    return True
