"""Fingerprints from which duplicate code is found: winnowing (Schleimer, Wilkerson, Aiken, SIGMOD 2003) over lines.

A line counts by its characters other than white space. Windows of WINDOW lines are hashed, and of each GUARD neighbours
the least is kept: every stretch of WINDOW + GUARD - 1 equal lines is sure to share a fingerprint, and none shorter than
WINDOW ever does.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterator

from assay.model import Row
from assay.tables.component import CloneFingerprint

from .file import File, is_generated

WINDOW = 8
GUARD = 4
_MAX_LINES = 20_000
_MAX_LINE = 2_000


def fingerprints(file: File, skipped: re.Pattern[bytes], left_out: Collection[int]) -> Iterator[Row]:
    """Those of a file that is neither test nor generated nor plainly machine-made.

    Blank lines do not count, nor those that `skipped` matches, nor those whose number from 0 is in `left_out`.
    """
    lines = file.data.split(b"\n")
    if file.is_test or len(lines) > _MAX_LINES or is_generated(file):
        return
    numbers: list[int] = []
    kept: list[bytes] = []
    for number, written in enumerate(lines):
        stripped = written.strip()
        if stripped and number not in left_out and len(stripped) < _MAX_LINE and not skipped.match(stripped):
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
