"""The last line of defence: encoded rows on their way to disk -> the same, what looks sensitive by its form masked."""

from __future__ import annotations

from .forms import Hit, forms_in
from .values import mask_hits


def scrub(encoded: bytes) -> bytes:
    """Rows as JSON, same length, with secrets, card numbers and e-mail addresses in their strings masked.

    One pass, linear time. Numbers are left: they are what collectors counted and hashed, and zeros would break them.
    """
    hits = [_within_string(encoded, hit) for hit in forms_in(encoded) if not _is_number(encoded, hit)]
    return mask_hits(encoded, hits) if hits else encoded


def _is_number(encoded: bytes, hit: Hit) -> bool:
    """Stands right after `":` of a field, not of one in a string, whose quote would be escaped."""
    before = encoded[max(0, hit.start - 3) : hit.start]
    return before.endswith(b'":') and not before.startswith(b"\\")


def _within_string(encoded: bytes, hit: Hit) -> Hit:
    """The hit without the rest of an escape it begins with, and cut where its string ends."""
    start = hit.start
    if _escaped(encoded, start):
        start += 5 if encoded[start : start + 1] == b"u" else 1
    end = encoded.find(b'"', start, hit.end)
    while end >= 0 and _escaped(encoded, end):
        end = encoded.find(b'"', end + 1, hit.end)
    end = hit.end if end < 0 else end
    return Hit(start, end - _escaped(encoded, end), hit.form)


def _escaped(encoded: bytes, at: int) -> bool:
    """An odd number of backslashes stands before."""
    before = at
    while before > 0 and encoded[before - 1] == 0x5C:
        before -= 1
    return (at - before) % 2 == 1
