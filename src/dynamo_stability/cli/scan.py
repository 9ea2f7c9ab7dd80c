"""`dynamo-stability scan`: everything that is marked, as a table, a document or a catalog."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from dynamo_stability.catalog import assign_components, render_json
from dynamo_stability.cli.components import COLUMNS, component_rows
from dynamo_stability.cli.exit_codes import CLEAN, FINDINGS
from dynamo_stability.cli.forms import add_form_arguments, form_for_output, quoted_cells, write_form
from dynamo_stability.cli.reading import add_target_arguments, configuration_of, read, report
from dynamo_stability.cli.tables import print_table
from dynamo_stability.collect import SURFACES
from dynamo_stability.collect.components import component_problems
from dynamo_stability.configuration import STAGES
from dynamo_stability.markdown import markdown_table

if TYPE_CHECKING:
    import argparse

    from dynamo_stability.catalog import Catalog
    from dynamo_stability.record import Record

_COLUMNS: Final = ("Name", "Kind", "Tier", "Since", "Feature", "About", "Marked at")


def add_to(commands: Any) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "scan",
        help="list everything that is marked",
        description="List everything that is marked in some code, importing none of it.",
    )
    add_target_arguments(parser)
    add_form_arguments(
        parser, "write there; a .json file is a catalog that every other command accepts"
    )
    parser.add_argument(
        "--tier",
        action="append",
        choices=STAGES,
        default=[],
        help="only what has this tier, or is deprecated; may be repeated",
    )
    parser.add_argument(
        "--surface",
        action="append",
        choices=SURFACES,
        default=[],
        help="only what is of this surface; may be repeated",
    )
    parser.add_argument(
        "--by-component",
        action="store_true",
        help="count the tiers of each declared component instead of listing names",
    )
    api = parser.add_mutually_exclusive_group()
    api.add_argument(
        "--api",
        action="store_true",
        default=None,
        help="read signatures too, for comparing releases (the default for json)",
    )
    api.add_argument("--no-api", dest="api", action="store_false", help="read marks only")
    parser.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Scan, print or write; 1 where something could not be read."""
    form = form_for_output(given)
    is_api_wanted = form == "json" if given.api is None else given.api
    surfaces = given.surface or SURFACES
    found = read(given.targets, configuration_of(given), api=is_api_wanted, surfaces=surfaces)
    problems = (*found.problems, *component_problems(found.catalog))
    report(problems)
    catalog = _restricted(assign_components(found.catalog), given.tier)
    if form == "table":
        _print(catalog, by_component=given.by_component)
    else:
        text = render_json(catalog) if form == "json" else _markdown(catalog)
        write_form(given.output or None, text)
    return FINDINGS if problems else CLEAN


def _restricted(catalog: Catalog, stages: list[str]) -> Catalog:
    if not stages:
        return catalog
    return catalog.replace(records=tuple(one for one in catalog.records if one.stage in stages))


def _print(catalog: Catalog, *, by_component: bool) -> None:
    if by_component and catalog.components:
        print_table(COLUMNS, component_rows(catalog))
    elif catalog.records:
        print_table(_COLUMNS, [_row(record) for record in catalog.records])
    print(_summary(catalog))


def _row(record: Record) -> tuple[str, ...]:
    deprecation = record.deprecation
    since = record.since if deprecation is None else deprecation.since
    return (
        record.name,
        record.kind,
        record.stage,
        since or "",
        f"{record.feature}, gated" if record.is_gated else record.feature or "",
        about(record),
        record.source or "",
    )


def about(record: Record) -> str:
    """What else a line about a record should say: when it goes, what to use, and why."""
    deprecation = record.deprecation
    if deprecation is None:
        return record.reason or ""
    parts = [] if deprecation.remove_in is None else [f"goes in {deprecation.remove_in}"]
    alternative = deprecation.renamed_to or deprecation.alternative or record.alternative
    if alternative is not None:
        parts.append(f"use {alternative}")
    if deprecation.message is not None:
        parts.append(deprecation.message)
    return "; ".join(parts)


def _summary(catalog: Catalog) -> str:
    count = Counter(record.stage for record in catalog.records)
    if not count:
        return "nothing is marked"
    parts = [f"{count[stage]} {stage}" for stage in STAGES if count[stage]]
    return f"{count.total()} marked: {', '.join(parts)}"


def _markdown(catalog: Catalog) -> str:
    title = catalog.distribution or ", ".join(catalog.packages) or "this package"
    version = f" {catalog.version}" if catalog.version else ""
    columns = ("Name", "Kind", "Tier", "Since", "Feature", "About")
    table = markdown_table(
        columns, quoted_cells((_row(record)[:-1] for record in catalog.records), 1)
    )
    components = (
        markdown_table(COLUMNS, component_rows(catalog)) + "\n" if catalog.components else ""
    )
    return f"# Stability of {title}{version}\n\n{_summary(catalog)}\n\n{components}{table}"
