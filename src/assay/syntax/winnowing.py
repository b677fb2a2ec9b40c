"""Fingerprints from which duplicate code is found: winnowing (Schleimer, Wilkerson, Aiken, SIGMOD 2003) over lines.

A line counts by its characters other than white space. Windows of WINDOW lines are hashed, and of each GUARD neighbours
the least is kept: every stretch of WINDOW + GUARD - 1 equal lines is sure to share a fingerprint, and none shorter than
WINDOW ever does.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterator
from itertools import accumulate
from struct import unpack

from assay.model import Row
from assay.tables.component import CloneFingerprint

from .file import File, is_generated

WINDOW = 8
GUARD = 4
_MAX_LINES = 20_000
_MAX_LINE = 2_000
_WHITE_SPACE = b" \t\r\f\v"


def fingerprints(file: File, skipped: re.Pattern[bytes], left_out: Collection[int]) -> Iterator[Row]:
    """Those of a file that is neither test nor generated nor plainly machine-made.

    Blank lines do not count, nor those that `skipped` matches, nor those whose number from 0 is in `left_out`.
    """
    if file.is_test or len(file.stripped) > _MAX_LINES or is_generated(file):
        return
    kept = [
        (number, written)
        for number, written in enumerate(file.stripped)
        if written and number not in left_out and len(written) < _MAX_LINE and not skipped.match(written)
    ]
    hashes = _hashes([written.translate(None, _WHITE_SPACE) for _, written in kept])
    for start in _winnowed(hashes):
        yield CloneFingerprint(hash=hashes[start], line=kept[start][0] + 1, end_line=kept[start + WINDOW - 1][0] + 1)


def _hashes(lines: list[bytes]) -> list[int]:
    """The hash of each window."""
    written = b"\n".join(lines)
    starts = [0, *accumulate(len(line) + 1 for line in lines)]
    windows = zip(starts, starts[WINDOW:], strict=False)
    digests = [hashlib.blake2b(written[start : end - 1], digest_size=8).digest() for start, end in windows]
    return [number >> 1 for number in unpack(f">{len(digests)}Q", b"".join(digests))]


def _winnowed(hashes: list[int]) -> Iterator[int]:
    """Position of the least (rightmost of equals) hash of each run of GUARD; each position once."""
    at = -1
    for last in range(max(0, min(GUARD, len(hashes)) - 1), len(hashes)):
        first = max(0, last - GUARD + 1)
        if at < first:
            run = hashes[first : last + 1]
            at = last - run[::-1].index(min(run))
            yield at
        elif hashes[last] <= hashes[at]:
            at = last
            yield at
