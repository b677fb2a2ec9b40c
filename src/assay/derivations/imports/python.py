"""Python module names -> files, by relative name or from the roots that a target's packages are found under."""

from __future__ import annotations

import posixpath
import re
import sys
from collections.abc import Iterator, Sequence
from typing import Any

from .resolver import Resolved

_ENDS = (".py", "/__init__.py", ".pyi", "/__init__.pyi")
_BUILTIN = sys.stdlib_module_names


class Modules:
    """Resolution of module names against the files, packages and requirements of one target.

    A root is a directory that module names start from: the target, the directory of a manifest and its `src`, and
    whatever holds a package without being one itself.
    """

    def __init__(self, paths: Sequence[str], projects: Sequence[Any], requirements: Sequence[Any]) -> None:
        self._files = frozenset(path for path in paths if path.endswith((".py", ".pyi")))
        self._folders = frozenset(folder for path in self._files for folder in _parents(path))
        roots = {"", *(posixpath.dirname(path) for path, _ in projects)}
        roots |= {posixpath.join(root, "src") for root in roots}
        roots |= {self._root_of(path) for path in self._files if path.endswith("/__init__.py")}
        inside: dict[str, set[str]] = {}
        for place in (*self._files, *self._folders):
            folder, _, name = place.rpartition("/")
            inside.setdefault(folder, set()).add(re.sub(r"\.pyi?$", "", name))
        self._roots: dict[str, list[str]] = {}
        for root in sorted(roots):
            for name in inside.get(root, ()):
                self._roots.setdefault(name, []).append(root)
        self._distributions: dict[str, str] = {
            name: stated for (stated,) in requirements for name in _import_names(stated)
        }

    def resolve(self, path: str, specifier: str, names: str | None) -> list[Resolved]:
        """What each module leads to that a statement names: `from a import b` may mean the module a.b."""
        stem = specifier.lstrip(".")
        level = len(specifier) - len(stem)
        folder = posixpath.dirname(path)
        if level:
            for _ in range(level - 1):
                folder = posixpath.dirname(folder)
            place = posixpath.join(folder, *stem.split(".")) if stem else folder
            return self._listed("relative", path, place, names) or [Resolved("unresolved")]
        found = self._place(folder, stem)
        if found is not None:
            offered = not any(part.startswith("_") and not part.endswith("__") for part in stem.split("."))
            listed = self._listed("workspace", path, found, names) or [Resolved("workspace")]
            return [one._replace(offered=offered) for one in listed]
        top = stem.partition(".")[0]
        if top in _BUILTIN:
            return [Resolved("builtin")]
        return [Resolved("package", None, self._distribution(stem))] if top else [Resolved("unresolved")]

    def _listed(self, via: str, path: str, place: str, names: str | None) -> list[Resolved]:
        """The modules among the names, and the module itself where another name must stand in it; never `path`."""
        own = self._file(place)
        if own is not None and not own.rpartition("/")[2].startswith("__init__."):
            return [Resolved(via, own)]
        inner = {name: self._file(posixpath.join(place, name)) for name in (names or "*").split(",") if name != "*"}
        found = sorted({file for file in inner.values() if file})
        if own is not None and (not found or None in inner.values()):
            found.append(own)
        return [Resolved(via, file) for file in found if file != path]

    def _place(self, folder: str, name: str) -> str | None:
        """Path without suffix of an absolute name: from the nearest root around the importing file, else from any."""
        top = name.partition(".")[0]
        roots = self._roots.get(top, [])
        around = [root for root in roots if not root or folder == root or folder.startswith(f"{root}/")]
        rest = name.replace(".", "/")
        for root in [*sorted(around, key=len, reverse=True), *(root for root in roots if root not in around)]:
            place = posixpath.join(root, rest)
            if top in _BUILTIN and not self._is_package(posixpath.join(root, top)):
                continue
            if self._file(place) or place in self._folders:
                return place
        beside = posixpath.join(folder, rest)
        if top not in _BUILTIN and not self._distributions.get(top) and self._file(beside):
            return beside
        return None

    def _is_package(self, folder: str) -> bool:
        return f"{folder}/__init__.py" in self._files

    def _file(self, place: str) -> str | None:
        return next((place + end for end in _ENDS if place + end in self._files), None)

    def _root_of(self, path: str) -> str:
        folder = posixpath.dirname(path)
        while folder and self._is_package(folder):
            folder = posixpath.dirname(folder)
        return folder

    def _distribution(self, name: str) -> str:
        """The requirement that is named like the module or like the start of its dotted name, else its first part."""
        parts = name.split(".")
        for end in range(len(parts), 0, -1):
            if stated := self._distributions.get("_".join(parts[:end]).lower()):
                return stated
        return parts[0]


def _import_names(distribution: str) -> Iterator[str]:
    """Names under which a distribution is likely imported: PyYAML as yaml, python-dateutil as dateutil."""
    name = re.sub(r"[-_.]+", "_", distribution).lower()
    yield name
    for short in (re.sub(r"^(?:python_|py)", "", name), re.sub(r"_(?:python|py)$", "", name)):
        if short and short != name:
            yield short


def _parents(path: str) -> Iterator[str]:
    while "/" in path:
        path = path.rpartition("/")[0]
        yield path
