"""What a worker does: read a source's bytes once, hand them to each collector that wants them, write rows as NDJSON."""

from __future__ import annotations

import hashlib
import os
import signal
import stat
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import NamedTuple

import msgspec

from assay import masking
from assay.model import Command, Conventions, Row, Source, SourceError, table_name

from .plugins import collectors
from .running import SECONDS, Running

#: Neither wait for a pipe's other end nor follow a link.
_PLAINLY = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
_TOO_LARGE = "Make it smaller, split it, or leave it out with `exclude` in assay.toml."
_MOST_WAITING = 4_000_000
#: So few bytes come in one piece.
_LITTLE = 4_096
_MUCH = 4_000_000
_COMMA = ord(",")
_encoder = msgspec.json.Encoder()


class Job(NamedTuple):
    """One source and the collectors that are to read it. What runs already is for the process that began it to read."""

    path: str
    collectors: tuple[str, ...]
    size: int
    mtime_ns: int
    command: Command | None
    stamp: str
    running: Running | None = None


class Batch(NamedTuple):
    """What one call of a worker does. Batches share their conventions: what is made of a house's words is made once."""

    root: str
    draft: str
    jobs: tuple[Job, ...]
    conventions: Conventions
    fingerprint_key: bytes


class Read(NamedTuple):
    """What came of one collector on one source. `size` is -1 for a command."""

    collector: str
    path: str
    size: int
    mtime_ns: int
    digest: str
    key: str
    error: str | None
    rows: int


def digest_of(*parts: str | bytes) -> str:
    """Short hash of some texts, each told apart from the next."""
    digest = hashlib.blake2b(digest_size=10)
    for part in parts:
        digest.update(part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part)
        digest.update(b"\0")
    return digest.hexdigest()


def content_digest(data: bytes) -> str:
    """Hash of a file's bytes: the name that git gives them, so that what was read can be held against a commit."""
    digest = hashlib.sha1(b"blob %d\0" % len(data), usedforsecurity=False)
    digest.update(data)
    return digest.hexdigest()


def source_key(collector: str, path: str, content: str) -> str:
    """Hash of collector, path and content digest: what `digest_of` says of them."""
    stated = f"{collector}\0{path}\0{content}\0".encode("utf-8", "surrogatepass")
    return hashlib.blake2b(stated, digest_size=10).hexdigest()


def read_batch(batch: Batch) -> list[Read]:
    """Read all jobs of a batch; rows land in <draft>/<table>.<process>.ndjson, for few files are loaded faster."""
    masking.set_key(batch.fingerprint_key)
    reads: list[Read] = []
    with _watching(), _Drafts(batch.draft) as drafts:
        for job in batch.jobs:
            reads.extend(_read_job(batch.root, job, batch.conventions, drafts))
    return reads


class _Drafts:
    """The draft files of this process, to which a batch adds. Rows are scrubbed and written many at a time."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._waiting: dict[type[Row], list[bytearray]] = {}
        self._bytes = 0

    def __enter__(self) -> _Drafts:
        return self

    def __exit__(self, *_: object) -> None:
        self._write()

    def add(self, row_type: type[Row], lines: bytearray) -> None:
        self._waiting.setdefault(row_type, []).append(lines)
        self._bytes += len(lines)
        if self._bytes > _MOST_WAITING:
            self._write()

    def _write(self) -> None:
        for row_type, lines in self._waiting.items():
            written = b"".join(lines)
            with open(f"{self._folder}/{table_name(row_type)}.{os.getpid()}.ndjson", "ab") as file:  # noqa: PTH123
                file.write(masking.scrub(written) if holds_text(row_type) else written)
        self._waiting, self._bytes = {}, 0


def _read_job(root: str, job: Job, conventions: Conventions, drafts: _Drafts) -> Iterator[Read]:
    try:
        limit = max(collectors()[name].COLLECTOR.max_bytes for name in job.collectors)
        data = _printed(root, job.command, job.running) if job.command else _bytes(root, job.path, job.size, limit)
        error = None
    except OSError as problem:
        data, error = b"", f"cannot be read: {problem.strerror or problem}"
    except SourceError as problem:
        data, error = b"", ". ".join(filter(None, (problem.what, problem.remedy)))
    digest = job.stamp or content_digest(data)
    source = Source(job.path, data, conventions)
    for name in job.collectors:
        key = source_key(name, job.path, digest)
        rows, problem_text = (0, error) if error else _collect(name, source, key, drafts)
        # What a parser complains of may quote the source.
        told = masking.mask_text(problem_text) if problem_text else None
        yield Read(name, job.path, -1 if job.command else job.size, job.mtime_ns, digest, key, told, rows)


def _printed(root: str, command: Command, begun: Running | None) -> bytes:
    if begun is not None:
        return begun.output()  # whoever began it ends it
    running = Running(root, command)
    try:
        return running.output()
    finally:
        running.end()


def _collect(name: str, source: Source, key: str, drafts: _Drafts) -> tuple[int, str | None]:
    """Rows of one collector on one source, all or none: (number of rows, error)."""
    module = collectors()[name]
    limit = module.COLLECTOR.max_bytes
    if len(source.data) > limit:
        return 0, f"is {len(source.data):,} bytes, more than the {limit:,} that {name} reads. {_TOO_LARGE}"
    found: dict[type[Row], list[Row]] = defaultdict(list)
    try:
        _watch.begun = time.monotonic()
        try:
            for row in module.read(source):
                found[type(row)].append(row)
            written = [(row_type, _lines(rows, key)) for row_type, rows in found.items()]
        finally:
            _watch.begun = None
    except SourceError as problem:
        return 0, problem.what
    except Exception as problem:
        # A collector must never end a run: whatever it stumbles over is this source's failure, told by name.
        return 0, f"{name} could not read it: {type(problem).__name__}: {str(problem)[:200]}"
    for row_type, lines in written:
        drafts.add(row_type, lines)
    return sum(map(len, found.values())), None


def _lines(rows: list[Row], key: str) -> bytearray:
    """Rows as newline-delimited JSON, the key of their source first. No string holds a bare line break."""
    begin = b'{"source_key":"%b"' % key.encode()
    lines = bytearray()
    for row in rows:
        lines += begin
        brace = len(lines)
        _encoder.encode_into(row, lines, -1)
        lines[brace] = _COMMA  # what the row begins with goes on where the key ends
        lines += b"\n"
    return lines


@cache
def holds_text(row_type: type[Row]) -> bool:
    """Told by how its fields are written: to work their types out takes longer than to scrub all that a worker read."""
    return any("str" in stated for stated in row_type.__annotations__.values())


def unread(job: Job, why: str) -> list[Read]:
    """What is said of a job that came to nothing."""
    size = -1 if job.command else job.size
    return [Read(name, job.path, size, job.mtime_ns, "", "", why, 0) for name in job.collectors]


def _bytes(root: str, path: str, size: int, limit: int) -> bytes:
    """The content of a regular file, which since the walk may have grown or become something else."""
    if size > limit:
        what = f"is {size:,} bytes, more than the {limit:,} that are read"
        raise SourceError(what, where=path, remedy=_TOO_LARGE)
    descriptor = os.open(f"{root}/{path}", os.O_RDONLY | _PLAINLY)
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise SourceError("is no file any more", where=path)
        # One byte more is asked for than there was: to get no more than that is to have all of it.
        found = os.read(descriptor, size + 1)
        return found if len(found) == size else found + _rest(descriptor, limit + 1 - len(found))
    finally:
        os.close(descriptor)


def contents(root: Path) -> Callable[[str, int], bytes]:
    """What reads the first bytes of a file of a target; none where it cannot be read, or is no plain file."""

    def first(path: str, most: int) -> bytes:
        try:
            descriptor = os.open(f"{root}/{path}", os.O_RDONLY | _PLAINLY)
        except OSError:
            return b""
        try:
            found = os.fstat(descriptor)
            return _first(descriptor, most, found.st_size) if stat.S_ISREG(found.st_mode) else b""
        except OSError:
            return b""
        finally:
            os.close(descriptor)

    return first


def _first(descriptor: int, most: int, size: int) -> bytes:
    if most <= _LITTLE:
        return os.read(descriptor, most)
    found = os.read(descriptor, min(most, size + 1))
    return found if len(found) == size else found + _rest(descriptor, most - len(found))


def _rest(descriptor: int, most: int) -> bytes:
    """What else there is to read, and of that the first bytes."""
    parts = []
    while most > 0 and (found := os.read(descriptor, min(most, _MUCH))):
        parts.append(found)
        most -= len(found)
    return b"".join(parts)


class _Watch:
    """Looks every second whether what was begun takes too long: far cheaper than an alarm for each that begins."""

    def __init__(self) -> None:
        self.begun: float | None = None

    def look(self, *_: object) -> None:
        """Errors: TimeoutError, once for what was begun."""
        if self.begun is not None and time.monotonic() - self.begun > SECONDS:
            self.begun = None
            raise TimeoutError(f"took longer than {SECONDS} s")


_watch = _Watch()


@contextmanager
def _watching() -> Iterator[None]:
    """While it lasts, what takes too long is ended, where platform and thread allow it."""
    if not hasattr(signal, "SIGALRM") or threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGALRM, _watch.look)
    signal.setitimer(signal.ITIMER_REAL, 1, 1)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
