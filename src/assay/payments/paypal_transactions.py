"""PayPal's transaction search (reporting, v1) -> lines of the account: paid in, taken back, charged, paid out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import msgspec
from msgspec import Struct

from assay.model import Row
from assay.tables.ledger import SettlementLine

from . import Format
from .amounts import minor_of, number
from .dated import kinds
from .records import records
from .told import Currency, RecordError, Seal, Told, Word, taken, utc

FORMAT = Format("paypal-transactions", "paypal", "Transaction search (transaction_details), JSON")


class Money(Struct):
    value: Word | None = None
    currency_code: Currency | None = None


class Info(Struct):
    transaction_id: Word | None = None
    transaction_event_code: Word | None = None
    transaction_status: Word | None = None
    transaction_amount: Money | None = None
    fee_amount: Money | None = None
    paypal_account_id: Word | None = None
    paypal_reference_id: Word | None = None
    paypal_reference_id_type: Word | None = None
    invoice_id: Word | None = None
    custom_field: Word | None = None
    transaction_initiation_date: datetime | None = None
    transaction_updated_date: datetime | None = None


class Detail(Struct):
    transaction_info: Info


_DETAIL = msgspec.json.Decoder(Detail)
#: What was denied or still waits has moved nothing.
_MOVED = ("S", "V")


def sniff(head: bytes) -> bool:
    """Each transaction has an event code."""
    return b'"transaction_event_code"' in head


def read(data: bytes, seal: Seal) -> Iterator[Row]:
    """JSON or JSON lines. Errors: SourceError where it is no JSON."""
    yield from taken(records(data, ("transaction_details",)), "paypal", SettlementLine, rows, seal)


def rows(text: bytes, told: Told) -> Iterator[Row]:
    """What one transaction moved. Errors: RecordError, and msgspec's where it is none of PayPal's."""
    info = _DETAIL.decode(text).transaction_info
    said, when = info.transaction_event_code, utc(info.transaction_initiation_date)
    if said is None:
        raise RecordError("said", "it has no transaction_event_code")
    if info.transaction_status not in (None, *_MOVED):
        return
    gross, currency = _minor(info.transaction_amount, "transaction_amount")
    fee, settled = _minor(info.fee_amount, "fee_amount")
    kind = kinds("paypal").get(said, when)
    # A refund refers to the transaction that it takes back; one of an order's, to the order.
    of = info.paypal_reference_id if info.paypal_reference_id_type in ("ODR", "TXN") else None
    about_none = kind in ("fee", "payout", "reserve")
    yield told.settled(
        "paypal",
        said,
        line_id=told.name(info.transaction_id),
        payment=None if about_none else told.name(of or info.transaction_id),
        reference=told.name(info.transaction_id),
        order_id=told.name(info.invoice_id or info.custom_field),
        kind=kind,
        gross_minor=gross,
        currency=currency,
        # What the shop pays is negative at PayPal.
        fee_minor=None if fee is None else -fee,
        net_minor=None if gross is None or (settled or currency) != currency else gross + (fee or 0),
        settled_currency=settled or currency,
        booked_at=when,
    )


def _minor(money: Money | None, field: str) -> tuple[int | None, str | None]:
    if money is None or money.value is None:
        return None, None
    currency = money.currency_code.upper() if money.currency_code else None
    found = minor_of(number(money.value), currency)
    if found is None:
        raise RecordError(field, "it is no whole number of minor units of its currency, or that is not known")
    return found, currency
