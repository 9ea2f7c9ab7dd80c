"""What a test run asks of marks: to be told of beta, leave on all threads, what was used."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator

import pytest
from listening import Listen

from dynamo_stability import BetaWarning, beta, experimental, observe, set_rules
from dynamo_stability.marks import allowing, live, used


@beta
def settled() -> int:
    return 1


@experimental
def moving() -> int:
    return 2


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    live.rearm()
    yield
    allowing.allow_everywhere(())
    live.rearm()


@pytest.mark.in_place  # a plain wrapper is there from the start or never
def test_an_observer_may_ask_for_beta(listen: Listen) -> None:
    told: list[str] = []
    with listen("error"), observe(lambda use: told.append(use.record.name), tier="beta"):
        settled()
        settled()
    assert told == [f"{__name__}.settled"]


def test_beta_marked_while_somebody_asks_is_told(listen: Listen) -> None:
    told: list[str] = []
    with listen("error"), observe(lambda use: told.append(use.record.name), tier="beta"):

        @beta
        def fresh() -> None: ...

        fresh()
    assert [name.rpartition(".")[2] for name in told] == ["fresh"]


def test_an_observer_is_not_told_of_beta_unasked() -> None:
    told: list[object] = []
    with observe(told.append):
        live.rearm()
        settled()
    assert told == []


@pytest.mark.in_place  # a plain wrapper is there from the start or never
def test_beta_that_is_asked_for_by_others_warns_as_ever(listen: Listen) -> None:
    with observe(lambda _: None, tier="beta"):
        set_rules("error:beta")
        with pytest.raises(BetaWarning):
            settled()
        set_rules(None)
        with listen() as spoken:
            settled()
        assert spoken.texts == []


def test_leave_on_all_threads(listen: Listen) -> None:
    allowing.allow_everywhere([lambda record: record.name.endswith(".moving")])
    told: list[str] = []
    with listen("error"), observe(lambda use: told.append(use.record.name)):
        thread = threading.Thread(target=moving)
        thread.start()
        thread.join()
        moving()
    assert told == [f"{__name__}.moving"]
    allowing.allow_everywhere(())
    with listen() as spoken:
        moving()
    assert len(spoken) == 1


@pytest.fixture
def _noting() -> Iterator[None]:
    used.begin_noting()
    yield
    used.end_noting()
    assert not used.is_any_used()


@pytest.mark.usefixtures("_noting")
def test_only_what_was_used_is_made_to_speak_again(listen: Listen) -> None:
    refreshed: list[str] = []
    with listen() as spoken:
        moving()
        names = [mark.record.name for mark in used.used_marks()]
        for _ in range(2):
            live.refresh_used()
            moving()
            refreshed += [mark.record.name for mark in used.used_marks()]
    assert names == [f"{__name__}.moving"]
    assert refreshed == names * 2
    assert len(spoken) == 3
    live.refresh_used()
    assert not used.is_any_used()


@pytest.mark.usefixtures("_noting")
def test_marks_that_are_gone_are_not_kept(listen: Listen) -> None:
    with listen():
        for _ in range(3):

            @experimental
            def local() -> None: ...

            local()
    del local
    gc.collect()
    assert used.used_marks() == []


def test_nothing_is_kept_in_mind_unasked(listen: Listen) -> None:
    with listen():
        moving()
    assert not used.is_any_used()
