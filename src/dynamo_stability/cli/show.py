"""`dynamo-stability show`: everything known about one name."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

from dynamo_stability.catalog import assign_components
from dynamo_stability.categories import switches
from dynamo_stability.cli.exit_codes import CLEAN, FINDINGS
from dynamo_stability.cli.notice import notice_left
from dynamo_stability.cli.reading import (
    Reading,
    add_configuration_arguments,
    configuration_of,
    read,
    report,
)
from dynamo_stability.collect import is_installed
from dynamo_stability.errors import UnknownNameError, nearest
from dynamo_stability.public_name import PublicName, holder_of
from dynamo_stability.tiers import COMMITMENTS

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from dynamo_stability.catalog import Catalog
    from dynamo_stability.configuration import Configuration
    from dynamo_stability.record import Record


def add_to(commands: Any) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "show",
        help="everything known about one name",
        description="Everything known about one name: its tier, what that promises, since when, "
        "how long the notice of a deprecation still runs, and what it belongs to.",
    )
    parser.add_argument("name", metavar="NAME", help="such as dynamo.llm.KvRouter, or f(parameter)")
    parser.add_argument(
        "--in",
        dest="targets",
        action="append",
        default=[],
        metavar="TARGET",
        help="where to look: a target or a catalog; by default what 'targets' of "
        "[tool.dynamo-stability] names, then the installed package of that name",
    )
    add_configuration_arguments(parser)
    parser.add_argument(
        "--format", choices=("text", "json"), default="text", help="text is the default"
    )
    parser.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Show one name; 1 where it is not marked."""
    PublicName.parse(given.name)
    found = _read(given, configuration_of(given))
    report(found.problems)
    found = found._replace(catalog=assign_components(found.catalog))
    records = list(_records_of(given.name, found.catalog))
    if not records:
        return _show_unmarked(given, found)
    if given.format == "json":
        json.dump([_as_dict(one, found.catalog) for one in records], sys.stdout, indent=1)
        print()
    else:
        print("\n\n".join("\n".join(_lines(one, found.catalog)) for one in records))
    return CLEAN


def _read(given: argparse.Namespace, configuration: Configuration) -> Reading:
    """What holds the name: what was named, what is configured, or what is installed."""
    if given.targets:
        return read(given.targets, configuration)
    if configuration.targets:
        found = read((), configuration)
        is_here = list(_records_of(given.name, found.catalog)) or _is_of_other_surface(given.name)
        if is_here or found.collected.defines(given.name):
            return found
    parts = given.name.partition("(")[0].split(".")
    for count in range(len(parts), 0, -1):
        package = ".".join(parts[:count])
        if is_installed(package):
            return read([package], configuration)
    raise UnknownNameError(
        f"Cannot show {given.name!r}: nothing that is configured or installed holds it. "
        f"Pass --in TARGET, a directory, wheel, package or catalog."
    )


def _records_of(name: str, catalog: Catalog) -> Iterator[Record]:
    """The records of a name; several where an object and one of its names are both marked."""
    exact = [one for one in catalog.records if one.name == name]
    if exact:
        yield from exact
        return
    found = catalog.find(name)
    if found is not None:
        yield found


def _show_unmarked(given: argparse.Namespace, found: Reading) -> int:
    name, is_json = given.name, given.format == "json"
    if "(" not in name and found.collected.defines(name):
        is_internal = any(part.startswith("_") for part in name.split("."))
        counts_as = "internal, with no promise" if is_internal else "stable"
        print("[]" if is_json else f"{name}\n  is not marked: it counts as {counts_as}")
        return FINDINGS
    holder = _marked_holder(name, found.catalog)
    if holder is not None:
        counts_as = f"{found.catalog.tier_of(holder)}, as {holder.name}"
        print("[]" if is_json else f"{name}\n  is not marked: it counts as {counts_as}")
        return FINDINGS
    known = [one.name for one in found.catalog.records]
    raise UnknownNameError(
        f"Cannot show {name!r}: it is neither marked nor defined there; {nearest(name, known)}"
    )


def _marked_holder(name: str, catalog: Catalog) -> Record | None:
    """What holds a name of another surface, as far as it is marked."""
    found = [catalog.find(one) for one in _holders(name)] if _is_of_other_surface(name) else []
    return next((one for one in found if one is not None), None)


def _is_of_other_surface(name: str) -> bool:
    return PublicName.parse(name).surface != "python"


def _lines(record: Record, catalog: Catalog) -> Iterator[str]:
    yield record.name
    for label, value in _facts(record, catalog):
        yield f"  {label + ':':<15}{value}"


def _facts(record: Record, catalog: Catalog) -> Iterator[tuple[str, str]]:
    """What is known, in the order in which a reader asks."""
    tier = catalog.tier_of(record)
    commitment = COMMITMENTS[tier]
    yield "kind", record.kind
    yield "tier", str(tier) if record.tier is not None else f"none of its own; counts as {tier}"
    yield "promise", commitment.promise
    yield "may break", commitment.breaking_changes
    for field in ("since", "reason", "alternative"):
        if getattr(record, field) is not None:
            yield field, getattr(record, field)
    yield from _deprecation_facts(record, catalog)
    yield from _belonging(record, catalog)
    if record.is_gated:
        yield "enabled by", switches(record)
    for field in ("issue", "owner"):
        if getattr(record, field) is not None:
            yield field, getattr(record, field)
    if record.definition is not None:
        yield "defined as", record.definition
    if record.aliases:
        yield "also known as", ", ".join(record.aliases)
    if record.source is not None:
        yield "marked at", record.source
    parts = [one.name for one in catalog.records if record.name in _holders(one.name)]
    if parts:
        yield "marked parts", ", ".join(parts)


def _holders(name: str) -> Iterator[str]:
    """What holds the thing of a full name, from the inside out."""
    while name := holder_of(name):
        yield name


def _deprecation_facts(record: Record, catalog: Catalog) -> Iterator[tuple[str, str]]:
    deprecation = record.deprecation
    if deprecation is None:
        return
    yield "deprecated", f"since {deprecation.since}" if deprecation.since else "yes"
    if deprecation.message is not None:
        yield "message", deprecation.message
    yield "notice", notice_left(record, catalog)
    instead = deprecation.renamed_to or deprecation.alternative
    if instead is not None:
        yield "use instead", instead


def _belonging(record: Record, catalog: Catalog) -> Iterator[tuple[str, str]]:
    if record.feature is not None:
        known = {one.name: one for one in catalog.features}
        feature = known.get(record.feature)
        title = f" ({feature.title})" if feature is not None and feature.title else ""
        count = sum(one.feature == record.feature for one in catalog.records)
        yield "feature", f"{record.feature}{title}, {count} marked in all"
    if record.component is not None:
        yield "component", record.component
    if catalog.distribution is not None:
        yield "distribution", " ".join(filter(None, (catalog.distribution, catalog.version)))


def _as_dict(record: Record, catalog: Catalog) -> dict[str, object]:
    commitment = COMMITMENTS[catalog.tier_of(record)]
    about: dict[str, object] = {**record.to_dict(), "stage": record.stage}
    about["promise"] = commitment.promise
    if record.deprecation is not None:
        about["notice"] = notice_left(record, catalog)
    return about
