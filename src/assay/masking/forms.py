"""Bytes -> where in them something looks like a token, a key, a card number or an e-mail address.

One pass of a linear-time engine (hyperscan) looks for how each form begins; what begins so is then matched exactly.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from threading import Lock
from typing import Any, NamedTuple

from assay.model.expressions import expression
from assay.model.searching import search_engine

from .cards import luhn, reference
from .names import Kind


class Form(NamedTuple):
    """One recognisable form: `begins` is a pattern for hyperscan, `exact` is matched where that begins.

    `before` holds the bytes that may stand before what hyperscan sees, and belong to the form.
    """

    name: str
    kind: Kind
    begins: bytes
    exact: re.Pattern[bytes]
    publishable: bool = False
    before: frozenset[int] = frozenset()


class Hit(NamedTuple):
    """One place in the bytes that has a form."""

    start: int
    end: int
    form: Form


#: Where a token may begin: not within a word, but after an escape such as \\n of JSON or %20 of an address.
_START = rb"(?:(?<![A-Za-z0-9_])|(?<=\\[nrtbf])|(?<=%[0-9A-Fa-f][0-9A-Fa-f]))"
#: What stands before the @ of an address is no mailbox; what is masked keeps its shape and is not found again.
_MASKED = rb"(?<!//)(?![x0._%+-]{1,64}@[x0.-]+(?![A-Za-z0-9]))"
_NO_FILE = (
    rb"(?!(?:js|mjs|cjs|ts|tsx|jsx|css|scss|json|map|html?|md|png|jpe?g|gif|svg|webp|ico|woff2?|ttf|py|sh|ya?ml)\b)"
)
EMAIL = Form(
    "email",
    "personal",
    rb"[A-Za-z0-9._%+-]@[A-Za-z0-9-]",
    expression(_MASKED + rb"[A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,8}" + _NO_FILE + rb"[A-Za-z]{2,24}\b"),
    before=frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._%+-"),
)
#: Digits that go on, a fraction or a part of an identifier are no card number. Fewer digits begin many a hash.
CARD = Form(
    "luhn_iin",
    "pan",
    rb"[2-6][0-9]{3}[ -]?[0-9]{4}[ -]?[0-9][ -]?[0-9]",
    expression(_START + rb"(?<![._-])(?<![0-9][:,])[2-6](?:[ -]?[0-9]){12,18}(?![0-9A-Za-z_-]|\.[0-9])"),
)
#: Tracks 1 and 2 as a reader gives them, ISO/IEC 7813.
TRACK = Form(
    "track",
    "sad",
    rb"(?:%B|;)[0-9]{4}",
    expression(rb"%B[0-9]{13,19}\^[^^\"\\\x00]{2,26}\^[0-9]{7,40}|;[0-9]{13,19}=[0-9]{7,40}\?"),
)


def _secrets() -> Iterator[Form]:
    """The reference table secret_form, in its order. What begins with \\b may stand after an escape too."""
    for row in reference("secret_form"):
        stated = row["exact"].encode()
        exact = expression(_START + stated[2:] if stated.startswith(rb"\b") else stated)
        yield Form(row["name"], "secret", row["begins"].encode(), exact, row["publishable"] == "yes")


#: Every form there is. Of two that overlap the one that begins first counts.
FORMS = (*_secrets(), EMAIL, CARD, TRACK)
#: The shortest form, an e-mail address.
SHORTEST = 6
_REACH = 63


class Scanner:
    """Finds forms in bytes; the engine's tables are made when they are first needed.

    The engine lets go of Python's lock while it scans in memory of its own, which two threads may not share.
    """

    def __init__(self, forms: Sequence[Form]) -> None:
        self._forms = forms
        self._database: Any = None
        self._scanning = Lock()

    def find(self, data: bytes) -> list[Hit]:
        """All places that have a form, in order; of two that overlap the first. Card numbers have passed Luhn."""
        if not data:
            return []
        begins: set[tuple[int, int]] = set()
        with self._scanning:
            engine = self._engine()
            engine.scan(data, match_event_handler=lambda form, start, _end, _flags, _: begins.add((start, form)))
        hits: list[Hit] = []
        end = 0
        for start, number in sorted(begins):
            form = self._forms[number]
            if start < end:
                continue
            match = form.exact.match(data, _first(data, start, form.before) if form.before else start)
            if match and match.start() >= end and (form is not CARD or luhn(digits_of(match[0]))):
                hits.append(Hit(match.start(), match.end(), form))
                end = match.end()
        return hits

    def _engine(self) -> Any:
        if self._database is None:
            self._database = search_engine([form.begins for form in self._forms])
        return self._database


forms_in = Scanner(FORMS).find


def digits_of(found: bytes) -> str:
    """The digits of a card number, without the blanks and hyphens between them."""
    return found.replace(b" ", b"").replace(b"-", b"").decode()


def _first(data: bytes, start: int, before: frozenset[int]) -> int:
    least = max(0, start - _REACH)
    while start > least and data[start - 1] in before:
        start -= 1
    return start
