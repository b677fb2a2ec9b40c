"""Target -> rows in the lake: finds sources, reads what changed in worker processes, appends Parquet.

A source's key is the hash of the collector, path and content (all are read anew when conventions or code change);
rows of an equal key are taken from the run that wrote them.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import msgspec

from assay.model import Command, Outcome, Scan, Target
from assay.model.compiled import compiled
from assay.store.lake import Lake

from . import workers
from .reading import Batch, Job, Read, digest_of, read_batch, source_key
from .remembering import Remembered
from .running import Running, command_stamp
from .scanning import scan
from .walk import RACY_NS, FileStat

_PACKAGE = Path(__file__).resolve().parent.parent
_MAX_GENERATIONS = 16
#: To begin a file takes as long as to read so many bytes of one, and a command as long as a file of so many.
_EACH = 500
_COMMAND = 500_000
#: So many commands run while the rest is planned and others read; their output is read by this process then.
_MOST_RUNNING = 2
#: Less than these bytes together are not worth a batch.
_LEAST = 50_000


class Collected(msgspec.Struct, frozen=True, array_like=True):
    """One collection: what was read, how it ended, and in which run's files its rows lie."""

    collector: str
    path: str
    key: str
    outcome: str
    error: str | None
    rows: int
    run: str
    digest: str = ""


class _Known(msgspec.Struct, array_like=True):
    size: int
    mtime_ns: int
    digest: str


class State(msgspec.Struct, frozen=True, array_like=True):
    """What was computed from all rows of a run: hash of everything it depends on, and the run that wrote it."""

    digest: str
    run: str


class _Memory(msgspec.Struct):
    """What the last run on this target knew; never the truth, only a way to read less."""

    code: str = ""
    conventions: str = ""
    files: dict[str, _Known] = {}
    collections: dict[str, Collected] = {}
    state: State | None = None
    judged: State | None = None


class Collection(NamedTuple):
    """All collections of a run, and how many of them were read anew.

    What was read anew lies in `drafts`, newline-delimited JSON, and `scanned`, queries, both by table.
    """

    collections: list[Collected]
    drafts: dict[str, list[Path]]
    scanned: dict[str, list[str]]
    fresh: int


READING = ("model", "tables", "syntax", "descriptions", "payments", "collectors", "masking")
JUDGING = ("derivations", "engine", "store")


@cache
def code_digest(folders: tuple[str, ...] = READING) -> str:
    """Hash of the code that turns bytes into rows: when it changes, everything is read again."""
    return compiled(f"code-{folders[0]}", str, lambda: _digest(folders))


def _digest(folders: tuple[str, ...]) -> str:
    digest = hashlib.blake2b(digest_size=8)
    for folder in folders:
        for file in sorted((_PACKAGE / folder).rglob("*")):
            if file.suffix in (".py", ".csv"):
                digest.update(file.read_bytes())
    return digest.hexdigest()


def memory_file(lake: Lake, root: Path) -> Path:
    """Where what is known of a directory is kept."""
    return lake.root / "cache" / f"{digest_of(str(root.resolve()))}.msgpack"


def remembered(lake: Lake, root: Path, run: str) -> Remembered:
    """What was answered of a directory by the run before `run`."""
    return Remembered(memory_file(lake, root).with_suffix(".asked"), run)


@contextmanager
def lend(lake: Lake, root: Path, copy: Path, same: Iterable[str]) -> Iterator[None]:
    """While it lasts, what is known of `root` is known of a copy, in which these files are the same.

    They are given the times that the known ones have; what differs keeps its own, and is read.
    """
    for path in same:
        with suppress(OSError):
            mine, its = (root / path).lstat(), (copy / path).lstat()
            if mine.st_size == its.st_size:
                os.utime(copy / path, ns=(mine.st_atime_ns, mine.st_mtime_ns), follow_symlinks=False)
    known = memory_file(lake, copy)
    with suppress(FileNotFoundError):
        shutil.copyfile(memory_file(lake, root), known)
    remembered(lake, root, "").lend(known.with_suffix(".asked"))
    try:
        yield
    finally:
        for left in known.parent.glob(f"{known.stem}.*"):
            left.unlink(missing_ok=True)


class Collecting:
    """One pass of collecting over one target."""

    def __init__(
        self,
        root: Path,
        files: Iterable[FileStat],
        target: Target,
        lake: Lake,
        run: str,
        readers: Mapping[str, ModuleType],
    ) -> None:
        self.readers = readers
        self.root = root
        self.files = {file.path: file for file in files}
        self.target = target
        self.lake = lake
        self.run = run
        self.conventions = digest_of(msgspec.json.encode(dict(target.conventions.values)))
        self.memory_file = memory_file(lake, root)
        self.memory = self._remember()
        self.commands: list[tuple[Command, str]] = []
        self._running: list[Running] = []

    def collect(
        self, progress: Callable[[int, int], None] | None = None, meanwhile: Callable[[], None] | None = None
    ) -> Collection:
        """Read what changed; the rest is known. Rows read anew are drafts until the run is committed.

        `meanwhile` is called where this process waits for others that read.
        """
        try:
            known, jobs, scans = self._plan()
            done = self._read(jobs, progress, meanwhile)
        finally:
            for running in self._running:
                running.end()
        scanned: dict[str, list[str]] = {}
        for number, (name, found) in enumerate(scans):
            one = scan(self.readers[name], found, self.root, self.lake.draft(self.run), number)
            done.append(one.read)
            for table, queries in one.drafts.items():
                scanned.setdefault(table, []).extend(queries)
            if progress:
                progress(len(jobs) + number + 1, len(jobs) + len(scans))
        fresh = [self._collected(read) for read in done]
        for read in done:
            if read.size >= 0 and time.time_ns() - read.mtime_ns > RACY_NS:
                self.memory.files[read.path] = _Known(read.size, read.mtime_ns, read.digest)
        drafts: dict[str, list[Path]] = {}
        for file in sorted(self.lake.draft(self.run).glob("*.ndjson")):
            drafts.setdefault(file.name.split(".")[0], []).append(file)
        return Collection(known + fresh + self._absent(known + fresh), drafts, scanned, len(fresh))

    def state(self, collections: Iterable[Collected], *more: str) -> str:
        """Hash of all evidence, the code and whatever else the caller names."""
        keys = sorted(collected.key for collected in collections if collected.outcome == Outcome.READ)
        return digest_of(code_digest(), code_digest(JUDGING), self.conventions, *keys, *more)

    def remember(self, collections: Iterable[Collected], state: State, judged: State) -> None:
        """Keep what this run knew for the next; called once the run is committed."""
        files = {path: known for path, known in self.memory.files.items() if path in self.files}
        memory = _Memory(
            code=code_digest(),
            conventions=self.conventions,
            files=files,
            collections={f"{c.collector} {c.path}": c for c in collections if c.outcome == Outcome.READ},
            state=state,
            judged=judged,
        )
        self.memory_file.parent.mkdir(exist_ok=True)
        draft = self.lake.draft(f"{self.run}.msgpack")
        draft.write_bytes(msgspec.msgpack.encode(memory))
        draft.replace(self.memory_file)

    def _remember(self) -> _Memory:
        try:
            memory = msgspec.msgpack.decode(self.memory_file.read_bytes(), type=_Memory)
        except (OSError, msgspec.DecodeError):
            return _Memory()
        runs = {collected.run for collected in memory.collections.values()}
        stale = memory.code != code_digest() or memory.conventions != self.conventions
        if stale or len(runs) > _MAX_GENERATIONS or not all(map(self.lake.is_whole, runs)):
            memory.collections = {}
        return memory

    def _plan(self) -> tuple[list[Collected], list[Job], list[tuple[str, Scan]]]:
        known: list[Collected] = []
        scans: list[tuple[str, Scan]] = []
        wanted: dict[str, list[str]] = {}
        commands: list[Job] = []
        for name, module in self.readers.items():
            for found in module.find(self.target):
                if isinstance(found, str):
                    wanted.setdefault(found, []).append(name)
                elif isinstance(found, Scan):
                    # What a database says today nobody knows before it is asked.
                    if found.database is not None or not self._is_known(name, found.path, known):
                        scans.append((name, found))
                else:
                    stamp = command_stamp(self.root, found)
                    if stamp is None:
                        continue
                    self.commands.append((found, stamp))
                    before = self.memory.collections.get(f"{name} {found.path}")
                    if before is not None and before.key == source_key(name, found.path, stamp):
                        known.append(before)
                    else:
                        commands.append(Job(found.path, (name,), 0, 0, found, stamp, self._begun(found)))
        jobs = commands
        for path, names in wanted.items():
            unread = [name for name in names if not self._is_known(name, path, known)]
            if unread:
                stat = self.files[path]
                jobs.append(Job(path, tuple(unread), stat.size, stat.mtime_ns, None, ""))
        return known, jobs, scans

    def _is_known(self, name: str, path: str, known: list[Collected]) -> bool:
        stat, before = self.files[path], self.memory.files.get(path)
        if before is None or before.size != stat.size or before.mtime_ns != stat.mtime_ns:
            return False
        collected = self.memory.collections.get(f"{name} {path}")
        if collected is None:
            return False
        known.append(collected)
        return True

    def _read(
        self,
        jobs: list[Job],
        progress: Callable[[int, int], None] | None,
        meanwhile: Callable[[], None] | None,
    ) -> list[Read]:
        for name in {name for job in jobs for name in job.collectors}:
            if hasattr(self.readers[name], "prepare"):
                self.readers[name].prepare()
        mine, others = [job for job in jobs if job.running], [job for job in jobs if not job.running]
        read: list[Read] = []

        def beside() -> None:
            if meanwhile is not None:
                meanwhile()
            read.extend(self._read_here(mine))

        parts = [others] if len(others) < workers.POOL_FROM else _dealt(others, workers.count())
        batches = [self._batch(part) for part in parts if part]
        found = workers.read_all(batches, lambda done: progress(done, len(others)) if progress else None, beside)
        # Where nobody else read, nothing was done beside.
        return found + (read or self._read_here(mine))

    def _read_here(self, jobs: list[Job]) -> list[Read]:
        return read_batch(self._batch(jobs)) if jobs else []

    def _batch(self, jobs: list[Job]) -> Batch:
        draft, key = self.lake.draft(self.run), self.lake.fingerprint_key()
        return Batch(str(self.root), str(draft), tuple(jobs), self.target.conventions, key)

    def _begun(self, command: Command) -> Running | None:
        """The command at work, where not too many are already."""
        if len(self._running) >= _MOST_RUNNING:
            return None
        with suppress(OSError):
            self._running.append(Running(self.root, command))
            return self._running[-1]
        return None

    def _collected(self, read: Read) -> Collected:
        return Collected(
            collector=read.collector,
            path=read.path,
            key=read.key,
            outcome=Outcome.FAILED if read.error else Outcome.READ,
            error=read.error,
            rows=read.rows,
            run=self.run,
            digest=read.digest,
        )

    def _absent(self, found: list[Collected]) -> list[Collected]:
        seen = {collected.collector for collected in found}
        return [
            Collected(collector=name, path=".", key="", outcome=Outcome.ABSENT, error=None, rows=0, run=self.run)
            for name in self.readers
            if name not in seen
        ]


def _dealt(jobs: Iterable[Job], takers: int) -> Iterator[list[Job]]:
    """The largest files first, and at a time a share of what is left, so that nobody waits long for who ends last."""
    jobs = sorted(jobs, key=_effort, reverse=True)
    left = sum(map(_effort, jobs))
    most = left / (8 * takers)
    part: list[Job] = []
    size = 0
    for job in jobs:
        part.append(job)
        size += _effort(job)
        if size >= max(_LEAST, min(most, left / (3 * takers))):
            yield part
            left, part, size = left - size, [], 0
    yield part


def _effort(job: Job) -> int:
    return _COMMAND if job.command else job.size + _EACH
