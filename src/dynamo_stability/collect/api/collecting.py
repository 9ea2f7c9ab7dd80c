"""collect_api(): the shape of the public API, read by griffe, importing nothing."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

from dynamo_stability.errors import missing_extra
from dynamo_stability.pausing import collection_paused

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dynamo_stability.catalog import ApiObject
    from dynamo_stability.collect.sources import Target


def collect_api(targets: Sequence[Target]) -> tuple[ApiObject, ...]:
    """The public API of some targets, sorted by name; nothing of them is run.

    Public is what has a public name, as for marks; private modules, test suites inside packages
    and `__main__` have none. An object is described once, under the name that users are to
    import. Every further public name is an object of the kind "name", whose `definition` is
    that first name; and so is what lies outside the targets, whose `definition` is then a name
    that no other object has. What a class has from private base classes of the targets counts
    as its own.

    A file that cannot be parsed is left out: `collect_marks` reports it.

    Args:
        targets: what to read, from `find_target`.

    Raises:
        MissingExtraError: griffe is not installed.
    """
    try:
        import griffe
    except ImportError:
        raise missing_extra("read the public API", "griffelib") from None
    from dynamo_stability.collect.api.description import describe
    from dynamo_stability.collect.api.reading import read_modules

    with collection_paused(), griffe.logger.disable(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what the author's own compiler says of the files
        return describe(read_modules(targets))
