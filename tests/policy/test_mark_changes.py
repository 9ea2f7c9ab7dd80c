"""What became of marks: tiers, deprecations and dates, with and without signatures."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from two_releases import catalogs_of

from dynamo_stability import Component, Deprecation, Record, Tier
from dynamo_stability.catalog import Catalog
from dynamo_stability.policy.changes import compare

HEAD = "from dynamo_stability import beta, deprecated, deprecated_parameter, experimental, stable\n"
GONE = '@deprecated(since="1.0", remove_in="1.2", alternative="pkg.new")\n'

CASES: list[tuple[str, str, str, set[str]]] = [
    ("up", "@experimental\ndef f(): ...", "@beta\ndef f(): ...", {"graduated pkg.f"}),
    ("down", "@stable\ndef f(): ...", "@beta\ndef f(): ...", {"tier-lowered pkg.f"}),
    ("unmarked is stable", "@beta\ndef f(): ...", "def f(): ...", {"graduated pkg.f"}),
    ("stable was unmarked", "def f(): ...", "@stable\ndef f(): ...", set()),
    ("first mark", "def f(): ...", "@beta\ndef f(): ...", {"tier-lowered pkg.f"}),
    ("new and marked", "", "@beta\ndef f(): ...", {"appeared pkg.f"}),
    ("gone", "@beta\ndef f(): ...", "", {"removed pkg.f"}),
    ("deprecated", "def f(): ...", GONE + "def f(): ...", {"deprecated pkg.f"}),
    ("not any more", GONE + "def f(): ...", "def f(): ...", {"undeprecated pkg.f"}),
    ("removed at last", GONE + "def f(): ...", "", {"removed pkg.f"}),
    (
        "earlier",
        GONE + "def f(): ...",
        GONE.replace("1.2", "1.1.9") + "def f(): ...",
        {"removal-earlier pkg.f"},
    ),
    (
        "later, though smaller as text",
        GONE + "def f(): ...",
        GONE.replace("1.2", "1.10") + "def f(): ...",
        {"removal-later pkg.f"},
    ),
    ("as before", GONE + "def f(): ...", GONE.replace("1.2", "1.2.0") + "def f(): ...", set()),
    (
        "since",
        GONE + "def f(): ...",
        GONE.replace("1.0", "1.1") + "def f(): ...",
        {"since-changed pkg.f"},
    ),
    (
        "a date at last",
        '@deprecated(since="1.0")\ndef f(): ...',
        GONE + "def f(): ...",
        {"removal-set pkg.f"},
    ),
    (
        "a renamed parameter still works",
        "def f(old): ...",
        '@deprecated_parameter("old", since="1.1", renamed_to="new")\ndef f(new): ...',
        {"deprecated pkg.f(old)"},
    ),
    (
        "and then goes",
        '@deprecated_parameter("old", since="1.1", renamed_to="new")\ndef f(new): ...',
        "def f(new): ...",
        {"parameter-removed pkg.f(old)"},
    ),
    (
        "a deprecated class takes its methods along",
        GONE + "class C:\n def f(self, a): ...",
        GONE + "class C:\n def f(self): ...",
        {"parameter-removed pkg.C.f(a)"},
    ),
]


@pytest.mark.parametrize(
    ("old", "new", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_what_changed(tmp_path: Path, old: str, new: str, expected: set[str]) -> None:
    before, after = catalogs_of(tmp_path, HEAD + old, HEAD + new)
    assert {f"{one.kind} {one.name}" for one in compare(before, after)} == expected
    for catalog in (before, after):
        assert list(compare(catalog, catalog)) == []


def test_what_users_of_the_older_release_were_told(tmp_path: Path) -> None:
    old = HEAD + GONE + "@beta\nclass C:\n def f(self, a): ..."
    before, after = catalogs_of(tmp_path, old, HEAD)
    (change,) = compare(before, after)
    assert (change.tier, change.successor, change.was_deprecated) == (Tier.BETA, "pkg.new", True)
    assert change.deprecation == Deprecation(since="1.0", remove_in="1.2", alternative="pkg.new")
    before, after = catalogs_of(tmp_path / "more", old, old.replace("self, a", "self"))
    (change,) = compare(before, after)
    assert (change.name, change.tier, change.was_deprecated) == ("pkg.C.f(a)", Tier.BETA, True)


def test_what_nothing_was_promised_of(tmp_path: Path) -> None:
    before, after = catalogs_of(tmp_path, HEAD + "def f(): ...", HEAD + "@beta\ndef f(): ...")
    assert [one.kind for one in compare(before, after)] == ["tier-lowered"]
    insides = Component("inside", support_level="internal", priority="P2", surfaces=["pkg.*"])
    before, after = (one.replace(components=(insides,)) for one in (before, after))
    assert [one.kind for one in compare(before, after)] == ["marked"]


def test_internal_api_may_break(tmp_path: Path) -> None:
    before, after = catalogs_of(tmp_path, HEAD + "def f(): ...\ndef g(): ...", HEAD)
    insides = Component("inside", support_level="internal", priority="P2", surfaces=["pkg.*"])
    public = Component("public", support_level="library", priority="P0", surfaces=["pkg.g"])
    before = before.replace(components=(insides, public))
    tiers = {one.name: (one.tier, one.is_breaking) for one in compare(before, after)}
    assert tiers == {"pkg.f": (None, True), "pkg.g": (Tier.STABLE, True)}


def kinds(old: tuple[Record, ...], new: tuple[Record, ...]) -> list[str]:
    changes = compare(Catalog(version="1.0", records=old), Catalog(version="1.1", records=new))
    return [f"{one.kind} {one.name}" for one in changes]


def test_without_signatures_nothing_is_made_up() -> None:
    beta = Record("pkg.f", "function", tier=Tier.BETA)
    gone = Record("pkg.f", "function", deprecation=Deprecation(since="1.0"))
    assert kinds((beta,), ()) == ["unmarked pkg.f"]
    assert kinds((), (beta,)) == ["marked pkg.f"]
    assert kinds((gone,), ()) == ["removed pkg.f"]
    assert kinds((), (gone,)) == ["deprecated pkg.f"]


def test_other_surfaces() -> None:
    option = Record("cli:serve --mode", "cli", tier=Tier.BETA)
    variable = Record("env:APP_MODE", "env", deprecation=Deprecation(since="1.0"))
    resource = Record("crd:a.b/v1alpha1/C", "crd", tier=Tier.EXPERIMENTAL)
    assert kinds((option, resource, variable), ()) == [
        "unmarked cli:serve --mode",
        "removed crd:a.b/v1alpha1/C",
        "removed env:APP_MODE",
    ]
    assert kinds((), (option, variable)) == ["appeared cli:serve --mode", "deprecated env:APP_MODE"]


def test_names_that_change() -> None:
    old = Record("pkg.core.f", "function", tier=Tier.BETA, definition="pkg._core.f")
    kept = old.replace(name="pkg.f", aliases=("pkg.core.f",))
    moved = old.replace(name="pkg.f")
    assert kinds((old,), (kept,)) == ["renamed pkg.f"]
    assert kinds((old,), (moved,)) == ["moved pkg.core.f"]
    assert kinds((old,), (kept.replace(tier=Tier.STABLE),)) == [
        *("graduated pkg.f", "renamed pkg.f")
    ]


versions = st.sampled_from(["1.0", "1.2", "1.10", "soon", "2!1.0"])
deprecations = st.none() | st.builds(
    Deprecation, since=st.none() | versions, remove_in=st.none() | versions
)
records = st.lists(
    st.builds(
        Record,
        st.sampled_from(["pkg.a", "pkg.a.b", "pkg.a.b(x)", "pkg.c", "env:A", "cli:p --a"]),
        st.sampled_from(["function", "class", "env", "cli", "parameter"]),
        tier=st.none() | st.sampled_from(list(Tier)),
        deprecation=deprecations,
        aliases=st.lists(st.sampled_from(["pkg.c", "pkg.d"]), max_size=1).map(tuple),
        definition=st.none() | st.sampled_from(["pkg._a", "pkg.c"]),
    ),
    unique_by=lambda one: (one.name, one.kind),
).map(lambda found: Catalog(records=tuple(found)))


@settings(max_examples=150, deadline=None)
@given(records, records)
def test_any_two_catalogs_can_be_compared(old: Catalog, new: Catalog) -> None:
    assert list(compare(old, old)) == []
    changes = compare(old, new)
    assert changes.all == compare(old, new).all
    for one in changes:
        assert one.to_dict()["name"] == one.name
