"""observe() that asks for stages: of what is silent too, from before, and in forked processes."""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
import threading
import types
from collections.abc import Callable
from typing import Any

import pytest
from listening import Listen

from dynamo_stability import (
    RulesError,
    Tier,
    allow,
    beta,
    beta_parameter,
    deprecated,
    experimental,
    observe,
    rearm,
    set_rules,
    stable,
)

MakeModule = Callable[[str, str], types.ModuleType]


def make_function(marker: Any = experimental) -> Callable[[], int]:
    def function() -> int:
        return 1

    made: Callable[[], int] = marker(function)
    return made


class Seen(list[Any]):
    """What an observer was told of."""

    def __call__(self, use: Any) -> None:
        self.append(use)

    @property
    def stages(self) -> list[str]:
        return [use.record.stage for use in self]

    @property
    def names(self) -> list[str]:
        return [use.record.name for use in self]


# ---- what is silent otherwise -------------------------------------------------------------------


@pytest.mark.parametrize(
    "is_first", [True, pytest.param(False, marks=pytest.mark.in_place)], ids=["observer", "mark"]
)
@pytest.mark.parametrize(("marker", "stage"), [(beta, "beta"), (stable, "stable")])
def test_silent_tiers_are_told_once_and_say_nothing(
    marker: Any, stage: str, is_first: bool, listen: Listen
) -> None:
    seen = Seen()
    if is_first:
        observation = observe(seen, tier=stage)
    function = make_function(marker)
    if not is_first:
        observation = observe(seen, tier=stage)
    with observation, listen() as spoken:
        for _ in range(3):
            assert function() == 1
    assert seen.stages == [stage]
    assert (seen[0].filename, seen[0].module) == (__file__, __name__)
    assert not spoken.warnings


@pytest.mark.in_place
def test_nothing_is_left_after_the_first_use() -> None:
    function = make_function(beta)
    plain = function.__code__
    with observe(Seen(), tier="beta"):
        assert function.__code__ is not plain
        function()
        assert function.__code__ is plain


@pytest.mark.in_place
def test_an_observer_that_is_gone_leaves_nothing_after_one_more_use(listen: Listen) -> None:
    function = make_function(beta)
    plain = function.__code__
    seen = Seen()
    observe(seen, tier="beta").close()
    with listen() as spoken:
        function()
    assert function.__code__ is plain
    assert not seen
    assert not spoken.warnings


def test_every_technique_waits_for_observers(listen: Listen, make_module: MakeModule) -> None:
    seen = Seen()
    source = """
import dataclasses
from dynamo_stability import beta, beta_parameter, mark_names

@beta
class Plain: ...

@beta
@dataclasses.dataclass
class Data:
    x: int = 1

class Holder:
    @beta
    def method(self): return 1
    @property
    @beta
    def value(self): return 2
    @beta
    async def wait(self): return 3

@beta_parameter("x")
def take(x=1): return x

LIMIT = 4
mark_names(__name__, LIMIT=beta())
"""
    program = """
module.Plain(); module.Data(); module.Data(2)
holder = module.Holder()
holder.method(); holder.value; holder.wait().close()
module.take(); module.take(1)
module.LIMIT
"""
    with observe(seen, tier="beta"), listen() as spoken:
        module = make_module("waited", source)
        for _ in range(2):
            exec(program, {"module": module, "__name__": "user"})
    assert seen.names == [
        "waited.Plain",
        "waited.Data",
        "waited.Holder.method",
        "waited.Holder.value",
        "waited.Holder.wait",
        "waited.take(x)",
        "waited.LIMIT",
    ]
    assert {use.module for use in seen} == {"user"}
    assert not spoken.warnings
    assert type(module) is types.ModuleType


def test_what_a_rule_ignores_is_told_where_it_is_asked_for(listen: Listen) -> None:
    seen, spoken_of = Seen(), Seen()
    set_rules("ignore")
    with observe(spoken_of), observe(seen, tier=("experimental", "deprecated")):
        function, old = make_function(), make_function(deprecated("x"))
        with listen() as spoken:
            for _ in range(2):
                function()
                old()
    assert seen.stages == spoken_of.stages == ["experimental", "deprecated"]
    assert not spoken.warnings


def test_a_deprecation_without_a_category_is_told(listen: Listen) -> None:
    seen = Seen()
    with observe(seen, tier="deprecated"), listen() as spoken:
        function = make_function(deprecated("x", category=None))
        function()
        function()
    assert seen.stages == ["deprecated"]
    assert not spoken.warnings


def test_only_the_stages_asked_for_are_told(listen: Listen) -> None:
    seen = Seen()
    markers = (experimental, beta, stable, deprecated("x"))
    with observe(seen, tier=[Tier.BETA, "deprecated"]), listen() as spoken:
        functions = [make_function(one) for one in markers]
        for function in functions:
            function()
    assert seen.stages == ["beta", "deprecated"]
    assert [str(one.category.__name__) for one in spoken.warnings] == [
        "ExperimentalWarning",
        "DeprecatedWarning",
    ]


def test_speaking_is_as_ever_under_an_observer(listen: Listen) -> None:
    function = make_function()
    with observe(Seen(), tier="experimental"):
        with listen("error"), pytest.raises(FutureWarning):
            function()
        with allow(), listen() as spoken:
            function()
        assert not spoken.warnings
        with listen() as spoken:
            function()
            function()
    assert len(spoken.warnings) == 1


def test_uses_inside_the_package_are_not_told(make_module: MakeModule) -> None:
    seen = Seen()
    source = "from dynamo_stability import beta\n@beta\ndef f(): ...\ndef call(): f()\n"
    with observe(seen, tier="beta"):
        module = make_module("inner.part", source)
        module.call()
        assert not seen
        module.f()
    assert seen.names == ["inner.part.f"]


def test_an_unknown_stage_is_refused() -> None:
    with pytest.raises(RulesError, match=r"Cannot observe: 'betta' is no tier; did you mean"):
        observe(Seen(), tier=["beta", "betta"])


def test_sixteen_threads_are_told_of_as_one(listen: Listen) -> None:
    seen = Seen()
    barrier = threading.Barrier(16)

    def use(function: Callable[[], int]) -> None:
        barrier.wait()
        for _ in range(50):
            assert function() == 1

    with observe(seen, tier="beta"), listen() as spoken:
        function = make_function(beta)
        threads = [threading.Thread(target=use, args=(function,)) for _ in range(16)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(seen) == 1
    assert not spoken.warnings


def test_rearmed_marks_are_waited_for_again(listen: Listen) -> None:
    seen = Seen()
    with observe(seen, tier="beta"), listen() as spoken:
        function = make_function(beta)
        function()
        rearm(tier="beta")
        function()
    assert len(seen) == 2
    assert not spoken.warnings


# ---- what was used before -----------------------------------------------------------------------


def test_the_past_is_told_to_whoever_asks(listen: Listen) -> None:
    function = make_function()
    name = f"{__name__}.make_function.<locals>.function"
    with listen("ignore"):
        function()
    for past, expected in ((True, 1), (False, 0)):
        seen = Seen()
        with observe(seen, past=past):
            assert seen.names.count(name) == expected


def test_the_past_is_limited_to_the_stages_asked_for(listen: Listen) -> None:
    with listen("ignore"):
        make_function(deprecated("x"))()
    seen = Seen()
    with observe(seen, tier="beta", past=True):
        assert "deprecated" not in seen.stages


# ---- other processes ----------------------------------------------------------------------------

FORKING = """
import json, os, sys, threading, warnings
import dynamo_stability.marks.mark as mark
from dynamo_stability import beta, deprecated, experimental, experimental_parameter, observe

warnings.simplefilter("always")
shown = []
warnings.showwarning = lambda message, *rest: shown.append(str(message).split()[0])

@experimental
def early(): ...
early()
seen = []
observe(seen.append, tier=("experimental", "beta", "deprecated"), past=True)

@experimental
def late(): ...
@beta
def quiet(): ...
@deprecated("gone soon")
def old(): ...
@experimental_parameter("x")
def take(x=0): ...
@experimental
def never(): ...

def use():
    early(); late(); quiet(); old(); take(x=1)

def names():
    return [use.record.name for use in seen]

use()
report = {"parent": names(), "shown": list(shown)}
seen.clear(); shown.clear()

# Another thread holds the locks of the marks while the process is forked.
held, done = threading.Event(), threading.Event()
def hold():
    from dynamo_stability.marks import observing
    with mark._lock, observing._lock:
        held.set()
        done.wait()
thread = threading.Thread(target=hold)
thread.start()
held.wait()
read, write = os.pipe()
child = os.fork()
if child == 0:
    use(); use()
    later = []
    observe(later.append, past=True)
    data = {"child": names(), "shown": shown, "past": [one.record.name for one in later]}
    os.write(write, json.dumps(data).encode())
    os._exit(0)
done.set()
thread.join()
os.waitpid(child, 0)
report["forked"] = json.loads(os.read(read, 65536))
report["later"] = names()
print(json.dumps(report))
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there are no forks here")
def test_a_forked_process_starts_afresh() -> None:
    done = subprocess.run(
        [sys.executable, "-W", "ignore::DeprecationWarning", "-c", FORKING],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    used = [f"__main__.{one}" for one in ("early", "late", "quiet", "old", "take(x)")]
    assert report["parent"] == used
    assert report["shown"] == [one for one in used if "quiet" not in one]
    assert report["forked"]["child"] == used
    assert report["forked"]["past"] == used
    # Told once in a process and its forks; deprecations at each use, as the filter asks for.
    assert report["forked"]["shown"] == ["__main__.old"] * 2
    assert report["later"] == []


PICKLED = """
import warnings
import cloudpickle
from dynamo_stability import beta, observe

@beta
def function():
    return 5

with observe(print, tier="beta"):
    data = cloudpickle.dumps(function)
print(data.hex())
"""


def test_a_function_that_was_sent_elsewhere_stays_silent(listen: Listen) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PICKLED], capture_output=True, text=True, check=True, timeout=60
    )
    function = pickle.loads(bytes.fromhex(done.stdout))
    with listen() as spoken:
        assert [function(), function()] == [5, 5]
    assert not spoken.warnings


def test_the_parameter_keeps_its_new_name_under_an_observer(listen: Listen) -> None:
    @beta_parameter("size")
    def make(size: int = 1) -> int:
        return size

    seen = Seen()
    with observe(seen, tier="beta"), listen() as spoken:
        assert [make(), make(2), make(size=3)] == [1, 2, 3]
    assert [name.rpartition(".")[2] for name in seen.names] == ["make(size)"]
    assert not spoken.warnings


# ---- what a terminal user sets ------------------------------------------------------------------


def test_options_and_variables_that_are_silent_are_told(
    listen: Listen, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dynamo_stability.surfaces.argparse_options import ArgumentParser
    from dynamo_stability.surfaces.environment import env_var

    parser = ArgumentParser(prog="watched")
    parser.add_argument("--quiet", stability=beta(feature="quieting"))
    variable = env_var("DYN_WATCHED_SIZE", type=int, tier="beta")
    monkeypatch.setenv("DYN_BETA_WATCHED_SIZE", "3")
    seen = Seen()
    with observe(seen, tier="beta"), listen() as spoken:
        for _ in range(2):
            parser.parse_args(["--quiet", "x"])
            assert variable.get() == 3
    assert seen.names == ["cli:watched --quiet", "env:DYN_BETA_WATCHED_SIZE"]
    assert not spoken.warnings
