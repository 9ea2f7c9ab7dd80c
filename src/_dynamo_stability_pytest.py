"""What pytest loads at its start, from outside the package that it would otherwise rewrite.

pytest rewrites the assert statements of each package that comes with a plugin. There are none in
this one, and looking for them takes ten times as long as importing it where no bytecode is kept.
"""

import sys

for _finder in sys.meta_path:
    _rewritten = getattr(_finder, "_must_rewrite", None)
    if isinstance(_rewritten, set):
        _rewritten.discard("dynamo_stability")

from dynamo_stability import pytest_plugin as plugin  # noqa: E402 - once it is left alone

__all__ = ["plugin"]
