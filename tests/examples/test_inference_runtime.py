"""The example package works, and its demo shows what the users of a marked package see."""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from dynamo_stability import allow

EXAMPLE = Path(__file__).parents[2] / "examples" / "inference_runtime"

#: What is said at the lines of user_program.py that end in these comments.
SAID = {
    "old name": "DeprecatedWarning: inference_runtime.llm.register_llm is",
    "experimental parameter": (
        "ExperimentalWarning: inference_runtime.runtime.worker(enable_nats) is"
    ),
    "old property": "DeprecatedWarning: inference_runtime.runtime.Endpoint.path is",
    "old parameter": "DeprecatedWarning: inference_runtime.llm.RouterConfig(overlap_weight) is",
    "experimental class": "ExperimentalWarning: inference_runtime.llm.KvRouter is",
    "overdue": "OverdueWarning: inference_runtime.runtime.Client.call is",
}

BETA = "BetaWarning: inference_runtime.llm.RouterConfig is"


def line_of(comment: str, script: str = "user_program.py") -> int:
    lines = (EXAMPLE / script).read_text(encoding="utf-8").splitlines()
    (found,) = (n for n, line in enumerate(lines, start=1) if line.endswith(f"  # {comment}"))
    return found


def warned(output: str) -> list[str]:
    """The first line of each warning in `output`, up to the word after the name."""
    return re.findall(r"^\S+\.py:\d+: \w+Warning: \S+ is", output, re.MULTILINE)


def expected(*comments: str) -> list[str]:
    return [f"user_program.py:{line_of(comment)}: {SAID[comment]}" for comment in comments]


# ---- the demo -----------------------------------------------------------------------------------


def run_demo(**settings: str) -> str:
    done = subprocess.run(
        [sys.executable, "demo.py"],
        cwd=EXAMPLE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), **settings},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


@pytest.fixture(scope="module")
def shown() -> str:
    return run_demo()


@pytest.fixture(scope="module")
def runs(shown: str) -> dict[str, str]:
    """What each command of the demo printed."""
    parts = re.split(r"^\$ (.+)\n", shown, flags=re.MULTILINE)
    outputs = (part.partition("\n# ")[0] for part in parts[2::2])
    return dict(zip(parts[1::2], outputs, strict=True))


def test_each_warning_stands_at_the_line_of_its_use(runs: dict[str, str]) -> None:
    assert warned(runs["python user_program.py"]) == expected(*SAID)


def test_the_program_does_its_work_whatever_is_said(runs: dict[str, str]) -> None:
    programs = [
        command for command in runs if command.endswith("user_program.py") and "mypy" not in command
    ]
    for command in programs[:-1]:
        assert "{'tiny': 'text'} at demo.backend.generate" in runs[command]
        assert "a ['THE', 'CAT', 'SAT']" in runs[command]
        assert "['OVER', 'AND', 'OUT']" in runs[command]


def test_a_message_filter_silences_one_name(runs: dict[str, str]) -> None:
    output = runs["python -W ignore:inference_runtime.llm.KvRouter user_program.py"]
    assert warned(output) == expected(*(one for one in SAID if one != "experimental class"))


def test_filters_by_category(runs: dict[str, str]) -> None:
    output = runs["python filter_by_category.py"]
    line = line_of("told", "filter_by_category.py")
    assert warned(output) == [f"filter_by_category.py:{line}: {SAID['old property']}"]
    assert "\nRefused: inference_runtime.runtime.Endpoint.path is deprecated" in output


def test_allow_is_silent_and_no_first_use(runs: dict[str, str]) -> None:
    line = line_of("told", "allow_a_stretch.py")
    said = [f"allow_a_stretch.py:{line}: {SAID['experimental class']}"]
    assert warned(runs["python allow_a_stretch.py"]) == said


def test_a_rule_silences_a_feature(runs: dict[str, str]) -> None:
    output = runs["DYNAMO_STABILITY=ignore:feature=kv_router python user_program.py"]
    assert warned(output) == expected(*(one for one in SAID if one != "experimental class"))


def test_a_rule_asks_for_beta(runs: dict[str, str]) -> None:
    rules = "warn:beta,ignore:experimental,ignore:deprecated"
    output = runs[f"DYNAMO_STABILITY={rules} python user_program.py"]
    assert warned(output) == [f"user_program.py:{line_of('old parameter')}: {BETA}"]


def test_a_rule_refuses_what_is_experimental(runs: dict[str, str]) -> None:
    output = runs["DYNAMO_STABILITY=error:experimental python user_program.py"]
    assert (
        f'File "user_program.py", line {line_of("experimental parameter")}, in <module>' in output
    )
    assert f"\ndynamo_stability.categories.{SAID['experimental parameter']}" in output
    assert "demo.backend.generate" not in output


def test_mypy_finds_each_use_before_anything_runs(runs: dict[str, str]) -> None:
    (output,) = (runs[command] for command in runs if command.startswith("python -m mypy"))
    found = re.findall(
        r"^user_program\.py:(\d+): error: (\S+) is .*\[([a-z-]+)\]$", output, re.MULTILINE
    )
    at = {comment: str(line_of(comment)) for comment in SAID}
    llm, runtime = "inference_runtime.llm", "inference_runtime.runtime"
    assert {
        (at["old name"], f"{llm}.register_llm", "deprecated-api"),
        (at["experimental parameter"], f"{runtime}.worker(enable_nats)", "experimental"),
        (at["old property"], f"{runtime}.Endpoint.path", "deprecated-api"),
        (at["old parameter"], f"{llm}.RouterConfig(overlap_weight)", "deprecated-api"),
        (at["experimental class"], f"{llm}.KvRouter", "experimental"),
        (at["overdue"], f"{runtime}.Client.call", "deprecated-api"),
    } <= set(found)
    import_line = str(int(at["old name"]) - 1)
    assert (import_line, f"{llm}.KvRouter", "experimental") in found


def test_scan_lists_every_mark(runs: dict[str, str]) -> None:
    output = runs["python -m dynamo_stability scan"]
    rows = {tuple(line.split()[:3]) for line in output.splitlines()}
    for name, kind, stage in (
        ("llm.KvRouter", "class", "experimental"),
        ("llm.RouterConfig(overlap_weight)", "parameter", "deprecated"),
        ("llm.RouterMode", "class", "beta"),
        ("llm.register_llm", "name", "deprecated"),
        ("runtime.Client", "class", "stable"),
        ("runtime.Client.call", "method", "deprecated"),
        ("runtime.Endpoint.path", "property", "deprecated"),
        ("runtime.worker(enable_nats)", "parameter", "experimental"),
    ):
        assert (f"inference_runtime.{name}", kind, stage) in rows
    assert "14 marked: 2 experimental, 2 beta, 6 stable, 4 deprecated" in output


def test_show_tells_how_long_the_notice_runs(runs: dict[str, str]) -> None:
    output = runs["python -m dynamo_stability show inference_runtime.runtime.Endpoint.path"]
    assert "none of its own; counts as stable" in output
    assert "still runs: goes in 2.0, this is 1.2.0; owed: 2 releases" in output


def test_the_demo_is_the_same_everywhere(shown: str) -> None:
    assert str(EXAMPLE) not in shown
    assert sys.prefix not in shown
    assert run_demo(DYNAMO_STABILITY="ignore", PYTHONWARNINGS="error") == shown


# ---- the package --------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def _importable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(EXAMPLE / "src")


async def count(request: int) -> AsyncIterator[int]:
    for number in range(request):
        await asyncio.sleep(0)
        yield number


async def negative(request: int) -> AsyncIterator[int]:
    yield -request


def test_a_worker_serves_and_streams() -> None:
    from inference_runtime.runtime import worker

    answers: list[int] = []

    async def main(runtime: Any) -> None:
        assert runtime.transport == "local"
        endpoint = runtime.endpoint("numbers")
        await endpoint.serve("a", count)
        await endpoint.serve("b", negative)
        client = runtime.endpoint("numbers").client()
        for _ in range(2):
            answers.extend([answer async for answer in client.generate(3)])

    run = worker()(main)
    assert run.__name__ == "main"
    asyncio.run(run())
    assert answers == [0, 1, 2, -3]


def test_an_answer_arrives_before_the_next_is_made() -> None:
    from inference_runtime.runtime import DistributedRuntime

    events: list[str] = []

    async def handler(request: int) -> AsyncIterator[int]:
        for number in range(request):
            events.append(f"made {number}")
            yield number

    async def main() -> None:
        endpoint = DistributedRuntime().endpoint("numbers")
        await endpoint.serve("a", handler)
        async for answer in endpoint.client().generate(2):
            events.append(f"got {answer}")

    asyncio.run(main())
    assert events == ["made 0", "got 0", "made 1", "got 1"]


def test_a_client_waits_for_the_first_instance() -> None:
    from inference_runtime.runtime import DistributedRuntime

    async def main() -> list[str]:
        endpoint = DistributedRuntime().endpoint("numbers")
        waiting = asyncio.create_task(endpoint.client().wait_for_instances())
        await asyncio.sleep(0)
        assert not waiting.done()
        await endpoint.serve("a", count)
        names: list[str] = await waiting
        return names

    assert asyncio.run(main()) == ["a"]


def test_an_unknown_instance_is_an_error() -> None:
    from inference_runtime.runtime import DistributedRuntime

    async def main() -> None:
        endpoint = DistributedRuntime().endpoint("numbers")
        await endpoint.serve("a", count)
        async for _ in endpoint.client().direct(1, "z"):
            pass

    with pytest.raises(LookupError, match=r"Cannot reach 'z' at 'numbers': .* one of: a\."):
        asyncio.run(main())


@allow("inference_runtime.*")
def test_what_is_marked_behaves_as_if_it_were_not() -> None:
    from inference_runtime.llm import (
        KvRouter,
        ModelInput,
        RouterConfig,
        RouterMode,
        register_llm,
        register_model,
    )
    from inference_runtime.runtime import DistributedRuntime, worker

    transports: list[str] = []

    async def main(runtime: Any) -> None:
        transports.append(runtime.transport)

    asyncio.run(worker(enable_nats=True)(main)())
    assert transports == ["nats"]

    old_spelling: Any = {"overlap_weight": 2.0}
    config = RouterConfig(**old_spelling)
    assert config == RouterConfig(overlap_score_weight=2.0)
    router = KvRouter(["b", "a"], config)
    assert [router.choose(one) for one in ("the cat", "a dog", "the cat sat")] == ["a", "b", "a"]
    router = KvRouter(["b", "a"], RouterConfig(RouterMode.ROUND_ROBIN))
    assert [router.choose("the cat") for _ in range(3)] == ["a", "b", "a"]

    endpoint = DistributedRuntime().endpoint("numbers")
    assert endpoint.path == "numbers"
    assert register_llm is register_model
    name = asyncio.run(register_llm(ModelInput.TOKENS, endpoint, "models/tiny", "small"))
    assert (name, endpoint.models) == ("small", {"small": "tokens"})
