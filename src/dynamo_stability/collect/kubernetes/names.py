"""Names: how resources, fields, labels, annotations and ports are called in records.

`crd:nvidia.com/v1alpha1/DynamoGraphDeployment.spec.services[].replicas`: as in jq, `[]` stands for
each element of a list or a map, and a key that is no plain word is written `["in.quotes"]`.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Final

SURFACE: Final = "crd:"
LABEL: Final = "crd:label "
ANNOTATION: Final = "crd:annotation "
PORT: Final = "crd:port "

#: What stands for each element of a list or a map.
EACH: Final = "[]"

_PLAIN: Final = re.compile(r"[A-Za-z_$][\w$-]*", re.ASCII)
_STEP: Final = re.compile(r'\.([A-Za-z_$][\w$-]*)|(\[\])|\[("(?:[^"\\]|\\.)*")\]', re.ASCII)


def resource_name(group: str, version: str, kind: str) -> str:
    """The name of a kind of resource in one version."""
    return f"{SURFACE}{group}/{version}/{kind}"


def join_path(steps: Iterable[str]) -> str:
    """The path of a field, as it follows the name of its resource."""
    return "".join(_step(one) for one in steps)


def _step(step: str) -> str:
    if step == EACH:
        return EACH
    return f".{step}" if _PLAIN.fullmatch(step) else f"[{json.dumps(step)}]"


def split_field(name: str) -> tuple[str, tuple[str, ...]]:
    """The resource that a name begins with, and the steps to the field.

    A name that is spelled otherwise comes back whole, and without steps.
    """
    if not name.startswith(SURFACE) or " " in name.partition("[")[0]:
        return name, ()
    slash = name.rfind("/", 0, _first(name, "["))
    start = _first(name, ".", max(slash, 0))
    start = min(start, _first(name, "[", max(slash, 0)))
    steps: list[str] = []
    at = start
    while at < len(name):
        found = _STEP.match(name, at)
        if found is None:
            return name, ()
        word, each, quoted = found.groups()
        try:
            steps.append(word or each or json.loads(quoted))
        except ValueError:  # an escape that there is not
            return name, ()
        at = found.end()
    return name[:start], tuple(steps)


def _first(text: str, sought: str, start: int = 0) -> int:
    """Where `sought` first stands in a text; its end where it does not."""
    found = text.find(sought, start)
    return len(text) if found < 0 else found
