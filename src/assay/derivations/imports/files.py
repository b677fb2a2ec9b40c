"""The files of a target as imports find them: suffixes left out, folders that stand for their index."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence

_SUFFIXES = (".ts", ".tsx", ".d.ts", ".js", ".jsx", ".mjs", ".cjs", ".mts", ".cts", ".json", ".vue")
_TYPESCRIPT = {".js": (".ts", ".tsx"), ".jsx": (".tsx",), ".mjs": (".mts",), ".cjs": (".cts",)}
#: Where builds put what they make of `src`.
_BUILT = frozenset("lib dist build out es esm cjs package dist-esm".split())


class Files:
    """All files of a target, by path relative to it."""

    def __init__(self, paths: Sequence[str]) -> None:
        self._files = frozenset(paths)
        self._folders = frozenset(folder for path in paths for folder in _parents(path))

    def is_folder(self, path: str) -> bool:
        """A file lies somewhere below it."""
        return path in self._folders

    def find(self, place: str) -> str | None:
        """The file that a path without suffix, with a compiled one, or of a folder means."""
        place = place.removeprefix("./")
        if place in self._files:
            return place
        stem, suffix = posixpath.splitext(place)
        candidates = [place + end for end in _SUFFIXES]
        candidates += [stem + end for end in _TYPESCRIPT.get(suffix, ())]
        candidates += [posixpath.join(place, "index" + end) for end in _SUFFIXES]
        return next((name for name in candidates if name in self._files), None)

    def find_source(self, folder: str, built: str) -> str | None:
        """The file itself, or else that of `src` from which a build makes it (`dist/a.js` of `src/a.ts`)."""
        if found := self.find(built):
            return found
        inner = built.removeprefix(f"{folder}/").split("/") if folder != "." else built.split("/")
        if inner[0] not in _BUILT:
            return None
        while inner and inner[0] in _BUILT:
            inner = inner[1:]
        rest = "/".join(inner).removesuffix(".d.ts") if inner else "index"
        return self.find(posixpath.join(folder, "src", rest)) or self.find(posixpath.join(folder, rest))


def _parents(path: str) -> Iterator[str]:
    while "/" in path:
        path = path.rpartition("/")[0]
        yield path
