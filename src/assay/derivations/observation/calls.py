"""Rows of `call` and `call_header` -> exchanges as the library validates them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from sys import intern
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from assay.descriptions.batches import Exchanges
from assay.descriptions.parameters import ABSENT
from assay.descriptions.validating import UNSEEN

from .columns import COLUMNS

_Headers = Mapping[tuple[str, int], Sequence[tuple[str, str, str]]]
_REPEATED = ("method", "host", "request_type", "response_type")
_MOST_CALLS = 1_000


class ObservedCall(NamedTuple):
    """One call. Path and query are as sent, masked where they had to be; bodies are JSON texts, ABSENT or UNSEEN."""

    path: str
    origin: str
    environment: str | None
    entry: int
    line: int | None
    method: str
    host: str
    route: str
    status: int | None
    sent_path: str
    query: str
    request_headers: Mapping[str, str]
    request_type: str | None
    request_body: Any
    response_type: str | None
    response_headers: Mapping[str, str] | None
    response_body: Any

    @staticmethod
    def read(row: Sequence[Any], headers: _Headers) -> ObservedCall:
        """Errors: none; an address that cannot be read has no path and no query."""
        call = dict(zip(COLUMNS, row, strict=True))
        found = headers.get((call["path"], call["entry"]), ())
        try:
            parts = urlsplit(call["url"])
            path, query = parts.path, parts.query
        except ValueError:
            path = query = ""
        # What many calls have is one text: it is found by what it is, not by its letters.
        asked = {intern(name): value for side, name, value in found if side == "request"}
        answered = {intern(name): value for side, name, value in found if side == "response"}
        call.update((name, intern(call[name])) for name in _REPEATED if call[name] is not None)
        own = {
            name: call[name]
            for name in (*_REPEATED, "path", "origin", "environment", "entry", "line", "route", "status")
        }
        return ObservedCall(
            **own,
            sent_path=path,
            query=query,
            request_headers=asked,
            request_body=_body(call, "request"),
            response_headers=answered or None,
            response_body=_body(call, "response"),
        )


def exchanges(calls: Sequence[ObservedCall], parameters: Sequence[Mapping[str, str]]) -> Exchanges:
    """Calls as they are validated, each with the parameters of its path."""
    columns = dict(zip(ObservedCall._fields, zip(*calls, strict=True), strict=True))
    return Exchanges(
        methods=columns["method"],
        parameters=parameters,
        queries=columns["query"],
        request_headers=columns["request_headers"],
        request_types=columns["request_type"],
        request_bodies=columns["request_body"],
        statuses=[status or 0 for status in columns["status"]],
        response_types=columns["response_type"],
        response_headers=columns["response_headers"],
        response_bodies=columns["response_body"],
    )


def batches(calls: Sequence[ObservedCall]) -> Iterator[Sequence[ObservedCall]]:
    """The calls, some at a time: what is told of them is kept no longer than that."""
    yield from (calls[first : first + _MOST_CALLS] for first in range(0, len(calls), _MOST_CALLS))


def _body(call: Mapping[str, Any], side: str) -> Any:
    """What a body was. One that nobody stored is absent where its size says so, or where nothing speaks of it."""
    text = call[f"{side}_body"]
    if text is not None:
        return text
    if call[f"{side}_digest"] is not None or call[f"{side}_bytes"]:
        return UNSEEN
    if call[f"{side}_bytes"] == 0:
        return ABSENT
    return ABSENT if side == "request" or call["response_type"] is None else UNSEEN
