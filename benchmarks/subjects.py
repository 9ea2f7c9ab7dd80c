"""What is marked and called. Each has code objects of its own, as real functions have."""

from __future__ import annotations

import io
import sys
import types
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, redirect_stderr
from typing import Any, NamedTuple

from contenders import CONTENDERS, OF_NAMES, OF_PARAMETERS, Mark
from table import CONTROL, Table

STATES = ("ignore", "default", "30 filters")


class Nowhere(io.TextIOBase):
    """Takes what is printed and keeps none of it."""

    def write(self, text: str, /) -> int:
        return len(text)


@contextmanager
def filters(kind: str) -> Iterator[None]:
    """Python's filters for a while; what is warned of is printed to nowhere."""
    with warnings.catch_warnings(), redirect_stderr(Nowhere()):
        if kind == "30 filters":
            warnings.simplefilter("ignore")
            for index in range(30):
                warnings.filterwarnings("ignore", message=f"none of them {index}")
        else:
            warnings.simplefilter(kind)  # type: ignore[arg-type]
        yield


def own_code(function: types.FunctionType) -> Any:
    """The function with a code object that no other function shares."""
    function.__code__ = function.__code__.replace()
    return function


def make_function() -> Any:
    def function(a: int, b: int = 2) -> int:
        return a

    return own_code(function)  # type: ignore[arg-type]


def make_function_of_renamed() -> Any:
    def function(a: int, b: int = 2, c: int = 3) -> int:
        return a

    return own_code(function)  # type: ignore[arg-type]


def make_coroutine_function() -> Any:
    async def coroutine(a: int) -> int:
        return a

    return own_code(coroutine)  # type: ignore[arg-type]


def make_method() -> Any:
    def method(self: Any, a: int) -> int:
        return a

    return own_code(method)  # type: ignore[arg-type]


def make_class() -> Any:
    class Thing:
        def __init__(self, a: int) -> None:
            self.a = a

    own_code(Thing.__init__)  # type: ignore[arg-type]
    return Thing


def make_class_without_init() -> Any:
    class Thing:
        pass

    return Thing


def make_module() -> Any:
    module = types.ModuleType("benchmarked")
    module.__dict__["LIMIT"] = 3
    sys.modules["benchmarked"] = module
    return module


def as_it_is(marked: Any) -> Any:
    return marked


def as_method(marked: Any) -> Any:
    return type("Holder", (), {"method": marked})()


class Situation(NamedTuple):
    """One thing that is marked, and the line that uses it.

    Attributes:
        name: what it is called in the table.
        make: makes a fresh one.
        call: the use, of `it`.
        dress: what stands between what was marked and `it`.
        contenders: who can mark it.
    """

    name: str
    make: Callable[[], Any]
    call: str
    dress: Callable[[Any], Any] = as_it_is
    contenders: Mapping[str, Mark] = CONTENDERS


RUN = "try:\n    it(1).send(None)\nexcept StopIteration:\n    pass"
FUNCTION = Situation("function", make_function, "it(1)")
METHOD = Situation("method", make_method, "it.method(1)", as_method)
ASYNC = Situation("async function", make_coroutine_function, RUN)
CLASS = Situation("class", make_class, "it(1)")
CLASS_WITHOUT_INIT = Situation("class without __init__", make_class_without_init, "it()")
NAME = Situation("module name", make_module, "it.LIMIT", contenders=OF_NAMES)
PARAMETER_PASSED = Situation(
    "parameter passed", make_function_of_renamed, "it(1, b=2)", contenders=OF_PARAMETERS
)
PARAMETER_NOT_PASSED = PARAMETER_PASSED._replace(name="parameter not passed", call="it(1)")

CALLABLES = (FUNCTION, METHOD, ASYNC, CLASS, CLASS_WITHOUT_INIT)
OTHERS = (NAME, PARAMETER_PASSED, PARAMETER_NOT_PASSED)


def marked(situation: Situation, table: Table) -> dict[str, Any]:
    """One subject for each contender that can mark it, and for the control."""
    subjects = {}
    for name, mark in {**situation.contenders, CONTROL: CONTENDERS["bare"]}.items():
        try:
            subjects[name] = situation.dress(mark(situation.make()))
        except Exception as error:  # noqa: PERF203 - not every library marks everything
            table.remark(f"{situation.name}, {name}: {type(error).__name__}: {error}")
    return subjects
