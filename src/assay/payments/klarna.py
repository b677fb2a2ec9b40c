"""Klarna's orders as its order management shows them -> rows of the ledger: authorised, each capture, each refund."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct

from assay.model import Row
from assay.tables.ledger import PaymentEvent

from . import Format
from .amounts import amounts
from .dated import families, statuses
from .records import records
from .told import Currency, RecordError, Seal, Told, Units, Word, country, taken, utc

FORMAT = Format("klarna", "klarna", "Orders of order management, with their captures and refunds")


class Change(Struct):
    """A capture or a refund of an order."""

    capture_id: Word | None = None
    captured_amount: Units | None = None
    captured_at: datetime | None = None
    refund_id: Word | None = None
    refunded_amount: Units | None = None
    refunded_at: datetime | None = None


class Record(Struct):
    order_id: Word | None = None
    status: Word | None = None
    fraud_status: Word | None = None
    order_amount: Units | None = None
    purchase_currency: Currency | None = None
    purchase_country: Word | None = None
    merchant_reference1: Word | None = None
    merchant_reference2: Word | None = None
    created_at: datetime | None = None
    captures: list[Change] = []
    refunds: list[Change] = []
    # of a notification
    event_type: Word | None = None
    event_id: Word | None = None


_RECORD = msgspec.json.Decoder(Record)


def sniff(head: bytes) -> bool:
    """Orders have a state of fraud and a currency of the purchase."""
    return (b'"purchase_currency"' in head and b'"order_amount"' in head) or b'"FRAUD_RISK_' in head


def read(data: bytes, seal: Seal) -> Iterator[Row]:
    """JSON or JSON lines. Errors: SourceError where it is no JSON."""
    yield from taken(records(data, ("orders",)), "klarna", PaymentEvent, rows, seal)


def rows(text: bytes, told: Told) -> Iterator[Row]:
    """What one order tells. Errors: RecordError, and msgspec's where it is none of Klarna's."""
    record = _RECORD.decode(text)
    if record.event_type is not None:
        yield _event(record, record.event_type, None, told, event=told.name(record.event_id))
        return
    if record.status is None:
        if told.side == "report":
            raise RecordError("status", "it is no order of order management; one with a status would be right")
        return
    created, held = utc(record.created_at), f"fraud_status {record.fraud_status}"
    # Whatever became of it since, an order was authorised first, unless it was held back.
    first = held if held in statuses("klarna") else "order AUTHORIZED"
    yield _event(record, first, record.order_amount, told, occurred_at=created)
    for one in record.captures:
        facts = {"reference": told.name(one.capture_id), "occurred_at": utc(one.captured_at)}
        yield _event(record, "capture", one.captured_amount, told, **facts)
    for one in record.refunds:
        facts = {"reference": told.name(one.refund_id), "occurred_at": utc(one.refunded_at)}
        yield _event(record, "refund", one.refunded_amount, told, **facts)
    if record.status != "AUTHORIZED":
        yield _event(record, f"order {record.status}", record.order_amount, told)


def _event(record: Record, said: str, amount: int | None, told: Told, **known: Any) -> Row:
    currency, when = record.purchase_currency, known.get("occurred_at")
    return told.event(
        "klarna",
        record.order_id,
        said,
        state=statuses("klarna").get(said, when),
        order_id=told.name(record.merchant_reference1 or record.merchant_reference2),
        amount_minor=amounts("klarna").minor(amount, currency, when),
        currency=currency,
        method="klarna",
        family=families("klarna").get("klarna"),
        country=country(record.purchase_country),
        **known,
    )
