"""Write docs/reference/api.md from the sources: signatures and docstrings, nothing imported.

With --check nothing is written, and the exit code is 1 when the page is stale.
"""

from __future__ import annotations

import argparse
import ast
import inspect
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src"
PAGE = ROOT / "docs" / "reference" / "api.md"

#: Modules whose public names are the API, and the headings they go under.
MODULES = {
    "dynamo_stability": "dynamo_stability",
    "dynamo_stability.pep702": "dynamo_stability.pep702",
    "dynamo_stability.manifest": "dynamo_stability.manifest",
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


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when stale")
    options = parser.parse_args()
    text = page()
    if options.check:
        stale = not PAGE.exists() or PAGE.read_text(encoding="utf-8") != text
        if stale:
            print(f"{PAGE.relative_to(ROOT)} is stale. Run 'make docs'.")
        return int(stale)
    PAGE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
