"""find_user_files(): the files of a user that may use something, and what each is."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from dynamo_stability.collect.sources import walk_directories
from dynamo_stability.errors import CollectError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Final

PYTHON: Final = "python"
NOTEBOOK: Final = "notebook"
YAML: Final = "yaml"
SHELL: Final = "shell"

_BY_SUFFIX: Final = {
    ".py": PYTHON,
    ".pyi": PYTHON,
    ".pyw": PYTHON,
    ".ipynb": NOTEBOOK,
    ".yaml": YAML,
    ".yml": YAML,
    ".sh": SHELL,
    ".bash": SHELL,
    ".zsh": SHELL,
    ".ksh": SHELL,
    ".env": SHELL,
    ".envrc": SHELL,
    ".dockerfile": SHELL,
    ".containerfile": SHELL,
    ".mk": SHELL,
    ".service": SHELL,
}
_BY_NAME: Final = re.compile(
    r"(?P<shell>Dockerfile(\..+)?|Containerfile(\..+)?|(GNU)?[Mm]akefile|\.env(\..+)?|\.envrc"
    r"|Procfile|[Jj]ustfile)"
)
_NOT_BELOW: Final = frozenset({"__pycache__", "node_modules"})
_NOT_BESIDE: Final = frozenset({"pyvenv.cfg"})


class UserFile(NamedTuple):
    """One file.

    Attributes:
        path: where it lies.
        shown: how it is shown.
        kind: what it is: `PYTHON`, `NOTEBOOK`, `YAML` or `SHELL`.
    """

    path: Path
    shown: str
    kind: str


def find_user_files(names: Iterable[str]) -> list[UserFile]:
    """The files that some paths stand for, each once, sorted by path within each.

    Below directories, hidden ones, virtual environments, `node_modules` and caches are left out.

    Args:
        names: files and directories. A file is taken for what its name says, or else its first
            line.

    Raises:
        CollectError: there is no such path, or it cannot be told what a file is.
    """
    found: dict[Path, UserFile] = {}
    for name in names:
        for one in _below(Path(name)):
            found.setdefault(one.path, one)
    return list(found.values())


def _below(path: Path) -> Iterator[UserFile]:
    if path.is_dir():
        for directory, files in walk_directories(path, _NOT_BELOW, _NOT_BESIDE):
            for file in files:
                kind = kind_by_name(file)
                if kind is not None:
                    yield UserFile(directory / file, (directory / file).as_posix(), kind)
    elif path.is_file():
        kind = kind_by_name(path.name) or _kind_by_content(path)
        if kind is None:
            raise CollectError(
                f"Cannot tell what {str(path)!r} uses: it is none of Python, a notebook, YAML, a "
                f"shell script, a Dockerfile or a file of variables. Rename it, or leave it out."
            )
        yield UserFile(path, path.as_posix(), kind)
    else:
        raise CollectError(
            f"Cannot read {str(path)!r}: there is no such file or directory. Pass a path that is."
        )


def kind_by_name(name: str) -> str | None:
    """What a file is by its name, or None."""
    if _BY_NAME.fullmatch(name) is not None:
        return SHELL
    return _BY_SUFFIX.get(Path(name).suffix.lower())


def _kind_by_content(path: Path) -> str | None:
    try:
        with path.open("rb") as file:
            first = file.readline(200)
    except OSError as error:
        raise CollectError(f"Cannot read {str(path)!r}: {error.strerror}.") from None
    if not first.startswith(b"#!"):
        return None
    return PYTHON if b"python" in first else SHELL


def package_of(path: Path) -> str:
    """The package that relative imports of a file start from; empty where it is in none."""
    parts: list[str] = []
    directory = path.absolute().parent
    while (directory / "__init__.py").exists() and directory.name.isidentifier():
        parts.append(directory.name)
        directory = directory.parent
    return ".".join(reversed(parts))


def owner_of_file(path: Path, packages: Iterable[str]) -> str | None:
    """The marked package that a file is a part of, or None."""
    real = path.absolute()
    for package in packages:
        parts = tuple(package.split("."))
        inner = real.parts[:-1]
        for start in range(len(inner) - len(parts) + 1):
            if inner[start : start + len(parts)] == parts:
                place = Path(*inner[: start + len(parts)])
                if any((place / f"__init__{suffix}").is_file() for suffix in (".py", ".pyi")):
                    return package
        if inner[len(inner) - len(parts) + 1 :] == parts[:-1] and real.stem == parts[-1]:
            return package
    return None
