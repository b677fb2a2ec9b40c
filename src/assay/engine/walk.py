"""The files of a directory: what there is to read, without what git ignores, links or runaway trees."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import pathspec

MAX_DEPTH = 64
MAX_FILES = 200_000
#: Never evidence of the target: other people's code, caches, the lake itself.
_NEVER = frozenset(
    {".git", ".hg", ".svn", "node_modules", ".assay", ".venv", "venv", "__pycache__", ".tox", ".nox"}
    | {".mypy_cache", ".ruff_cache", ".pytest_cache", ".nx", ".turbo", ".yarn"}
)


class FileStat(NamedTuple):
    """One file: posix path relative to the root, size in bytes, time of change in ns."""

    path: str
    size: int
    mtime_ns: int


class _Ignore(NamedTuple):
    folder: str
    spec: pathspec.GitIgnoreSpec

    def says(self, path: str, is_folder: bool) -> bool | None:
        """True ignores, False un-ignores, None says nothing."""
        inner = path[len(self.folder) + 1 :] if self.folder else path
        return self.spec.check_file(inner + "/" if is_folder else inner).include


def walk(root: Path, exclude: Sequence[str] = ()) -> tuple[list[FileStat], list[tuple[str, str]]]:
    """(files, unreadable): files sorted by path, and directories that could not be read with the reason.

    Links are not followed, .gitignore files are honoured, `exclude` holds more patterns of the same kind. What lies deeper
    than MAX_DEPTH or comes after MAX_FILES is left out and reported.
    """
    files: list[FileStat] = []
    unreadable: list[tuple[str, str]] = []
    first = (_Ignore("", pathspec.GitIgnoreSpec.from_lines(exclude)),) if exclude else ()
    stack: list[tuple[str, int, tuple[_Ignore, ...]]] = [("", 0, first)]
    while stack:
        folder, depth, ignores = stack.pop()
        try:
            entries = list(os.scandir(root / folder))
        except OSError as error:
            unreadable.append((folder or ".", f"cannot be read: {error.strerror}"))
            continue
        if any(entry.name == ".gitignore" for entry in entries):
            ignores = (*ignores, *_ignore_file(root, folder))
        for entry in entries:
            path = f"{folder}/{entry.name}" if folder else entry.name
            if entry.is_symlink():
                continue
            if entry.is_dir():
                if entry.name in _NEVER or _ignored(path, True, ignores):
                    continue
                if depth >= MAX_DEPTH:
                    unreadable.append((path, f"lies deeper than {MAX_DEPTH} directories"))
                else:
                    stack.append((path, depth + 1, ignores))
            elif entry.is_file() and not _ignored(path, False, ignores):
                if len(files) >= MAX_FILES:
                    unreadable.append((folder or ".", f"more than {MAX_FILES:,} files: the rest is left out"))
                    return sorted(files), unreadable
                stat = entry.stat(follow_symlinks=False)
                files.append(FileStat(path, stat.st_size, stat.st_mtime_ns))
    return sorted(files), unreadable


def _ignore_file(root: Path, folder: str) -> tuple[_Ignore, ...]:
    try:
        lines = (root / folder / ".gitignore").read_text(encoding="utf-8", errors="replace").splitlines()
        return (_Ignore(folder, pathspec.GitIgnoreSpec.from_lines(lines)),)
    except (OSError, ValueError):
        return ()


def _ignored(path: str, is_folder: bool, ignores: tuple[_Ignore, ...]) -> bool:
    """The innermost .gitignore that says anything decides."""
    for ignore in reversed(ignores):
        said = ignore.says(path, is_folder)
        if said is not None:
            return said
    return False
