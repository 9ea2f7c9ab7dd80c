"""find_target(): what a user's word for some code stands for, without importing any of it."""

from __future__ import annotations

import shutil
import sys
import weakref
from importlib import metadata
from importlib.machinery import PathFinder
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

from dynamo_stability.collect.sources import Source, Target, walk_sources
from dynamo_stability.errors import CollectError, nearest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any, Final

_STUBS: Final = "-stubs"
_SUFFIXES: Final = (".py", ".pyi")
_PROJECT_FILES: Final = ("pyproject.toml", "setup.py", "setup.cfg")
_NOT_PACKAGES: Final = frozenset(
    {"tests", "test", "docs", "doc", "examples", "benchmarks", "build", "dist", "scripts", "tools"}
)
_NOT_MODULES: Final = frozenset({"setup", "conftest", "noxfile", "tasks"})
#: Directories that stand on `sys.path` by convention, so that what is in them is a package.
_ROOTS: Final = frozenset({"src", "lib", "python", "site-packages", "dist-packages"})


class _Release(TypedDict, total=False):
    distribution: str | None
    version: str | None


def find_target(text: str, directory: Path | None = None, *, needs_python: bool = True) -> Target:
    """The files that `text` stands for.

    Args:
        text: a directory, a `.py` or `.pyi` file, a wheel; or the name of an installed package,
            module or distribution. A path that exists goes first.
        directory: what paths are relative to; the working directory if None.
        needs_python: whether it has to hold Python source. If not, it may be a file of any kind.

    Raises:
        CollectError: there is no such thing, or it holds no Python source.
    """
    target = _find(text, Path() if directory is None else directory)
    if not target.sources and (needs_python or target.place is None):
        raise CollectError(
            f"Cannot read {text!r}: there is no Python source in it. Pass a .py, .pyi or .whl "
            f"file, a package, a directory with packages, or the name of an installed package."
        )
    return target


def _find(text: str, directory: Path) -> Target:
    path = directory / text
    try:
        if path.is_dir():
            return _directory_target(text, path.absolute())
        if path.is_file():
            return _file_target(text, path.absolute())
    except CollectError:
        raise
    except (OSError, ValueError) as error:  # ValueError: no possible path
        raise CollectError(f"Cannot read {text!r}: {error}. Pass another path.") from None
    if "/" in text or "\\" in text or text.endswith((*_SUFFIXES, ".whl")):
        raise CollectError(f"Cannot read {text!r}: there is no such file or directory.")
    return _installed_target(text)


# ---- paths --------------------------------------------------------------------------------------


def _file_target(text: str, path: Path) -> Target:
    if path.suffix == ".whl":
        from dynamo_stability.collect.wheels import unpack_wheel

        root = unpack_wheel(path)
        target = _root_target(text, root, is_release=True)
        target.place = root
        weakref.finalize(target, shutil.rmtree, root, ignore_errors=True)
        return target
    if path.suffix not in _SUFFIXES:
        return Target(text, path.parent, (), place=path)
    root, package = _package_root(path.parent)
    stem = "" if path.stem == "__init__" else path.stem
    source = Source(".".join(one for one in (package, stem) if one) or path.stem, path)
    return Target(text, root, [source], **_release_of(root))


def _directory_target(text: str, path: Path) -> Target:
    root, package = _package_root(path)
    if package:
        return Target(text, root, walk_sources(path, package), place=path, **_release_of(root))
    target = _root_target(text, path)
    target.place = path
    return target


def _package_root(path: Path) -> tuple[Path, str]:
    """The directory for `sys.path`, and the dotted name that `path` has below it, perhaps none."""
    parts: list[str] = []
    while _is_regular_package(path) or (parts and _is_below_root(path)):
        parts.append(path.name.removesuffix(_STUBS))
        path = path.parent
    if not parts and _is_below_root(path):
        parts.append(path.name.removesuffix(_STUBS))
        path = path.parent
    return path, ".".join(reversed(parts))


def _is_regular_package(path: Path) -> bool:
    return any((path / f"__init__{suffix}").is_file() for suffix in _SUFFIXES)


def _is_below_root(path: Path) -> bool:
    """Whether a directory without `__init__` is a namespace package all the same."""
    if not path.name.removesuffix(_STUBS).isidentifier() or path.name in _ROOTS:
        return False
    parent = path.parent
    # Python puts the working directory on the path by itself, which says nothing about it.
    is_listed = parent != Path.cwd() and str(parent) in sys.path
    if any((path / one).exists() for one in _PROJECT_FILES):
        is_listed = False
    return is_listed or parent.name in _ROOTS or any(parent.glob("*.dist-info"))


def _root_target(text: str, path: Path, **extra: Any) -> Target:
    """A directory that holds packages; of a project, the packages without its tests."""
    if not any((path / one).is_file() for one in _PROJECT_FILES):
        return Target(text, path, walk_sources(path), **_release_of(path), **extra)
    if (path / "src").is_dir():
        root = path / "src"
        return Target(text, root, walk_sources(root), **_release_of(root), **extra)
    return Target(text, path, _project_sources(path), **_release_of(path), **extra)


def _project_sources(path: Path) -> Iterator[Source]:
    for one in sorted(path.iterdir()):
        if one.is_dir():
            if one.name not in _NOT_PACKAGES and _is_regular_package(one):
                yield from walk_sources(one, one.name.removesuffix(_STUBS))
        elif one.suffix in _SUFFIXES and one.stem not in _NOT_MODULES and one.stem.isidentifier():
            yield Source(one.stem, one)


def _release_of(root: Path) -> _Release:
    """The distribution and version that the files below `root` belong to."""
    found = sorted(root.glob("*.dist-info"))
    if len(found) == 1:
        about = metadata.PathDistribution(found[0]).metadata
        return {"distribution": _header(about, "Name"), "version": _header(about, "Version")}
    for place in (root, root.parent):
        project = _project_table(place / "pyproject.toml")
        if project:
            name, version = project.get("name"), project.get("version")
            return {
                "distribution": name if isinstance(name, str) else None,
                "version": version if isinstance(version, str) else None,
            }
    return {}


def _header(about: metadata.PackageMetadata, name: str) -> str | None:
    """A field of a distribution's metadata; asking for a missing one by key is deprecated."""
    values: list[str] = about.get_all(name, [])
    return values[0] if values else None


def _project_table(path: Path) -> dict[str, Any]:
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8-sig")).get("project")
    except (OSError, ValueError, RecursionError):
        return {}  # nothing is known, which is no reason not to read the sources
    return table if isinstance(table, dict) else {}


def is_installed(name: str) -> bool:
    """Whether a module or package of that dotted name is installed, as far as files show."""
    return _package_target(name) is not None


# ---- what is installed --------------------------------------------------------------------------


def _installed_target(text: str) -> Target:
    target = _package_target(text) or _distribution_target(text)
    if target is not None:
        return target
    found = [_header(one.metadata, "Name") for one in metadata.distributions()]
    names = {name for name in found if name is not None}
    raise CollectError(
        f"Cannot read {text!r}: it is no path, and nothing of that name is installed; "
        f"{nearest(text, names)}"
    )


def _package_target(text: str) -> Target | None:
    """An installed module or package, found by looking at files: a finder would import parents."""
    locations = list(sys.path)
    first, *rest = text.split(".")
    if not all(part.isidentifier() for part in (first, *rest)):
        return None
    for finder in sys.meta_path:
        if finder is PathFinder or not hasattr(finder, "find_spec"):
            continue
        spec = finder.find_spec(first, None)  # those of editable installs
        if spec is not None and spec.submodule_search_locations:
            locations += [str(Path(one).parent) for one in spec.submodule_search_locations]
    found = [one for location in locations for one in _module_sources(Path(location), text)]
    if not found:
        return None
    root, sources = found[0][0], {str(source.path): source for _, source in found}
    release = _installed_release(first, text, root)
    return Target(text, root, sources.values(), is_release=True, **release)


def _module_sources(location: Path, text: str) -> Iterator[tuple[Path, Source]]:
    path = location.joinpath(*text.split("."))
    if path.is_dir():
        for source in walk_sources(path, text):
            yield location, source
    for suffix in _SUFFIXES:
        file = path.with_name(path.name + suffix)
        if file.is_file():
            yield location, Source(text, file)


def _installed_release(first: str, text: str, root: Path) -> _Release:
    if text == "dynamo_stability":
        owners: list[str] = ["dynamo-stability"]
    else:
        owners = list(metadata.packages_distributions().get(first, ()))
    if not owners:
        return _release_of(root)
    if len(set(owners)) > 1:
        return {}  # a namespace that several distributions share
    return {"distribution": owners[0], "version": metadata.version(owners[0])}


def _distribution_target(text: str) -> Target | None:
    try:
        distribution = metadata.distribution(text)
    except (metadata.PackageNotFoundError, ValueError):
        return None
    name, version = _header(distribution.metadata, "Name"), distribution.version
    project = _editable_project(distribution)
    if project is not None:
        found = _directory_target(text, project)
        return Target(
            text, found.root, found.sources, distribution=name, version=version, place=found.place
        )
    root = Path(str(distribution.locate_file("")))
    sources = [
        Source(module, Path(str(distribution.locate_file(file))))
        for file in distribution.files or ()
        if (module := _module_of(file.parts)) is not None
    ]
    return Target(text, root, sources, distribution=name, version=version, is_release=True)


def _editable_project(distribution: metadata.Distribution) -> Path | None:
    import json
    from urllib.parse import unquote, urlsplit

    written = distribution.read_text("direct_url.json")
    about = json.loads(written) if written else {}
    if not about.get("dir_info", {}).get("editable"):
        return None
    return Path(unquote(urlsplit(about["url"]).path))


def _module_of(parts: tuple[str, ...]) -> str | None:
    """The module that an installed file is, or None where it is none."""
    stem, _, suffix = parts[-1].partition(".")
    names = [parts[0].removesuffix(_STUBS), *parts[1:-1]] if len(parts) > 1 else []
    if stem != "__init__":
        names.append(stem)
    is_module = f".{suffix}" in _SUFFIXES and names and all(one.isidentifier() for one in names)
    return ".".join(names) if is_module else None
