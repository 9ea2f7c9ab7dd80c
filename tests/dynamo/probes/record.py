"""Run one script with the manifest applied, and write down every warning.

Usage: record.py MANIFEST SCRIPT OUTPUT
"""

from __future__ import annotations

import json
import os
import runpy
import sys
import warnings
from pathlib import Path

from dynamo_stability import apply_manifest

os.environ["DYN_LOG"] = "error"


def main(manifest: str, script: str, output: str) -> None:
    """Record with all filters open, so that nothing said twice is lost."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        apply_manifest(Path(manifest))
        runpy.run_path(script, run_name="__main__")
    said = [
        {
            "category": warning.category.__name__,
            "message": str(warning.message),
            "path": warning.filename,
            "line": warning.lineno,
        }
        for warning in caught
    ]
    Path(output).write_text(json.dumps(said))


if __name__ == "__main__":
    main(*sys.argv[1:])
