"""RouteIndex: which operation of an OpenAPI document a request is for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from typing import Final

    Operation = Mapping[str, Any]

_FIELD: Final = re.compile(r"\{([^{}]*)\}")


class RouteIndex:
    """The operations of a document that say anything of their stability.

    Args:
        document: makes the document; called at the first request, when all routes are there.
    """

    def __init__(self, document: Callable[[], dict[str, Any]]) -> None:
        self._document = document
        self._operations: list[tuple[re.Pattern[str], str, frozenset[str], Operation]] | None = None

    def find(self, scope: Mapping[str, Any]) -> Operation | None:
        """What is said about the operation that answers a request; None where nothing is.

        Of two paths that fit, the one counts whose fields the router has filled in.
        """
        if self._operations is None:
            self._operations = list(self._marked())
        path = scope.get("path", "")
        path = path.removeprefix(scope.get("app_root_path") or "")
        method = scope.get("method", "GET")
        wanted = {method, "GET"} if method == "HEAD" else {method}
        fields = frozenset(scope.get("path_params") or ())
        for pattern, known, named, operation in self._operations:
            if known in wanted and named == fields and pattern.fullmatch(path):
                return operation
        return None

    def _marked(self) -> Iterator[tuple[re.Pattern[str], str, frozenset[str], Operation]]:
        paths = self._document().get("paths", {})
        for path in sorted(paths, key=lambda one: one.count("{")):  # the most literal first
            for method, operation in paths[path].items():
                is_marked = isinstance(operation, dict) and "x-stability-level" in operation
                if is_marked or (isinstance(operation, dict) and operation.get("deprecated")):
                    said = {"x-stability-level": "deprecated", **operation}
                    yield _pattern(path), method.upper(), _fields(path), said


def _fields(path: str) -> frozenset[str]:
    return frozenset(_FIELD.findall(path))


def _pattern(path: str) -> re.Pattern[str]:
    """What a path may be; a field may hold slashes, as those of kind `path` do."""
    parts = _FIELD.split(path)
    texts = [re.escape(one) if index % 2 == 0 else "(.+)" for index, one in enumerate(parts)]
    return re.compile("".join(texts), re.DOTALL)
