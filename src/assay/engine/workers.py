"""Batches of jobs -> what came of each, read in worker processes that neither outlive a run nor can end it."""

from __future__ import annotations

import gc
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from assay.model import AssayError

from .reading import Batch, Read, read_batch, unread

if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor

#: Fewer jobs than this are done in the process itself.
POOL_FROM = 60


def count() -> int:
    """How many workers this machine has use for."""
    if hasattr(os, "sched_getaffinity"):
        return max(1, min(8, len(os.sched_getaffinity(0))))
    return max(1, min(8, os.cpu_count() or 1))


def read_all(
    batches: Sequence[Batch], tell: Callable[[int], None], meanwhile: Callable[[], None] | None = None
) -> list[Read]:
    """All reads; `tell` hears how many jobs are done. A source that kills its reader is one failed read.

    `meanwhile` is called once others are at work.
    """
    if sum(len(batch.jobs) for batch in batches) < POOL_FROM or count() == 1:
        return _told(map(read_batch, batches), tell)
    from concurrent.futures import as_completed
    from concurrent.futures.process import BrokenProcessPool

    try:
        with _pool(count(), batches) as pool:
            begun = [pool.submit(_read, number) for number in range(len(batches))]
            if meanwhile is not None:
                meanwhile()
            return _told((map(Read._make, done.result()) for done in as_completed(begun)), tell)
    except BrokenProcessPool:
        # Nobody knows which source it was, and half a row may stand where its reader wrote: all over, one at a time.
        for draft in {batch.draft for batch in batches}:
            _cut_back(draft, {})
        return _told(_one_by_one(batches), tell)


def _told(reads: Iterable[Iterable[Read]], tell: Callable[[int], None]) -> list[Read]:
    found: list[Read] = []
    done = 0
    for batch in reads:
        before = len(found)
        found += batch
        done += len({read.path for read in found[before:]})
        tell(done)
    return found


def _one_by_one(batches: Sequence[Batch]) -> Iterator[list[Read]]:
    from concurrent.futures.process import BrokenProcessPool

    waiting = [batch._replace(jobs=(job,)) for batch in reversed(batches) for job in reversed(batch.jobs)]
    while waiting:
        with _pool(1) as pool:
            _refuse_stillborn(pool)
            try:
                while waiting:
                    before = _sizes(waiting[-1].draft)
                    yield pool.submit(read_batch, waiting[-1]).result()
                    waiting.pop()
            except BrokenProcessPool:
                batch = waiting.pop()
                _cut_back(batch.draft, before)
                yield unread(batch.jobs[0], "the process that read it died")


def _refuse_stillborn(pool: ProcessPoolExecutor) -> None:
    """Errors: AssayError where a reader dies before it reads anything: then so would each of thousands."""
    from concurrent.futures.process import BrokenProcessPool

    try:
        pool.submit(os.getpid).result()
    except BrokenProcessPool as error:
        remedy = 'A script that calls assay while its threads run has to do so below `if __name__ == "__main__":`.'
        raise AssayError("processes that read sources end before they read any", remedy=remedy) from error


def _sizes(draft: str) -> dict[Path, int]:
    """Of what others than this process wrote."""
    others = (file for file in Path(draft).glob("*.ndjson") if not file.name.endswith(f".{os.getpid()}.ndjson"))
    return {file: file.stat().st_size for file in others}


def _cut_back(draft: str, before: Mapping[Path, int]) -> None:
    for file in _sizes(draft):
        os.truncate(file, before.get(file, 0))


@contextmanager
def _pool(workers: int, batches: Sequence[Batch] = ()) -> Iterator[ProcessPoolExecutor]:
    """A pool that, when the run is interrupted, finishes what it is at and begins nothing more.

    Its workers know the batches from the start: a fork has them without being sent any.
    """
    # Processes are started for many files only, and what starts them takes a while to load.
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    # Forking is the cheapest start, but safe only while no other thread may hold a lock.
    fork = sys.platform == "linux" and threading.active_count() == 1
    gc.freeze()  # what stands before the fork is shared, and stays so while nobody looks through it for garbage
    context = multiprocessing.get_context("fork" if fork else "spawn")
    pool = ProcessPoolExecutor(workers, mp_context=context, initializer=_begin, initargs=(batches,))
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)
        gc.unfreeze()


#: What this process reads, if it is a worker.
_mine: list[Batch] = []


def _begin(batches: Sequence[Batch]) -> None:
    """What a worker does first."""
    _mine.extend(batches)
    # Rows and syntax nodes are many and form no cycles: the garbage collector would walk them in vain.
    gc.set_threshold(500_000, 50, 100)
    # Ctrl-C reaches the whole group; the parent alone decides.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _read(number: int) -> list[tuple[object, ...]]:
    """What `read_batch` gives, as plain tuples: these take a third of the time on their way between processes."""
    return [tuple(read) for read in read_batch(_mine[number])]


def _end_with_parent() -> None:
    import multiprocessing
    from multiprocessing.connection import wait

    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
