"""Shows what users of a marked package see, and what they can do about it."""

from __future__ import annotations

import os
import subprocess
import sys
import warnings
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE / "src"))

from inference_runtime.llm import KvRouter, RouterConfig, RouterMode  # noqa: E402

from dynamo_stability import (  # noqa: E402 - the path comes first
    ExperimentalWarning,
    StabilityWarning,
    Tier,
    allow,
    iter_marks,
    rearm,
)


def run_user_program(*options: str, rules: str = "") -> None:
    """Run user_program.py in a fresh interpreter and show what a user sees."""
    setting = [f"DYNAMO_STABILITY={rules!r}"] if rules else []
    print("$", *setting, "python", *(one.replace("ignore:", "'ignore:") for one in options), end="")
    print("' user_program.py" if options else " user_program.py")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(["src", *sys.path])}
    environment["DYNAMO_STABILITY"] = rules
    run = subprocess.run(
        [sys.executable, *options, "user_program.py"],
        cwd=HERE,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    lines = (run.stderr + run.stdout).splitlines()
    for line in lines if run.returncode == 0 else lines[-1:]:
        print("   ", line.replace(str(HERE) + os.sep, ""))
    print()


def heading(text: str) -> None:
    print(f"== {text}\n")


def show_filters() -> None:
    config = RouterConfig(RouterMode.KV)
    heading("warnings.filterwarnings, by category")
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        warnings.filterwarnings("ignore", category=ExperimentalWarning)
        KvRouter(config)
        print(f"    ignored: {len(caught)} warnings")
        warnings.filterwarnings("error", category=StabilityWarning)
        try:
            KvRouter(config)
        except ExperimentalWarning as warning:
            print(f"    as an error: {type(warning).__name__}\n")

    heading("allow(...), for a stretch of code")
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        rearm()
        with allow("inference_runtime.llm.*", feature="kv_routing"):
            KvRouter(config)
        print(f"    inside:  {len(caught)} warnings")
        KvRouter(config)
        print(f"    outside: {len(caught)} warning")
        KvRouter(config)
        print(f"    again:   {len(caught)} warning, for once is once\n")


def show_table() -> None:
    heading("The tiers of the package")
    rows = [("name", "stage", "since", "feature", "notice owed before removal")]
    for record in iter_marks("inference_runtime"):
        commitment = (record.tier or Tier.STABLE).commitment
        notice = f"{commitment.notice_releases} releases, {commitment.notice_months} months"
        since = record.deprecation.since if record.deprecation else record.since
        name = record.name.removeprefix("inference_runtime.")
        rows.append((name, record.stage, since or "", record.feature or "", notice))
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=True)]
        print("   ", "  ".join(cells).rstrip())
    print()


def main() -> None:
    heading("What a user sees")
    run_user_program()
    heading("One API silenced with -W, by the beginning of the message")
    run_user_program("-W", "ignore:inference_runtime.llm.KvRouter")
    heading("Rules of the environment")
    run_user_program(rules="ignore:feature=kv_routing,ignore:feature=transport")
    run_user_program(rules="warn:beta,ignore:experimental")
    run_user_program(rules="error:experimental")
    show_filters()
    import inference_runtime.runtime  # noqa: F401 - so that its marks are in the table

    show_table()


if __name__ == "__main__":
    main()
