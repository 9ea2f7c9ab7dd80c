"""Write the generated pages of docs/reference.

They are api.md from docstrings, cli.md from the parser, rules.md from the rules, and
deprecations.md from our own marks.

With --check nothing is written, and the exit code is 1 when the page is stale.
"""

from __future__ import annotations

import argparse
import ast
import inspect
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dynamo_stability
from dynamo_stability.cli.deprecations import calendar_page
from dynamo_stability.cli.main import build_parser
from dynamo_stability.cli.reading import read
from dynamo_stability.cli.versions_of import Side
from dynamo_stability.configuration import read_configuration
from dynamo_stability.policy.notices.calendar import calendar_of
from dynamo_stability.policy.notices.releases import History, changelog_releases, find_changelog
from dynamo_stability.policy.rule import Rule
from dynamo_stability.policy.rules import RULES

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src"
REFERENCE = ROOT / "docs" / "reference"

#: Modules whose public names are the API, and the headings they go under.
MODULES = {
    "dynamo_stability": "dynamo_stability",
    "dynamo_stability.pep702": "dynamo_stability.pep702",
    "dynamo_stability.manifest": "dynamo_stability.manifest",
    "dynamo_stability.configuration": "dynamo_stability.configuration",
    "dynamo_stability.catalog": "dynamo_stability.catalog",
    "dynamo_stability.collect": "dynamo_stability.collect",
}

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def parse(module: str) -> ast.Module:
    path = SOURCE.joinpath(*module.split("."))
    file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    return ast.parse(file.read_text(encoding="utf-8"))


def public_names(tree: ast.Module) -> list[str]:
    """`__all__`, or every definition without an underscore."""
    for node in tree.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            return [str(name) for name in ast.literal_eval(node.value)]
    kinds = (ast.FunctionDef, ast.ClassDef)
    return [one.name for one in tree.body if isinstance(one, kinds) and one.name[0] != "_"]


def definition(module: str, name: str) -> tuple[str, Definition] | None:
    """Where `name` of `module` is defined, following imports."""
    tree = parse(module)
    found = [node for node in ast.walk(tree) if getattr(node, "name", None) == name]
    nodes = [node for node in found if isinstance(node, Definition)]
    if nodes:
        return module, nodes[-1]
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                if (alias.asname or alias.name) == name:
                    return definition(node.module, alias.name)
    return None


def signature(node: Definition) -> str:
    if not isinstance(node, ast.ClassDef):
        returns = f" -> {ast.unparse(node.returns)}" if node.returns else ""
        return f"{node.name}({ast.unparse(node.args)}){returns}"
    for member in node.body:
        if isinstance(member, ast.FunctionDef) and member.name == "__init__":
            arguments = ast.unparse(member.args).removeprefix("self").removeprefix(", ")
            return f"class {node.name}({arguments})"
    bases = ", ".join(ast.unparse(base) for base in node.bases)
    return f"class {node.name}" + (f"({bases})" if bases else "")


def members(node: Definition) -> Iterator[ast.FunctionDef]:
    if isinstance(node, ast.ClassDef):
        for member in node.body:
            if isinstance(member, ast.FunctionDef) and member.name[0] != "_":
                yield member


def docstring(node: Definition) -> str:
    text = ast.get_docstring(node) or ""
    lines = []
    for line in inspect.cleandoc(text).splitlines():
        is_heading = line in ("Args:", "Returns:", "Raises:", "Attributes:", "Example:")
        lines.append(f"**{line}**\n" if is_heading else line)
    return "\n".join(lines)


def entry(name: str, node: Definition) -> str:
    parts = [f"### {name}", f"```text\n{signature(node)}\n```", docstring(node)]
    for member in members(node):
        parts += [f"#### {name}.{member.name}", docstring(member)]
    return "\n\n".join(part for part in parts if part)


def page() -> str:
    parts = ["# API", "Generated from the docstrings by `make docs`."]
    for module, heading in MODULES.items():
        parts.append(f"## {heading}")
        for name in sorted(public_names(parse(module))):
            found = definition(module, name)
            if found is not None:
                parts.append(entry(name, found[1]))
    return "\n\n".join(parts) + "\n"


def cli_page() -> str:
    parser = build_parser()
    parts = ["# Command line", "Generated from the parser by `make docs`."]
    parts += [str(parser.description), str(parser.epilog)]
    (commands,) = (one for one in parser._actions if isinstance(one, argparse._SubParsersAction))
    for name, command in commands.choices.items():
        parts += [f"## {name}", str(command.description), arguments_of(command)]
    return "\n\n".join(parts) + "\n"


def arguments_of(command: argparse.ArgumentParser) -> str:
    rows = [
        f"| {spelling(action)} | {action.help} |"
        for action in command._actions
        if action.dest != "help"
    ]
    return "\n".join(["| argument | |", "|---|---|", *rows])


def spelling(action: argparse.Action) -> str:
    if not action.option_strings:
        return f"`{action.metavar}`"
    choices: Any = action.choices
    value = action.metavar or ("\\|".join(choices) if choices else action.dest.upper())
    suffix = "" if action.nargs == 0 else f" {value}"
    return ", ".join(f"`{one}{suffix}`" for one in action.option_strings)


def rules_page() -> str:
    parts = [
        "# Rules",
        "What `dynamo-stability check` looks for. Generated from the rules by `make docs`.",
    ]
    rows = [f"| [`{one.id}`](#{one.id}) | {one.level} | {one.summary} |" for one in RULES]
    parts.append("\n".join(["| rule | level | |", "|---|---|---|", *rows]))
    parts += [rule_section(one) for one in RULES]
    return "\n\n".join(parts) + "\n"


def rule_section(rule: Rule) -> str:
    needs = {
        "changes": "Runs with `--base`.",
        "changelog": "Runs where there is a changelog.",
        "rust": "Runs where there are crates.",
    }
    when = [needs[one] for one in rule.needs if one in needs]
    about = " ".join([f"Level: {rule.level}. Since {rule.since}.", *when])
    return "\n\n".join(
        [
            f"## {rule.id}",
            rule.summary,
            f"**Why:** {rule.why}.",
            f"**Policy:** {rule.policy}",
            about,
            # Fragments, which are not to be run: so they are not marked as Python.
            f"Not so:\n\n```py\n{rule.bad}```",
            f"But:\n\n```py\n{rule.good}```",
        ]
    )


def deprecations_page() -> str:
    """Which notice periods run in this package; dates come from the changelog alone."""
    found = read([], read_configuration(ROOT))
    changelog = find_changelog(ROOT)
    history = History(() if changelog is None else changelog_releases(changelog))
    side = Side("dynamo-stability", found.catalog, found.problems, ROOT)
    return calendar_page(side, calendar_of(found.catalog, dynamo_stability.__version__, history))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when stale")
    options = parser.parse_args()
    pages = {
        REFERENCE / "api.md": page(),
        REFERENCE / "cli.md": cli_page(),
        REFERENCE / "rules.md": rules_page(),
        REFERENCE / "deprecations.md": deprecations_page(),
    }
    if not options.check:
        for path, text in pages.items():
            path.write_text(text, encoding="utf-8")
        return 0
    stale = [
        path.relative_to(ROOT)
        for path, text in pages.items()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    ]
    for path in stale:
        print(f"{path} is stale. Run 'make docs'.")
    return int(bool(stale))


if __name__ == "__main__":
    sys.exit(main())
