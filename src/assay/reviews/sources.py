"""Both states of a target's files -> how the source reads at a place, and what the change wrote."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from .comparison import Touched
from .repository import Repository

#: Blanks aside, so many characters tell places apart, also where a formatter breaks lines elsewhere.
_ENOUGH = 48
_MAX_BYTES = 20_000_000
#: `type A = | B | C`, as formatters break unions; nowhere else does a bar follow these.
_BAR = re.compile(r"(?<=[<:=,(])\|")
_LAYOUT = str.maketrans("'`", '""', ",;()")


class GitSources:
    """`base` is a commit; `head` a commit, or None for the working tree."""

    def __init__(self, repository: Repository, base: str, head: str | None) -> None:
        self._repository = repository
        self._base, self._head = base, head
        self.renamed, self._changed = repository.renamed(base, head)
        self._fresh = set[str]() if head else repository.untracked()
        self._known = repository.files(head) if head else {}
        self._lines = lru_cache(64)(self._read)
        self._written: dict[str, list[range]] = {}

    def prepare(self, paths: Iterable[str]) -> None:
        """Look up what the change wrote in these files, all at once."""
        wanted = self._changed.intersection(paths)
        wanted |= {before for before, after in self.renamed.items() if after in wanted}
        self._written = self._repository.written(self._base, self._head, sorted(wanted))

    def old(self, path: str, line: int) -> str:
        return self._text(self._base, path, line)

    def new(self, path: str, line: int) -> str:
        return self._text(self._head, path, line)

    def changes(self, path: str) -> bool:
        """Whether the change touches this file of the head."""
        return path in self._changed or path in self._fresh

    def exists(self, path: str) -> bool:
        return path in self._known if self._head else (self._repository.root / path).is_file()

    def same_code(self, old: str, new: str) -> bool:
        before, after = self._lines(self._base, old), self._lines(self._head, new)
        return bool(before) and _bare(before) == _bare(after)

    def touched(self, path: str, line: int | None) -> Touched:
        if path in self._fresh:
            return Touched.LINE
        if path not in self._changed:
            return Touched.NOTHING
        lines = self._written.get(path, ())
        return Touched.LINE if line and any(line in span for span in lines) else Touched.FILE

    def _text(self, commit: str | None, path: str, line: int) -> str:
        text = ""
        for following in self._lines(commit, path)[line - 1 :]:
            text += "".join(following[: 4 * _ENOUGH].split())
            if len(text) >= _ENOUGH:
                break
        return text[:_ENOUGH]

    def _read(self, commit: str | None, path: str) -> list[str]:
        data = self._repository.content(commit, path) if commit else _bytes(self._repository.root / path)
        return data.decode("utf-8", "replace").splitlines() if len(data) <= _MAX_BYTES else []


def _bare(lines: Iterable[str]) -> str:
    """Code without what formatters change: blanks, commas, semicolons, parentheses, kinds of quotes, leading bars."""
    return _BAR.sub("", "".join("".join(lines).split())).translate(_LAYOUT)


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes() if file.is_file() and file.stat().st_size <= _MAX_BYTES else b""
    except OSError:
        return b""
