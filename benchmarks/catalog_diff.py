"""Reading two catalogs and telling what changed between them, in seconds of CPU."""

from __future__ import annotations

import argparse
import statistics
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from dynamo_stability.catalog import (
    ApiObject,
    Catalog,
    Parameter,
    Signature,
    read_catalog,
    render_json,
)
from dynamo_stability.policy.changes import compare
from dynamo_stability.record import Deprecation, Record
from dynamo_stability.tiers import Tier

#: What the issue asks for, in seconds of CPU for both files and the comparison.
LIMIT = 1.0
TIERS = (Tier.EXPERIMENTAL, Tier.BETA, Tier.STABLE, None)


def record_of(number: int, release: int) -> Record:
    """A record; one in fifty differs between two releases."""
    changed = release if number % 50 == 0 else 0
    deprecation = None
    if number % 10 == 0 or number % 4 == 3:
        deprecation = Deprecation(
            "Use the other one.", since="1.2", remove_in=f"1.{4 + changed}", alternative="pkg.other"
        )
    return Record(
        f"pkg.module{number % 97}.Class{number % 997}.method{number}",
        "method",
        tier=TIERS[(number + changed) % 4],
        reason="still being shaped",
        since="1.0",
        feature=f"feature-{number % 30}",
        deprecation=deprecation,
        definition=f"pkg._impl.module{number % 97}.Class{number % 997}.method{number}",
        source=f"pkg/_impl/module{number % 97}.py:{number}",
    )


def object_of(number: int, release: int) -> ApiObject:
    """A function; one in a hundred has one parameter more in the newer release."""
    names = ["self", "first", "second"] + ["third"] * (number % 100 == 0 and release)
    parameters = tuple(
        Parameter(name, "positional-or-keyword", annotation="int | None") for name in names
    )
    return ApiObject(
        f"pkg.module{number % 97}.function{number}",
        "function",
        signatures=(Signature(parameters, "str"),),
        source=f"pkg/module{number % 97}.py:{number}",
    )


def write_catalogs(directory: Path, records: int, objects: int) -> list[Path]:
    paths = []
    for release in (0, 1):
        catalog = Catalog(
            "pkg",
            f"1.{release}",
            ("pkg",),
            records=tuple(record_of(one, release) for one in range(release * 20, records)),
            api=tuple(object_of(one, release) for one in range(release * 20, objects)),
        )
        path = directory / f"{release}.json"
        path.write_text(render_json(catalog), encoding="utf-8")
        paths.append(path)
    return paths


def measure(paths: list[Path]) -> tuple[float, float, int]:
    start = time.process_time()
    old, new = read_catalog(paths[0]), read_catalog(paths[1])
    read = time.process_time()
    changes = compare(old, new)
    return read - start, time.process_time() - read, len(changes)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=50_000)
    parser.add_argument("--objects", type=int, default=0, help="objects of the API, beside records")
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    with TemporaryDirectory() as directory:
        paths = write_catalogs(Path(directory), given.records, given.objects)
        rounds = [measure(paths) for _ in range(given.rounds)]
    reading = statistics.median(one[0] for one in rounds)
    comparing = statistics.median(one[1] for one in rounds)
    total = reading + comparing
    print(f"{given.records:,} records and {given.objects:,} objects on each side")
    print(f"{rounds[0][2]:,} changes")
    print(
        f"read both files {reading:.3f} s, compare {comparing:.3f} s, in all {total:.3f} s of CPU"
    )
    if given.objects == 0:
        print("within" if total < LIMIT else "over", f"the limit of {LIMIT:g} s")


if __name__ == "__main__":
    main()
