"""PayPal's orders, authorisations, captures, refunds, disputes and webhooks (REST, v2 and v1) -> rows of the ledger.

A payment is the order where its identifier is told, else the capture. What an earlier record of the same file says of a
capture's order holds for its refunds too, which name the capture alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct

from assay.model import Row
from assay.tables.ledger import PaymentEvent

from . import Format
from .amounts import minor_of, number
from .dated import families, outcomes, statuses
from .records import records
from .told import Currency, RecordError, Seal, Told, Word, network, taken, utc

FORMAT = Format("paypal", "paypal", "Orders, authorisations, captures, refunds, disputes, and webhooks of them")
_EVENTS = ("CHECKOUT.ORDER.", "CHECKOUT.PAYMENT-APPROVAL.", "PAYMENT.AUTHORIZATION.", "PAYMENT.CAPTURE.")
_EVENTS_MORE = ("PAYMENT.REFUND.", "PAYMENT.SALE.", "CUSTOMER.DISPUTE.")
#: So many captures are remembered with their orders.
_MOST = 500_000


class Money(Struct):
    value: Word | None = None
    currency_code: Currency | None = None
    # of version 1
    total: Word | None = None
    currency: Currency | None = None


class Link(Struct):
    href: str | None = None
    rel: Word | None = None


class Related(Struct):
    order_id: Word | None = None
    authorization_id: Word | None = None
    capture_id: Word | None = None


class Supplement(Struct):
    related_ids: Related | None = None


class Processor(Struct):
    response_code: Word | None = None
    payment_advice_code: Word | None = None


class Details(Struct):
    reason: Word | None = None


class Change(Struct):
    """An authorisation, a capture, a refund, or a sale of version 1."""

    id: Word | None = None
    status: Word | None = None
    state: Word | None = None
    amount: Money | None = None
    create_time: datetime | None = None
    update_time: datetime | None = None
    custom_id: Word | None = None
    custom: Word | None = None
    invoice_id: Word | None = None
    invoice_number: Word | None = None
    links: list[Link] = []
    parent_payment: Word | None = None
    sale_id: Word | None = None
    processor_response: Processor | None = None
    status_details: Details | None = None
    supplementary_data: Supplement | None = None


class Made(Struct):
    authorizations: list[Change] = []
    captures: list[Change] = []
    refunds: list[Change] = []


class Unit(Struct):
    amount: Money | None = None
    custom_id: Word | None = None
    invoice_id: Word | None = None
    payments: Made | None = None


class ThreeDSecure(Struct):
    authentication_status: Word | None = None


class Authentication(Struct):
    three_d_secure: ThreeDSecure | None = None


class Source(Struct):
    brand: Word | None = None
    authentication_result: Authentication | None = None


class Sources(Struct):
    card: Source | None = None
    paypal: Source | None = None
    venmo: Source | None = None
    apple_pay: Source | None = None
    google_pay: Source | None = None
    bancontact: Source | None = None
    blik: Source | None = None
    eps: Source | None = None
    giropay: Source | None = None
    ideal: Source | None = None
    mybank: Source | None = None
    p24: Source | None = None
    sofort: Source | None = None
    trustly: Source | None = None


class Disputed(Struct):
    seller_transaction_id: Word | None = None
    buyer_transaction_id: Word | None = None
    invoice_number: Word | None = None
    custom: Word | None = None


class Decision(Struct):
    outcome_code: Word | None = None


class Resource(Change):
    """Whatever a webhook or an answer is about."""

    order_id: Word | None = None
    purchase_units: list[Unit] = []
    payment_source: Sources | None = None
    intent: Word | None = None
    dispute_id: Word | None = None
    disputed_transactions: list[Disputed] = []
    dispute_amount: Money | None = None
    dispute_outcome: Decision | None = None
    reason: Word | None = None
    seller_response_due_date: datetime | None = None


class Record(Resource):
    event_type: Word | None = None
    resource: Resource | None = None
    resource_type: Word | None = None
    name: Word | None = None  # of an answer that refuses


class Kind(Struct):
    event_type: Word | None = None


_RECORD = msgspec.json.Decoder(Record)
_KIND = msgspec.json.Decoder(Kind)


def sniff(head: bytes) -> bool:
    """Webhooks have `event_type` and `resource`; orders have `purchase_units`."""
    webhook = b'"event_type"' in head and b'"resource"' in head and b'"resource_type"' in head
    return webhook or b'"purchase_units"' in head or b'"seller_receivable_breakdown"' in head


def read(data: bytes, seal: Seal) -> Iterator[Row]:
    """JSON or JSON lines. Errors: SourceError where it is no JSON."""
    orders: dict[str, str] = {}

    def each(text: bytes, told: Told) -> Iterator[Row]:
        return rows(text, told, orders)

    yield from taken(records(data, ("events", "items")), "paypal", PaymentEvent, each, seal)


def rows(text: bytes, told: Told, orders: dict[str, str] | None = None) -> Iterator[Row]:
    """What one record tells; `orders` of captures is read and added to. Errors: RecordError, and msgspec's."""
    known = orders if orders is not None else {}
    try:
        record = _RECORD.decode(text)
    except msgspec.ValidationError:
        kind = _KIND.decode(text).event_type
        if kind is not None and not kind.startswith((*_EVENTS, *_EVENTS_MORE)):
            return
        raise
    if record.event_type is not None:
        if record.event_type.startswith((*_EVENTS, *_EVENTS_MORE)) and record.resource is not None:
            yield from _webhook(record, record.event_type, record.resource, told, known)
    elif record.purchase_units:
        yield from _order(record, told, known)
    elif record.dispute_id:
        yield from _dispute(record, f"dispute {record.status}", told, {})
    elif record.id and record.amount and (kind := _kind(record)):
        yield _change(record, kind, None, told, known, {})
    elif told.side == "report":
        raise RecordError(None, "it is no order, capture, refund, dispute or webhook of these")


def _webhook(record: Record, kind: str, one: Resource, told: Told, orders: dict[str, str]) -> Iterator[Row]:
    known: dict[str, Any] = {"event": told.name(record.id), "occurred_at": utc(record.create_time)}
    if told.side == "report":
        known["side"] = "webhook"
    if kind.startswith("CUSTOMER.DISPUTE."):
        code = one.dispute_outcome.outcome_code if one.dispute_outcome else None
        yield from _dispute(one, f"{kind} {code}" if code and kind.endswith("RESOLVED") else kind, told, known)
    elif kind.startswith("CHECKOUT."):
        first = one.purchase_units[0] if one.purchase_units else Unit()
        yield _event(one, one.order_id or one.id, kind, first.amount, told, {**_of(first, told), **known})
    else:
        yield _change(one, "refund" if "REFUND" in kind else "", None, told, orders, {"said": kind, **known})


def _order(one: Resource, told: Told, orders: dict[str, str]) -> Iterator[Row]:
    """An order, and what was authorised, captured and refunded of each of its units."""
    total = one.purchase_units[0].amount if len(one.purchase_units) == 1 else None
    facts = {**_of(one.purchase_units[0], told), "occurred_at": utc(one.create_time)}
    if one.status is not None:
        yield _event(one, one.id, f"order {one.status}", total, told, facts)
    for unit in one.purchase_units:
        made = unit.payments or Made()
        for kind, changes in (
            ("authorization", made.authorizations),
            ("capture", made.captures),
            ("refund", made.refunds),
        ):
            for change in changes:
                if one.id and change.id and kind == "capture" and len(orders) < _MOST:
                    orders[change.id] = one.id
                yield _change(change, kind, one.id, told, orders, {**_of(unit, told), **_method(one)})


def _change(
    one: Change, kind: str, order: str | None, told: Told, orders: dict[str, str], known: dict[str, Any]
) -> Row:
    """One authorisation, capture or refund; the payment is its order, else the capture that it is of."""
    related = one.supplementary_data.related_ids if one.supplementary_data else None
    capture = _above(one) or one.sale_id if kind == "refund" else one.id
    order = order or (related.order_id if related else None) or one.parent_payment or orders.get(capture or "")
    if order and capture and len(orders) < _MOST:
        orders[capture] = order
    said = known.pop("said", None) or f"{kind} {one.status or one.state}"
    facts = {"reference": told.name(one.id), **_refused(one), "occurred_at": utc(one.create_time), **known}
    facts["order_id"] = told.name(one.invoice_id or one.custom_id or one.invoice_number or one.custom) or facts.get(
        "order_id"
    )
    return _event(one, order or capture or one.id, said, one.amount, told, facts)


def _event(one: Change, payment: str | None, said: str, money: Money | None, told: Told, known: dict[str, Any]) -> Row:
    value = number(money.value if money and money.value is not None else money.total if money else None)
    currency = (money.currency_code or money.currency) if money else None
    code = currency.upper() if currency else None
    if money is not None and (money.value or money.total) and value is None:
        raise RecordError("amount", "it is no decimal; one such as 12.50 would be right")
    return told.event(
        "paypal",
        payment,
        said,
        **{
            "state": statuses("paypal").get(said, known.get("occurred_at")),
            "amount_minor": minor_of(value, code),
            "amount": None if value is None else str(value),
            "currency": code,
            **(_method(one) if isinstance(one, Resource) else {}),
            **known,
        },
    )


def _kind(one: Change) -> str | None:
    """What an answer is, by the address that it has of itself."""
    own = next((link.href for link in one.links if link.rel == "self" and link.href), "")
    return next((name for name in ("authorization", "capture", "refund") if f"/{name}s/" in own), None)


def _above(one: Change) -> str | None:
    """The capture that a refund is of, by the address above it."""
    href = next((link.href for link in one.links if link.rel == "up" and link.href), None)
    return href.rstrip("/").rpartition("/")[2] if href and "/captures/" in href else None


def _of(unit: Unit, told: Told) -> dict[str, Any]:
    return {"order_id": told.name(unit.invoice_id or unit.custom_id)}


def _refused(one: Change) -> dict[str, Any]:
    processor = one.processor_response
    return {
        "decline_code": one.status_details.reason if one.status_details else None,
        "network_code": processor.response_code if processor else None,
        "advice_code": processor.payment_advice_code if processor else None,
    }


def _method(one: Resource) -> dict[str, Any]:
    """The one source that paid; of a card its brand and how it was authenticated."""
    if one.payment_source is None:
        return {}
    named = {name: value for name in Sources.__struct_fields__ if (value := getattr(one.payment_source, name))}
    if len(named) != 1:
        return {}
    name, source = next(iter(named.items()))
    secure = source.authentication_result.three_d_secure if source.authentication_result else None
    status = secure.authentication_status if secure else None
    return {
        "method": name,
        "family": families("paypal").get(name),
        "network": network(source.brand),
        "threeds": status if status in set("YNAUCRI") else None,
    }


def _dispute(one: Resource, said: str, told: Told, known: dict[str, Any]) -> Iterator[Row]:
    of = one.disputed_transactions[0] if one.disputed_transactions else Disputed()
    money = one.dispute_amount or Money()
    code = one.dispute_outcome.outcome_code if one.dispute_outcome else None
    stands = f"{one.status} {code}" if code and one.status == "RESOLVED" else one.status
    when = utc(one.create_time)
    if of.seller_transaction_id:
        facts = {"reference": told.name(one.dispute_id), "occurred_at": when, **known}
        yield _event(one, of.seller_transaction_id, said, one.dispute_amount, told, facts)
    if stands is None:
        return
    yield told.dispute(
        "paypal",
        one.dispute_id,
        stands,
        payment=told.name(of.seller_transaction_id),
        order_id=told.name(of.invoice_number or of.custom),
        reason_code=one.reason,
        outcome=outcomes("paypal").get(stands, when),
        amount_minor=minor_of(number(money.value), money.currency_code),
        currency=money.currency_code,
        opened_at=when,
        due_at=utc(one.seller_response_due_date),
    )
