"""The packages of a workspace, and which of their files they offer to others.

Source: https://nodejs.org/api/packages.html#package-entry-points. Where a package has an `exports` map, nothing else of
it can be imported; where it has none, all of it can, but only its entry is meant to be.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence
from typing import Any

from .files import Files

#: Conditions whose targets are source or run, before those that only type.
_LAST = ("types", "typings")


class Packages:
    """npm packages of a target by name and directory."""

    def __init__(self, manifests: Sequence[tuple[Any, ...]], entries: Sequence[tuple[Any, ...]], files: Files) -> None:
        """`manifests` are (path, name), `entries` are (path, field, subpath, condition, to)."""
        self._files = files
        self.folders = {name: posixpath.dirname(path) or "." for path, name in manifests if name}
        self._known = {posixpath.dirname(path) or "." for path, _ in manifests}
        self._entries: dict[tuple[str, str], list[tuple[str, str | None]]] = {}
        for path, field, subpath, _, to in sorted(entries, key=_types_last):
            self._entries.setdefault((posixpath.dirname(path) or ".", field), []).append((subpath, to))

    def find(self, package: str, rest: str) -> tuple[str | None, bool | None]:
        """(file, whether the package offers it) of `package/rest`; None where that is not stated."""
        folder = self.folders[package]
        exports = self._entries.get((folder, "exports"))
        for to in _matching(exports or (), f"./{rest}" if rest else "."):
            if found := self._files.find_source(folder, to):
                return found, True
        if not rest:
            return self._entry(folder), True
        found = self._files.find_source(folder, posixpath.normpath(posixpath.join(folder, rest)))
        if exports or found is None:
            return found, False if exports else None
        entry = self._entry(folder)
        is_folder = posixpath.basename(found).startswith("index.") and not rest.rpartition("/")[2].startswith("index")
        return found, True if is_folder or found == entry else None if entry is None else False

    def is_entry(self, file: str) -> bool:
        """The file by which its package is imported."""
        folder = posixpath.dirname(file) or "."
        while folder not in self._known and folder != ".":
            folder = posixpath.dirname(folder) or "."
        return folder in self._known and self._entry(folder) == file

    def internal(self, folder: str, specifier: str) -> Iterator[tuple[str, str]]:
        """(directory of the package, place) for a `#name` that the `imports` of the package around a folder map."""
        while (folder or ".") not in self._known and folder:
            folder = posixpath.dirname(folder)
        around = folder or "."
        for to in _matching(self._entries.get((around, "imports"), ()), specifier):
            yield around, to

    def _entry(self, folder: str) -> str | None:
        stated = [to for field in ("module", "main", "types") for _, to in self._entries.get((folder, field), ()) if to]
        for place in stated:
            if found := self._files.find_source(folder, place):
                return found
        return self._files.find(posixpath.join(folder, "src/index")) or self._files.find(
            posixpath.normpath(posixpath.join(folder, "index"))
        )


def _types_last(entry: tuple[Any, ...]) -> tuple[str, str, bool]:
    path, field, _, condition, _ = entry
    return path, field, (condition or "").rpartition(".")[2] in _LAST


def _matching(entries: Sequence[tuple[str, str | None]], subpath: str) -> list[str]:
    """Targets of a subpath: the exact ones, else those of the pattern with the longest beginning."""
    exact = [to for known, to in entries if known == subpath]
    if exact:
        return [to for to in exact if to]
    best, found = -1, list[str]()
    for known, to in entries:
        head, star, tail = known.partition("*")
        if star and subpath.startswith(head) and subpath.endswith(tail) and len(subpath) >= len(head) + len(tail):
            if len(head) > best:
                best, found = len(head), []
            if to and len(head) == best:
                found.append(to.replace("*", subpath[len(head) : len(subpath) - len(tail) or None]))
    return found
