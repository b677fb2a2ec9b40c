"""What a trial of payments saw -> a file of newline-delimited JSON, masked, which the collector `shop_trials` reads.

The first line tells what was tried; each other one holds the values of a row, by the name of its table, or an exchange
of the shop with its provider, as a HAR entry.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qsl, urlencode

import msgspec

from assay import masking
from assay.model import Row, UsageError, table_name

from ..exchange import Exchange, Request
from ..log import entry
from ..users import NOBODY
from .provider import Asked

FILE = "assay-payments.ndjson"
VERSION = 1
#: Where the provider that is simulated would be.
HOST = "https://api.stripe.com"
_FORM = "application/x-www-form-urlencoded"
#: Fields of a form that say what is asked for; whatever else a form holds is masked unseen.
_PLAIN = frozenset(
    "amount amount_to_capture cancellation_reason capture_method confirm currency expand off_session payment_intent"
    " payment_method_types reason setup_future_usage".split()
)
#: Members of answers that hold names and addresses of people.
_PERSONAL = frozenset("billing_details customer_details customer_email receipt_email shipping".split())
_encoder = msgspec.json.Encoder()


class Log:
    """Writes a trial as it goes: what is killed leaves all that it saw."""

    def __init__(self, file: Path, about: Mapping[str, Any]) -> None:
        """Errors: UsageError."""
        try:
            self._file = file.open("wb")
        except OSError as error:
            remedy = "Name a file in a directory that can be written, with --log."
            raise UsageError(f"cannot be written: {error.strerror}", where=str(file), remedy=remedy) from error
        self._named: set[str] = set()
        self._write({"assay_shop_trial": VERSION, **about})

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self._file.close()

    def rows(self, rows: Iterable[Row]) -> None:
        """Each row as the values of its columns, which are named once for each table."""
        for row in rows:
            table, columns = table_name(type(row)), row.__struct_fields__
            if table not in self._named:
                self._named.add(table)
                self._write({"columns": {table: columns}})
            self._write({table: [getattr(row, column) for column in columns]})

    def exchange(self, asked: Asked) -> None:
        """As it would look on the way to the provider itself, wherever that listened."""
        request = Request(asked.method, HOST + asked.path, asked.headers, _body(asked))
        seen = Exchange(
            request,
            NOBODY,
            "scenarios",
            "provider",
            None,
            asked.status,
            asked.answer_headers,
            _impersonal(asked.answer),
            asked.started_at.replace(tzinfo=UTC).timestamp(),
            asked.seconds,
            asked.error,
        )
        self._write({"exchange": entry(seen, request.url)})

    def _write(self, line: Mapping[str, Any]) -> None:
        self._file.write(masking.scrub(_encoder.encode(line)) + b"\n")


def _body(asked: Asked) -> bytes:
    if not asked.headers.get("content-type", "").startswith(_FORM):
        return asked.body
    pairs = parse_qsl(asked.body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=1_000)
    return urlencode(
        [(name, value if _plain(name, value) else masking.mask_value(value)) for name, value in pairs]
    ).encode()


def _impersonal(answer: bytes) -> bytes:
    """An answer in JSON without what it says of the shopper; any other as it is."""
    try:
        return _encoder.encode(_without(msgspec.json.decode(answer)))
    except (msgspec.DecodeError, RecursionError):
        return answer


def _without(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: None if name in _PERSONAL else _without(inner) for name, inner in value.items()}
    return [_without(inner) for inner in value] if isinstance(value, list) else value


def _plain(name: str, value: str) -> bool:
    root = re.split(r"[\[\]]", name)[0]
    return root in _PLAIN and not masking.sensitive_in(value)


def moment(seconds: float) -> datetime:
    """Seconds since 1970 -> UTC without a zone."""
    return datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None)


def utc() -> datetime:
    """Now, as rows state it: UTC without a zone."""
    return datetime.now(UTC).replace(tzinfo=None)
