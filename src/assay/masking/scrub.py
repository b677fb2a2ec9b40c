"""The last line of defence: encoded rows on their way to disk -> the same, what looks sensitive by its form masked."""

from __future__ import annotations

from collections.abc import Iterable

from assay.model.expressions import expression

from .forms import CARD, Hit, forms_in
from .values import mask_hits

#: What an escape has after its backslash, in a string or in JSON that stands in one.
_ESCAPE = expression(rb'u[0-9A-Fa-f]{4}|[bfnrt"/\\]')


def scrub(encoded: bytes) -> bytes:
    """Rows as JSON, same length, with secrets, card numbers and e-mail addresses in their strings masked.

    One pass, linear time. Numbers are left: they are what collectors counted and hashed, and zeros would break them.
    A string may hold JSON itself, as descriptions do; that stays JSON, and numbers in it stay numbers.
    """
    hits = [_within_string(encoded, hit) for hit in forms_in(encoded) if not _is_number(encoded, hit)]
    return _without_leading_zeros(mask_hits(encoded, hits), hits) if hits else encoded


def _without_leading_zeros(masked: bytes, hits: Iterable[Hit]) -> bytes:
    """A masked card number that may be a number of JSON in a string begins with 1: with 0 it would be none."""
    numbers = [hit.start for hit in hits if hit.form is CARD and masked[hit.start - 1] in b":[,"]
    if not numbers:
        return masked
    mended = bytearray(masked)
    for start in numbers:
        mended[start] = ord("1")
    return bytes(mended)


def _is_number(encoded: bytes, hit: Hit) -> bool:
    """Stands right after `":` of a field, not of one in a string, whose quote would be escaped."""
    before = encoded[max(0, hit.start - 3) : hit.start]
    return before.endswith(b'":') and not before.startswith(b"\\")


def _within_string(encoded: bytes, hit: Hit) -> Hit:
    """The hit without the rest of an escape it begins with, and cut where its string ends."""
    start = hit.start
    if encoded[start - 1] == 0x5C and (escape := _ESCAPE.match(encoded, start)):
        start = escape.end()
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
