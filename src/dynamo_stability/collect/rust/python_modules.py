"""PythonModule: what a `#[pymodule]` holds, in the form of a function and in that of a module."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from dynamo_stability.collect.rust.module_calls import Call, read_calls
from dynamo_stability.collect.rust.python_names import (
    is_python_class,
    is_python_function,
    is_python_module,
    python_name,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dynamo_stability.collect.rust.items import Item
    from dynamo_stability.collect.rust.paths import Paths

#: How deep functions may hand a module on to each other, and how often in all.
_DEEPEST: Final = 30
_MOST_RUNS: Final = 5_000
#: In place of a position: the first parameter that takes a module.
_FIRST: Final = -1


class Entry(NamedTuple):
    """Something that a module holds.

    Attributes:
        item: the Rust item.
        name: what it is called there.
        carriers: the `use` declarations and statements that put it there.
    """

    item: Item
    name: str
    carriers: tuple[Item, ...]


class PythonModule:
    """A module that Rust code makes.

    Attributes:
        name: its own name, without those of its parents.
        item: the `#[pymodule]`; None for one that is made by `PyModule::new`.
        entries: what it holds.
        submodules: the modules in it, each with what puts it there.
    """

    def __init__(self, name: str, item: Item | None = None) -> None:
        self.name = name
        self.item = item
        self.entries: list[Entry] = []
        self.submodules: list[tuple[PythonModule, tuple[Item, ...]]] = []


class PythonModules:
    """Finds the Python modules that crates make, and what is in them.

    Attributes:
        roots: the modules that are in no other, in the order of their places.

    Args:
        items: all items of the crates.
        paths: follows paths through them.
    """

    def __init__(self, items: Iterable[Item], paths: Paths) -> None:
        self._paths = paths
        self._modules: dict[int, PythonModule] = {}
        self._inner: set[int] = set()
        self._passed: set[tuple[int, int]] = set()
        for item in items:
            if is_python_module(item):
                self._modules[id(item)] = PythonModule(python_name(item), item)
        for module in tuple(self._modules.values()):
            self._fill(module)
        self.roots = [one for key, one in self._modules.items() if key not in self._inner]

    def _fill(self, module: PythonModule) -> None:
        item = module.item
        if item is None:
            return
        if item.kind == "fn":
            self._run(item, {_FIRST: module}, 0)
            return
        for one in item.children:
            if one.attribute("pymodule_init") is not None:
                self._run(one, {_FIRST: module}, 0)
            elif one.attribute("pyfunction", "pyclass", "pymodule", "pymodule_export") is not None:
                self._put(module, one, None, ())
        for use in item.uses:
            if use.carrier.attribute("pymodule_export") is not None:
                for target in self._paths.resolve(item, use.path):
                    self._put(module, target, None, (use.carrier,))

    def _put(
        self, module: PythonModule, item: Item, name: str | None, carriers: tuple[Item, ...]
    ) -> None:
        """Put an item into a module, if it is one that Python can hold."""
        inner = self._modules.get(id(item))
        if inner is not None:
            self._inner.add(id(item))
            module.submodules.append((inner, carriers))
        elif is_python_class(item) or is_python_function(item) or item.kind in {"const", "static"}:
            module.entries.append(Entry(item, name or python_name(item), carriers))

    # ---- functions that are handed a module -----------------------------------------------------

    def _run(self, function: Item, given: dict[int, PythonModule], depth: int) -> None:
        """Follow what a function does with the modules that it is handed.

        Args:
            function: the function.
            given: the modules by the position of the parameter.
            depth: how many functions led here.
        """
        keys = {(id(function), id(module)) for module in given.values()}
        if depth > _DEEPEST or len(self._passed) > _MOST_RUNS or keys <= self._passed:
            return
        self._passed |= keys
        given = dict(given)
        known: dict[str, PythonModule] = {}
        for call in read_calls(function):
            if call.kind == "parameter":
                module = given.pop(_FIRST, None) or given.get(call.position)
                if module is not None:
                    known[call.receiver] = module
            elif call.kind == "new":
                known[call.receiver] = PythonModule(call.name or call.receiver)
            elif call.kind == "bind":
                self._bind(function, call, known)
            elif call.kind == "pass":
                self._pass_on(function, call, known, depth)
            elif call.receiver in known:
                self._add(function, call, known)

    def _bind(self, function: Item, call: Call, known: dict[str, PythonModule]) -> None:
        """`let other = m`, or `let other = wrap_pymodule!(path)(py)`."""
        for one in call.arguments:
            if one in known:
                known[call.receiver] = known[one]
        for item in self._paths.resolve(function, call.path):
            if id(item) in self._modules:
                known[call.receiver] = self._modules[id(item)]

    def _pass_on(
        self, function: Item, call: Call, known: dict[str, PythonModule], depth: int
    ) -> None:
        """`register(py, m)?` in one function puts what the other one adds into the same module."""
        given = {
            position: known[one] for position, one in enumerate(call.arguments) if one in known
        }
        for target in self._paths.resolve(function, call.path) if given else ():
            if target.node is not None:
                self._run(target, given, depth + 1)

    def _add(self, function: Item, call: Call, known: dict[str, PythonModule]) -> None:
        """`m.add_class::<T>()`, `m.add_function(...)`, `m.add_submodule(&other)` and their like."""
        module = known[call.receiver]
        inner = next((known[one] for one in call.arguments if one in known), None)
        if inner is not None:
            if inner.item is not None:
                self._inner.add(id(inner.item))
            module.submodules.append((inner, call.carriers))
            return
        for item in self._paths.resolve(function, call.path):
            self._put(module, item, call.name, call.carriers)


class NamedModule(NamedTuple):
    """A module by its full name.

    Attributes:
        module: the module.
        name: its full name.
        carriers: what puts it into the module around it.
        around: the modules around it, from the outside in.
    """

    module: PythonModule
    name: str
    carriers: tuple[Item, ...]
    around: tuple[PythonModule, ...]


def named_modules(
    roots: Iterable[tuple[PythonModule, str]],
) -> Iterator[NamedModule]:
    """Some modules and every one below them."""
    waiting = [NamedModule(module, name, (), ()) for module, name in roots]
    while waiting:
        module, name, _, around = here = waiting.pop()
        yield here
        for inner, more in reversed(module.submodules):
            if inner is not module and inner not in around:
                waiting.append(NamedModule(inner, f"{name}.{inner.name}", more, (*around, module)))
