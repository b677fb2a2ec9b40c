"""Rows of `call` and `call_header` -> exchanges as the library validates them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import msgspec

from assay.descriptions.parameters import ABSENT, Sent, cookies_of, pairs_of
from assay.descriptions.validating import UNSEEN, Exchange

from .columns import COLUMNS

_Headers = Mapping[tuple[str, int], Sequence[tuple[str, str, str]]]


class ObservedCall(NamedTuple):
    """One call; `sent_path` is the path as sent, masked where it had to be."""

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
    exchange: Exchange

    @staticmethod
    def read(row: Sequence[Any], headers: _Headers) -> ObservedCall:
        """Errors: none; an address that cannot be read has no path and no query."""
        call = dict(zip(COLUMNS, row, strict=True))
        found = headers.get((call["path"], call["entry"]), ())
        asked = {name: value for side, name, value in found if side == "request"}
        answered = {name: value for side, name, value in found if side == "response"}
        try:
            parts = urlsplit(call["url"])
            path, query = parts.path, parts.query
        except ValueError:
            path = query = ""
        sent = Sent({}, pairs_of(query), asked, cookies_of(asked.get("cookie")))
        exchange = Exchange(
            method=call["method"],
            sent=sent,
            request_type=call["request_type"],
            request_body=_body(call, "request"),
            status=call["status"] or 0,
            response_type=call["response_type"],
            response_headers=answered or None,
            response_body=_body(call, "response"),
        )
        own = {name: call[name] for name in ("path", "origin", "environment", "entry", "line", "method", "host")}
        return ObservedCall(**own, route=call["route"], status=call["status"], sent_path=path, exchange=exchange)


def _body(call: Mapping[str, Any], side: str) -> Any:
    """What a body was. One that nobody stored is absent where its size says so, or where nothing speaks of it."""
    text = call[f"{side}_body"]
    if text is not None:
        return msgspec.json.decode(text)
    if call[f"{side}_digest"] is not None or call[f"{side}_bytes"]:
        return UNSEEN
    if call[f"{side}_bytes"] == 0:
        return ABSENT
    return ABSENT if side == "request" or call["response_type"] is None else UNSEEN
