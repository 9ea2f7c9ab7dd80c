"""Composing: YAML text to nodes by PyYAML's C parser, with a bound on how deep they nest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import yaml

if TYPE_CHECKING:
    from yaml import CBaseLoader as _Loader
else:
    # Distributions of PyYAML that were built without libyaml are slower, not different.
    _Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)

#: The deepest schemas of real documents stay far below. The C parser itself has no bound, and
#: overflows the stack on some ten thousand levels.
MAX_DEPTH: Final = 200

#: What a node without a tag of its own gets.
NO_TAG: Final = ""


class TooDeepError(yaml.YAMLError):
    """The nodes nest deeper than `MAX_DEPTH`.

    Attributes:
        mark: where the node begins that holds the one too many.
    """

    def __init__(self, mark: yaml.Mark) -> None:
        super().__init__(f"nested more than {MAX_DEPTH} levels deep")
        self.mark = mark


class Composer(_Loader):
    """Nodes of a stream, document by document, without what resolving tags costs.

    The resolver's hooks are what the C parser calls for each node, before and after its parts.

    Attributes:
        composed: how many nodes there have been, those behind an alias counted once.
    """

    def __init__(self, stream: bytes) -> None:
        super().__init__(stream)
        self._depth = 0
        self.composed = 0

    def resolve(self, kind: object, value: object, implicit: object) -> str:
        """The tag of a node that has none."""
        del kind, value, implicit
        return NO_TAG

    def descend_resolver(self, parent: Any, index: object) -> None:
        """Count a level, and stop where there are too many."""
        del index
        self._depth += 1
        self.composed += 1
        if self._depth > MAX_DEPTH:
            raise TooDeepError(parent.start_mark)

    def ascend_resolver(self) -> None:
        """Count a level back."""
        self._depth -= 1
