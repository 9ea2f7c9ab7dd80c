"""What reading marks from Rust costs beside parsing: `python benchmarks/rust_sources.py DIR...`.

Each directory is one with crates, such as an unpacked sdist. The bare parse is tree-sitter's, over
the same files from memory; the collector also looks for them and opens them.
"""

from __future__ import annotations

import sys
from pathlib import Path
from time import perf_counter

from dynamo_stability.collect.rust import collect_rust
from dynamo_stability.collect.rust.syntax import SourceFile, rust_parser

ROUNDS = 7
ROW = "{:<24} {:>6} {:>12} {:>9} {:>9} {:>6}"


def files_read(directory: Path) -> list[bytes]:
    """What the collector parses below a directory."""
    read = []
    parse = SourceFile.parse

    def noting(file: SourceFile) -> object:
        read.append(file.data)
        return parse(file)

    SourceFile.parse = noting  # type: ignore[method-assign,assignment]
    try:
        collect_rust(directory)
    finally:
        SourceFile.parse = parse  # type: ignore[method-assign]
    return read


def best(action: object) -> float:
    """The best of some rounds, in seconds."""
    times = []
    for _ in range(ROUNDS):
        began = perf_counter()
        action()  # type: ignore[operator]
        times.append(perf_counter() - began)
    return min(times)


def main(names: list[str]) -> None:
    print(ROW.format("crates", "files", "bytes", "parse", "collect", "ratio"))
    for name in names:
        directory = Path(name)
        files = files_read(directory)
        parser = rust_parser()
        bare = best(lambda files=files: [parser.parse(one) for one in files])
        whole = best(lambda directory=directory: collect_rust(directory))
        size = sum(map(len, files))
        figures = (f"{size:,}", f"{bare:.3f} s", f"{whole:.3f} s", f"{whole / bare:.2f}x")
        print(ROW.format(directory.name, len(files), *figures))


if __name__ == "__main__":
    main(sys.argv[1:])
