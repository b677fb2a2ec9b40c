"""A run that was asked the same, of the same files, is not done again: its parts make up the new run.

In: everything that a run depends on, as one hash, without reading a file of the target or importing a collector. Out:
the run that was asked so, where it is whole. A run in which anything failed, or that read files that had only just been
touched, is not remembered.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from assay.model import AssayError, Command
from assay.model.compiled import own_files
from assay.store.lake import Lake
from assay.store.records import Part, Run

from .reading import digest_of
from .running import command_stamp
from .walk import RACY_NS, FileStat


class Answered(msgspec.Struct, frozen=True, array_like=True):
    """What was asked, of whom else (commands and what their stamps said), and the run and standards that answered."""

    question: str
    commands: tuple[tuple[Command, str], ...]
    run: str
    standards: tuple[str, ...]


def question(files: Iterable[FileStat], unreadable: Iterable[tuple[str, str]], *asked: Any) -> str:
    """Hash of the target's files by path, size and time, of what could not be read, of assay itself, and of `asked`."""
    listed = "\n".join(f"{file.path}\0{file.size}\0{file.mtime_ns}" for file in files)
    return digest_of(listed, own_files(), repr((list(unreadable), asked)))


class Found(NamedTuple):
    """An answer that still holds: the run that gave it and its parts."""

    answered: Answered
    run: Run
    parts: list[Part]


def recall(lake: Lake, root: Path, asked: str) -> Found | None:
    """The run that was asked the same; None where there is none, or it is not whole any more."""
    try:
        answered = msgspec.msgpack.decode(_file(lake, root).read_bytes(), type=Answered)
        if answered.question != asked:
            return None
        if any(command_stamp(root, command) != said for command, said in answered.commands):
            return None
        run = lake.catalog.run(answered.run)
        if run is None or not lake.is_whole(answered.run):
            return None
        return Found(answered, run, lake.catalog.parts(run.id))
    except (OSError, msgspec.DecodeError, AssayError):
        return None


def remember(lake: Lake, root: Path, answered: Answered, files: Iterable[FileStat], begun: datetime) -> None:
    """Keep an answer for the next time, unless a file was touched so shortly before that it may change unnoticed."""
    newest = max((stat.mtime_ns for stat in files), default=0)
    if begun.timestamp() * 1_000_000_000 - newest <= RACY_NS:
        return
    draft = lake.draft(f"{answered.run}.answered")
    draft.write_bytes(msgspec.msgpack.encode(answered))
    draft.replace(_file(lake, root))


def _file(lake: Lake, root: Path) -> Path:
    return lake.root / "cache" / f"{digest_of(str(root.resolve()))}.answered"
