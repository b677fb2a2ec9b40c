"""Bytes of an export -> its records, each as it stands, with its number and the line where it starts.

A document is one record or lists them, at the top or under a name such as `data`; or each line is one. What is cut off
or broken ends only the record that it is in.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

import msgspec

from assay.model import SourceError

_BLANK = b" \t\r\n"
#: So far on from the first line is looked for a second one.
HEAD = 4_096


#: One record: its number, the line where it starts, its JSON, and why it has none.
Record = tuple[int, int | None, bytes, str | None]


def records(data: bytes, lists: tuple[str, ...] = ()) -> Iterator[Record]:
    """The records of JSON or of JSON lines; `lists` are names under which a document lists them.

    Errors: SourceError where the text is no JSON from its first sign on.
    """
    data = data.removeprefix(b"\xef\xbb\xbf")
    start = len(data) - len(data.lstrip(_BLANK))
    if data[start : start + 1] not in (b"{", b"["):
        raise SourceError("is no JSON: it begins neither with { nor with [", remedy="Export it again.")
    if _is_lines(data, start):
        yield from _lines(data)
        return
    try:
        found = _listed(data, lists)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        yield from _salvaged(data, start)
        return
    at, line = 0, 1
    for entry, raw in enumerate(found):
        text = bytes(raw)
        begins = data.find(text, at)
        line += data.count(b"\n", at, begins)
        at = begins
        yield (entry, line, text, None)


def _is_lines(data: bytes, start: int) -> bool:
    """A line that is a whole object, and something after it."""
    end = data.find(b"\n", start)
    first = data[start:end]
    if end < 0 or first[:1] != b"{" or not data[end : end + HEAD].strip():
        return False
    try:
        msgspec.json.decode(first, type=msgspec.Raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return first.rstrip().endswith(b"}") and data[end : end + HEAD].lstrip()[:1] == b"{"
    return True


def _lines(data: bytes) -> Iterator[Record]:
    at, line, entry, end = 0, 0, 0, len(data)
    while at < end:
        stop = data.find(b"\n", at)
        stop = end if stop < 0 else stop
        text = data[at:stop]
        at, line = stop + 1, line + 1
        if text and not text.isspace():
            yield (entry, line, text, None)
            entry += 1


def _listed(data: bytes, lists: tuple[str, ...]) -> list[msgspec.Raw]:
    """The items of a list, or of the list that a document is about; else the document itself."""
    if data.lstrip(_BLANK)[:1] == b"[":
        return msgspec.json.decode(data, type=list[msgspec.Raw])
    whole = msgspec.json.decode(data, type=dict[str, msgspec.Raw])
    for name in lists:
        value = whole.get(name)
        if value is not None and bytes(value)[:1] == b"[":
            return msgspec.json.decode(value, type=list[msgspec.Raw])
    return [msgspec.Raw(data)]


def _salvaged(data: bytes, start: int) -> Iterator[Record]:
    """What can still be read of a list that is broken, then the record that cannot."""
    text = data.decode("utf-8", "replace")
    opened = text.find("[")
    entry = 0
    at = opened + 1
    while 0 <= opened < at:
        while at < len(text) and text[at] in " \t\r\n,":
            at += 1
        line = text.count("\n", 0, at) + 1
        try:
            _, stop = json.JSONDecoder().raw_decode(text, at)
        except (ValueError, RecursionError) as error:
            yield (entry, line, b"", _why(error))
            return
        yield (entry, line, text[at:stop].encode(), None)
        entry, at = entry + 1, stop
    line = data.count(b"\n", 0, start) + 1
    yield (0, line, b"", "it is no whole JSON document, or nested too deep")


def _why(error: Exception) -> str:
    return "it is nested too deep" if isinstance(error, RecursionError) else "it is cut off or no JSON"
