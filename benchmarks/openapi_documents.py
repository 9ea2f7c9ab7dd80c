"""What reading OpenAPI documents costs, beside `json` and PyYAML's C loader on the same bytes.

    python benchmarks/openapi_documents.py [FILE ...]

Without arguments, a document of 3,000 routes is made up, in each form.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import yaml

from dynamo_stability.collect.http import collect_routes

ROUNDS = 5


def made_up() -> dict[str, object]:
    """A document as large as those of large products."""
    text = "What it is for, and what follows from giving it another value. " * 2
    parameters = [
        {"name": f"p{index}", "in": "query", "schema": {"type": "string"}, "description": text}
        for index in range(5)
    ]
    operation = {"summary": text, "parameters": parameters, "responses": {"200": {}}}
    properties = {f"f{index}": {"type": "string", "description": text} for index in range(10)}
    deprecated = {**properties, "old": {"type": "string", "deprecated": True}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "x", "version": "1"},
        "paths": {f"/v1beta/things{index}/{{id}}": {"get": operation} for index in range(3_000)},
        "components": {
            "schemas": {
                f"Thing{index}": {"properties": properties if index % 20 else deprecated}
                for index in range(3_000)
            }
        },
    }


class Written(yaml.CSafeDumper):
    """Writes everything where it stands."""

    def ignore_aliases(self, data: object) -> bool:
        del data
        return True


def loaded(path: Path) -> Callable[[], object]:
    content = path.read_bytes()
    if path.suffix == ".json":
        return lambda: json.loads(content)
    return lambda: yaml.load(content, Loader=yaml.CSafeLoader)


def seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def main(paths: list[Path]) -> None:
    print("| document | bytes | records | bare parser | ours | ratio |")
    print("|---|---:|---:|---:|---:|---:|")
    for path in paths:
        bare = ours = float("inf")
        for _ in range(ROUNDS):  # they take turns
            bare = min(bare, seconds(loaded(path)))
            ours = min(ours, seconds(lambda path=path: collect_routes([path], path.parent)))
        records = len(collect_routes([path], path.parent).records)
        size = path.stat().st_size
        row = f"{path.name} | {size:,} | {records:,} | {bare:.3f} s | {ours:.3f} s"
        print(f"| {row} | {ours / bare:.2f}x |")


if __name__ == "__main__":
    if sys.argv[1:]:
        main([Path(one) for one in sys.argv[1:]])
    else:
        with tempfile.TemporaryDirectory() as directory:
            document, place = made_up(), Path(directory)
            (place / "one-line.json").write_text(json.dumps(document))
            (place / "indented.json").write_text(json.dumps(document, indent=2))
            (place / "api.yaml").write_text(yaml.dump(document, Dumper=Written))
            main([place / name for name in ("one-line.json", "indented.json", "api.yaml")])
