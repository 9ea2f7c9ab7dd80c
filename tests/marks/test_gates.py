"""Gates: experimental API that cannot be used before its feature is enabled."""

from __future__ import annotations

import asyncio
import contextvars
import dataclasses
import inspect
import json
import os
import pickle
import subprocess
import sys
import threading
import types
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from listening import Listen

from dynamo_stability import (
    MarkError,
    NotEnabledError,
    Record,
    RecordError,
    RulesError,
    StabilityError,
    allow,
    apply_manifest,
    beta,
    beta_parameter,
    deprecated,
    enable_feature,
    experimental,
    experimental_parameter,
    get_stability,
    is_feature_enabled,
    observe,
    rearm,
    set_rules,
    stable,
    use_feature,
)
from dynamo_stability.marks import gates

MakeModule = Callable[[str, str], types.ModuleType]

FEATURE = "kv_dc_relay"
VARIABLE = "DYN_EXPERIMENTAL_KV_DC_RELAY"


@pytest.fixture(autouse=True)
def _closed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nothing is enabled at the start, nor known of, and nothing stays enabled."""
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.setattr(gates, "_enablings", ())
    monkeypatch.setattr(gates, "_known", {})
    monkeypatch.setattr(gates, "told", set())
    yield
    gates._in_context.set(())


def make_gated(marker: Any = None) -> Callable[[], int]:
    def relay() -> int:
        return 1

    made: Callable[[], int] = (marker or experimental(feature=FEATURE, gate=True))(relay)
    return made


# ---- closed -------------------------------------------------------------------------------------


def test_a_use_is_refused_and_told_how_to_enable_it(listen: Listen) -> None:
    relay = make_gated()
    with listen() as spoken:
        for _ in range(2):
            with pytest.raises(NotEnabledError) as caught:
                relay()
    assert str(caught.value) == (
        f"Cannot use {__name__}.make_gated.<locals>.relay: it is experimental, and its feature "
        f"'kv_dc_relay' is not enabled. Enable it with enable_feature('kv_dc_relay') or "
        f"DYN_EXPERIMENTAL_KV_DC_RELAY=1, or list it under 'enable' in a stability.toml that is "
        f"applied."
    )
    assert not spoken.warnings
    assert isinstance(caught.value, (StabilityError, RuntimeError))


@pytest.mark.parametrize("rules", ["ignore", "ignore:experimental", "error", "always"])
def test_no_rule_opens_a_gate(rules: str, listen: Listen) -> None:
    set_rules(rules)
    relay = make_gated()
    with listen("ignore"), allow(), pytest.raises(NotEnabledError):
        relay()
    set_rules(None)
    with pytest.raises(NotEnabledError):
        relay()


def test_ignored_and_refused_uses_do_not_wear_a_gate_out(listen: Listen) -> None:
    relay = make_gated()
    with listen("ignore"):
        with use_feature(FEATURE):
            for _ in range(1500):
                relay()
        with pytest.raises(NotEnabledError):
            relay()


GATED = """
import dataclasses, enum
from dynamo_stability import experimental, experimental_parameter, mark_names

gate = experimental(feature="kv_dc_relay", gate=True)

@gate
class Plain: ...

@gate
@dataclasses.dataclass
class Data:
    x: int = 1

class Holder:
    @gate
    def method(self): return 1
    @property
    @gate
    def value(self): return 2
    @staticmethod
    @gate
    def static(): return 3
    @gate
    async def wait(self): return 4
    @gate
    def generate(self): yield 5

@experimental_parameter("x", feature="kv_dc_relay", gate=True)
def take(x=1): return x

class Mode(enum.Enum):
    KV = 1

LIMIT = 6
mark_names(__name__, LIMIT=gate)
"""
USES = {
    "class": "module.Plain()",
    "subclass": "type('Sub', (module.Plain,), {})",
    "dataclass": "module.Data(2)",
    "method": "module.Holder().method()",
    "property": "module.Holder().value",
    "static": "module.Holder.static()",
    "coroutine": "module.Holder().wait().close()",
    "generator": "module.Holder().generate()",
    "parameter": "module.take(1)",
    "name": "module.LIMIT",
    "import": "from gated import LIMIT",
}


@pytest.mark.parametrize("use", USES.values(), ids=USES)
def test_every_technique_guards_its_gate(use: str, listen: Listen, make_module: MakeModule) -> None:
    module = make_module("gated", GATED)
    names = {"module": module, "__name__": "user"}
    module.take()  # a default is no use
    with listen("ignore"):
        with pytest.raises(NotEnabledError, match=r"Cannot use gated\.\w+"):
            exec(use, names)
        with use_feature(FEATURE):
            exec(use, names)
            exec(use, names)
        with pytest.raises(NotEnabledError):
            exec(use, names)
        with enable_feature(FEATURE):
            exec(use, names)
        with pytest.raises(NotEnabledError):
            exec(use, names)


def test_looking_at_a_module_is_no_use(make_module: MakeModule) -> None:
    module = make_module("gated", GATED)
    assert dict(inspect.getmembers(module))["LIMIT"] == 6
    assert "LIMIT" in dir(module)


def test_the_owning_package_passes(make_module: MakeModule) -> None:
    source = GATED + "\ndef inner():\n    Plain(); take(1)\n    return Holder().method()\n"
    module = make_module("gatedpackage.part", source)
    assert module.inner() == 1
    with pytest.raises(NotEnabledError):
        module.Plain()


def test_both_a_tier_and_a_deprecation(listen: Listen) -> None:
    relay = deprecated(since="1.0")(make_gated())
    with listen("default") as spoken:
        with pytest.raises(NotEnabledError):
            relay()
        for enabled in (True, False, True):
            if enabled:
                with use_feature(FEATURE):
                    relay()
            else:
                with pytest.raises(NotEnabledError):
                    relay()
    assert {one.category.__name__ for one in spoken.warnings} == {"DeprecatedWarning"}


# ---- enabled ------------------------------------------------------------------------------------


def test_enabled_in_code_it_warns_once_and_is_free(listen: Listen) -> None:
    relay = make_gated()
    plain = inspect.unwrap(relay)
    enable_feature(FEATURE)
    with listen() as spoken:
        assert [relay(), relay()] == [1, 1]
    (warning,) = spoken.warnings
    assert "is experimental" in str(warning.message)
    assert str(warning.message).endswith("Feature: kv_dc_relay.")
    assert plain() == 1


@pytest.mark.in_place
def test_an_open_gate_leaves_nothing_behind(listen: Listen) -> None:
    def relay() -> int:
        return 1

    plain = relay.__code__
    experimental(feature=FEATURE, gate=True)(relay)
    enabled = enable_feature(FEATURE)
    with listen():
        relay()
    assert relay.__code__ is plain
    enabled.close()
    assert relay.__code__ is not plain
    with pytest.raises(NotEnabledError):
        relay()
    with listen() as spoken, enable_feature(FEATURE):
        assert relay.__code__ is plain
        relay()
    assert not spoken.warnings  # it has been said once


def test_enabled_before_it_is_marked(listen: Listen) -> None:
    enable_feature("another", FEATURE)
    with listen() as spoken:
        assert make_gated()() == 1
    assert len(spoken.warnings) == 1


def test_several_enablings_hold_until_the_last_is_closed(listen: Listen) -> None:
    relay = make_gated()
    with listen("ignore"):
        first, second = enable_feature(FEATURE), enable_feature(FEATURE)
        first.close()
        first.close()
        assert relay() == 1
        second.close()
        with pytest.raises(NotEnabledError):
            relay()


@pytest.mark.parametrize("value", ["1", "true", " Yes ", "ON"])
def test_the_environment_enables(
    value: str, listen: Listen, monkeypatch: pytest.MonkeyPatch
) -> None:
    relay = make_gated()
    monkeypatch.setenv(VARIABLE, value)
    with listen() as spoken:
        assert [relay(), relay()] == [1, 1]
    assert len(spoken.warnings) == 1


@pytest.mark.parametrize("value", ["0", "false", "No", "off"])
def test_the_environment_has_the_last_word(
    value: str, listen: Listen, monkeypatch: pytest.MonkeyPatch
) -> None:
    relay = make_gated()
    monkeypatch.setenv(VARIABLE, value)
    expected = f"'kv_dc_relay' is not enabled, for {VARIABLE} is '{value}'. Set {VARIABLE}=1."
    with enable_feature(FEATURE), use_feature(FEATURE):
        with pytest.raises(NotEnabledError) as caught:
            relay()
    assert str(caught.value).endswith(expected)


def test_a_bad_value_is_named_with_what_is_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "maybe")
    relay = make_gated()
    with pytest.raises(NotEnabledError) as caught:
        relay()
    assert f"for {VARIABLE} is 'maybe'. Set it to one of 1/true/yes/on/0/false" in str(caught.value)


def test_a_variable_of_its_own(listen: Listen, monkeypatch: pytest.MonkeyPatch) -> None:
    relay = make_gated(experimental(feature=FEATURE, gate="ACME_RELAY"))
    monkeypatch.setenv(VARIABLE, "1")
    with pytest.raises(NotEnabledError, match="ACME_RELAY=1"):
        relay()
    assert not is_feature_enabled(FEATURE)
    monkeypatch.setenv("ACME_RELAY", "1")
    with listen():
        assert relay() == 1
    assert is_feature_enabled(FEATURE)


def test_a_manifest_enables(listen: Listen) -> None:
    relay = make_gated()
    apply_manifest(f'format = 1\nenable = ["{FEATURE}"]\n')
    with listen() as spoken:
        assert relay() == 1
    assert len(spoken.warnings) == 1


def test_a_manifest_that_cannot_be_applied_enables_nothing() -> None:
    text = f'format = 1\nenable = ["{FEATURE}"]\n[modules.json]\nbeta = ["nothing"]\n'
    with pytest.raises(StabilityError):
        apply_manifest(text)
    assert not is_feature_enabled(FEATURE)


def test_a_manifest_puts_gates_on_what_cannot_be_edited(make_module: MakeModule) -> None:
    module = make_module("foreign", "def call(): return 1\n")
    apply_manifest(
        "format = 1\n[modules.foreign.marks.call]\n"
        f'tier = "experimental"\nfeature = "{FEATURE}"\ngate = true\n'
    )
    with pytest.raises(NotEnabledError, match=VARIABLE):
        module.call()


def test_observers_hear_of_what_passes(listen: Listen) -> None:
    relay = make_gated()
    seen: list[Any] = []
    with observe(seen.append, tier="experimental"), listen("ignore"):
        with pytest.raises(NotEnabledError):
            relay()
        assert not seen
        with use_feature(FEATURE):
            relay()
            relay()
    assert len(seen) == 1


# ---- threads and tasks --------------------------------------------------------------------------


def test_one_task_has_it_and_the_other_has_not(listen: Listen) -> None:
    @experimental(feature=FEATURE, gate=True)
    async def relay() -> int:
        await asyncio.sleep(0)
        return 1

    async def enabled(ready: asyncio.Event, done: asyncio.Event) -> int:
        with use_feature(FEATURE):
            ready.set()
            inner = asyncio.create_task(relay())
            await done.wait()
            return await inner + await relay()

    async def other(ready: asyncio.Event, done: asyncio.Event) -> None:
        await ready.wait()
        with pytest.raises(NotEnabledError):
            await relay()
        done.set()

    async def main() -> int:
        ready, done = asyncio.Event(), asyncio.Event()
        result, _ = await asyncio.gather(enabled(ready, done), other(ready, done))
        return result

    with listen("ignore"):
        assert asyncio.run(main()) == 2


def test_nested_and_interleaved_contexts_end_as_they_began() -> None:
    outer, inner = use_feature(FEATURE, "x"), use_feature(FEATURE)
    with outer:
        with inner:
            assert is_feature_enabled(FEATURE)
        assert is_feature_enabled(FEATURE)
        assert contextvars.copy_context().run(is_feature_enabled, "x")
    assert not is_feature_enabled(FEATURE)
    assert not is_feature_enabled("x")


def test_no_thread_slips_through_while_others_come_and_go(listen: Listen) -> None:
    relay = make_gated()
    stop = threading.Event()
    slipped: list[int] = []
    failed: list[BaseException] = []

    def outside() -> None:
        while not stop.is_set():
            try:
                slipped.append(relay())
            except NotEnabledError:
                pass

    def inside() -> None:
        try:
            for _ in range(300):
                with use_feature(FEATURE):
                    assert relay() == 1
                rearm(feature=FEATURE)
                set_rules("ignore:experimental")
                set_rules(None)
        except BaseException as error:
            failed.append(error)

    with listen("ignore"):
        others = [threading.Thread(target=outside) for _ in range(4)]
        users = [threading.Thread(target=inside) for _ in range(4)]
        for thread in (*others, *users):
            thread.start()
        for thread in users:
            thread.join()
        stop.set()
        for thread in others:
            thread.join()
    assert not failed
    assert not slipped


def test_enabling_from_many_threads_loses_nothing(listen: Listen) -> None:
    relay = make_gated()
    barrier = threading.Barrier(16)
    held: list[Any] = []

    def enable() -> None:
        barrier.wait()
        for _ in range(20):
            held.append(enable_feature(FEATURE))

    threads = [threading.Thread(target=enable) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(gates.of(FEATURE)) == 320
    with listen("ignore"):
        for one in held[:-1]:
            one.close()
        assert relay() == 1
        held[-1].close()
        with pytest.raises(NotEnabledError):
            relay()


# ---- after graduation ---------------------------------------------------------------------------


@pytest.mark.parametrize("marker", [beta, stable])
def test_graduating_removes_the_need(marker: Any, listen: Listen) -> None:
    relay = make_gated(marker(feature=FEATURE, gate=True))
    with listen() as spoken:
        assert relay() == 1
    assert not spoken.warnings
    assert is_feature_enabled(FEATURE)


@pytest.mark.parametrize("value", ["1", "0"])
def test_the_old_variable_does_no_harm_and_is_told_of_once(
    value: str, listen: Listen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, value)
    functions = [make_gated(beta(feature=FEATURE, gate=True)) for _ in range(2)]
    with listen() as spoken:
        for function in functions * 2:
            assert function() == 1
    (warning,) = spoken.warnings
    assert warning.category.__name__ == "DeprecatedWarning"
    assert str(warning.message) == (
        f"{VARIABLE} is deprecated: the feature 'kv_dc_relay' is beta and needs no enabling any "
        f"more. Feature: kv_dc_relay."
    )
    assert warning.filename == __file__


def test_enabling_in_code_does_no_harm_and_is_told_of_there(listen: Listen) -> None:
    with listen() as spoken:
        enable_feature(FEATURE)  # before the import
        relay = make_gated(stable(feature=FEATURE, gate=True))
        assert [relay(), relay()] == [1, 1]
    (warning,) = spoken.warnings
    assert str(warning.message).startswith("dynamo_stability.enable_feature is deprecated: the")
    assert source_of(warning).endswith("# before the import")
    with listen() as spoken:
        enable_feature(FEATURE)  # after it
        with use_feature(FEATURE):
            assert relay() == 1
    assert [source_of(one) for one in spoken.warnings] == [
        "enable_feature(FEATURE)  # after it",
        "with use_feature(FEATURE):",
    ]


def source_of(warning: Any) -> str:
    import linecache

    return linecache.getline(warning.filename, warning.lineno).strip()


def test_rules_decide_about_old_switches(listen: Listen, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "1")
    relay = make_gated(beta(feature=FEATURE, gate=True))
    set_rules("error:deprecated")
    for _ in range(2):
        with pytest.raises(DeprecationWarning, match=VARIABLE):
            relay()
    set_rules(f"ignore:name=env:{VARIABLE}")
    with listen() as spoken:
        assert relay() == 1
    assert not spoken.warnings


def test_a_feature_of_which_a_part_is_experimental_has_not_graduated(listen: Listen) -> None:
    settled = make_gated(beta(feature=FEATURE, gate=True))
    relay = make_gated()
    with listen() as spoken:
        enable_feature(FEATURE)
        settled()
        relay()
    assert [one.category.__name__ for one in spoken.warnings] == ["ExperimentalWarning"]


def test_parameters_graduate_too(listen: Listen) -> None:
    @beta_parameter("size", feature=FEATURE, gate=True)
    def take(size: int = 1) -> int:
        return size

    with listen() as spoken:
        assert [take(2), take(size=3)] == [2, 3]
    assert not spoken.warnings


# ---- what is written ----------------------------------------------------------------------------


def test_the_record_names_the_variable() -> None:
    record = get_stability(make_gated())
    assert record is not None
    assert (record.gate, record.is_gated) == (VARIABLE, True)
    assert Record.from_dict(record.to_dict()) == record
    assert record.to_dict()["gate"] == VARIABLE
    graduated = get_stability(make_gated(beta(feature=FEATURE, gate=True)))
    assert graduated is not None
    assert (graduated.gate, graduated.is_gated) == (VARIABLE, False)
    ungated = get_stability(make_gated(experimental(feature=FEATURE, gate=False)))
    assert ungated is not None
    assert ungated.gate is None


def test_what_is_odd_in_a_name_becomes_a_line() -> None:
    record = get_stability(make_gated(experimental(feature="kv-dc.relay", gate=True)))
    assert record is not None
    assert record.gate == VARIABLE


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"gate": True}, "no feature is named that could be enabled"),
        ({"gate": "A_B"}, "no feature is named that could be enabled"),
        ({"feature": "x", "gate": "A B"}, "'A B' .* it is no name of an environment variable"),
        ({"feature": "x", "gate": 7}, "7 .* it is no name of an environment variable"),
    ],
)
def test_malformed_gates_are_refused(options: dict[str, Any], message: str) -> None:
    with pytest.raises(RecordError, match=message):
        experimental(**options)
    with pytest.raises(RecordError, match=message):
        experimental_parameter("x", **options)(lambda x=1: x)


@pytest.mark.parametrize("features", [(), ("",), (3,), ("a", None)], ids=repr)
@pytest.mark.parametrize("function", [enable_feature, use_feature])
def test_malformed_names_are_refused(function: Any, features: tuple[Any, ...]) -> None:
    with pytest.raises(RulesError, match=r"Cannot (enable|use)"):
        function(*features)
    assert gates._enablings == ()


def test_a_mark_that_contradicts_is_refused_as_ever() -> None:
    with pytest.raises(MarkError):
        beta(make_gated())


# ---- other ways in ------------------------------------------------------------------------------


@experimental(feature="points", gate=True)
@dataclasses.dataclass
class Point:
    x: int = 1


def test_unpickling_is_no_use(listen: Listen) -> None:
    with listen("ignore"), use_feature("points"):
        data = pickle.dumps(Point(5))
    assert pickle.loads(data).x == 5
    with pytest.raises(NotEnabledError):
        Point(5)


def test_an_option_behind_a_gate_is_an_error_of_the_command_line(
    capsys: pytest.CaptureFixture[str], listen: Listen
) -> None:
    from dynamo_stability.surfaces.argparse_options import ArgumentParser

    parser = ArgumentParser(prog="gated-program")
    parser.add_argument("--relay", stability=experimental(feature=FEATURE, gate=True))
    assert parser.parse_args([]).relay is None
    with pytest.raises(SystemExit):
        parser.parse_args(["--relay", "x"])
    said = capsys.readouterr().err
    assert "gated-program: error: argument --relay: Cannot use cli:gated-program --relay" in said
    with use_feature(FEATURE), listen() as spoken:
        assert parser.parse_args(["--relay", "x"]).relay == "x"
        assert parser.parse_args(["--relay", "y"]).relay == "y"
    assert len(spoken.warnings) == 1
    with pytest.raises(SystemExit):
        parser.parse_args(["--relay", "x"])


def test_an_option_of_click_behind_a_gate(listen: Listen) -> None:
    import click

    from dynamo_stability.surfaces.click_options import StabilityOption

    @click.command()
    @click.option(
        "--relay", cls=StabilityOption, stability=experimental(feature=FEATURE, gate=True)
    )
    def serve(relay: str) -> str:
        return relay

    with pytest.raises(click.UsageError, match="'kv_dc_relay' is not enabled"):
        serve.main(["--relay", "x"], standalone_mode=False)
    with use_feature(FEATURE), listen("ignore"):
        assert serve.main(["--relay", "x"], standalone_mode=False) == "x"


def test_a_variable_behind_a_gate(listen: Listen, monkeypatch: pytest.MonkeyPatch) -> None:
    from dynamo_stability.surfaces.environment import env_var

    monkeypatch.setenv("DYN_EXPERIMENTAL_GATED_SIZE", "3")
    marker = experimental(feature=FEATURE, gate=True)
    size = env_var("DYN_GATED_SIZE", type=int, tier=marker)
    with pytest.raises(NotEnabledError, match="Cannot use env:DYN_EXPERIMENTAL_GATED_SIZE"):
        size.get()
    with use_feature(FEATURE), listen("ignore"):
        assert size.get() == 3


PROGRAM = """
import json, os, warnings
warnings.simplefilter("ignore")
from dynamo_stability import NotEnabledError, enable_feature, experimental

@experimental(feature="kv_dc_relay", gate=True)
def relay(): return 1

def attempt():
    try:
        return relay()
    except NotEnabledError:
        return None

report = [attempt()]
read, write = os.pipe()
enabled = enable_feature("kv_dc_relay")
pid = os.fork()
if pid == 0:
    first = attempt()
    enabled.close()
    os.write(write, json.dumps([first, attempt()]).encode())
    os._exit(0)
os.waitpid(pid, 0)
print(json.dumps([*report, *json.loads(os.read(read, 99)), attempt()]))
"""


def test_a_forked_process_inherits_what_is_enabled() -> None:
    settings = {name: value for name, value in os.environ.items() if name != VARIABLE}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, env=settings, timeout=60
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == [None, 1, None, 1]
