"""GraduateOptions: what `[tool.dynamo-stability.graduate]` says."""

from __future__ import annotations

from dynamo_stability.tiers import GRADUATION
from dynamo_stability.value import Value, count, texts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

_set = object.__setattr__
#: How many releases each condition asks for by the policy.
_RELEASES: Final = {one.id: one.releases for step in GRADUATION.values() for one in step}


class GraduateOptions(Value):
    """What a feature has to show before `dynamo-stability graduate` lets it rise.

    Attributes:
        docs: the directories and files of the documentation.
        tests: the directories and files of the tests.
        history: the releases to compare with, as catalogs, wheels or `git:REVISION`; the tags of
            the git repository if empty.
        frozen_releases: for how many releases the API of what becomes stable has to be unchanged.
        unbroken_releases: for how many nothing of it may have broken.
    """

    __slots__ = ("docs", "frozen_releases", "history", "tests", "unbroken_releases")

    docs: tuple[str, ...]
    tests: tuple[str, ...]
    history: tuple[str, ...]
    frozen_releases: int
    unbroken_releases: int

    FIELDS = {
        "docs": texts,
        "tests": texts,
        "history": texts,
        "frozen_releases": count,
        "unbroken_releases": count,
    }

    def __init__(
        self,
        *,
        docs: tuple[str, ...] = ("docs", "README.md"),
        tests: tuple[str, ...] = ("tests",),
        history: tuple[str, ...] = (),
        frozen_releases: int = _RELEASES["frozen"],
        unbroken_releases: int = _RELEASES["unbroken"],
    ) -> None:
        _set(self, "docs", texts(docs, "docs"))
        _set(self, "tests", texts(tests, "tests"))
        _set(self, "history", texts(history, "history"))
        _set(self, "frozen_releases", count(frozen_releases, "frozen_releases"))
        _set(self, "unbroken_releases", count(unbroken_releases, "unbroken_releases"))
