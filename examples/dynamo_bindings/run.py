"""Make an environment with the Dynamo bindings, and run the demonstration in it.

Usage: python examples/dynamo_bindings/run.py
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from environment import REPOSITORY, prepare, why_unsupported


def main() -> int:
    """Run `demo.py`; the exit status is its own, or 0 where the wheel cannot be installed."""
    reason = why_unsupported()
    if reason is not None:
        print(f"demo-dynamo skipped: {reason}")
        return 0
    try:
        python = prepare(REPOSITORY / ".venv-dynamo")
    except RuntimeError as error:
        print(error, file=sys.stderr)
        return 2
    demo = Path(__file__).with_name("demo.py").relative_to(REPOSITORY)
    return subprocess.run([str(python), str(demo)], cwd=REPOSITORY, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
