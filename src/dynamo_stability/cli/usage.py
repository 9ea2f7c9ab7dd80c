"""`dynamo-stability usage`: what Kubernetes manifests use that is not stable, or not known."""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from dynamo_stability.catalog import Catalog, read_catalog
from dynamo_stability.cli.exit_codes import CLEAN, FINDINGS
from dynamo_stability.cli.forms import add_form_arguments, form_for_output, write_form
from dynamo_stability.cli.reading import add_configuration_arguments, configuration_of, report
from dynamo_stability.cli.scan import about
from dynamo_stability.cli.tables import print_table
from dynamo_stability.collect.declared import declared_marks
from dynamo_stability.collect.kubernetes import (
    CollectedResources,
    Resources,
    add_declared,
    collect_definitions,
    find_files,
    read_resources,
    resources_in,
)
from dynamo_stability.collect.yaml import parse_documents
from dynamo_stability.configuration import STAGES
from dynamo_stability.consumer import find_manifest_uses
from dynamo_stability.consumer.manifest_uses import UNKNOWN
from dynamo_stability.errors import ConfigurationError
from dynamo_stability.markdown import markdown_table

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Iterator, Sequence

    from dynamo_stability.configuration import Configuration
    from dynamo_stability.consumer import ManifestUse, ManifestUses

_COLUMNS: Final = ("Used", "Tier", "In", "Field", "About", "At")
_STANDARD_INPUT: Final = "-"
_STAGES: Final = (*(one for one in STAGES if one != "stable"), UNKNOWN)
#: Stages whose use is a finding unless it is allowed; beta is only listed.
_UNWANTED: Final = ("experimental", "deprecated", UNKNOWN)


def add_to(commands: Any) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "usage",
        help="list what manifests use that is not stable",
        description="List which custom resources, fields, labels, annotations and ports in "
        "Kubernetes manifests are experimental, beta, deprecated or unknown.",
    )
    parser.add_argument(
        "paths",
        nargs="+",
        metavar="PATH",
        help="a YAML file, a directory with some, or - for what 'helm template' pipes in",
    )
    parser.add_argument(
        "--in",
        dest="targets",
        action="append",
        default=[],
        metavar="TARGET",
        help="where resources are defined: a YAML file or directory with "
        "CustomResourceDefinitions, or a catalog; may be repeated. Definitions among the "
        "manifests themselves are read too",
    )
    add_configuration_arguments(parser)
    add_form_arguments(parser)
    parser.add_argument(
        "--allow",
        action="append",
        choices=_STAGES,
        default=[],
        help="list what is of this stage, but do not fail over it; may be repeated",
    )
    parser.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """List the uses; 1 where something experimental, deprecated or unknown is used."""
    form = form_for_output(given)
    manifests = _manifests(given.paths)
    known, catalog = _known(given.targets, manifests, configuration_of(given))
    found = find_manifest_uses(manifests.resources, catalog, known.definitions)
    problems = sorted({*manifests.problems, *known.problems})
    report(problems)
    _write(found, form, given.output)
    stages = {one.stage for one in found.uses}
    failing = stages.intersection(_UNWANTED).difference(given.allow)
    return FINDINGS if problems or failing else CLEAN


# ---- reading ------------------------------------------------------------------------------------


def _manifests(paths: Sequence[str]) -> Resources:
    resources: list[Any] = []
    problems: list[Any] = []
    for one in paths:
        found = _standard_input() if one == _STANDARD_INPUT else _below(Path(one))
        resources += found.resources
        problems += found.problems
    return Resources(tuple(resources), tuple(problems))


def _standard_input() -> Resources:
    return resources_in(parse_documents(sys.stdin.buffer.read(), "<stdin>"))


def _below(path: Path) -> Resources:
    return read_resources(find_files(path), Path())


def _known(
    targets: Sequence[str], manifests: Resources, configuration: Configuration
) -> tuple[CollectedResources, Catalog]:
    """What is known of resources: their definitions, and the records of them."""
    options = configuration.kubernetes
    names = targets or [str(configuration.directory / one) for one in options.crds]
    catalogs = [read_catalog(Path(one)) for one in names if one.endswith(".json")]
    defining = [_below(Path(one)) for one in names if not one.endswith(".json")]
    resources = [one for found in (manifests, *defining) for one in found.resources]
    collected = collect_definitions(resources, options)
    collected = add_declared(collected, declared_marks(configuration))
    unread = [problem for found in defining for problem in found.problems]
    records = {one.name: one for catalog in catalogs for one in catalog.records}
    records.update((one.name, one) for one in collected.records)
    if not any(name.startswith("crd:") for name in records):
        raise ConfigurationError(
            "Cannot tell what the manifests use: no resource is defined anywhere. "
            "Pass --in with a catalog, or with files that hold CustomResourceDefinitions."
        )
    collected = collected._replace(problems=(*collected.problems, *unread))
    return collected, Catalog(records=tuple(records.values()))


# ---- writing ------------------------------------------------------------------------------------


def _write(found: ManifestUses, form: str, output: str | None) -> None:
    if form == "table":
        if found.uses:
            print_table(_COLUMNS, [_row(use) for use in found.uses])
        print("\n".join(_summary(found)))
        return
    text = _json(found) if form == "json" else _markdown(found)
    write_form(output or None, text)


def _row(use: ManifestUse) -> tuple[str, ...]:
    said = use.help if use.record is None else about(use.record)
    return (use.name, use.stage, use.resource, use.field, said, f"{use.path}:{use.line}")


def _summary(found: ManifestUses) -> Iterator[str]:
    count = Counter(one.stage for one in found.uses)
    parts = [f"{count[stage]} {stage}" for stage in _STAGES if count[stage]]
    plural = "" if found.read == 1 else "s"
    yield f"{found.read} resource{plural}: {', '.join(parts) or 'all of it is stable'}"
    if found.others:
        yield f"nothing is known of: {', '.join(found.others)}"


def _json(found: ManifestUses) -> str:
    uses = [_as_dict(one) for one in found.uses]
    content = {"resources": found.read, "uses": uses, "others": found.others}
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def _as_dict(use: ManifestUse) -> dict[str, object]:
    fields: dict[str, object] = use._asdict()
    fields["record"] = None if use.record is None else use.record.to_dict()
    return {name: value for name, value in fields.items() if value not in (None, "")}


def _markdown(found: ManifestUses) -> str:
    rows: Iterable[tuple[str, ...]] = [(f"`{row[0]}`", *row[1:]) for row in map(_row, found.uses)]
    table = "\n" + markdown_table(_COLUMNS, rows) if found.uses else ""
    return "# What the manifests use\n\n" + "\n".join(_summary(found)) + "\n" + table
