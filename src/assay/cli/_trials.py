"""The log of a trial -> the run that judges it, or why there was none: what the commands below `assay test` share."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from ._progress import progress

if TYPE_CHECKING:
    from assay.engine.result import Result


def within(file: Path, target: Path) -> str | None:
    """The path of a file relative to the target; None where it lies outside."""
    place, root = file.resolve(), target.resolve()
    return place.relative_to(root).as_posix() if place.is_relative_to(root) else None


def judged(target: Path, lake: Path | None, as_of: datetime | None, log: Path) -> Result | None:
    """A run over the target, trials in scope; None where the log lies outside of it."""
    from assay.engine.check import Options, check

    if within(log, target) is None:
        return None
    day = as_of.date() if as_of else None
    with progress() as told:
        return check(target, Options(lake=lake, as_of=day, profiles=("system",), progress=told))


def unjudged(result: Result | None, log: Path, target: Path, collector: str) -> str | None:
    """Why nothing was judged, in words; None where something was."""
    if result is None:
        return f"{log} lies outside of the target."
    place = within(log, target)
    read = [one for one in result.collections() if one["path"] == place and one["collector"] == collector]
    if not read:
        return f"{log} is not read. Is it ignored? See `include` of assay.toml."
    return next((f"{log} {one['error']}" for one in read if one["outcome"] != "read"), None)
