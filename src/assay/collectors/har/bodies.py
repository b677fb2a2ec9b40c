"""A recorded body -> what it says. Recordings repeat themselves and each other: what is equal is read once."""

from __future__ import annotations

import zlib
from functools import cached_property
from typing import Any

import msgspec

from assay import masking

from . import answers, money

_MAX_TEXT = 2_000_000
#: RFC 1952: a header of 10 bytes and a trailer of 8, where zlib (RFC 1950) has 2 and 4.
_GZIP_FRAME = 12
#: Larger ones are not kept, and of the others no more than these characters; the least that each counts for.
_MAX_KEPT = 200_000
_MOST_KEPT = 2_000_000
_LEAST = 1_000


class Body:
    """One body as recorded; `text` is None where there was none, or it holds no text."""

    def __init__(self, text: str | None) -> None:
        self.text = text

    @cached_property
    def document(self) -> Any:
        """The JSON that it is, decoded; None where it is none."""
        text = self.text
        if not text or len(text) > _MAX_TEXT or text.lstrip()[:1] not in ("{", "["):
            return None
        try:
            return msgspec.json.decode(text)
        except (msgspec.DecodeError, RecursionError):
            return None

    @cached_property
    def size(self) -> int | None:
        """Bytes in UTF-8."""
        return None if self.text is None else len(self.text.encode("utf-8", "replace"))

    @cached_property
    def gzip_size(self) -> int:
        """Bytes that gzip would make of it."""
        return len(zlib.compress((self.text or "").encode("utf-8", "replace"), 6)) + _GZIP_FRAME

    @cached_property
    def screened(self) -> masking.Screened:
        """As it may be stored, and what is sensitive in it."""
        return masking.screen_body(self.text or "")

    @cached_property
    def outcome(self) -> answers.Outcome | None:
        """How the request went, where it says so."""
        return answers.outcome(self.document)

    @cached_property
    def shop(self) -> money.Shop:
        """Amounts and codes that it shows."""
        return money.shop(self.document)

    @cached_property
    def states(self) -> list[money.State]:
        """Orders, carts and payments that it shows."""
        return list(money.states(self.document))


class _Kept(dict[str | None, Body]):
    """Bodies by their text."""

    def __init__(self) -> None:
        super().__init__()
        self._length = 0

    def __missing__(self, text: str | None) -> Body:
        body, length = Body(text), len(text or "") + _LEAST
        if length <= _MAX_KEPT:
            self._length += length
            if self._length > _MOST_KEPT:
                self.clear()
                self._length = length
            self[text] = body
        return body


_kept = _Kept()


def body(text: str | None) -> Body:
    """The body of this text; the same object where it was read before."""
    return _kept[text]
