"""Print the public names of the bindings' modules, read from their source and not imported.

A name is public when it has no leading underscore and its object is Dynamo's own: defined in the
module, or taken from another module of Dynamo. A logger is not API.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

PACKAGE = "dynamo"
MODULES = ("dynamo.runtime", "dynamo.llm", "dynamo.nixl_connect")


def main() -> None:
    """Print them as JSON, by module; submodules that are taken from are listed as well."""
    names: dict[str, list[str]] = {}
    waiting = list(MODULES)
    while waiting:
        module = waiting.pop(0)
        tree = ast.parse(source_of(module))
        names[module] = sorted({name for name in bound(tree.body) if not name.startswith("_")})
        waiting += [one for one in public_submodules(module, tree) if one not in names]
    print(json.dumps(names))


def source_of(module: str) -> str:
    """The text of a module's file."""
    spec = find_spec(module)
    assert spec is not None, module
    assert spec.origin is not None, module
    return Path(spec.origin).read_text()


def bound(body: list[ast.stmt]) -> Iterator[str]:
    """The names that statements bind to something of Dynamo's own."""
    for statement in body:
        if isinstance(statement, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            yield statement.name
        elif isinstance(statement, ast.ImportFrom) and is_own(statement):
            yield from (alias.asname or alias.name for alias in statement.names)
        elif isinstance(statement, ast.Assign) and not is_logger(statement.value):
            yield from (one.id for one in statement.targets if isinstance(one, ast.Name))
        elif isinstance(statement, ast.Try):
            yield from bound(statement.body)


def is_own(statement: ast.ImportFrom) -> bool:
    """Whether something is imported from Dynamo."""
    return statement.level > 0 or (statement.module or "").split(".")[0] == PACKAGE


def is_logger(value: ast.expr) -> bool:
    """Whether a value is what `logging.getLogger(...)` gives."""
    return isinstance(value, ast.Call) and ast.unparse(value.func) == "logging.getLogger"


def public_submodules(module: str, tree: ast.Module) -> Iterator[str]:
    """The submodules whose import makes them a name of `module`."""
    for statement in tree.body:
        if isinstance(statement, ast.ImportFrom) and statement.level:
            name = statement.module or "_"
            if not name.startswith("_"):
                yield f"{module}.{name}"


if __name__ == "__main__":
    main()
