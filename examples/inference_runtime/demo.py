"""Show what the users of a marked package see, and what they can do about it.

Start this with `make demo`, or with any interpreter that has `dynamo-stability`.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent

PROGRAM = "user_program.py"

#: Settings of the shell that would change what is shown.
UNWANTED = ("DYNAMO_STABILITY", "FORCE_COLOR", "PYTHONDEVMODE", "PYTHONWARNINGS")


def main() -> None:
    """Print one section after the other."""
    say("What a user sees")
    run(PROGRAM)
    say("One API silenced with -W: each message begins with the name it is about")
    run("-W", "ignore:inference_runtime.llm.KvRouter", PROGRAM)
    say("Whole categories filtered with warnings.filterwarnings")
    show_source("filter_by_category.py")
    run("filter_by_category.py")
    say("A stretch of code in which experimental API is allowed")
    show_source("allow_a_stretch.py")
    run("allow_a_stretch.py")
    say("Rules of the environment: silence one feature, hear of beta, refuse what is experimental")
    run(PROGRAM, rules="ignore:feature=kv_router")
    run(PROGRAM, rules="warn:beta,ignore:experimental,ignore:deprecated")
    run(PROGRAM, rules="error:experimental")
    say("Before anything runs: mypy with plugins = ['dynamo_stability.mypy']")
    run("-m", "mypy", "--no-error-summary", "--cache-dir", os.devnull, PROGRAM, fails=True)
    say("What the package promises, read without importing it")
    run("-m", "dynamo_stability", "scan")
    say("Everything about one name")
    run("-m", "dynamo_stability", "show", "inference_runtime.runtime.Endpoint.path")


def say(text: str) -> None:
    """Print the heading of a section."""
    print(f"# {text}\n")


def show_source(script: str) -> None:
    """Print a script below its docstring, as code."""
    _, _, code = (HERE / script).read_text(encoding="utf-8").partition("\n\n")
    for line in code.splitlines():
        print(f"    {line}".rstrip())
    print()


def run(*arguments: str, rules: str = "", fails: bool = False) -> None:
    """Run a script in an interpreter of its own, and print the command and all that it says."""
    setting = [f"DYNAMO_STABILITY={shlex.quote(rules)}"] if rules else []
    print("$", *setting, "python", shlex.join(arguments))
    environment = {name: text for name, text in os.environ.items() if name not in UNWANTED}
    environment["PYTHONPATH"] = os.pathsep.join([str(HERE / "src"), *filter(None, sys.path)])
    if rules:
        environment["DYNAMO_STABILITY"] = rules
    done = subprocess.run(
        [sys.executable, "-u", *arguments],
        cwd=HERE,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    lines = [line.rstrip() for line in done.stdout.replace(f"{HERE}{os.sep}", "").splitlines()]
    for line in lines if fails or done.returncode == 0 else shorten(lines, arguments[-1]):
        print(line)
    print()


def shorten(lines: list[str], script: str) -> list[str]:
    """What a failed run said, without the frames of other files: paths differ by machine."""
    start = lines.index("Traceback (most recent call last):")
    frame = next(number for number, line in enumerate(lines) if f'File "{script}"' in line)
    return [*lines[: start + 1], *lines[frame : frame + 2], "  ...", lines[-1]]


if __name__ == "__main__":
    main()
