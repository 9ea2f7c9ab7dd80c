"""What reading definitions of custom resources costs, beside PyYAML's C loader on the same files.

    python benchmarks/collecting_yaml.py [FILE OR DIRECTORY ...]

Without arguments, a definition is made up that is as deep and as long as real ones with pod
templates in them.
"""

from __future__ import annotations

import gc
import sys
import tempfile
import time
from pathlib import Path

import yaml

from dynamo_stability.collect.kubernetes import collect_resources, find_files

HEAD = """\
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: graphs.example.com}
spec:
  group: example.com
  names: {kind: Graph, plural: graphs}
  scope: Namespaced
  versions:
"""
DESCRIPTION = """\
description: |-
  {tag}{name} specifies what the component does with the pods it is about, and how long
  it takes for that before it gives up. Cannot be updated once it is set.
  More info: https://example.com/docs/concepts/workloads/#{name}
"""


def fields(depth: int, width: int, prefix: str = "f") -> dict[str, object]:
    """Properties that nest as those of pod templates do."""
    made: dict[str, object] = {}
    for index in range(width):
        name = f"{prefix}{index}"
        below = fields(depth - 1, width, name) if depth else None
        made[name] = [below] if below and index % 2 else below
    return made


def schema(properties: dict[str, object], pad: str) -> str:
    """The properties of a schema as controller-gen writes them."""
    lines = []
    for name, below in properties.items():
        tag = "[EXPERIMENTAL] " if name.endswith("33") else ""
        text = DESCRIPTION.format(name=name, tag=tag)
        lines.append(f"{pad}{name}:\n")
        lines += [f"{pad}  {line}\n" for line in text.splitlines()]
        if isinstance(below, list):
            lines.append(f"{pad}  items:\n{pad}    properties:\n")
            lines.append(schema(below[0], pad + " " * 6))
            lines.append(f"{pad}    type: object\n{pad}  type: array\n")
        elif isinstance(below, dict):
            lines.append(f"{pad}  properties:\n{schema(below, pad + ' ' * 4)}{pad}  type: object\n")
        else:
            lines.append(f"{pad}  type: string\n")
    return "".join(lines)


def made_up() -> str:
    """A definition with two versions."""
    body = schema(fields(4, 4), " " * 14)
    versions = [
        f"  - name: {name}\n    served: true\n    storage: {storage}\n    schema:\n"
        "      openAPIV3Schema:\n        type: object\n        properties:\n"
        f"          spec:\n            type: object\n            properties:\n{body}"
        for name, storage in (("v1alpha1", "false"), ("v1beta1", "true"))
    ]
    return HEAD + "".join(versions)


def best(work, times: int = 5) -> float:
    seconds = []
    for _ in range(times):
        gc.collect()
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
    return min(seconds)


def main(paths: list[Path]) -> None:
    files = sorted({file for path in paths for file in find_files(path)})
    files = [one for one in files if b"CustomResourceDefinition" in one.read_bytes()]
    lines = sum(one.read_bytes().count(b"\n") for one in files)

    def load() -> None:
        for one in files:
            for _ in yaml.load_all(one.read_bytes(), Loader=yaml.CSafeLoader):
                pass

    bare = best(load)
    ours = best(lambda: collect_resources(files, Path()))
    found = collect_resources(files, Path())
    print(f"{len(files)} files, {lines:,} lines, {len(found.records)} records")
    print(f"PyYAML's C loader   {bare * 1000:8.1f} ms")
    print(f"collect_resources   {ours * 1000:8.1f} ms   {ours / bare:.2f}x")


if __name__ == "__main__":
    if sys.argv[1:]:
        main([Path(one) for one in sys.argv[1:]])
    else:
        with tempfile.TemporaryDirectory() as directory:
            Path(directory, "graphs.yaml").write_text(made_up(), encoding="utf-8")
            main([Path(directory)])
