"""The collector of environment variables against the bare parser over the same files.

python benchmarks/environment_collector.py PATH...
"""

from __future__ import annotations

import ast
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path

from dynamo_stability.collect import find_target
from dynamo_stability.collect.environment import collect_variables
from dynamo_stability.collect.environment.rust import rust_files

ROUNDS = 5


def fastest(work: Callable[[], object]) -> float:
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def parse(python: list[bytes], rust: list[bytes]) -> None:
    for text in python:
        ast.parse(text)
    if rust:
        from dynamo_stability.collect.rust.syntax import rust_parser

        parser = rust_parser()
        for text in rust:
            parser.parse(text)


def main(paths: list[str]) -> None:
    for path in paths:
        target = find_target(path, needs_python=False)
        python = [source.path.read_bytes() for source in target.sources]
        place = Path(path)
        rust = [one.read_bytes() for one in rust_files(place)] if place.is_dir() else []
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            bare = fastest(lambda python=python, rust=rust: parse(python, rust))
        ours = fastest(lambda target=target: collect_variables([target]))
        variables = len(collect_variables([target]).variables)
        print(
            f"{path}: {len(python)} Python and {len(rust)} Rust files, {variables} variables: "
            f"{ours * 1000:.1f} ms, {ours / bare:.2f}x of the parsers"
        )


if __name__ == "__main__":
    main(sys.argv[1:])
