"""search_files(): what many files use, by several processes; what is old is in a cache."""

from __future__ import annotations

import multiprocessing
import os
from concurrent.futures import ProcessPoolExecutor
from typing import TYPE_CHECKING

from dynamo_stability.consumer.file_search import Searcher
from dynamo_stability.pausing import collection_paused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import Final

    from dynamo_stability.consumer.file_search import FileUses
    from dynamo_stability.consumer.files import UserFile
    from dynamo_stability.consumer.known_api import KnownApi
    from dynamo_stability.consumer.use_cache import UseCache

#: How many files a process takes at a time.
_PORTION: Final = 64
#: Below this many files, starting processes takes longer than they save.
_FEW: Final = 400


def search_files(
    files: Sequence[UserFile],
    known: KnownApi,
    *,
    jobs: int | None = None,
    cache: UseCache | None = None,
    advance: Callable[[int], object] | None = None,
) -> list[FileUses]:
    """What each of some files uses, in their order.

    Args:
        files: the files.
        known: what there is to use.
        jobs: how many processes may work at a time; as many as there are processors if None.
        cache: what was found before.
        advance: told how many more files are through.
    """
    found: dict[UserFile, FileUses] = {}
    for file in files if cache is not None else ():
        before = cache.find(file) if cache is not None else None
        if before is not None:
            found[file] = before
    tell = advance or (lambda _: None)
    tell(len(found))
    left = [one for one in files if one not in found]
    for portion, uses in _search(left, known, jobs or _processors()):
        for file, one in zip(portion, uses, strict=True):
            found[file] = one
            if cache is not None:
                cache.keep(file, one)
        tell(len(portion))
    return [found[one] for one in files]


def _search(
    files: Sequence[UserFile], known: KnownApi, jobs: int
) -> Iterator[tuple[Sequence[UserFile], list[FileUses]]]:
    portions = [files[index : index + _PORTION] for index in range(0, len(files), _PORTION)]
    if jobs < 2 or len(files) < _FEW:  # noqa: PLR2004 - one process is none beside this one
        searcher = Searcher(known)
        for portion in portions:
            with collection_paused():
                found = [searcher.search(one) for one in portion]
            yield portion, found
        return
    workers = min(jobs, len(portions))
    context = multiprocessing.get_context("spawn")  # forking is not safe beside threads
    with ProcessPoolExecutor(workers, context, _begin, (known,)) as pool:
        yield from zip(portions, pool.map(_search_portion, portions), strict=True)


def _processors() -> int:
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on every system
        return os.cpu_count() or 1


# ---- in a process of its own --------------------------------------------------------------------

_searchers: list[Searcher] = []


def _begin(known: KnownApi) -> None:
    _searchers[:] = [Searcher(known)]


def _search_portion(files: Sequence[UserFile]) -> list[FileUses]:
    (searcher,) = _searchers
    with collection_paused():
        return [searcher.search(one) for one in files]
