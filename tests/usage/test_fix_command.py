"""`dynamo-stability fix`, as users of a marked library run it."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from usage_runs import Usage, usage

__all__ = ["usage"]

BEFORE = {
    "app/main.py": """
        # what the application does
        from kv import (
            pick,  # the usual
            Client,
        )

        def run(client: Client):
            client.post()
            return pick(2)
        """,
    "app/run.sh": "#!/bin/sh\nexport KV_MODE=1  # KV_MODE\nexec kvserve \\\n  --router-mode kv\n",
    "app/deploy.yaml": (
        "env:\n- {name: KV_MODE, value: 'x'} # KV_MODE\nargs: [kvserve, --router-mode=a]\n"
    ),
    "app/other.py": "x = 1\n",
}
AFTER = {
    "app/main.py": (
        "\n# what the application does\n"
        "from kv import (\n    route,  # the usual\n    Client,\n)\n\n"
        "def run(client: Client):\n    client.send()\n    return route(2)\n"
    ),
    "app/run.sh": "#!/bin/sh\nexport KV_ROUTER_MODE=1  # KV_MODE\nexec kvserve \\\n  --mode kv\n",
    "app/deploy.yaml": (
        "env:\n- {name: KV_ROUTER_MODE, value: 'x'} # KV_MODE\nargs: [kvserve, --mode=a]\n"
    ),
    "app/other.py": "x = 1\n",
}
RELEASES = ("--catalog", "catalog.json", "--catalog", "lib/kv")


def contents(usage: Usage) -> dict[str, str]:
    return {name: (usage.directory / name).read_text() for name in BEFORE}


def test_what_is_written(usage: Usage) -> None:
    usage.write(BEFORE)
    done = usage.run("app", *RELEASES, command="fix")
    assert (done.returncode, done.stdout, done.stderr) == (
        0,
        "fixed 7 uses in 3 files, 0 left\n",
        "",
    )
    assert contents(usage) == AFTER
    again = usage.run("app", *RELEASES, command="fix")
    assert (again.returncode, again.stdout) == (0, "fixed 0 uses in 0 files, 0 left\n")
    assert contents(usage) == AFTER
    assert [one for one in usage.uses("app", *RELEASES) if one[2] == "deprecated"] == []


def test_what_is_written_can_be_imported(usage: Usage) -> None:
    usage.write(BEFORE)
    usage.run("app", command="fix")
    program = "import main; print(main.run(main.Client()))"
    environment = {**os.environ, "PYTHONPATH": "lib:app"}
    command = [sys.executable, "-W", "error::DeprecationWarning", "-c", program]
    done = subprocess.run(
        command, cwd=usage.directory, env=environment, capture_output=True, text=True
    )
    assert done.stdout == "1\n", done.stderr


@pytest.mark.parametrize("option", ["--check", "--diff"])
def test_nothing_is_written_unasked(usage: Usage, option: str) -> None:
    usage.write(BEFORE)
    before = contents(usage)
    done = usage.run("app", *RELEASES, option, command="fix")
    assert done.returncode == 1
    assert contents(usage) == before
    assert "would fix 7 uses in 3 files, 0 left" in done.stdout + done.stderr
    usage.run("app", *RELEASES, command="fix")
    assert usage.run("app", *RELEASES, option, command="fix").returncode == 0


def test_a_diff_can_be_applied(usage: Usage) -> None:
    usage.write(BEFORE)
    done = usage.run("app", *RELEASES, "--diff", command="fix")
    subprocess.run(
        ["patch", "-p1", "--quiet"], cwd=usage.directory, input=done.stdout, text=True, check=True
    )
    assert contents(usage) == AFTER


def test_what_is_left_is_listed_with_its_reason(usage: Usage) -> None:
    usage.write(
        {
            "a.py": "from kv import *\nmake(1, 2)\n",
            "a.sh": "KV_MODE=1\nKV_ROUTER_MODE=2\nkvserve '--router-'mode\n",
            "bad.py": "import kv\n kv.pick\n",
        }
    )
    done = usage.run("a.py", "a.sh", "bad.py", *RELEASES, command="fix")
    assert done.returncode == 1
    assert done.stdout.splitlines() == [
        "a.py:2:9: left: kv.make(old): it may be something else, too",
        "a.sh:1:1: left: env:KV_MODE: KV_ROUTER_MODE is there already",
        "a.sh:3:10: left: cli:kvserve --router-mode: it is not written as it is read",
        "fixed 0 uses in 0 files, 3 left",
    ]
    assert done.stderr.startswith("bad.py:2:")


def test_nothing_known_is_an_error(usage: Usage) -> None:
    usage.write({"a.py": "import requests\n"})
    done = usage.run("a.py", command="fix")
    assert done.returncode == 2
    assert "is installed here with marks" in done.stderr
