"""Registry: all that is known to be marked, by each of its names.

It grows while mypy works: from the sources that mypy checks, from what earlier runs left in its
cache, and from the registry modules of packages, which mypy reads like any other module.
"""

from __future__ import annotations

from mypy.nodes import Var

from dynamo_stability.catalog import REGISTRY_MODULE, parse_registry_text
from dynamo_stability.categories import word
from dynamo_stability.errors import CatalogError
from dynamo_stability.mypy.told import Told, read_down
from dynamo_stability.mypy.versions import tell

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Final

    from mypy.nodes import MypyFile

    from dynamo_stability.catalog import Catalog
    from dynamo_stability.mypy.markers import Markers
    from dynamo_stability.record import Record

_SUFFIX: Final = f".{REGISTRY_MODULE}"


class Registry:
    """All that is known to be marked, by each of its names.

    Args:
        markers: learns of the markers that modules name.
        catalogs: those that the project names, for packages that ship no registry.
    """

    def __init__(self, markers: Markers, catalogs: Iterable[Catalog] = ()) -> None:
        self._markers = markers
        #: The names that go before definitions and further names, where both are alike.
        self._primary: set[str] = set()
        #: Records, but those of parameters, by each full name.
        self.index: dict[str, Record] = {}
        self._published: dict[str, Record] = {}
        self._messages: dict[str, Record] = {}
        self._last_names: frozenset[str] | None = None
        #: Changes whenever something is taken in.
        self.version = 0
        self._seen: set[str] = set()
        self._told: dict[str, Told] = {}
        self._looked_at = 0
        self._waiting = False
        #: Marked parameters by the function's name and their own.
        self.parameters: dict[str, dict[str, Record]] = {}
        #: Records that nobody has taken from here yet.
        self.fresh: list[Record] = []
        #: The registry modules that were read.
        self.modules: set[str] = set()
        #: Records of catalogs whose objects have no stamp yet, by the name to find them under.
        self.unstamped: dict[str, Record] = {}
        for catalog in catalogs:
            self._publish(catalog)

    def find(self, name: str) -> Record | None:
        """The record of what is imported or defined under a full name."""
        return self.index.get(name)

    @property
    def last_names(self) -> frozenset[str]:
        """The last parts of all full names, by which a name can be told not to be marked."""
        if self._last_names is None:
            self._last_names = frozenset([name.rpartition(".")[2] for name in self.index])
        return self._last_names

    def of_message(self, message: str) -> Record | None:
        """The record that a stamp speaks of."""
        return self._messages.get(message)

    def published(self, record: Record) -> Record:
        """The record under its public name, where a catalog says the same under another one."""
        known = self._published.get(record.name)
        return known if known is not None and known.stage == record.stage else record

    def __bool__(self) -> bool:
        return bool(self._messages)

    # ---- growing --------------------------------------------------------------------------------

    def update(self, modules: Mapping[str, MypyFile]) -> None:
        """Take in the modules that mypy has loaded since."""
        if len(modules) == self._looked_at and not self._waiting:
            return
        self._looked_at = len(modules)
        self._waiting = False
        for name in [*modules.keys() - self._seen]:
            tree = modules[name]
            if name.endswith(_SUFFIX):
                if not self._read_registry(name, tree):
                    self._waiting = True
                    continue
            else:
                told = read_down(tree)
                if told is not None:
                    self.add(name, told)
            self._seen.add(name)

    def add(self, module: str, told: Told) -> None:
        """Take in what a module says."""
        self.forget(module)
        self._told[module] = told
        self._markers.variables.update(told.markers)
        for record in told.records:
            self._messages[word(record)] = record
            if record.kind == "parameter":
                self._add_parameter(record.name, record)
                continue
            self._put(record.name, record, is_primary=True)
            if record.definition is not None and not record.is_other_name:
                self._put(record.definition, record)
        for record in told.parts:
            self._messages[word(record)] = record

    def forget(self, module: str) -> None:
        """Drop what a module said before it was changed."""
        for record in self._told.pop(module, Told()).records:
            if record.kind == "parameter":
                self.parameters.pop(record.name.partition("(")[0], None)
            for name in (record.name, record.definition):
                if name is not None and self.index.get(name) is record:
                    del self.index[name]
                    self._primary.discard(name)
                    self._last_names = None

    def _put(self, name: str, record: Record, *, is_primary: bool = False) -> None:
        if is_primary:
            self._primary.add(name)
        elif name in self._primary:
            return
        self.index[name] = record
        self.fresh.append(record)
        self.version += 1
        self._last_names = None

    def _read_registry(self, name: str, tree: MypyFile) -> bool:
        """Take in a registry module; False where mypy has not come to it yet."""
        symbol = tree.names.get("REGISTRY")
        value = symbol.node.final_value if symbol and isinstance(symbol.node, Var) else None
        if not isinstance(value, str):
            return False
        self.modules.add(name)
        try:
            self._publish(parse_registry_text(value, tree.path or name))
        except CatalogError as error:
            tell(str(error))
        return True

    def _publish(self, catalog: Catalog) -> None:
        for record in catalog.records:
            if ":" in record.name:
                continue
            self._messages.setdefault(word(record), record)
            if record.kind == "parameter":
                self._publish_parameter(record)
                continue
            for alias in record.aliases:
                self._put(alias, record)
            if record.definition is not None and not record.is_other_name:
                self._put(record.definition, record)
                self._published[record.definition] = record
            self._put(record.name, record, is_primary=record.name not in self._primary)
            if not record.is_other_name:
                self.unstamped[record.definition or record.name] = record

    def _publish_parameter(self, record: Record) -> None:
        for name in (record.name, record.definition, *record.aliases):
            if name is not None:
                self._add_parameter(name if name.endswith(")") else record.name, record)

    def _add_parameter(self, name: str, record: Record) -> None:
        function, _, parameter = name.rstrip(")").partition("(")
        self.parameters.setdefault(function, {})[parameter] = record
        self.fresh.append(record)
        self.version += 1
