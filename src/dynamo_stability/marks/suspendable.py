"""Coroutine and generator functions on CPython 3.10, where a body cannot run at the call.

There, calling a function whose code carries the coroutine or generator flag creates the object
and runs nothing. The one thing that the interpreter does look up at the call is the default of a
keyword-only parameter that was not passed: it asks `__kwdefaults__` for the name, and comparing
keys runs Python code when the key is an instance of a `str` subclass. So an armed function gets
one more keyword-only parameter, whose default is found under such a key; the comparison happens
while the caller's frame is the running one, and that is when the mark speaks.

The body is a coroutine (generator, asynchronous generator) that hands everything on to the
original. `__signature__` keeps the extra parameter out of sight.
"""

from __future__ import annotations

from sys import _getframe
from types import CodeType, FunctionType

from dynamo_stability.marks.trampolines import (
    ASYNC_GENERATOR,
    BEFORE,
    COROUTINE,
    GENERATOR,
    PASSED,
    SUSPENDABLE,
    arguments,
    compiled,
    constants,
    parameter_names,
    shape_of,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Final

    from dynamo_stability.marks.functions import FunctionSite

    Undo = Callable[[FunctionType], None]

_EXTRA: Final = "stability call"

_BODIES: Final = {
    COROUTINE: ("async def", "return await {call}"),
    GENERATOR: ("def", "return (yield from {call})"),
    ASYNC_GENERATOR: (
        "async def",
        """
    body = {call}
    step, sent = body.asend, None
    while True:
        try:
            item = await step(sent)
        except StopAsyncIteration:
            return
        try:
            sent, step = (yield item), body.asend
        except GeneratorExit:
            await body.aclose()
            raise
        except BaseException as error:
            sent, step = error, body.athrow
""",
    ),
}

_templates: dict[tuple[object, ...], CodeType] = {}


class CallKey(str):
    """A key of `__kwdefaults__` that speaks when it is looked up by the interpreter."""

    __slots__ = ("defaults", "site")

    site: FunctionSite
    #: The dictionary this key is in. The interpreter is looking something up in it while the mark
    #: takes it off the function, so that must not be the end of it.
    defaults: dict[str, Any]
    __hash__ = str.__hash__

    def __eq__(self, other: object) -> bool:
        if other is not self and type(other) is str and other == _EXTRA:
            self.site.speak_at(_getframe(1))
            return True
        return other is self

    def __reduce__(self) -> tuple[Any, ...]:
        return (call_key, (self.site,))


def call_key(site: FunctionSite) -> CallKey:
    """The key through which `site` hears of calls."""
    key = CallKey(_EXTRA)
    key.site = site
    return key


def keep_signature(function: FunctionType) -> Undo | None:
    """Let `inspect.signature` answer as it does now, whatever code is put in place.

    Returns:
        What undoes that, or None where the function already has a `__signature__` of its own.
    """
    import inspect

    variables = function.__dict__
    if "__signature__" in variables:
        return None
    variables["__signature__"] = inspect.signature(function, follow_wrapped=False)
    return _forget_signature


def _forget_signature(function: FunctionType) -> None:
    function.__dict__.pop("__signature__", None)


def install(
    function: FunctionType, site: FunctionSite, original: CodeType
) -> tuple[CodeType, Undo]:
    """Prepare a coroutine or generator function to speak at the call.

    Returns:
        The code to give it, and what undoes everything else.
    """
    forget_signature = keep_signature(function)
    kwdefaults = function.__kwdefaults__
    key = call_key(site)
    key.defaults = speaking = {**(kwdefaults or {}), key: None}
    code = _suspendable_code(original, site)
    function.__kwdefaults__ = speaking

    def undo(function: FunctionType) -> None:
        if function.__kwdefaults__ is speaking:
            function.__kwdefaults__ = kwdefaults
        if forget_signature is not None:
            forget_signature(function)

    return code, undo


def _suspendable_code(code: CodeType, site: object) -> CodeType:
    template = _template(code, BEFORE)
    count = code.co_argcount + code.co_kwonlyargcount
    names = parameter_names(code)
    own = template.co_varnames[len(names) + 1 :]
    return template.replace(
        co_consts=constants(template, code, site),
        co_varnames=(*names[:count], _EXTRA, *names[count:], *own),
        co_freevars=code.co_freevars,
        co_name=code.co_name,
        co_filename=code.co_filename,
        co_firstlineno=code.co_firstlineno,
        co_flags=template.co_flags | code.co_flags & SUSPENDABLE,
    )


def passed_code(code: CodeType, site: object) -> CodeType:
    """A trampoline for marked parameters.

    Its body does not run before the object is awaited or iterated, so that is when passing the
    argument is spoken of.
    """
    template = _template(code, PASSED)
    return template.replace(
        co_consts=constants(template, template, site),
        co_freevars=code.co_freevars,
        co_name=code.co_name,
        co_filename=code.co_filename,
        co_firstlineno=code.co_firstlineno,
        co_flags=template.co_flags | code.co_flags & SUSPENDABLE,
    )


def _template(code: CodeType, form: str) -> CodeType:
    kind = code.co_flags & (COROUTINE | GENERATOR | ASYNC_GENERATOR)
    shape = (kind, *shape_of(code, form))
    if shape not in _templates:
        parameters, passed = arguments(code, extra="extra")
        call = f"'<site>'.body()({passed})"
        if form == PASSED:
            parameters, call = "*args, **kwargs", "'<site>'.sort(args, kwargs)(*args, **kwargs)"
        keyword, body = _BODIES[kind]
        _templates[shape] = compiled(
            f"{keyword} trampoline({parameters}): {body.format(call=call)}"
        )
    return _templates[shape]
