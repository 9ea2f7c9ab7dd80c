"""Code objects that let a mark speak before a function runs.

A trampoline takes the place of a function's ``__code__``. It binds the same arguments under the
same names, asks its site which function to run, and calls that one with what it was given. The
function object stays what it was: identity, signature, source position and kind (coroutine,
generator) answer as before.

On CPython 3.11 and later a trampoline is *hidden*: its ``RESUME`` instruction is moved behind the
``return``, and a frame that has not reached its ``RESUME`` is not complete, so the interpreter
leaves it out of tracebacks, of ``sys._getframe`` and ``f_back``, of tracing and of profiling.
``warnings.warn(..., stacklevel=2)`` inside a marked function therefore still means its caller. A
hidden body that carries the coroutine or generator flag runs when the function is *called*, which
is what lets ``asyncio.create_task(f())`` be attributed to its own line.

A hidden frame that an exception passes through still ends with a "return" event, for which there
was no "call". Coverage tools and profilers keep a stack of calls, so functions that are armed while
one is at work get frames that are not hidden. Neither are they on 3.10, which cannot hide them.
"""

from __future__ import annotations

import sys
from _weakref import ref
from types import CodeType, FunctionType

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Final

VARARGS: Final = 0x04
VARKEYWORDS: Final = 0x08
GENERATOR: Final = 0x20
COROUTINE: Final = 0x80
ITERABLE_COROUTINE: Final = 0x100
ASYNC_GENERATOR: Final = 0x200
SUSPENDABLE: Final = GENERATOR | COROUTINE | ITERABLE_COROUTINE | ASYNC_GENERATOR

#: Forms of trampoline: what is asked of the site, and when.
BEFORE: Final = "before"  # site.enter(), then the call
AFTER: Final = "after"  # the call, then site.leave(first argument, result)
CONSTRUCT: Final = "construct"  # site.construct(first argument), then the call
PASSED: Final = "passed"  # site.sort(args, kwargs), then the call

_SITE: Final = "<site>"

#: Where an armed function keeps the function that runs its own code.
SHADOW: Final = "__stability_shadow__"

_templates: dict[tuple[object, ...], CodeType] = {}


def arguments(code: CodeType, extra: str | None = None) -> tuple[str, str]:
    """The parameter list and the call that passes everything on, with placeholder names.

    `extra` is one more keyword-only parameter, which is not passed on.
    """
    positional = [f"p{i}" for i in range(code.co_argcount)]
    keywords = [f"k{i}" for i in range(code.co_kwonlyargcount)]
    parameters, passed = list(positional), list(positional)
    if code.co_posonlyargcount:
        parameters.insert(code.co_posonlyargcount, "/")
    if code.co_flags & VARARGS:
        parameters.append("*v")
        passed.append("*v")
    elif keywords or extra:
        parameters.append("*")
    parameters += keywords
    if extra:
        parameters.append(extra)
    passed += [f"{name}={name}" for name in keywords]
    if code.co_flags & VARKEYWORDS:
        parameters.append("**w")
        passed.append("**w")
    return ", ".join(parameters), ", ".join(passed)


def _source(code: CodeType, form: str) -> str:
    if form == PASSED:
        body = f"return {_SITE!r}.sort(args, kwargs)(*args, **kwargs)"
        return f"def trampoline(*args, **kwargs): {body}"
    parameters, passed = arguments(code)
    asked = "construct(p0)" if form == CONSTRUCT else "enter()"
    call = f"{_SITE!r}.{asked}({passed})"
    if form == AFTER:
        call = f"{_SITE!r}.leave(p0, {call})"
    return f"def trampoline({parameters}): return {call}"


def shape_of(code: CodeType, form: str) -> tuple[object, ...]:
    """What trampolines have to have in common to be made from one template."""
    if form == PASSED:
        return (form,)
    flags = code.co_flags & (VARARGS | VARKEYWORDS)
    return (form, code.co_argcount, code.co_posonlyargcount, code.co_kwonlyargcount, flags)


def compiled(source: str) -> CodeType:
    """The code of the one function that `source` defines."""
    namespace: dict[str, Any] = {}
    code = compile(source, "<trampoline>", "exec", dont_inherit=True)
    exec(code, namespace)  # noqa: S102 - our own text, made from argument counts
    namespace.pop("__builtins__")
    function: FunctionType = namespace.popitem()[1]
    return function.__code__


def _template(code: CodeType, form: str, caller: int) -> CodeType:
    shape = (caller, *shape_of(code, form))
    template = _templates.get(shape)
    if template is None:
        template = compiled(_source(code, form))
        _templates[shape] = template = _rotated(template) if caller == 1 else template
    return template


def parameter_names(code: CodeType) -> tuple[str, ...]:
    """Every parameter of `code`, in the order in which CPython stores them."""
    stars = bool(code.co_flags & VARARGS) + bool(code.co_flags & VARKEYWORDS)
    return code.co_varnames[: code.co_argcount + code.co_kwonlyargcount + stars]


def constants(template: CodeType, code: CodeType, site: object) -> tuple[Any, ...]:
    """The template's constants with its placeholders filled in."""
    if not code.co_kwonlyargcount:
        return tuple([site if one == _SITE else one for one in template.co_consts])
    filled: dict[object, object] = {_SITE: site}
    for index in range(code.co_kwonlyargcount):
        filled[f"k{index}"] = code.co_varnames[code.co_argcount + index]
    return tuple([_fill(one, filled) for one in template.co_consts])


def _fill(constant: object, filled: dict[object, object]) -> object:
    if type(constant) is tuple:
        return tuple([_fill(item, filled) for item in constant])
    return filled.get(constant, constant) if type(constant) is str else constant


def build(code: CodeType, site: object, form: str, caller: int) -> CodeType:
    """A trampoline that stands in for `code`.

    Args:
        code: what it stands in for; argument names, position, name and flags are taken from it.
        site: the object whose `enter`, `leave`, `construct` or `sort` method is asked. It must
            not lead to the function: the garbage collector does not look into code objects, so a
            cycle through one is never freed.
        form: one of `BEFORE`, `AFTER`, `CONSTRUCT`, `PASSED`.
        caller: how far away the caller will be, as `caller_distance` says.
    """
    template = _template(code, form, caller)
    changes: dict[str, Any] = {
        "co_consts": constants(template, code, site),
        "co_freevars": code.co_freevars,
        "co_name": code.co_name,
        "co_filename": code.co_filename,
        "co_firstlineno": code.co_firstlineno,
        "co_flags": template.co_flags | code.co_flags & SUSPENDABLE,
    }
    if form != PASSED:
        changes["co_varnames"] = parameter_names(code)
    if sys.version_info >= (3, 11):
        changes["co_qualname"] = code.co_qualname
    return template.replace(**changes)


def keep_shadow(function: FunctionType, code: CodeType) -> ref[FunctionType]:
    """Give `function` a second function that runs `code` with its globals and closure.

    The function holds it, in its `__dict__`, where the garbage collector sees it.
    """
    shadow = FunctionType(
        code, function.__globals__, function.__name__, function.__defaults__, function.__closure__
    )
    shadow.__kwdefaults__ = function.__kwdefaults__
    shadow.__qualname__ = function.__qualname__
    function.__dict__[SHADOW] = shadow
    return ref(shadow)


def _rotated(code: CodeType) -> CodeType:
    """`code` with its first instruction moved to the end, and without line numbers.

    Only for straight-line code without cells or handlers: tables are not adjusted.
    """
    bytecode = code.co_code
    units = len(bytecode) // 2
    # Location entries of kind 15 ("none") cover eight code units at the most.
    table = bytes(0xF8 | min(8, units - start) - 1 for start in range(0, units, 8))
    return code.replace(co_code=bytecode[2:] + bytecode[:2], co_linetable=table)


def _probe() -> bool:
    """Whether this interpreter leaves a frame out that never reaches its RESUME."""
    if sys.implementation.name != "cpython" or sys.version_info < (3, 11):
        return False
    resume = compiled("def empty(): pass").co_code[0]
    code = compiled("def hidden(ask): return ask(1)")
    if code.co_code[0] != resume:
        return False
    hidden = FunctionType(_rotated(code), {})
    return bool(hidden(sys._getframe) is sys._getframe())


HIDDEN: Final = _probe()


def caller_distance() -> int:
    """How many frames lie between what a trampoline asks and the caller of the function.

    One where its frame is to be hidden, two where it is seen.
    """
    if not HIDDEN or sys.gettrace() is not None or sys.getprofile() is not None:
        return 2
    return 1
