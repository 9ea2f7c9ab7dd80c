"""What the tests of marks share: hearing what was said, and where."""

from __future__ import annotations

import gc
import linecache
import sys
import types
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from listening import Listen, Spoken

import dynamo_stability
from dynamo_stability.marks import plain


@pytest.fixture
def listen() -> Listen:
    """A context manager that records the warnings of its block, under a filter (`always`)."""

    @contextmanager
    def block(action: str = "always") -> Iterator[Spoken]:
        spoken = Spoken()
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter(action)  # type: ignore[arg-type]
            spoken.warnings = caught
            yield spoken

    return block


@pytest.fixture
def make_module(request: pytest.FixtureRequest) -> Iterator[Callable[[str, str], types.ModuleType]]:
    """Make an importable module from source text; it is gone after the test."""
    made: list[str] = []

    def make(name: str, source: str) -> types.ModuleType:
        module = types.ModuleType(name)
        module.__dict__["__package__"] = name.rpartition(".")[0]
        sys.modules[name] = module
        made.append(name)
        filename = f"<{name}>"
        linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
        exec(compile(source, filename, "exec"), module.__dict__)
        return module

    yield make
    for name in made:
        sys.modules.pop(name, None)
    gc.collect()  # marks go with the module they are on


@pytest.fixture(autouse=True)
def _own_rules(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Tests start without rules from the environment, and leave none behind."""
    monkeypatch.delenv("DYNAMO_STABILITY", raising=False)
    dynamo_stability.set_rules(None)
    yield
    monkeypatch.delenv("DYNAMO_STABILITY", raising=False)
    dynamo_stability.set_rules(None)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Take out what holds only where marks exchange code, and say how much that is."""
    if not plain.IS_PLAIN:
        return
    in_place = [item for item in items if item.get_closest_marker("in_place")]
    for item in in_place:
        items.remove(item)
    if in_place:
        config.hook.pytest_deselected(items=in_place)
