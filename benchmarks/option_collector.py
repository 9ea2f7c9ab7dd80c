"""The collector of options against `ast.parse` over the same files.

python benchmarks/option_collector.py PATH...
"""

from __future__ import annotations

import ast
import sys
import time
import warnings
from collections.abc import Callable

from dynamo_stability.collect import find_target
from dynamo_stability.collect.options import collect_options

ROUNDS = 5


def fastest(work: Callable[[], object]) -> float:
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def parse(texts: list[bytes]) -> None:
    for text in texts:
        ast.parse(text)


def main(paths: list[str]) -> None:
    for path in paths:
        target = find_target(path)
        texts = [source.path.read_bytes() for source in target.sources]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            bare = fastest(lambda texts=texts: parse(texts))
        ours = fastest(lambda target=target: collect_options([target]))
        options = len(collect_options([target]).options)
        print(
            f"{path}: {len(texts)} files, {options} options: {ours * 1000:.1f} ms, "
            f"{ours / bare:.2f}x of ast.parse"
        )


if __name__ == "__main__":
    main(sys.argv[1:])
