"""Fingerprints from which duplicate code is found: winnowing (Schleimer, Wilkerson, Aiken, SIGMOD 2003) over lines.

A line counts by its characters other than white space; blank lines, comments, imports and lines without any letter or
digit do not count. Windows of WINDOW lines are hashed, and of each GUARD neighbours the least is kept: every stretch of
WINDOW + GUARD - 1 equal lines is sure to share a fingerprint, and none shorter than WINDOW ever does.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

from tree_sitter import Node

from assay.model import Row
from assay.tables.component import CloneFingerprint

from .syntax import File

FILLS = (CloneFingerprint,)
NODES = ("import_statement",)
WINDOW = 8
GUARD = 4
_MAX_LINES = 20_000
_MAX_LINE = 2_000
_SKIPPED = re.compile(rb"[^\w]*$|//|/?\*|export\s*(?:\*|\{[^}]*\})\s*from\b")


def visit(node: Node, file: File) -> Iterator[Row]:
    """Remember which lines are imports."""
    file.memo.setdefault("import lines", set()).update(range(node.start_point[0], node.end_point[0] + 1))
    return iter(())


def finish(file: File) -> Iterator[Row]:
    """The fingerprints of a file that is neither test nor generated nor plainly machine-made."""
    lines = file.data.split(b"\n")
    if file.is_test or len(lines) > _MAX_LINES or b"@generated" in file.data[:500]:
        return
    imports = file.memo.get("import lines", ())
    numbers: list[int] = []
    kept: list[bytes] = []
    for number, written in enumerate(lines):
        stripped = written.strip()
        if stripped and number not in imports and len(stripped) < _MAX_LINE and not _SKIPPED.match(stripped):
            numbers.append(number + 1)
            kept.append(b"".join(stripped.split()))
    hashes = [_hash(kept[start : start + WINDOW]) for start in range(len(kept) - WINDOW + 1)]
    for start in _winnowed(hashes):
        yield CloneFingerprint(hash=hashes[start], line=numbers[start], end_line=numbers[start + WINDOW - 1])


def _hash(window: list[bytes]) -> int:
    digest = hashlib.blake2b(b"\n".join(window), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 1


def _winnowed(hashes: list[int]) -> Iterator[int]:
    """Position of the least (rightmost of equals) hash of each run of GUARD; each position once."""
    last = -1
    for start in range(max(1, len(hashes) - GUARD + 1) if hashes else 0):
        run = hashes[start : start + GUARD]
        least = min(run)
        at = start + len(run) - 1 - run[::-1].index(least)
        if at != last:
            last = at
            yield at
