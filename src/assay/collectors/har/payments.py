"""An exchange -> what it tells of payments: a provider's answer, or a notification that was delivered to the shop.

Bodies are read as they were recorded, before masking; what comes out holds identifiers, amounts and fingerprints.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import msgspec

from assay import masking
from assay.model import Row
from assay.payments.speakers import concerns, signed_by
from assay.tables.ledger import PaymentEvent
from assay.tables.webhook import WebhookDelivery

if TYPE_CHECKING:
    from .exchange import Exchange


def payments(exchange: Exchange) -> Iterator[Row]:
    """Most exchanges are about none, which host, address and headers tell; for the others alone readers are loaded."""
    if concerns(exchange.host, exchange.path):
        yield from _answered(exchange)
    elif exchange.method == "POST" and exchange.request.text and signed_by(exchange.request_headers):
        yield from _delivered(exchange, exchange.request.text)


def _answered(exchange: Exchange) -> Iterator[Row]:
    from assay.payments import answers
    from assay.payments.told import Told

    told = Told("api", exchange.entry, exchange.line, masking.fingerprint, _ended(exchange))
    call = answers.Call(
        method=exchange.method,
        host=exchange.host or "",
        path=exchange.path,
        status=exchange.status,
        request=exchange.request.text,
        response=exchange.response.text,
    )
    for row in answers.events(call, told):
        yield _tested(msgspec.structs.replace(row, idempotency_key=exchange.idempotency_key))


def _delivered(exchange: Exchange, body: str) -> Iterator[Row]:
    from assay.payments import deliveries
    from assay.payments.told import UNREADABLE, Told

    told = Told("webhook", exchange.entry, exchange.line, masking.fingerprint, exchange.started_at)
    one = deliveries.Delivery(
        headers=exchange.request_headers,
        body=body.encode("utf-8", "replace"),
        url=exchange.url,
        received_at=exchange.started_at,
        answered_at=_ended(exchange),
        status=exchange.status,
        error=exchange.error,
    )
    try:
        found = list(deliveries.delivered(one, told))
    except UNREADABLE:
        return
    for row in found:
        if isinstance(row, PaymentEvent | WebhookDelivery):
            yield _tested(row)


def _tested(row: PaymentEvent | WebhookDelivery) -> Row:
    """Recordings and trials are of a test environment, where the provider does not say another."""
    return row if row.environment else msgspec.structs.replace(row, environment="test")


def _ended(exchange: Exchange) -> datetime | None:
    spent = exchange.raw.get("time")
    if exchange.started_at is None or not isinstance(spent, int | float) or not 0 <= spent < 10**9:
        return exchange.started_at
    return exchange.started_at + timedelta(milliseconds=spent)
