"""Rows 12, 14, 15, 16: when a mark speaks, to whom, and how often."""

from __future__ import annotations

import asyncio
import contextvars
import gc
import linecache
import subprocess
import sys
import textwrap
import threading
import types
import warnings
import weakref
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from listening import Listen

from dynamo_stability import (
    BetaWarning,
    DeprecatedWarning,
    ExperimentalWarning,
    OverdueWarning,
    RulesError,
    StabilityWarning,
    Tier,
    allow,
    beta,
    deprecated,
    experimental,
    get_stability,
    observe,
    rearm,
    set_rules,
    stable,
)
from dynamo_stability.marks import live, mark, notice

MakeModule = Callable[[str, str], types.ModuleType]


def make_function(marker: Any = experimental) -> Any:
    def function() -> int:
        return 1

    return marker(function)


# ---- once ---------------------------------------------------------------------------------------


def test_once_under_sixteen_threads() -> None:
    for _ in range(20):
        function = make_function()
        start = threading.Barrier(16)
        results: list[int] = []

        def call() -> None:
            start.wait()
            for _ in range(50):
                results.append(function())

        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            threads = [threading.Thread(target=call) for _ in range(16)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        assert len(caught) == 1
        assert results == [1] * 800


@pytest.mark.parametrize("kind", ["class", "name", "parameter"])
def test_once_under_threads_for_other_techniques(kind: str, make_module: MakeModule) -> None:
    from dynamo_stability import experimental_parameter

    @experimental
    class Thing:
        def __init__(self, value: int = 1) -> None:
            self.value = value

    @experimental_parameter("value")
    def function(value: int = 1) -> int:
        return value

    module = make_module(
        "threaded", "from dynamo_stability import *\nA = 1\nmark_names(__name__, A=experimental())"
    )
    use = {"class": Thing, "name": lambda: module.A, "parameter": lambda: function(2)}[kind]
    start = threading.Barrier(16)

    def call() -> None:
        start.wait()
        for _ in range(20):
            use()  # type: ignore[no-untyped-call]

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        threads = [threading.Thread(target=call) for _ in range(16)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(caught) == 1


def test_an_ignored_use_does_not_use_it_up(listen: Listen) -> None:
    function = make_function()
    with listen("ignore") as spoken:
        function()
    assert len(spoken) == 0
    with listen() as spoken:
        function()  # use
        function()
    assert len(spoken) == 1


def test_after_many_ignored_uses_the_mark_retires(listen: Listen) -> None:
    function = make_function()
    with listen("ignore"):
        for _ in range(mark.IGNORED_LIMIT - 1):
            function()
        function()
    with listen() as spoken:
        function()
    assert len(spoken) == 0
    rearm()
    with listen() as spoken:
        function()  # use
    assert len(spoken) == 1


def test_every_call_raises_under_error(listen: Listen) -> None:
    function = make_function()
    with listen("error"):
        for _ in range(3):
            with pytest.raises(ExperimentalWarning):
                function()
    with listen() as spoken:
        function()  # use
    assert len(spoken) == 1


@pytest.mark.parametrize("action", ["default", "module", "once", "always"])
def test_catch_warnings_does_not_multiply(action: str) -> None:
    function = make_function()
    shown = 0
    for _ in range(5):
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter(action)  # type: ignore[arg-type]
            function()
            shown += len(caught)
    assert shown == 1


def test_a_show_function_that_raises_leaves_the_mark_armed(listen: Listen) -> None:
    function = make_function()

    def fail(*args: Any, **kwargs: Any) -> None:
        raise OSError("no terminal")

    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.showwarning = fail
        with pytest.raises(OSError, match="no terminal"):
            function()
    with listen() as spoken:
        assert function() == 1  # use
    assert len(spoken) == 1


# ---- every use ----------------------------------------------------------------------------------


def call_sites(function: Any) -> None:
    for _ in range(3):
        function()
    function()


@pytest.mark.parametrize(("action", "shown"), [("default", 2), ("always", 4), ("ignore", 0)])
def test_deprecated_follows_the_filters(
    listen: Listen, action: str, shown: int, make_module: MakeModule
) -> None:
    """As `warnings.warn` would show them: once a line by default."""
    function = make_function(deprecated("x"))
    user = make_module("user_of_it", "def go(f):\n    for _ in range(3):\n        f()\n    f()\n")
    with listen(action) as spoken:
        user.go(function)
    assert len(spoken) == shown
    with listen("always") as spoken:
        user.go(function)
    assert len(spoken) == 4


def test_deprecated_under_module_and_once(listen: Listen, make_module: MakeModule) -> None:
    function = make_function(deprecated("x"))
    for action in ("module", "once"):
        user = make_module(f"user_{action}", "def go(f):\n    f()\n    f()\n")
        with listen(action) as spoken:
            user.go(function)
            user.go(function)
        assert len(spoken) == 1, action


def test_filters_that_change_are_noticed(listen: Listen) -> None:
    function = make_function(deprecated("x"))

    def call() -> None:
        function()

    with listen("ignore") as spoken:
        call()
        call()
        warnings.simplefilter("always")
        call()
        warnings.filterwarnings("ignore", category=DeprecatedWarning)
        call()
        warnings.resetwarnings()
        call()
        warnings.simplefilter("error", append=True)
        with pytest.raises(DeprecatedWarning):
            call()
        warnings.filterwarnings("ignore", message=r".*make_function")
        call()
    assert len(spoken) == 2


def test_deprecated_in_every_combination_agrees_with_warn(make_module: MakeModule) -> None:
    """Against `warnings.warn` itself, for each action, over and over."""
    source = "def go(f):\n    f()\n    f()\n"
    for action in ("default", "module", "once", "always", "ignore"):

        def plain() -> None:
            warnings.warn("user.plain is deprecated", DeprecationWarning, stacklevel=2)

        function = make_function(deprecated("x"))
        counts = []
        for index, one in enumerate((plain, function)):
            user = make_module(f"agree_{action}_{index}", source)
            with warnings.catch_warnings(record=True) as caught:
                warnings.simplefilter(action)
                for _ in range(3):
                    user.go(one)
                counts.append(len(caught))
        assert counts[0] == counts[1], action


def test_nothing_grows(listen: Listen) -> None:
    function = make_function(deprecated("x"))
    before = len(notice.heard)
    with listen("ignore"):
        for index in range(2000):
            exec(compile("f()", f"<made {index}>", "exec"), {"f": function, "__name__": "made"})
        gc.collect()
        assert len(notice.heard) - before <= 1


def test_marked_objects_are_freed(listen: Listen) -> None:
    def scope() -> list[weakref.ref[Any]]:
        @deprecated("x")
        def recursive(depth: int) -> Any:
            return recursive(depth - 1) if depth else 0

        @experimental
        async def later() -> Any:
            return later

        @experimental
        class WithInit:
            def __init__(self) -> None:
                super().__init__()

        @deprecated("x")
        class Without:
            def method(self) -> Any:
                return __class__  # type: ignore[name-defined]

        recursive(2)
        WithInit()
        Without()
        return [weakref.ref(one) for one in (recursive, later, WithInit, Without)]

    before = len(live._entries)
    with listen("ignore"):
        for _ in range(3):
            references = scope()
            gc.collect()
            assert [reference() for reference in references] == [None] * 4
    assert len(live._entries) <= before


# ---- ownership ----------------------------------------------------------------------------------


@pytest.fixture
def owned(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    for name in ("acme", "acme_tools"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text("")
    (tmp_path / "acme" / "api.py").write_text(
        textwrap.dedent(
            """
            import functools
            from dynamo_stability import deprecated, experimental

            @experimental
            def fresh(): return 1

            @deprecated("x")
            def old(): return 2

            @deprecated("x", warn_own_package=False)
            def quiet(): return 3

            @experimental(warn_own_package=True)
            def loud(): return 4

            def logged(function):
                @functools.wraps(function)
                def wrapper(*args, **kwargs):
                    return function(*args, **kwargs)
                return wrapper

            @logged
            @experimental
            def decorated(): return 5
            """
        )
    )
    user = "from acme import api\ndef go(name): return getattr(api, name)()\n"
    (tmp_path / "acme" / "inside.py").write_text(user)
    (tmp_path / "acme_tools" / "outside.py").write_text(user)
    monkeypatch.syspath_prepend(str(tmp_path))
    yield tmp_path
    for name in [one for one in sys.modules if one.partition(".")[0] in ("acme", "acme_tools")]:
        del sys.modules[name]


def test_the_owning_package_is_silent_about_experimental(listen: Listen, owned: Path) -> None:
    from acme import inside  # type: ignore[import-not-found]
    from acme_tools import outside  # type: ignore[import-not-found]

    with listen() as spoken:
        assert [inside.go("fresh") for _ in range(3)] == [1, 1, 1]
    assert len(spoken) == 0
    with listen() as spoken:
        assert [outside.go("fresh") for _ in range(3)] == [1, 1, 1]
    assert len(spoken) == 1
    with listen() as spoken:
        assert [inside.go(name) for name in ("old", "quiet", "loud")] == [2, 3, 4]
    assert [text.split()[0] for text in spoken.texts] == ["acme.api.old", "acme.api.loud"]
    assert {one.filename for one in spoken.warnings} == {str(owned / "acme" / "inside.py")}


def test_a_wrapper_of_the_owning_package_is_seen_through(listen: Listen, owned: Path) -> None:
    from acme_tools import outside

    with listen() as spoken:
        assert outside.go("decorated") == 5
    assert [one.filename for one in spoken.warnings] == [str(owned / "acme_tools" / "outside.py")]


def test_a_module_outside_any_package_owns_nothing(listen: Listen, make_module: MakeModule) -> None:
    module = make_module(
        "alone",
        "from dynamo_stability import experimental\n"
        "@experimental\ndef f(): return 1\ndef go(): return f()\n",
    )
    with listen() as spoken:
        assert module.go() == 1
    assert len(spoken) == 1


# ---- tiers and categories -----------------------------------------------------------------------


def test_categories() -> None:
    assert issubclass(ExperimentalWarning, FutureWarning)
    assert issubclass(DeprecatedWarning, DeprecationWarning)
    assert issubclass(OverdueWarning, DeprecatedWarning)
    assert all(
        issubclass(one, StabilityWarning)
        for one in (ExperimentalWarning, BetaWarning, DeprecatedWarning, OverdueWarning)
    )


@pytest.mark.parametrize("marker", [stable, beta])
def test_stable_and_beta_install_nothing(listen: Listen, marker: Any) -> None:
    def function() -> int:
        return 1

    class Thing:
        pass

    code, names = function.__code__, set(vars(Thing))
    assert marker(function) is function
    assert function.__code__ is code
    assert marker(Thing) is Thing
    assert set(vars(Thing)) - names == {"__stability__", "__stability_record__"}
    with listen("error"):
        assert function() == 1
        Thing()
    assert get_stability(function).stage == marker.__name__  # type: ignore[union-attr]


def test_beta_speaks_where_a_filter_names_it(listen: Listen) -> None:
    with listen("ignore") as spoken:
        warnings.filterwarnings("always", category=BetaWarning)
        function = make_function(beta("soon"))
        function()  # use
        function()
    assert len(spoken) == 1
    assert spoken.categories == [BetaWarning]


def test_overdue(listen: Listen) -> None:
    due = make_function(deprecated("x", remove_in="2.0", current_version="2.0"))
    late = make_function(deprecated("x", remove_in="2.0", current_version="10.0"))
    early = make_function(deprecated("x", remove_in="2.0", current_version="1.9.9"))
    release_candidate = make_function(deprecated("x", remove_in="2.0", current_version="2.0rc1"))
    unknown = make_function(deprecated("x", remove_in="next year", current_version="2.0"))
    with listen() as spoken:
        for function in (due, late, early, release_candidate, unknown):
            function()
    assert [issubclass(one, OverdueWarning) for one in spoken.categories] == [
        True,
        True,
        False,
        False,
        False,
    ]


def test_overdue_by_the_installed_distribution(listen: Listen, make_module: MakeModule) -> None:
    module = make_module(
        "pytest_like",
        "from dynamo_stability import deprecated\n"
        "@deprecated('x', remove_in='1.0')\ndef f(): pass\n",
    )
    from dynamo_stability.marks.mark import Manner, Mark
    from dynamo_stability.record import Deprecation, Record

    record = Record("pytest.f", "function", deprecation=Deprecation("x", remove_in="1.0"))
    assert Mark(record, Manner(), "pytest").category == OverdueWarning
    assert (
        Mark(record, Manner(distribution="no-such-thing"), "pytest").category is DeprecatedWarning
    )
    with listen() as spoken:
        module.f()
    assert spoken.categories == [DeprecatedWarning]


def test_a_lambda_can_be_deprecated_as_with_pep_702(listen: Listen) -> None:
    function: Callable[[], int] = lambda: 1
    old = deprecated("Use new.")(function)
    with listen() as spoken:
        assert old() == 1  # use
    assert len(spoken) == 1


def test_pep_702_calls(listen: Listen) -> None:
    class Own(Warning):
        pass

    silent = make_function(deprecated("quiet", category=None))
    own = make_function(deprecated("own", category=Own, stacklevel=1))
    code = make_function(lambda f: f).__code__
    assert silent.__code__ is code
    assert silent.__deprecated__ == "quiet"
    with listen() as spoken:
        silent()
        own()  # use
    assert spoken.categories == [Own]
    mark_object = deprecated("m", category=Own, stacklevel=2)
    assert (mark_object.message, mark_object.category, mark_object.stacklevel) == ("m", Own, 2)


# ---- allow --------------------------------------------------------------------------------------


def test_allow_by_name_feature_and_tier(listen: Listen) -> None:
    function = make_function(experimental(feature="kv"))
    old = make_function(deprecated("x"))
    name = f"{function.__module__}.{function.__qualname__}"
    with listen() as spoken:
        for block in (
            allow(),
            allow(name),
            allow("*.make_function.*"),
            allow(feature="kv"),
            allow(feature=["other", "k*"]),
            allow(tier="experimental"),
            allow(tier=Tier.EXPERIMENTAL),
            allow(name, feature="kv", tier=["experimental", "beta"]),
        ):
            with block:
                function()
    assert len(spoken) == 0
    with listen("error"):
        for block in (allow("other.*"), allow(feature="x"), allow(tier="beta")):
            with block, pytest.raises(ExperimentalWarning):
                function()
        with allow(tier="experimental"), pytest.raises(DeprecatedWarning):
            old()
        with allow(tier="deprecated"):
            old()
    with listen() as spoken:
        function()  # use
    assert len(spoken) == 1


def test_allow_nests_and_ends(listen: Listen) -> None:
    function = make_function(deprecated("x"))
    outer = allow("*.function")
    with listen("error"):
        with outer, outer:
            with allow("nothing.*"):
                function()
            function()
        with pytest.raises(DeprecatedWarning):
            function()
        with pytest.raises(KeyError), outer:
            raise KeyError
        with pytest.raises(DeprecatedWarning):
            function()


def test_allow_follows_context(listen: Listen) -> None:
    function = make_function(deprecated("x"))
    outcomes: list[str] = []

    def attempt() -> None:
        try:
            function()
        except DeprecatedWarning:
            outcomes.append("raised")
        else:
            outcomes.append("allowed")

    async def task() -> None:
        await asyncio.sleep(0)
        attempt()

    async def main() -> None:
        with allow():
            inside = asyncio.create_task(task())
        outside = asyncio.create_task(task())
        await inside
        await outside

    with listen("error"):
        asyncio.run(main())
        assert outcomes == ["allowed", "raised"]
        outcomes.clear()
        with allow():
            context = contextvars.copy_context()
            plain = threading.Thread(target=attempt)
            plain.start()
            plain.join()
            copied = threading.Thread(target=context.run, args=(attempt,))
            copied.start()
            copied.join()
    assert outcomes == ["raised", "allowed"]


def test_allow_as_a_decorator(listen: Listen) -> None:
    function = make_function(deprecated("x"))

    @allow()
    def plain(value: int) -> int:
        """Docs."""
        return value + function()  # type: ignore[no-any-return]

    @allow()
    async def later() -> int:
        await asyncio.sleep(0)
        return function()  # type: ignore[no-any-return]

    @allow()
    def items() -> Iterator[int]:
        received = yield function()
        yield received + function()

    @allow()
    async def async_items() -> Any:
        yield function()
        yield function()

    async def collect() -> list[int]:
        return [item async for item in async_items()]

    with listen("error"):
        assert plain(1) == 2
        assert plain.__doc__ == "Docs."
        assert asyncio.run(later()) == 1
        generator = items()
        assert next(generator) == 1
        with pytest.raises(DeprecatedWarning):
            function()
        assert generator.send(4) == 5  # type: ignore[attr-defined]
        assert asyncio.run(collect()) == [1, 1]


@pytest.mark.parametrize(
    "bad",
    [
        lambda: allow(tier="alpha"),
        lambda: allow(3),  # type: ignore[arg-type]
        lambda: allow(""),
        lambda: allow(feature=[None]),  # type: ignore[list-item]
        lambda: allow(print),  # type: ignore[arg-type]
    ],
)
def test_allow_refuses_what_it_cannot_read(bad: Callable[[], Any]) -> None:
    with pytest.raises(RulesError):
        bad()


# ---- rules --------------------------------------------------------------------------------------


def test_rules_from_the_environment(monkeypatch: pytest.MonkeyPatch, listen: Listen) -> None:
    monkeypatch.setenv(
        "DYNAMO_STABILITY", "error:experimental,ignore:feature=kv_dc_relay,warn:beta,ignore:other.*"
    )
    set_rules(None)
    strict = make_function(experimental())
    ignored = make_function(experimental(feature="kv_dc_relay"))
    asked_for = make_function(beta())
    code = make_function(lambda f: f).__code__
    assert ignored.__code__ is code
    with listen("ignore") as spoken:
        for _ in range(2):
            with pytest.raises(ExperimentalWarning):
                strict()
            ignored()
            asked_for()
    assert spoken.categories == [BetaWarning]


@pytest.mark.parametrize(
    ("rules", "shown"),
    [
        ("always:experimental", 3),
        ("always", 3),
        ("ignore", 0),
        ("never:experimental", 0),
        ("warn:experimental", 1),
        ("ignore,warn:*.function", 1),
        ("warn:*.function,ignore", 0),
        ("ignore:tier=experimental", 0),
        ("ignore:name=*.function", 0),
        ("ignore:owner=nobody", 1),
        (" warn : experimental , ", 1),
    ],
)
def test_rules(listen: Listen, rules: str, shown: int) -> None:
    function = make_function()
    set_rules(rules)
    with listen("default") as spoken:
        for _ in range(3):
            function()
    assert len(spoken) == shown


def test_rules_outrank_filters_but_not_allow(listen: Listen) -> None:
    set_rules("error:deprecated")
    function = make_function(deprecated("x"))
    with listen("ignore"):
        with pytest.raises(DeprecatedWarning):
            function()
        with allow():
            function()
    set_rules("warn:deprecated")
    with listen("ignore") as spoken:
        for _ in range(3):
            function()  # use
    assert len(spoken) == 1


@pytest.mark.parametrize(
    ("rules", "parts"),
    [
        ("eror:experimental", ["eror", "'error'"]),
        ("ignore:experimentl", ["experimentl", "'experimental'"]),
        ("ignore:featur=x", ["featur", "'feature'"]),
        ("ignore:feature=", ["feature", "no value"]),
        ("ignore:tier=alpha", ["alpha"]),
    ],
)
def test_bad_rules_name_what_is_allowed(rules: str, parts: list[str]) -> None:
    set_rules("ignore")
    with pytest.raises(RulesError) as raised:
        set_rules(rules)
    assert all(part in str(raised.value) for part in parts), raised.value
    set_rules(None)


def test_a_bad_variable_is_one_clear_error(tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-c", "import dynamo_stability as d\n@d.experimental\ndef f(): ..."],
        env={"DYNAMO_STABILITY": "ignor:beta", "PATH": "", "PYTHONPATH": ":".join(sys.path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 1
    last = run.stderr.strip().splitlines()[-1]
    assert "RulesError" in last
    assert "'ignor:beta' of DYNAMO_STABILITY" in last


# ---- observers ----------------------------------------------------------------------------------


def test_observers_hear_first_uses_shown_or_not(listen: Listen) -> None:
    seen: list[Any] = []
    with observe(seen.append) as observation, listen("ignore"):
        function = make_function()
        old = make_function(deprecated("x"))
        for _ in range(3):
            function()
            old()
    observation.close()
    assert [use.record.stage for use in seen] == ["experimental", "deprecated"]
    assert {use.filename for use in seen} == {__file__}
    assert seen[0].module == __name__
    source = linecache.getline(seen[0].filename, seen[0].lineno)
    assert source.strip() == "function()"
    with listen("ignore"):
        make_function()()
    assert len(seen) == 2


def test_an_observer_that_raises_does_not_break_the_caller(
    listen: Listen, monkeypatch: pytest.MonkeyPatch
) -> None:
    reported: list[Any] = []
    monkeypatch.setattr(sys, "unraisablehook", reported.append)

    def fail(use: Any) -> None:
        raise ZeroDivisionError("in observer")

    function = make_function()
    with observe(fail), listen() as spoken:
        assert function() == 1  # use
    assert len(spoken) == 1
    assert [type(one.exc_value) for one in reported] == [ZeroDivisionError]


def test_observers_hear_of_allowed_uses_once(listen: Listen) -> None:
    seen: list[Any] = []
    function = make_function()
    with observe(seen.append), listen() as spoken:
        with allow():
            function()
        function()  # use
    assert (len(seen), len(spoken)) == (1, 1)


# ---- rearm --------------------------------------------------------------------------------------


def test_rearm_selects(listen: Listen) -> None:
    first = make_function(experimental(feature="one"))
    second = make_function(experimental(feature="two"))
    with listen() as spoken:
        first()
        second()
        rearm(feature="one")
        first()
        second()
        rearm(tier="experimental")
        first()
        second()
    assert len(spoken) == 5


def test_nothing_global_is_touched_by_import() -> None:
    source = textwrap.dedent(
        """
        import warnings, sys
        before = (list(warnings.filters), warnings.formatwarning, warnings.showwarning,
                  sys.excepthook, sys.unraisablehook, sys.gettrace(), sys.getprofile(),
                  list(sys.meta_path), list(sys.path_hooks))
        import dynamo_stability, dynamo_stability.pep702
        @dynamo_stability.experimental
        def f(): ...
        after = (list(warnings.filters), warnings.formatwarning, warnings.showwarning,
                 sys.excepthook, sys.unraisablehook, sys.gettrace(), sys.getprofile(),
                 list(sys.meta_path), list(sys.path_hooks))
        assert before == after
        """
    )
    subprocess.run([sys.executable, "-c", source], check=True)
