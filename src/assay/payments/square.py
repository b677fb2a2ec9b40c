"""Square's payments, refunds, disputes, payout entries, and webhook events of them -> rows of the ledger."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import msgspec
from msgspec import Struct

from assay.model import Row
from assay.tables.ledger import PaymentEvent

from . import Format
from .amounts import amounts
from .dated import families, kinds, outcomes, statuses
from .records import records
from .told import Count, Currency, RecordError, Seal, Told, Units, Word, network, taken, utc

FORMAT = Format("square", "square", "Payments, refunds, disputes, payout entries, and webhook events of them")
_EVENTS = ("payment.", "refund.", "dispute.")
_LISTS = ("payments", "refunds", "disputes", "payout_entries", "events")


class Money(Struct):
    amount: Units | None = None
    currency: Currency | None = None


class Card(Struct):
    card_brand: Word | None = None
    fingerprint: Word | None = None


class Problem(Struct):
    code: Word | None = None


class CardDetails(Struct):
    status: Word | None = None
    card: Card | None = None
    auth_result_code: Word | None = None
    errors: list[Problem] = []


class Brand(Struct):
    brand: Word | None = None


class Details(Struct):
    """What a payout entry is of."""

    payment_id: Word | None = None


class DisputedPayment(Struct):
    payment_id: Word | None = None


class One(Struct):
    """A payment, a refund, a dispute or an entry of a payout, by the names that they share."""

    id: Word | None = None
    status: Word | None = None
    state: Word | None = None
    amount_money: Money | None = None
    total_money: Money | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None
    card_details: CardDetails | None = None
    wallet_details: Brand | None = None
    buy_now_pay_later_details: Brand | None = None
    source_type: Word | None = None
    location_id: Word | None = None
    order_id: Word | None = None
    reference_id: Word | None = None
    payment_id: Word | None = None
    version: Count | None = None
    version_token: Word | None = None
    dispute_id: Word | None = None
    disputed_payment: DisputedPayment | None = None
    card_brand: Word | None = None
    reason: str | None = None
    due_at: datetime | None = None
    # of an entry of a payout
    payout_id: Word | None = None
    effective_at: datetime | None = None
    type: Word | None = None
    gross_amount_money: Money | None = None
    fee_amount_money: Money | None = None
    net_amount_money: Money | None = None
    type_charge_details: Details | None = None
    type_refund_details: Details | None = None
    type_dispute_details: Details | None = None
    type_open_dispute_details: Details | None = None


class Subjects(Struct):
    payment: One | None = None
    refund: One | None = None
    dispute: One | None = None


class Data(Struct):
    object: Subjects | None = None


class Record(One):
    data: Data | None = None
    event_id: Word | None = None
    merchant_id: Word | None = None
    # of an answer
    payment: One | None = None
    refund: One | None = None
    dispute: One | None = None


class Kind(Struct):
    type: Word | None = None
    event_id: Word | None = None


_RECORD = msgspec.json.Decoder(Record)
_KIND = msgspec.json.Decoder(Kind)


def sniff(head: bytes) -> bool:
    """Amounts are named so by nobody else."""
    return b'"amount_money"' in head or b'"gross_amount_money"' in head


def read(data: bytes, seal: Seal) -> Iterator[Row]:
    """JSON or JSON lines. Errors: SourceError where it is no JSON."""
    yield from taken(records(data, _LISTS), "square", PaymentEvent, rows, seal)


def rows(text: bytes, told: Told) -> Iterator[Row]:
    """What one record tells. Errors: RecordError, and msgspec's where it is none of Square's."""
    try:
        record = _RECORD.decode(text)
    except msgspec.ValidationError:
        kind = _KIND.decode(text)
        if kind.event_id is not None and not (kind.type or "").startswith(_EVENTS):
            return
        raise
    known: dict[str, Any] = {}
    subjects: Any = record
    if record.event_id is not None:
        if not (record.type or "").startswith(_EVENTS) or record.data is None or record.data.object is None:
            return
        subjects = record.data.object
        known = {"event": told.name(record.event_id), "account": told.name(record.merchant_id)}
        if told.side == "report":
            known["side"] = "webhook"
    found = False
    for name in ("payment", "refund", "dispute"):
        if (one := getattr(subjects, name)) is not None:
            found = True
            yield from _rows(one, name, told, known)
    if not found and record.event_id is None:
        yield from _rows(record, _named(record), told, known)


def _named(one: One) -> str:
    if one.payout_id:
        return "entry"
    if one.state and (one.dispute_id or one.disputed_payment):
        return "dispute"
    return "refund" if one.payment_id else "payment"


def _rows(one: One, name: str, told: Told, known: dict[str, Any]) -> Iterator[Row]:
    if name == "entry":
        yield _entry(one, told)
    elif one.status is None and one.state is None:
        if told.side == "report":
            raise RecordError("said", "it has no status")
    elif name == "payment":
        yield _payment(one, told, known)
    elif name == "refund":
        # What was refunded before it has been approved is not refunded yet: the latest time is that of the state.
        yield _event(one, one.payment_id, f"refund {one.status}", one.amount_money, told, known)
    else:
        yield from _dispute(one, told, known)


def _payment(one: One, told: Told, known: dict[str, Any]) -> Row:
    card = one.card_details
    said = f"payment {one.status}"
    if one.status == "CANCELED" and card and card.status == "VOIDED":
        said += " VOIDED"
    brand = one.wallet_details or one.buy_now_pay_later_details
    facts: dict[str, Any] = {
        "method": (brand.brand.lower() if brand and brand.brand else None) or one.source_type,
        "family": families("square").get(one.source_type),
    }
    if card:
        failed = one.status == "FAILED" and card.errors
        facts |= {
            "network": network(card.card.card_brand if card.card else None),
            "credential": told.sealed(card.card.fingerprint if card.card else None),
            "credential_kind": "pan" if card.card and card.card.fingerprint else None,
            "decline_code": card.errors[0].code if failed else None,
        }
    return _event(one, one.id, said, one.total_money or one.amount_money, told, {**facts, **known})


def _event(one: One, payment: str | None, said: str, money: Money | None, told: Told, known: dict[str, Any]) -> Row:
    when = utc(one.updated_at or one.created_at)
    currency, value = (money.currency, money.amount) if money else (None, None)
    return told.event(
        "square",
        payment,
        said,
        **{
            "state": statuses("square").get(said, when),
            "reference": told.name(one.id),
            "order_id": told.name(one.reference_id or one.order_id),
            "amount_minor": amounts("square").minor(value, currency, when),
            "currency": currency,
            "object_version": told.name(one.version_token) if one.version is None else str(one.version),
            "occurred_at": when,
            **known,
        },
    )


def _dispute(one: One, told: Told, known: dict[str, Any]) -> Iterator[Row]:
    payment = one.disputed_payment.payment_id if one.disputed_payment else one.payment_id
    money, said, when = one.amount_money or Money(), one.state or one.status or "", utc(one.created_at)
    name = one.dispute_id or one.id
    if payment is not None:
        facts = {"reference": told.name(name), **known}
        yield _event(one, payment, f"dispute {said}", one.amount_money, told, facts)
    yield told.dispute(
        "square",
        name,
        said,
        payment=told.name(payment),
        network=network(one.card_brand),
        reason_code=one.reason[:100] if one.reason else None,
        outcome=outcomes("square").get(said, when),
        amount_minor=amounts("square").minor(money.amount, money.currency, when),
        currency=money.currency,
        opened_at=when,
        due_at=utc(one.due_at),
    )


def _entry(one: One, told: Told) -> Row:
    """An entry of a payout. Square's gross, fee and net are in one currency."""
    if one.type is None:
        raise RecordError("said", "it has no type")
    when, money = utc(one.effective_at), amounts("square")
    gross, fee, net = (m or Money() for m in (one.gross_amount_money, one.fee_amount_money, one.net_amount_money))
    of = one.type_charge_details or one.type_refund_details or one.type_dispute_details or one.type_open_dispute_details
    payment = of.payment_id if of else None
    return told.settled(
        "square",
        one.type,
        line_id=told.name(one.id),
        payment=told.name(payment),
        kind=kinds("square").get(one.type, when),
        gross_minor=money.minor(gross.amount, gross.currency, when),
        currency=gross.currency,
        fee_minor=money.minor(fee.amount, fee.currency, when),
        net_minor=money.minor(net.amount, net.currency, when),
        settled_currency=net.currency or fee.currency,
        batch=told.name(one.payout_id),
        booked_at=when,
        settled_on=_day(when) if one.type == "PAYOUT" else None,
    )


def _day(when: datetime | None) -> date | None:
    return when.date() if when else None
