"""Rows 10, 11, 17, 18: reading marks back, and what cannot be marked."""

from __future__ import annotations

import collections
import enum
import functools
import sys
import types
from collections.abc import Callable
from typing import Any

import pytest
from listening import Listen

from dynamo_stability import (
    MarkError,
    Record,
    UnknownNameError,
    allow,
    beta,
    deprecated,
    experimental,
    get_stability,
    iter_marks,
    stable,
)

MakeModule = Callable[[str, str], types.ModuleType]


@experimental("why", since="1.1", feature="kv", issue="https://example.org/1", owner="router")
class Router:
    limit = 3

    def plain(self) -> int:
        return 1

    @stable
    def settled(self) -> int:
        return 2

    @staticmethod
    def static() -> int:
        return 3

    @classmethod
    def make(cls) -> Any:
        return cls()

    @property
    def size(self) -> int:
        return 4

    @functools.cached_property
    def cached(self) -> int:
        return 5

    class Inner:
        def deep(self) -> int:
            return 6


with allow():

    class Derived(Router):
        def settled(self) -> int:
            return 7

        def own(self) -> int:
            return 8


@beta
def helper(value: int) -> int:
    return value


NAME = f"{__name__}.Router"


def name_of(target: Any) -> str | None:
    record = get_stability(target)
    return None if record is None else record.name


def test_all_fields_are_kept() -> None:
    record = get_stability(Router)
    assert record == Record(
        NAME,
        "class",
        tier=record.tier if record else None,
        reason="why",
        since="1.1",
        feature="kv",
        issue="https://example.org/1",
        owner="router",
    )
    assert str(record.tier) == "experimental" if record else False  # type: ignore[truthy-bool]


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        (Router, NAME),
        (Router.plain, NAME),
        (Router.settled, f"{NAME}.settled"),
        (Router.static, NAME),
        (vars(Router)["size"], NAME),
        (vars(Router)["cached"], NAME),
        (vars(Router)["static"], NAME),
        (Router.Inner, NAME),
        (Router.Inner.deep, NAME),
        (Derived, None),
        (Derived.own, None),
        (Derived.settled, None),
        (Derived.plain, NAME),
        (helper, f"{__name__}.helper"),
        (functools.partial(helper, 1), f"{__name__}.helper"),
        (functools.partial(functools.partial(helper), 1), f"{__name__}.helper"),
        (name_of, None),
        (len, None),
        (int, None),
        (3, None),
        (None, None),
    ],
)
def test_inheritance_rules(target: Any, expected: str | None) -> None:
    assert name_of(target) == expected


def test_enumeration_members_answer_for_their_class() -> None:
    @beta
    class Mode(enum.Enum):
        KV = 1

    assert name_of(Mode.KV) == name_of(Mode) == f"{Mode.__module__}.{Mode.__qualname__}"


def test_bound_methods(listen: Listen) -> None:
    with listen():
        router, derived = Router(), Derived()
    assert name_of(router.plain) == NAME
    assert name_of(router.settled) == f"{NAME}.settled"
    assert name_of(derived.plain) == NAME
    assert name_of(derived.settled) is None
    assert name_of(Router.make) == NAME


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (NAME, NAME),
        (f"{__name__}:Router", NAME),
        (f"{NAME}.plain", NAME),
        (f"{NAME}.settled", f"{NAME}.settled"),
        (f"{NAME}.limit", NAME),
        (f"{NAME}.size", NAME),
        (f"{__name__}.Derived.own", None),
        (f"{__name__}.helper", f"{__name__}.helper"),
        (f"{__name__}.helper(value)", f"{__name__}.helper"),
        ("collections.OrderedDict", None),
        ("collections", None),
    ],
)
def test_by_name(name: str, expected: str | None, listen: Listen) -> None:
    with listen() as spoken:
        assert name_of(name) == expected
    assert len(spoken) == 0


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("collections.OrderedDct", ["OrderedDct", "'OrderedDict'"]),
        ("no_such_package.thing", ["no_such_package"]),
        (f"{NAME}.plane", ["plane", "'plain'"]),
        ("", ["empty"]),
    ],
)
def test_unknown_names(name: str, parts: list[str]) -> None:
    with pytest.raises(UnknownNameError) as raised:
        get_stability(name)
    assert all(part in str(raised.value) for part in parts), raised.value


def test_iter_marks_is_sorted_and_keeps_to_the_package(make_module: MakeModule) -> None:
    source = "from dynamo_stability import *\n@beta\ndef b(): ...\n@stable\ndef a(): ...\n"
    module = make_module("shelf", source)
    other = make_module("shelf_tools", source)
    assert [record.name for record in iter_marks("shelf")] == ["shelf.a", "shelf.b"]
    assert [record.name for record in iter_marks(other)] == ["shelf_tools.a", "shelf_tools.b"]
    assert module is not other
    assert list(iter_marks("nothing.here")) == []


def test_contract_attributes() -> None:
    assert helper.__stability__ == "beta"  # type: ignore[attr-defined]
    assert helper.__stability_record__ == get_stability(helper)  # type: ignore[attr-defined]
    assert not hasattr(helper, "__deprecated__")
    assert Router.__stability__ == "experimental"  # type: ignore[attr-defined]
    assert Router.__stability_record__.name == NAME  # type: ignore[attr-defined]

    @deprecated(since="1.4", remove_in="2.0", alternative="pkg.new")
    def old() -> None: ...

    assert old.__deprecated__ == (  # type: ignore[attr-defined]
        "is deprecated since 1.4 and will be removed in 2.0. Use pkg.new instead."
    )


# ---- what cannot be marked ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("target", "parts"),
    [
        (len, ["mark_names"]),
        ([].append, ["mark_names"]),
        (str.upper, ["mark_names"]),
        (vars(types.FunctionType)["__code__"], ["mark_names"]),
        (int, ["'builtins.int'", "immutable", "mark_names"]),
        (collections.OrderedDict, ["immutable"]),
        (helper.__call__, ["mark_names"]),  # type: ignore[operator]
        (Derived.make, ["bound"]),
        (sys, ["module", "mark_module"]),
        (3, ["3", "mark_names"]),
        ([1], ["[1]"]),
        (lambda: None, ["lambda", "named function"]),
    ],
)
@pytest.mark.parametrize("marker", [experimental, beta("x"), stable])
def test_unsupported_objects_are_refused(target: Any, parts: list[str], marker: Any) -> None:
    with pytest.raises(MarkError) as raised:
        marker(target)
    assert all(part in str(raised.value) for part in parts), raised.value
    assert str(raised.value).startswith("Cannot mark ")
    assert get_stability(target) is None or target == Derived.make


def test_deprecated_asks_for_a_string() -> None:
    for wrong in (3, [], b"bytes"):  # type: ignore[var-annotated]
        with pytest.raises(TypeError, match="Expected an object of type str for 'message', not"):
            deprecated(wrong)
    with pytest.raises(TypeError, match="category"):
        deprecated("x", category=int)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="stacklevel"):
        deprecated("x", stacklevel="1")  # type: ignore[call-overload]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (experimental, beta),
        (stable, experimental("x")),
        (beta, beta),
        (deprecated("a"), deprecated("b")),
    ],
)
def test_two_of_a_kind_are_an_error_at_definition(first: Any, second: Any) -> None:
    def function() -> None: ...

    class Thing:
        pass

    for target in (function, Thing):
        first(target)
        before = (get_stability(target), dict(vars(target)))
        with pytest.raises(MarkError, match="Remove one of the two marks"):
            second(target)
        assert (get_stability(target), dict(vars(target))) == before


@pytest.mark.parametrize("field", ["since", "feature", "alternative", "issue", "owner"])
@pytest.mark.parametrize("value", [3, "", ["x"]])
def test_malformed_fields_are_errors_where_they_are_written(field: str, value: Any) -> None:
    for marker in (experimental, beta, stable):
        with pytest.raises(ValueError, match=field):
            marker("why", **{field: value})
    if field != "owner":
        with pytest.raises(ValueError, match=field):
            deprecated("why", **{field: value})


def test_partials_and_callable_instances_become_proxies(listen: Listen) -> None:
    class Adder:
        def __init__(self, amount: int) -> None:
            self.amount = amount

        def __call__(self, value: int) -> int:
            return value + self.amount

    partial = experimental(functools.partial(int, base=2))
    adder = deprecated("x")(Adder(3))
    cached = experimental(functools.lru_cache(lambda: 1))
    assert adder.amount == 3
    assert isinstance(adder, Adder)
    with listen() as spoken:
        assert partial("101") == 5  # use
        assert partial("11") == 3
        assert adder(1) == 4  # use
        assert adder(2) == 5  # use
        assert cached() == 1  # use
        assert cached.cache_info().currsize == 1
    assert len(spoken) == 4
    assert all(line.endswith("# use") for line in spoken.lines)
    assert get_stability(partial) is not None


def test_descriptors_of_functools(listen: Listen) -> None:
    class Thing:
        @experimental  # type: ignore[prop-decorator]
        @functools.cached_property
        def cached(self) -> int:
            return 1

        @experimental
        @functools.singledispatchmethod
        def dispatch(self, value: object) -> str:
            return "object"

        @dispatch.register
        def _(self, value: int) -> str:
            return "int"

        def base(self, value: int) -> int:
            return value

        partial = experimental(functools.partialmethod(base, 4))

    with listen() as spoken:
        assert Thing().cached == 1  # use
        assert Thing().dispatch("x") == "object"  # use
        assert Thing().dispatch(1) == "int"
        assert Thing().partial() == 4  # use
    assert len(spoken) == 3
