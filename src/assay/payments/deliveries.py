"""Deliveries of notifications, as a shop logs them -> webhook deliveries, and the payment events that they tell of.

A record is the request with its headers and body, when it came, and how it was answered. Whose it is, its signature's
header says, else its body. Signatures are not verified here: nobody's secret is known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from types import ModuleType
from typing import Annotated, Any
from urllib.parse import urlsplit

import msgspec
from msgspec import Meta, Raw, Struct

from assay.model import Row
from assay.tables.ledger import PaymentEvent
from assay.tables.webhook import WebhookDelivery

from . import Format, adyen, braintree, checkoutcom, klarna, paypal, square, stripe
from .records import records
from .speakers import SIGNED, signed_by
from .told import Count, RecordError, Seal, Told, Word, taken, utc

FORMAT = Format("webhook-log", "any", "Deliveries of any provider's webhooks: headers, body, received_at, status")
#: Those whose signature, if any, is in the body.
_UNSIGNED: tuple[ModuleType, ...] = (adyen, stripe, paypal, square, checkoutcom, braintree, klarna)
_BY_NAME = {module.FORMAT.provider: module for module in _UNSIGNED}
_STRIPE_TIME = re.compile(r"(?:^|,)\s*t=(\d{1,12})(?:,|$)")


#: A signature by RSA-2048 has 344 characters, and a header may hold several.
Header = Annotated[str, Meta(max_length=8_192)]


class Logged(Struct):
    headers: dict[str, Header | list[Header] | int | None]
    body: Raw
    url: str | None = None
    received_at: datetime | None = None
    answered_at: datetime | None = None
    sent_at: datetime | None = None
    status: Count | None = None
    attempt: Count | None = None
    error: Word | None = None


class Kind(Struct):
    """What a notification is of, in the words of whoever sent it."""

    id: Word | None = None
    event_id: Word | None = None
    type: Word | None = None
    event_type: Word | None = None


@dataclass(frozen=True, slots=True)
class Delivery:
    """One delivery; header names are in lower case."""

    headers: Mapping[str, str]
    body: bytes
    url: str | None = None
    received_at: datetime | None = None
    answered_at: datetime | None = None
    sent_at: datetime | None = None
    status: int | None = None
    attempt: int | None = None
    error: str | None = None


_LOGGED = msgspec.json.Decoder(Logged)
_KIND = msgspec.json.Decoder(Kind)


def sniff(head: bytes) -> bool:
    """A record has headers and a body."""
    return b'"headers"' in head and b'"body"' in head


def read(data: bytes, seal: Seal) -> Iterator[Row]:
    """JSON or JSON lines. Errors: SourceError where it is no JSON."""
    found = records(data, ("deliveries", "requests"))
    yield from taken(found, None, WebhookDelivery, _rows, seal, "webhook")


def _rows(text: bytes, told: Told) -> Iterator[Row]:
    one = _LOGGED.decode(text)
    body = bytes(one.body)
    if body[:1] == b'"':
        body = msgspec.json.decode(body, type=str).encode()
    headers = {name.lower(): str(v[0] if isinstance(v, list) and v else v) for name, v in one.headers.items()}
    yield from delivered(
        Delivery(
            headers=headers,
            body=body,
            url=one.url,
            received_at=utc(one.received_at),
            answered_at=utc(one.answered_at),
            sent_at=utc(one.sent_at),
            status=one.status,
            attempt=one.attempt,
            error=one.error,
        ),
        told,
    )


def delivered(one: Delivery, told: Told) -> Iterator[Row]:
    """The delivery, and what it tells of payments. Errors: RecordError, and msgspec's where it is nobody's known."""
    header = signed_by(one.headers)
    name, scheme = SIGNED[header] if header else (None, None)
    by = _BY_NAME[name] if name else _sender(one.body)
    if by is adyen:
        scheme = "adyen"
    heard = Told("webhook", told.entry, told.line, told.seal, one.received_at)
    events = list(by.rows(one.body, heard))
    first = next((row for row in events if isinstance(row, PaymentEvent)), None)
    kind = _KIND.decode(one.body) if one.body[:1] == b"{" else Kind()
    signed_at = _signed_at(one.headers)
    parts = urlsplit(one.url or "")
    yield told.delivery(
        by.FORMAT.provider,
        environment=first.environment if first else None,
        scheme=scheme,
        endpoint=f"{parts.hostname or ''}{parts.path}"[:200] or None if one.url else None,
        delivery=told.name(one.headers.get("paypal-transmission-id") or one.headers.get("webhook-id")),
        event=(first.event if first else None) or told.name(kind.event_id or kind.id),
        kind=kind.event_type or kind.type or (first.said.split(" ")[0] if first else None),
        payment=first.payment if first else None,
        object_version=first.object_version if first else None,
        attempt=one.attempt,
        signed=header is not None or b'"hmacSignature"' in one.body or b"bt_signature" in one.body,
        skew_s=(one.received_at - signed_at).total_seconds() if one.received_at and signed_at else None,
        status=one.status,
        error=one.error,
        occurred_at=first.occurred_at if first else None,
        sent_at=one.sent_at,
        received_at=one.received_at,
        answered_at=one.answered_at,
    )
    yield from events


def _sender(body: bytes) -> Any:
    for module in _UNSIGNED:
        if module.sniff(body):
            return module
    raise RecordError("body", "it is of no provider that is known")


def _signed_at(headers: Mapping[str, str]) -> datetime | None:
    """The time that a signature covers, where its scheme has one."""
    if match := _STRIPE_TIME.search(headers.get("stripe-signature", "")):
        return datetime.fromtimestamp(int(match[1]), UTC).replace(tzinfo=None)
    try:
        return utc(datetime.fromisoformat(headers.get("paypal-transmission-time", "")))
    except ValueError:
        return None
