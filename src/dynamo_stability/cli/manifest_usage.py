"""What Kubernetes manifests among a user's files use."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from dynamo_stability.catalog import Catalog, read_catalog
from dynamo_stability.collect.declared import declared_marks
from dynamo_stability.collect.kubernetes import (
    Resources,
    add_declared,
    collect_definitions,
    find_files,
    read_resources,
    resources_in,
)
from dynamo_stability.collect.yaml import parse_documents
from dynamo_stability.consumer import ApiUse, find_manifest_uses
from dynamo_stability.errors import ConfigurationError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from dynamo_stability.collect import Problem
    from dynamo_stability.collect.kubernetes import CollectedResources
    from dynamo_stability.configuration import Configuration
    from dynamo_stability.consumer import ManifestUse

_STANDARD_INPUT: Final = "-"
_YAML: Final = frozenset({".yaml", ".yml", ".json"})


class ResourceUses(NamedTuple):
    """What manifests use.

    Attributes:
        uses: the uses.
        problems: what could not be read.
        read: how many resources there were.
        others: the custom resources of groups about which nothing is known.
    """

    uses: tuple[ApiUse, ...]
    problems: tuple[Problem, ...]
    read: int
    others: tuple[str, ...]


def add_resource_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments that say where resources are defined."""
    parser.add_argument(
        "--in",
        dest="definitions",
        action="append",
        default=[],
        metavar="DEFINITIONS",
        help="where custom resources are defined: a YAML file or directory with "
        "CustomResourceDefinitions, or a catalog; may be repeated. Definitions among the "
        "manifests themselves are read too",
    )


def manifest_uses(
    given: argparse.Namespace, catalog: Catalog, configuration: Configuration
) -> ResourceUses | None:
    """What the manifests among the paths use; None where no resource is known.

    Raises:
        ConfigurationError: definitions are asked for, and there are none.
    """
    manifests = _manifests(given.paths)
    known, records = _known(given.definitions, manifests, catalog, configuration)
    if not any(name.startswith("crd:") for name in (one.name for one in records.records)):
        if given.definitions or configuration.kubernetes.crds or _STANDARD_INPUT in given.paths:
            raise ConfigurationError(
                "Cannot tell what the manifests use: no resource is defined anywhere. "
                "Pass --in with a catalog, or with files that hold CustomResourceDefinitions."
            )
        return None
    found = find_manifest_uses(manifests.resources, records, known.definitions)
    problems = tuple(sorted({*manifests.problems, *known.problems}))
    return ResourceUses(tuple(map(_use, found.uses)), problems, found.read, found.others)


def _use(use: ManifestUse) -> ApiUse:
    way = "field" if use.field else "resource"
    context = ", ".join([one for one in (use.resource, use.field) if one])
    return ApiUse(use.path, use.line, 0, use.name, use.stage, way, context, use.help, use.record)


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
    if path.is_file() and path.suffix.lower() not in _YAML:
        return Resources((), ())
    return read_resources(find_files(path), Path())


def _known(
    names: Sequence[str], manifests: Resources, catalog: Catalog, configuration: Configuration
) -> tuple[CollectedResources, Catalog]:
    """What is known of resources: their definitions, and the records of them."""
    options = configuration.kubernetes
    names = names or [str(configuration.directory / one) for one in options.crds]
    catalogs = [read_catalog(Path(one)) for one in names if one.endswith(".json")]
    defining = [_below(Path(one)) for one in names if not one.endswith(".json")]
    resources = [one for found in (manifests, *defining) for one in found.resources]
    collected = collect_definitions(resources, options)
    collected = add_declared(collected, declared_marks(configuration))
    unread = [problem for found in defining for problem in found.problems]
    records = {one.name: one for known in (catalog, *catalogs) for one in known.records}
    records.update((one.name, one) for one in collected.records)
    collected = collected._replace(problems=(*collected.problems, *unread))
    return collected, Catalog(records=tuple(records.values()))
