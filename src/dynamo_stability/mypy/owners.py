"""Which package owns a name: inside it, nothing is reported."""

from __future__ import annotations

from pathlib import Path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mypy.nodes import MypyFile

    from dynamo_stability.record import Record


def owner_of(name: str, modules: Mapping[str, MypyFile]) -> tuple[str, bool]:
    """The outermost regular package that holds a module or what it defines.

    Namespace packages are shared by distributions, so they own nothing: the owner of
    `dynamo.llm.routing` is `dynamo.llm`. A module outside any package is its own owner.

    Returns:
        The owner, and whether that is certain: what mypy has not loaded yet may turn out to be a
        package.
    """
    nearest = ""
    is_certain = True
    for prefix in prefixes(name):
        tree = modules.get(prefix)
        if tree is None:
            is_package = _is_package_on_disk(prefix, name, modules)
            is_certain = is_certain and is_package is not None
        else:
            is_package = tree.is_package_init_file()
            nearest = prefix
        if is_package:
            return prefix, True
        if tree is not None and tree.path.endswith((".py", ".pyi")):
            return prefix, is_certain  # no package, so nothing below it is one
    return nearest or name.rpartition(".")[0] or name, False


def _is_package_on_disk(prefix: str, name: str, modules: Mapping[str, MypyFile]) -> bool | None:
    """Whether a module that is not loaded is a regular package; None if nobody can tell.

    A worker of mypy may see a module before the package that it lies in.
    """
    for inner in prefixes(name):
        tree = modules.get(inner)
        if tree is not None and inner.startswith(f"{prefix}."):
            place = Path(tree.path)
            below = inner.count(".") - prefix.count(".") - (not tree.is_package_init_file())
            package = place.parents[below] if below < len(place.parents) else place
            return any((package / init).is_file() for init in ("__init__.py", "__init__.pyi"))
    return None


class Owners:
    """Remembers which package owns what, for one run."""

    def __init__(self) -> None:
        self._of_modules: dict[str, str] = {}
        self._of_records: dict[str, frozenset[str]] = {}
        self._marked: set[frozenset[str]] = set()

    def owns(self, module: str, record: Record, modules: Mapping[str, MypyFile]) -> bool:
        """Whether a module belongs to the package whose API a record is about."""
        return self._of_module(module, modules) in self._of_record(record, modules)

    def are_all(self, module: str, records: list[Record], modules: Mapping[str, MypyFile]) -> bool:
        """Whether a module belongs to the package that all records so far are about.

        Args:
            module: the module.
            records: those that have not been passed before; the list is emptied.
            modules: the modules that mypy has loaded.
        """
        while records:
            self._marked.add(self._of_record(records.pop(), modules))
        own = self._of_module(module, modules)
        return all(own in owners for owners in self._marked)

    def _of_module(self, module: str, modules: Mapping[str, MypyFile]) -> str:
        owner = self._of_modules.get(module)
        if owner is None:
            owner, is_certain = owner_of(module, modules)
            if is_certain:
                self._of_modules[module] = owner
        return owner

    def _of_record(self, record: Record, modules: Mapping[str, MypyFile]) -> frozenset[str]:
        owners = self._of_records.get(record.name)
        if owners is None:
            names = [record.name, record.definition or record.name]
            found = [owner_of(name.partition("(")[0], modules) for name in names]
            owners = frozenset([owner for owner, _ in found])
            if all(is_certain for _, is_certain in found):
                self._of_records[record.name] = owners
        return owners


def prefixes(name: str) -> Iterator[str]:
    """`"a"`, `"a.b"`, `"a.b.c"` for `"a.b.c"`."""
    end = name.find(".")
    while end >= 0:
        yield name[:end]
        end = name.find(".", end + 1)
    yield name


def module_of(name: str, modules: Mapping[str, MypyFile]) -> str | None:
    """The innermost module that holds what has a full name."""
    while name and name not in modules:
        name = name.rpartition(".")[0]
    return name or None
