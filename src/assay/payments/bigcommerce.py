"""BigCommerce's orders (v2), order transactions (v3) and refunds (v3) -> orders and payment events."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from email.utils import parsedate_to_datetime
from functools import cache
from typing import Any

import msgspec
from msgspec import Struct

from assay.model import Row
from assay.tables.ledger import ShopOrder

from . import Format
from .amounts import minor_of, number
from .dated import families, reference, statuses
from .records import records
from .told import Currency, RecordError, Seal, Told, Word, country, network, taken, utc

FORMAT = Format("bigcommerce", "bigcommerce", "Orders (v2), order transactions and refunds (v3)")
_Decimal = Word | int | float | None


class Card(Struct):
    card_type: Word | None = None


class Paid(Struct):
    """What a refund gave back, by one means."""

    provider_id: Word | None = None
    amount: _Decimal = None
    is_declined: bool | None = None
    transaction_id: Word | int | None = None


class Record(Struct):
    """An order, a transaction or a refund, by the names that they share."""

    id: Word | int | None = None
    order_id: Word | int | None = None
    status: Word | None = None
    # an order
    total_inc_tax: _Decimal = None
    refunded_amount: _Decimal = None
    default_currency_code: Currency | None = None
    currency_code: Currency | None = None
    payment_method: Word | None = None
    payment_provider_id: Word | int | None = None
    geoip_country_iso2: Word | None = None
    date_created: Word | None = None
    date_modified: Word | None = None
    cart_id: Word | None = None
    # a transaction
    event: Word | None = None
    method: Word | None = None
    amount: _Decimal = None
    currency: Currency | None = None
    gateway: Word | None = None
    gateway_transaction_id: Word | None = None
    reference_transaction_id: Word | int | None = None
    test: bool | None = None
    credit_card: Card | None = None
    # a refund
    created: Word | None = None
    total_amount: _Decimal = None
    payments: list[Paid] | None = None


_RECORD = msgspec.json.Decoder(Record)
_RECORDS = msgspec.json.Decoder(list[Record])


def sniff(head: bytes) -> bool:
    """Orders have a total with tax and a provider's id; transactions name their gateway; refunds say who refunded."""
    order = b'"total_inc_tax"' in head and b'"payment_provider_id"' in head
    return order or b'"gateway_transaction_id"' in head or (b'"payments"' in head and b'"total_amount"' in head)


def read(data: bytes, seal: Seal) -> Iterator[Row]:
    """JSON or JSON lines. Errors: SourceError where it is no JSON."""
    roots: dict[str, str] = {}

    def each(text: bytes, told: Told) -> Iterator[Row]:
        return rows(text, told, roots)

    yield from taken(records(data, ("data",)), "bigcommerce", ShopOrder, each, seal)


def rows(text: bytes, told: Told, roots: dict[str, str] | None = None) -> Iterator[Row]:
    """What one record tells; `roots` of transactions is read and added to. Errors: RecordError, and msgspec's."""
    known = roots if roots is not None else {}
    for record in _RECORDS.decode(text) if text[:1] == b"[" else [_RECORD.decode(text)]:
        if record.event is not None:
            yield _transaction(record, told, known)
        elif record.payments is not None and record.total_amount is not None:
            yield from _refund(record, told)
        elif record.total_inc_tax is not None:
            yield _order(record, told)
        elif told.side == "report":
            raise RecordError(None, "it is no order, transaction or refund")


def _order(one: Record, told: Told) -> Row:
    name = told.name(one.id)
    if name is None:
        raise RecordError("order_id", "it has no id")
    # The currency that the shopper pays in; currency_code is the one that prices were shown in.
    currency = one.default_currency_code or one.currency_code
    total, refunded = _amount(one.total_inc_tax, "total_inc_tax"), number(one.refunded_amount)
    said = one.status
    return told.order(
        order_id=name,
        payment=told.name(one.payment_provider_id),
        said=said,
        status=_meanings().get(said.upper().replace(" ", "_")) if said else None,
        total_minor=minor_of(total, currency),
        total=None if total is None else str(total),
        refunded_minor=minor_of(refunded, currency),
        currency=currency,
        method=one.payment_method,
        country=country(one.geoip_country_iso2),
        placed_at=_moment(one.date_created, "date_created"),
        changed_at=_moment(one.date_modified, "date_modified"),
    )


def _transaction(one: Record, told: Told, roots: dict[str, str]) -> Row:
    """Transactions refer to the one that they act upon; the first of them is the payment."""
    name, above = str(one.id), one.reference_transaction_id
    root = roots.get(str(above), str(above)) if above else name
    if len(roots) < 1_000_000:
        roots[name] = root
    said, amount = f"{one.event} {one.status}", _amount(one.amount, "amount")
    when = _moment(one.date_created, "date_created")
    state = statuses("bigcommerce").get(said, when)
    facts: dict[str, Any] = {"reference": told.name(one.gateway_transaction_id or one.id), "state": state}
    return told.event(
        "bigcommerce",
        root if one.id is not None else None,
        said,
        account=told.name(one.gateway),
        environment="test" if one.test else "production" if one.test is False else None,
        order_id=told.name(one.order_id),
        amount_minor=minor_of(amount, one.currency),
        currency=one.currency,
        method=one.method,
        family=families("bigcommerce").get(one.method),
        network=network(one.credit_card.card_type if one.credit_card else None),
        occurred_at=when,
        **facts,
    )


def _refund(one: Record, told: Told) -> Iterator[Row]:
    """A refund does not say in which currency; the order does."""
    for paid in one.payments or ():
        said = "refund declined" if paid.is_declined else "refund"
        amount, when = _amount(paid.amount, "amount"), _moment(one.created, "created")
        yield told.event(
            "bigcommerce",
            paid.transaction_id or one.order_id,
            said,
            account=told.name(paid.provider_id),
            reference=told.name(one.id),
            order_id=told.name(one.order_id),
            state=statuses("bigcommerce").get(said, when),
            amount=None if amount is None else str(amount),
            occurred_at=when,
        )


def _amount(stated: _Decimal, field: str) -> Any:
    found = number(stated)
    if stated not in (None, "") and found is None:
        raise RecordError(field, "it is no decimal; one such as 12.50 would be right")
    return found


def _moment(stated: str | None, field: str) -> datetime | None:
    """RFC 2822 in version 2, ISO 8601 in version 3."""
    if not stated:
        return None
    try:
        return utc(parsedate_to_datetime(stated) if stated[:1].isalpha() else datetime.fromisoformat(stated))
    except (ValueError, TypeError, IndexError, OverflowError):
        raise RecordError(field, "it is no time") from None


@cache
def _meanings() -> dict[str, str]:
    return {row["status"]: row["meaning"] for row in reference("order_status") if row["provider"] == "bigcommerce"}
