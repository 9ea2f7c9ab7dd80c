"""Marks that need an object of their own: partials, callable instances, methods of C types.

`wrapt` makes the proxies: they pass every question about the object on, so signature, kind and
`isinstance` answer as before. A proxy cannot take itself out; after it has spoken it costs one
test and wrapt's own call. With DYNAMO_STABILITY_PLAIN=1 functions are marked this way too.
"""

from __future__ import annotations

from _weakref import ref
from sys import _getframe

import wrapt

from dynamo_stability.marks.combining import leave_attributes, mark_for
from dynamo_stability.marks.live import entry_of
from dynamo_stability.marks.mark import SiteTechnique
from dynamo_stability.marks.notice import is_heard, use

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from dynamo_stability.marks.mark import Manner, Mark
    from dynamo_stability.marks.parameters import Watch
    from dynamo_stability.record import Record

    _FunctionWrapper = wrapt.FunctionWrapper[..., Any]
else:
    _FunctionWrapper = wrapt.FunctionWrapper


def _nothing() -> None:
    """The proxy of a site that has none: a method's."""


class ProxySite:
    """What a proxy asks before it calls what it stands for."""

    __slots__ = ("mark", "proxy", "watches")

    def __init__(self) -> None:
        #: Gives the proxy, which is what wrappers around it hold.
        self.proxy: Callable[[], Any] = _nothing
        self.mark: Mark | None = None
        self.watches: tuple[Watch, ...] = ()

    def rebuild(self) -> None:
        """Nothing is put in place: the proxy asks every time."""

    def __call__(self, wrapped: Callable[..., Any], _instance: Any, args: Any, kwargs: Any) -> Any:
        """Speak of a call, and make it; the signature is that of a wrapt wrapper."""
        mark = self.mark
        frame = _getframe(1)
        if mark is not None and not mark.is_done and not is_heard(mark, frame):
            use(mark, frame, self.proxy())
        run = wrapped
        for watch in self.watches:
            if watch.is_passed(args, kwargs):
                watch.speak(frame, wrapped)
                run = watch.pass_on(run, args, kwargs)
        return run(*args, **kwargs)


class MarkedProxy(_FunctionWrapper):
    """A callable that speaks before it passes a call on; pickled by name."""

    def __reduce__(self) -> Any:
        return str(self.__wrapped__.__qualname__)

    def __reduce_ex__(self, protocol: Any) -> Any:
        return self.__reduce__()


def marked_proxy(target: Any, record: Record, manner: Manner) -> Any:
    """A proxy for `target` that carries a mark; a further mark joins the one it has.

    What is silent for good needs no proxy: then `target` itself comes back.
    """
    _, mark, is_new = mark_for(target, record, manner, getattr(target, "__module__", None))
    variables = getattr(target, "__dict__", None)
    if isinstance(variables, dict):
        leave_attributes(variables, mark.record)
    if not is_new and mark.techniques:
        mark.settle_action()
        return target
    if not mark.is_needed:
        return target
    site = ProxySite()
    proxy = MarkedProxy(target, site)
    site.proxy = ref(proxy)
    mark.techniques = (SiteTechnique(site, mark),)
    entry_of(proxy).mark = mark
    mark.arm()
    return proxy


class MethodTechnique:
    """Carries one mark on a method in the dict of a class that is not written in Python."""

    __slots__ = ("_cls", "_name", "_site")

    def __init__(self, cls: type, name: str, mark: Mark) -> None:
        self._cls = ref(cls)
        self._name = name
        self._site = ProxySite()
        self._site.mark = mark

    def install(self) -> None:
        """Put a proxy in the place of the method."""
        cls = self._cls()
        if cls is not None:
            method: Any = vars(cls)[self._name]
            if not isinstance(method, wrapt.FunctionWrapper):
                type.__setattr__(cls, self._name, _FunctionWrapper(method, self._site))

    def remove(self) -> None:
        """Put the method back."""
        cls = self._cls()
        if cls is not None:
            proxy = vars(cls)[self._name]
            if isinstance(proxy, wrapt.FunctionWrapper):
                type.__setattr__(cls, self._name, proxy.__wrapped__)
