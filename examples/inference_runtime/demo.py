"""Show what the users of a marked package see, and what they can do about it.

Start this with `make demo`, or with any interpreter that has `dynamo-stability`.
"""

from __future__ import annotations

import importlib
import os
import shlex
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE / "src"))

from dynamo_stability import Record, Tier, iter_marks  # noqa: E402 - the path comes first

#: Settings of the shell that would change what is shown.
UNWANTED = ("DYNAMO_STABILITY", "FORCE_COLOR", "PYTHONDEVMODE", "PYTHONWARNINGS")


def main() -> None:
    """Print one section after the other."""
    say("What a user sees")
    run("user_program.py")
    say("One API silenced with -W: each message begins with the name it is about")
    run("-W", "ignore:inference_runtime.llm.KvRouter", "user_program.py")
    say("Whole categories filtered with warnings.filterwarnings")
    show_source("filter_by_category.py")
    run("filter_by_category.py")
    say("A stretch of code in which experimental API is allowed")
    show_source("allow_a_stretch.py")
    run("allow_a_stretch.py")
    say("Rules of the environment: silence one feature, hear of beta, refuse what is experimental")
    run("user_program.py", rules="ignore:feature=kv_router")
    run("user_program.py", rules="warn:beta,ignore:experimental,ignore:deprecated")
    run("user_program.py", rules="error:experimental")
    say("The tiers of the package, and the notice that each API is owed before it goes")
    show_tiers()


def say(text: str) -> None:
    """Print the heading of a section."""
    print(f"# {text}\n")


def show_source(script: str) -> None:
    """Print a script below its docstring, as code."""
    _, _, code = (HERE / script).read_text(encoding="utf-8").partition("\n\n")
    for line in code.splitlines():
        print(f"    {line}".rstrip())
    print()


def run(*arguments: str, rules: str = "") -> None:
    """Run a script in an interpreter of its own, and print the command and all that it says."""
    setting = [f"DYNAMO_STABILITY={shlex.quote(rules)}"] if rules else []
    print("$", *setting, "python", shlex.join(arguments))
    environment = {name: text for name, text in os.environ.items() if name not in UNWANTED}
    environment["PYTHONPATH"] = os.pathsep.join(sys.path)
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
    lines = done.stdout.replace(str(HERE) + os.sep, "").splitlines()
    for line in lines if done.returncode == 0 else shorten(lines, arguments[-1]):
        print(line)
    print()


def shorten(lines: list[str], script: str) -> list[str]:
    """What a failed run said, without the frames of other files: paths differ by machine."""
    start = lines.index("Traceback (most recent call last):")
    frame = next(number for number, line in enumerate(lines) if f'File "{script}"' in line)
    return [*lines[: start + 1], *lines[frame : frame + 2], "  ...", lines[-1]]


def show_tiers() -> None:
    """Print every mark of the package as a table."""
    for module in ("inference_runtime.llm", "inference_runtime.runtime"):
        importlib.import_module(module)
    heading = ("name", "stage", "since", "feature", "goes in", "notice owed")
    records = {record.name: record for record in iter_marks("inference_runtime")}
    rows = [heading, *(row(record, tier_of(record, records)) for record in records.values())]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    rows.insert(1, tuple("-" * width for width in widths))
    for cells in rows:
        print(
            "  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip()
        )


def tier_of(record: Record, records: dict[str, Record]) -> Tier:
    """The tier of a mark; where it has none, that of the class or function it belongs to."""
    name, bracket, _ = record.name.partition("(")
    owner = records.get(name if bracket else name.rpartition(".")[0])
    return record.tier or (owner and owner.tier) or Tier.STABLE


def row(record: Record, tier: Tier) -> tuple[str, ...]:
    """The cells that tell of one mark."""
    deprecation = record.deprecation
    return (
        record.name.removeprefix("inference_runtime."),
        record.stage,
        (deprecation.since if deprecation else record.since) or "",
        record.feature or "",
        (deprecation.remove_in if deprecation else None) or "",
        notice_owed(tier),
    )


def notice_owed(tier: Tier) -> str:
    """What the users of a tier are owed before a removal, in words."""
    owed = tier.commitment
    if not owed.notice_releases:
        return "none"
    releases = f"{owed.notice_releases} release{'s' if owed.notice_releases > 1 else ''}"
    return f"{releases}, {owed.notice_months} months, {owed.also_owed}"


if __name__ == "__main__":
    main()
