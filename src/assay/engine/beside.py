"""Files outside of a target that its configuration names, with what lies around them: what they refer to is there.

In: the target's root and globs that begin with ../ or are absolute. Out: the files, by paths relative to the root.
"""

from __future__ import annotations

import glob
import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from assay.model.globs import glob_expression
from assay.model.paths import NEVER_READ

from .walk import FileStat

_MOST_FILES = 5_000
_MAX_DEPTH = 6


def is_outside(path: str) -> bool:
    """Whether a path of the configuration leads out of the target."""
    return path.startswith("../") or Path(path).is_absolute()


def relative(path: str, root: Path) -> str:
    """A path as the target's own are: posix, relative to the root."""
    return Path(os.path.relpath(path, root)).as_posix() if Path(path).is_absolute() else path


def beside(root: Path, globs: Iterable[str]) -> list[FileStat]:
    """The files that the globs match and those below their directories, no links; nothing of a directory above root."""
    folders: set[str] = set()
    for pattern in globs:
        matches = re.compile(glob_expression(pattern)).match
        # Path.glob refuses what leads upwards.
        for found in glob.glob(pattern, root_dir=root, recursive=True):  # noqa: PTH207
            place = Path(found)
            if matches(place.as_posix()) and (root / place).is_file():
                folders.add(place.parent.as_posix())
    files: dict[str, FileStat] = {}
    for folder in sorted(folders):
        whole = os.path.realpath(root / folder)
        # The files of a directory around the target are taken alone: below it lies the target.
        depth = 0 if os.path.realpath(root).startswith(f"{whole}{os.sep}") else _MAX_DEPTH
        for file in _below(root, folder, depth):
            files[file.path] = file
            if len(files) >= _MOST_FILES:
                return sorted(files.values())
    return sorted(files.values())


def _below(root: Path, folder: str, depth: int) -> Iterator[FileStat]:
    try:
        entries = sorted(os.scandir(root / folder), key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        path = f"{folder}/{entry.name}"
        if entry.is_file(follow_symlinks=False):
            stat = entry.stat(follow_symlinks=False)
            yield FileStat(path, stat.st_size, stat.st_mtime_ns)
        elif depth and entry.is_dir(follow_symlinks=False) and entry.name not in NEVER_READ:
            yield from _below(root, path, depth - 1)
