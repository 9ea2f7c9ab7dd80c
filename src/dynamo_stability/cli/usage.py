"""`dynamo-stability usage`: what code, scripts and manifests use that is not stable, or is gone."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from dynamo_stability import __version__
from dynamo_stability.catalog import Catalog
from dynamo_stability.cli.exit_codes import CLEAN, FINDINGS
from dynamo_stability.cli.files import write_text
from dynamo_stability.cli.known_releases import (
    add_release_arguments,
    read_releases,
    without_anything,
)
from dynamo_stability.cli.manifest_usage import add_resource_arguments, manifest_uses
from dynamo_stability.cli.reading import add_configuration_arguments, configuration_of, report
from dynamo_stability.cli.usage_forms import FORMS, Report, findings_of, render_report
from dynamo_stability.collect.downloads import uses_directory
from dynamo_stability.consumer import STAGES, find_user_files, search_files
from dynamo_stability.consumer.use_cache import UseCache
from dynamo_stability.findings import Baseline, read_baseline, render_baseline
from dynamo_stability.findings.baseline import compare

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator, Sequence

    from dynamo_stability.cli.known_releases import Known
    from dynamo_stability.configuration import Configuration
    from dynamo_stability.consumer import ApiUse, FileUses, UserFile
    from dynamo_stability.findings import Finding

_STANDARD_INPUT: Final = "-"
_BY_SUFFIX: Final = {".json": "json", ".md": "markdown", ".sarif": "sarif"}
#: Stages whose use is a finding unless the user says otherwise; beta is only listed.
_UNWANTED: Final = frozenset(STAGES) - {"beta"}
#: Below this many files, the work is over before a bar can be read.
_LONG_WORK: Final = 500


def add_to(commands: Any) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "usage",
        help="list what your code uses that is not stable",
        description="List which experimental, beta, deprecated and removed API your files use: "
        "Python, notebooks, shell scripts, Dockerfiles, YAML and Kubernetes manifests. Nothing is "
        "run. Exit code 1 where something is used that is not wanted.",
    )
    parser.add_argument(
        "paths",
        nargs="+",
        metavar="PATH",
        help="a file, a directory, or - for the manifests that 'helm template' pipes in",
    )
    add_release_arguments(parser)
    add_resource_arguments(parser)
    add_configuration_arguments(parser)
    parser.add_argument("--format", choices=FORMS, help="by default by the name of the output")
    parser.add_argument("-o", "--output", metavar="FILE", help="write there")
    _add_limits(parser)
    parser.add_argument("--jobs", type=_count, metavar="N", help="processes to work with")
    parser.add_argument(
        "--no-cache", action="store_true", help="search all files, unchanged ones too"
    )
    parser.set_defaults(run=run)


def _add_limits(parser: argparse.ArgumentParser) -> None:
    """The arguments that say what fails."""
    parser.add_argument(
        "--fail-on",
        action="append",
        type=_stages,
        metavar="STAGE",
        help=f"fail over these alone: {', '.join(STAGES)}, or none; may be repeated. By default "
        "all but beta",
    )
    parser.add_argument(
        "--allow",
        action="append",
        choices=STAGES,
        default=[],
        help="list what is of this stage, but do not fail over it; may be repeated",
    )
    parser.add_argument(
        "--baseline",
        metavar="FILE",
        help="uses that are accepted for the time being: neither listed nor failed over",
    )
    parser.add_argument(
        "--write-baseline",
        metavar="FILE",
        help="accept the uses there are now, and write them there",
    )


def _stages(written: str) -> frozenset[str]:
    import argparse

    found = frozenset(one.strip() for one in written.split(","))
    unknown = sorted(found - {*STAGES, "none"})
    if unknown:
        raise argparse.ArgumentTypeError(
            f"{unknown[0]!r} is no stage; choose from {', '.join(STAGES)} or none"
        )
    return found - {"none"}


def _count(written: str) -> int:
    import argparse

    if not written.isdecimal() or int(written) < 1:
        raise argparse.ArgumentTypeError(f"{written!r} is no number of processes; pass 1 or more")
    return int(written)


def run(given: argparse.Namespace) -> int:
    """List the uses; 1 where something is used that the limits do not allow."""
    form = given.format or _BY_SUFFIX.get(Path(given.output or "").suffix, "text")
    failing = _failing(given)
    configuration = configuration_of(given)
    files = find_user_files([one for one in given.paths if one != _STANDARD_INPUT])
    known = read_releases(given, files, configuration)
    found = _report(given, files, known, configuration)
    report(found.problems)
    findings = findings_of(found, failing)
    if given.write_baseline:
        return _write_baseline(Path(given.write_baseline), findings)
    if given.baseline:
        comparison = compare(findings, read_baseline(Path(given.baseline)))
        findings = comparison.new
        found = found.without(findings, comparison.accepted)
    text = render_report(found, findings, form)
    if given.output:
        write_text(Path(given.output), text)
    else:
        sys.stdout.write(text)
    is_bad = any(one.rule in failing for one in findings)
    return FINDINGS if is_bad or found.problems else CLEAN


def _failing(given: argparse.Namespace) -> frozenset[str]:
    wanted: frozenset[str] = _UNWANTED
    if given.fail_on is not None:
        wanted = frozenset().union(*given.fail_on)
    return wanted - set(given.allow)


def _write_baseline(path: Path, findings: Sequence[Finding]) -> int:
    baseline = Baseline.of(findings)
    write_text(path, render_baseline(baseline))
    count = sum(one.count for one in baseline.accepted)
    print(f"wrote {os.path.relpath(path)}: {count} use{'' if count == 1 else 's'} accepted")
    return CLEAN


# ---- searching ----------------------------------------------------------------------------------


def _report(
    given: argparse.Namespace,
    files: Sequence[UserFile],
    known: Known,
    configuration: Configuration,
) -> Report:
    """All that is used, and what could not be read.

    Raises:
        ConfigurationError: nothing is known that the files might use.
    """
    catalogs = [one.catalog for one in known.api.releases]
    records = tuple(record for one in catalogs for record in one.records)
    resources = manifest_uses(given, Catalog(records=_once(records)), configuration)
    if resources is None and not known.api:
        raise without_anything(files)
    searched = _searched(given, files, known)
    uses: list[ApiUse] = [use for one in searched for use in one.uses]
    problems = [problem for one in searched for problem in one.problems]
    if resources is not None:
        uses += resources.uses
        problems += resources.problems
    return Report(
        uses=tuple(sorted(uses, key=lambda one: one[:6])),
        problems=tuple(sorted({*problems, *known.problems})),
        files=len(files),
        parsed=sum(one.is_parsed for one in searched),
        ignored=sum(one.ignored for one in searched),
        releases=known.titles,
        resources=0 if resources is None else resources.read,
        others=() if resources is None else resources.others,
    )


def _once(records: Sequence[Any]) -> tuple[Any, ...]:
    return tuple({(one.name, one.kind): one for one in records}.values())


def _searched(given: argparse.Namespace, files: Sequence[UserFile], known: Known) -> list[FileUses]:
    if not known.api:
        return []
    cache = None
    if not given.no_cache:
        place = "\n".join(os.path.abspath(one) for one in given.paths)  # noqa: PTH100
        cache = UseCache(uses_directory(), known.api, __version__, place)
    with _progress(len(files)) as advance:
        found = search_files(files, known.api, jobs=given.jobs, cache=cache, advance=advance)
    if cache is not None:
        cache.write()
    return found


@contextmanager
def _progress(total: int) -> Iterator[Callable[[int], object] | None]:
    """A progress bar, where the work is long and a terminal watches."""
    if total < _LONG_WORK or not sys.stderr.isatty():
        yield None
        return
    from dynamo_stability.cli.tables import progress_bar

    with progress_bar(total) as advance:
        yield lambda count: [advance(None) for _ in range(count)]
