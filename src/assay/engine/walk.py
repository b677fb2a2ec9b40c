"""The files of a directory: what there is to read, without what git ignores, links or runaway trees."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from assay import masking
from assay.model.paths import MAX_WILDCARDS, NEVER_READ

MAX_DEPTH = 64
MAX_FILES = 200_000
#: A file touched this shortly before it was looked at may change again within one tick of its clock.
RACY_NS = 2_000_000_000
_MAX_IGNORE_BYTES = 1_000_000
_MOST_INCLUDED = 10_000


class FileStat(NamedTuple):
    """One file: posix path relative to the root, size in bytes, time of change in ns."""

    path: str
    size: int
    mtime_ns: int


class _Ignore:
    """The patterns of one .gitignore. One combined expression says first whether any of them is concerned at all."""

    def __init__(self, folder: str, lines: Sequence[str]) -> None:
        import pathspec

        self._skip = len(folder) + 1 if folder else 0
        # Few paths come past `_concerns`: a backend that compiles all patterns together would never pay.
        self._spec = pathspec.GitIgnoreSpec.from_lines(lines, backend="simple")
        found = [pattern for pattern in self._spec.patterns if pattern.include is not None]
        self._ordered = any(not pattern.include for pattern in found)
        sources = [re.sub(r"\?P<\w+>", "?:", pattern.regex.pattern) for pattern in found if pattern.regex]
        self._concerns = re.compile("|".join(sources)).match if sources else None

    def says(self, path: str) -> bool | None:
        """True ignores, False un-ignores, None says nothing. Directories end in a slash."""
        inner = path[self._skip :]
        if self._concerns is None or not self._concerns(inner):
            return None
        return self._spec.check_file(inner).include if self._ordered else True


class _Walk:
    """One pass over a tree."""

    def __init__(self, root: Path) -> None:
        self.root = str(root)
        self.files: list[FileStat] = []
        self.unreadable: list[tuple[str, str]] = []
        self.stack: list[tuple[str, int, tuple[_Ignore, ...]]] = []

    def folder(self, folder: str, depth: int, ignores: tuple[_Ignore, ...]) -> None:
        """Take the files of one directory; directories below wait on the stack."""
        try:
            with os.scandir(f"{self.root}/{folder}") as found:
                entries = list(found)
        except OSError as error:
            self.unreadable.append((folder or ".", f"cannot be read: {error.strerror}"))
            return
        if any(entry.name == ".gitignore" for entry in entries):
            ignores = (*ignores, *self._ignore_file(folder))
        prefix = f"{folder}/" if folder else ""
        for entry in entries:
            path = prefix + entry.name
            if entry.is_dir(follow_symlinks=False):
                self._below(path, entry.name, depth, ignores)
            elif entry.is_file(follow_symlinks=False) and entry.name not in NEVER_READ and not _ignored(path, ignores):
                self._file(path, entry)

    def _below(self, path: str, name: str, depth: int, ignores: tuple[_Ignore, ...]) -> None:
        if name in NEVER_READ or _ignored(path + "/", ignores):
            return
        if depth >= MAX_DEPTH:
            self.unreadable.append((path, f"lies deeper than {MAX_DEPTH} directories"))
        else:
            self.stack.append((path, depth + 1, ignores))

    def _file(self, path: str, entry: os.DirEntry[str]) -> None:
        try:
            self.add(path, entry.stat(follow_symlinks=False))
        except (OSError, UnicodeEncodeError) as error:
            shown = path.encode("utf-8", "replace").decode()
            self.unreadable.append((shown, getattr(error, "strerror", None) or "has a name that is not UTF-8"))

    def add(self, path: str, stat: os.stat_result) -> None:
        """Take one file. Errors: UnicodeEncodeError."""
        path.encode("utf-8")
        self.files.append(FileStat(path, stat.st_size, stat.st_mtime_ns))

    def _ignore_file(self, folder: str) -> tuple[_Ignore, ...]:
        path = Path(self.root, folder, ".gitignore")
        try:
            if not path.is_file() or path.is_symlink():
                return ()
            with path.open(encoding="utf-8", errors="replace") as file:
                lines = file.read(_MAX_IGNORE_BYTES).splitlines()
            return (_Ignore(folder, [line for line in lines if line.count("*") <= MAX_WILDCARDS]),)
        except (OSError, ValueError) as error:
            self.unreadable.append((f"{folder}/.gitignore".lstrip("/"), f"cannot be used: {error}"))
            return ()


def walk(
    root: Path, exclude: Sequence[str] = (), include: Sequence[str] = ()
) -> tuple[list[FileStat], list[tuple[str, str]]]:
    """(files, unreadable): files sorted by path, and directories that could not be read with the reason.

    Links are not followed, .gitignore files are honoured, `exclude` holds more patterns of the same kind, which no
    .gitignore can take back; `include` holds globs of files to read although they are ignored. What lies deeper than
    MAX_DEPTH, comes after MAX_FILES or has a name that must not be kept is left out and reported.
    """
    pass_ = _Walk(root)
    excluded = _Ignore("", exclude) if exclude else None
    pass_.stack.append(("", 0, ()))
    while pass_.stack:
        folder, depth, ignores = pass_.stack.pop()
        if excluded is not None and folder and excluded.says(folder + "/"):
            continue
        pass_.folder(folder, depth, ignores)
        if len(pass_.files) > MAX_FILES:
            del pass_.files[MAX_FILES:]
            pass_.unreadable.append((folder or ".", f"more than {MAX_FILES:,} files: the rest is left out"))
            break
    found = {file.path: file for file in (*pass_.files, *_included(root, include))}.values()
    files = [file for file in found if not excluded.says(file.path)] if excluded else list(found)
    return _told_apart(sorted(files), pass_.unreadable)


def _is_inside(glob: str) -> bool:
    return bool(glob.strip("/")) and ".." not in Path(glob).parts


def _included(root: Path, globs: Sequence[str]) -> list[FileStat]:
    """Files that globs name, however deep git's ignorance lies; none outside of the root, and no links."""
    pass_ = _Walk(root)
    for glob in globs:
        for place in islice(root.glob(glob.lstrip("/")), _MOST_INCLUDED) if _is_inside(glob) else ():
            with suppress(OSError, ValueError):
                parts = place.relative_to(root).parts
                linked = any(root.joinpath(*parts[: n + 1]).is_symlink() for n in range(len(parts)))
                if not linked and place.is_file() and not NEVER_READ.intersection(parts):
                    pass_.add("/".join(parts), place.stat())
    return pass_.files


_names = masking.Scanner([form for form in masking.FORMS if form.kind != "personal"])


def _told_apart(
    files: list[FileStat], unreadable: list[tuple[str, str]]
) -> tuple[list[FileStat], list[tuple[str, str]]]:
    """Files whose very name is a secret or a card number are left out: their path would be kept and shown."""
    names = "\0".join(file.path for file in files).encode()
    spots = {names.count(b"\0", 0, hit.start) for hit in _names.find(names)}
    reason = "has a name that looks like a secret or a card number: rename it"
    hidden = [(masking.mask_text(files[number].path), reason) for number in sorted(spots)]
    return [file for number, file in enumerate(files) if number not in spots], [*unreadable, *hidden]


def _ignored(path: str, ignores: tuple[_Ignore, ...]) -> bool:
    """The innermost .gitignore that says anything decides."""
    for ignore in reversed(ignores):
        said = ignore.says(path)
        if said is not None:
            return said
    return False
