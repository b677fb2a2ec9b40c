"""A run and a place in a file -> the lines around it, as long as the file is still the one that was read.

Nothing outside the target is opened, no link is followed, nothing large is read, and what looks sensitive is masked.
Files of recordings are not shown as text at all: their masked calls are in the evidence.
"""

from __future__ import annotations

import re
import stat
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from assay.engine.plugins import collectors
from assay.engine.reading import content_digest
from assay.engine.result import Result
from assay.masking import forms_in
from assay.masking.values import mask_hits
from assay.model import Origin

_MOST_BYTES = 2_000_000
_AROUND = 3
_WIDEST = 240
#: What stands in place of a line on which a sensitive value was found.
_HELD_BACK = "(this line holds a sensitive value and is not shown)"


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Lines of a file from `first`; `marked` is the line meant. Without lines, `why` says why there are none."""

    path: str
    first: int = 0
    marked: int = 0
    lines: Sequence[str] = ()
    why: str = ""


class Sources:
    """The files of a run's target, opened at most once each."""

    def __init__(self, result: Result) -> None:
        self._root = Path(result.run.target)
        self._observed = {name for name, one in collectors().items() if one.COLLECTOR.origin is not Origin.SOURCE}
        self._digests: dict[str, list[tuple[str, str]]] = {}
        rows = result.db.execute("select path, collector, digest from collection where outcome = 'read'").fetchall()
        for path, collector, digest in rows:
            self._digests.setdefault(path, []).append((collector, digest))
        result.evidence.require(["sensitive_datum"])
        held = result.db.execute("select path, line from sensitive_datum where line is not null").fetchall()
        self._held: set[tuple[str, int]] = set(held)
        self._read: dict[str, list[str] | str] = {}

    def excerpt(self, path: str | None, line: int | None) -> Excerpt | None:
        """The lines around a place; None where there is no place, or no file that can be shown as text."""
        if not path or not line or not self._is_source(path):
            return None
        if path not in self._read:
            self._read[path] = self._lines(path)
        lines = self._read[path]
        if isinstance(lines, str):
            return Excerpt(path, why=lines)
        if line > len(lines):
            return Excerpt(path, why=f"the file has no line {line}")
        first = max(1, line - _AROUND)
        shown = [
            _HELD_BACK if (path, number) in self._held else _cut(lines[number - 1])
            for number in range(first, min(len(lines), line + _AROUND) + 1)
        ]
        return Excerpt(path, first, line, shown)

    def _is_source(self, path: str) -> bool:
        known = self._digests.get(path, ())
        return bool(known) and not any(collector in self._observed for collector, _ in known)

    def _lines(self, path: str) -> list[str] | str:
        """The lines of a file, or why they cannot be shown."""
        try:
            root = self._root.resolve(strict=True)
            file = root / path
            if file.resolve(strict=True) != file or not file.is_relative_to(root) or ".." in Path(path).parts:
                return "the file lies outside the target, or behind a link"
            found = file.stat()
            if not stat.S_ISREG(found.st_mode) or found.st_size > _MOST_BYTES:
                return f"the file is larger than {_MOST_BYTES // 1_000_000} MB, or no regular file"
            data = file.read_bytes()
        except (OSError, ValueError):
            return "the file is not there any more"
        if content_digest(data) not in {digest for _, digest in self._digests[path]}:
            return "the file has changed since this run"
        return _masked(data).decode("utf-8", "replace").replace("\r\n", "\n").split("\n")


def _masked(data: bytes) -> bytes:
    """The same bytes with sensitive values masked, and every line where it was."""
    hits = forms_in(data)
    if not hits:
        return data
    masked = bytearray(mask_hits(data, hits))
    for hit in hits:
        for found in re.finditer(rb"[\r\n]", data[hit.start : hit.end]):
            masked[hit.start + found.start()] = found[0][0]
    return bytes(masked)


def _cut(line: str) -> str:
    return line if len(line) <= _WIDEST else f"{line[:_WIDEST]}…"
