"""Runs that pipelines push. In: a record and its files, as hostile as anybody can make them. Out: a run of the lake.

Nothing of what was sent becomes a name of a file; every byte is held against its checksum and read in a process of its
own before the run is committed in one transaction. Sending the same run again changes nothing.
"""

from __future__ import annotations

import asyncio
import hashlib
import shutil
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, BinaryIO

import msgspec
from msgspec import Meta

from assay.engine import since
from assay.engine.opening import open_evidence
from assay.engine.parcel import refuse_record
from assay.engine.result import integrations, scores
from assay.model import UsageError
from assay.store.lake import Lake
from assay.store.records import Part, Run

from .receiving import Parcel
from .sandbox import Limits, work

#: Set before the target: it is a place on the machine that judged, and must never be looked for on this one.
ELSEWHERE = "pushed:"
#: Name of the form's field with the record; no table is called so.
RECORD = "run.json"
LIMITS = Limits(seconds=60, memory_bytes=2 * 1024**3)
_AT_ONCE = 1024 * 1024


class File(msgspec.Struct, frozen=True, kw_only=True):
    """One file of a pushed run: the table whose rows it holds, and its SHA-256."""

    table: Annotated[str, Meta(pattern="^[a-z_]{1,64}$")]
    sha256: Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]


class Manifest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is pushed: the record of a run and its files."""

    run: Run
    files: Annotated[tuple[File, ...], Meta(min_length=1, max_length=300)]


class Received(msgspec.Struct, frozen=True, kw_only=True):
    """The run as it stands in the lake now; `known` when it stood there before."""

    run: str
    target: str
    known: bool = False


class ConflictError(UsageError):
    """Another run has the id."""


class Uploads:
    """Takes runs in, one after the other."""

    def __init__(self, lake: Lake) -> None:
        self._lake = lake
        self._lock = threading.Lock()
        self._turn = asyncio.Semaphore(1)

    def renamed(self, run: Run) -> Run:
        """The run as this lake calls it. Errors: UsageError when its record is none; ConflictError."""
        refuse_record(run)
        target = run.target if run.target.startswith(ELSEWHERE) else f"{ELSEWHERE}{run.target}"
        return msgspec.structs.replace(run, target=target, base=None)

    def known(self, run: Run) -> bool:
        """Whether the lake has the run already. Errors: ConflictError when it has another of this id."""
        found = self._lake.catalog.run(run.id)
        if found is not None and msgspec.structs.replace(found, base=None, expired=run.expired) != run:
            raise ConflictError(f"another run is called {run.id}", remedy="Run `assay check` again: it gets a new id.")
        return found is not None

    def save(self, manifest: Manifest, sent: Mapping[str, BinaryIO], folder: Path) -> dict[str, Path]:
        """Write what was sent below `folder`. Errors: UsageError when a file is missing or not what it should be."""
        tables = [file.table for file in manifest.files]
        if sorted(tables) != sorted(sent):
            raise UsageError("the files are not those that the record names")
        saved = {}
        for file in manifest.files:
            saved[file.table] = folder / file.table / f"{manifest.run.id}.parquet"
            saved[file.table].parent.mkdir()
            digest = hashlib.sha256()
            with saved[file.table].open("xb") as out:
                while block := sent[file.table].read(_AT_ONCE):
                    digest.update(block)
                    out.write(block)
            if digest.hexdigest() != file.sha256:
                raise UsageError(f"the file of {file.table} is not what its checksum says", remedy="Push again.")
        return saved

    async def look_through(self, run: Run, files: Mapping[str, Path]) -> None:
        """Read everything in a process of its own; one at a time, for each may take much. Errors: UsageError."""
        parcel = Parcel(files={table: str(file) for table, file in files.items()}, run=run, limits=LIMITS)
        async with self._turn:
            await work("assay.web.receiving", parcel, int, LIMITS)

    def commit(self, run: Run, files: Mapping[str, Path]) -> Received:
        """Make it visible at once with its scores and sightings. Errors: ConflictError, AssayError."""
        with self._lock:
            if self.known(run):
                return Received(run=run.id, target=run.target, known=True)
            self._lake.draft(run.id).mkdir(exist_ok=True)  # by it the lake finds the files if they are not committed
            parts = [self._place(run, table, file) for table, file in files.items()]
            evidence = open_evidence({part.table: [self._lake.stored(part)] for part in parts})
            units = integrations(evidence.db)
            evidence.require(["target_file"])
            listed = evidence.db.execute("select path from target_file").fetchall()
            sight = since.sight(evidence.db, run, {path for (path,) in listed}.__contains__)
            self._lake.commit(run, parts, scores(run, units), sight)
            evidence.db.close()
        return Received(run=run.id, target=run.target)

    def _place(self, run: Run, table: str, file: Path) -> Part:
        final = self._lake.root / "rows" / table / f"{run.id}.parquet"
        final.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(file, final)
        return Part(table, str(final.relative_to(self._lake.root)), final.stat().st_size)
