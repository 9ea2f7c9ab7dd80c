"""The example package works, and its demo shows what it says."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLE = Path(__file__).parents[2] / "examples" / "inference_runtime"


def line_of(comment: str) -> int:
    lines = (EXAMPLE / "user_program.py").read_text().splitlines()
    return 1 + next(index for index, line in enumerate(lines) if line.endswith(f"# {comment}"))


def run(script: str, **environment: str) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join([str(EXAMPLE / "src"), *sys.path])
    return subprocess.run(
        [sys.executable, script],
        cwd=EXAMPLE,
        env={**os.environ, "PYTHONPATH": path, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


EXPECTED = {
    "old name": r"Deprecat\w+: inference_runtime.llm.register_llm",
    "experimental parameter": r"Experimental\w+: inference_runtime.runtime.worker\(enable_nats\)",
    "old parameter": r"Deprecat\w+: inference_runtime.llm.RouterConfig\(overlap_weight\)",
    "experimental class": r"ExperimentalWarning: inference_runtime.llm.KvRouter",
    "overdue": r"(Overdue|Deprecated)Warning: inference_runtime.runtime.Client.call",
}


def test_each_warning_is_at_its_line() -> None:
    result = run("user_program.py")
    assert result.returncode == 0, result.stderr
    assert result.stdout == "['b', 'tiny']\n['a', 'tiny']\n"
    for comment, pattern in EXPECTED.items():
        assert re.search(rf"user_program.py:{line_of(comment)}: {pattern}", result.stderr), comment
    assert result.stderr.count("Warning: ") == len(EXPECTED)


@pytest.mark.parametrize(
    ("rules", "present", "absent"),
    [
        ("ignore:feature=kv_routing", ["worker(enable_nats)"], ["KvRouter"]),
        ("warn:beta", ["BetaWarning", "RouterMode"], []),
        ("ignore", [], ["Warning"]),
    ],
)
def test_rules_of_the_environment(rules: str, present: list[str], absent: list[str]) -> None:
    result = run("user_program.py", DYNAMO_STABILITY=rules)
    assert result.returncode == 0
    assert all(one in result.stderr for one in present)
    assert not any(one in result.stderr for one in absent)


def test_the_demo_shows_every_section() -> None:
    result = run("demo.py")
    assert result.returncode == 0, result.stderr
    shown = result.stdout
    assert shown.count("== ") == 6
    assert "$ python -W 'ignore:inference_runtime.llm.KvRouter' user_program.py" in shown
    assert "inside:  0 warnings" in shown
    assert "outside: 1 warning" in shown
    assert re.search(
        r"^    llm.KvRouter +experimental +1.2 +kv_routing +0 releases", shown, re.MULTILINE
    )
    assert re.search(r"^    runtime.Endpoint +stable +1.0", shown, re.MULTILINE)
    assert str(EXAMPLE) not in shown
