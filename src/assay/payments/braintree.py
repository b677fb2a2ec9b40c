"""Braintree's transactions and disputes, as its libraries give them, and its webhooks -> rows of the ledger."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from urllib.parse import parse_qs

import msgspec
from msgspec import Struct

from assay.model import Row
from assay.tables.ledger import PaymentEvent

from . import Format
from .amounts import minor_of, number
from .braintree_xml import document
from .dated import families, outcomes, statuses
from .records import records
from .told import Currency, RecordError, Seal, Told, Word, country, network, taken, utc

FORMAT = Format("braintree", "braintree", "Transactions and disputes as JSON, and webhooks (bt_payload)")
#: Types of credit: money that goes back.
_CREDIT = "credit"


class Moment(Struct):
    status: Word | None = None
    amount: Word | float | int | None = None
    timestamp: datetime | None = None


class Card(Struct):
    card_type: Word | None = None
    country_of_issuance: Word | None = None
    unique_number_identifier: Word | None = None
    token: Word | None = None


class ThreeDSecure(Struct):
    status: Word | None = None
    eci_flag: Word | None = None
    pares_status: Word | None = None


class Transaction(Struct):
    id: Word | None = None
    type: Word | None = None
    status: Word | None = None
    amount: Word | float | int | None = None
    currency_iso_code: Currency | None = None
    order_id: Word | None = None
    merchant_account_id: Word | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None
    payment_instrument_type: Word | None = None
    credit_card: Card | None = None
    gateway_rejection_reason: Word | None = None
    network_response_code: Word | None = None
    network_transaction_id: Word | None = None
    processor_response_code: Word | None = None
    recurring: bool | None = None
    refunded_transaction_id: Word | None = None
    status_history: list[Moment] = []
    three_d_secure_info: ThreeDSecure | None = None
    merchant_advice_code: Word | None = None


class Of(Struct):
    id: Word | None = None
    order_id: Word | None = None


class Dispute(Struct):
    id: Word | None = None
    status: Word | None = None
    reason: Word | None = None
    reason_code: Word | None = None
    kind: Word | None = None
    amount: Word | float | int | None = None
    amount_disputed: Word | float | int | None = None
    currency_iso_code: Currency | None = None
    received_date: date | None = None
    reply_by_date: date | None = None
    transaction: Of | None = None


class Subject(Struct):
    transaction: Transaction | None = None
    dispute: Dispute | None = None


class Notification(Struct):
    kind: Word
    timestamp: datetime | None = None
    subject: Subject | None = None


class Record(Transaction):
    """A transaction, a dispute, or a webhook in its envelope."""

    bt_payload: str | None = None
    amount_disputed: Word | float | int | None = None
    reply_by_date: date | None = None
    received_date: date | None = None
    reason: Word | None = None
    reason_code: Word | None = None
    transaction: Of | None = None


_RECORD = msgspec.json.Decoder(Record)


def sniff(head: bytes) -> bool:
    """Transactions name a merchant account and an instrument, webhooks are in bt_payload."""
    return b"bt_payload" in head or (b'"merchant_account_id"' in head and b'"payment_instrument_type"' in head)


def read(data: bytes, seal: Seal) -> Iterator[Row]:
    """JSON or JSON lines. Errors: SourceError where it is no JSON."""
    yield from taken(records(data, ("transactions", "disputes")), "braintree", PaymentEvent, rows, seal)


def rows(text: bytes, told: Told) -> Iterator[Row]:
    """What one record tells. Errors: RecordError, and msgspec's where it is none of Braintree's."""
    if text[:1] != b"{":
        yield from _webhook((parse_qs(text.decode("utf-8", "replace")).get("bt_payload") or [""])[0], told)
        return
    record = _RECORD.decode(text)
    if record.bt_payload is not None:
        yield from _webhook(record.bt_payload, told)
    elif record.amount_disputed is not None or record.reply_by_date:
        yield from _dispute(msgspec.json.decode(text, type=Dispute), None, told, {})
    elif record.status is not None:
        yield from transaction(record, told)
    elif told.side == "report":
        raise RecordError(None, "it is no transaction, dispute or webhook of these")


def _webhook(payload: str, told: Told) -> Iterator[Row]:
    try:
        xml = base64.b64decode("".join(payload.split()), validate=True)
    except (binascii.Error, ValueError):
        raise RecordError("bt_payload", "it is no base64") from None
    named = document(xml)
    one = msgspec.convert(named.get("notification", named), Notification, strict=False)
    known: dict[str, Any] = {"occurred_at": utc(one.timestamp), "side": "api" if told.side == "api" else "webhook"}
    subject = one.subject or Subject()
    if subject.dispute is not None:
        yield from _dispute(subject.dispute, one.kind, told, known)
    elif subject.transaction is not None and one.kind in statuses("braintree"):
        yield _event(subject.transaction, one.kind, subject.transaction.amount, told, known)


def transaction(one: Transaction, told: Told) -> Iterator[Row]:
    """Each state that a transaction has been in, else the one that it is in."""
    history = [moment for moment in one.status_history if moment.status]
    for moment in history:
        yield _event(one, _said(one, moment.status), moment.amount, told, {"occurred_at": utc(moment.timestamp)})
    if not history:
        when = utc(one.updated_at or one.created_at)
        yield _event(one, _said(one, one.status), one.amount, told, {"occurred_at": when})


def _said(one: Transaction, status: str | None) -> str:
    return f"{_CREDIT} {status}" if one.type == _CREDIT else f"{status}"


def _event(one: Transaction, said: str, amount: object, told: Told, known: dict[str, Any]) -> Row:
    value, currency = number(amount), one.currency_iso_code
    if amount is not None and value is None:
        raise RecordError("amount", "it is no decimal; one such as 12.50 would be right")
    card, secure, name = one.credit_card, one.three_d_secure_info or ThreeDSecure(), one.payment_instrument_type
    state = statuses("braintree").get(said, known.get("occurred_at"))
    failed = state in ("declined", "error")
    return told.event(
        "braintree",
        one.refunded_transaction_id or one.id,
        said,
        **{
            "account": told.name(one.merchant_account_id),
            "reference": told.name(one.id),
            "order_id": told.name(one.order_id),
            "state": state,
            "amount_minor": minor_of(value, currency),
            "amount": None if value is None else str(value),
            "currency": currency,
            "method": name,
            "family": families("braintree").get(name),
            "network": network(card.card_type if card else None),
            "country": country(card.country_of_issuance if card else None),
            "decline_code": (one.gateway_rejection_reason or one.processor_response_code) if failed else None,
            "network_code": one.network_response_code if failed else None,
            "advice_code": one.merchant_advice_code if failed else None,
            "threeds": secure.pares_status if secure.pares_status in set("YNAUCRI") else None,
            "eci": secure.eci_flag,
            "initiator": "merchant" if one.recurring else None,
            "prior": None,
            **_credential(card, told),
            **known,
        },
    )


def _credential(card: Card | None, told: Told) -> dict[str, Any]:
    if card is None or not (card.unique_number_identifier or card.token):
        return {}
    kind = "pan" if card.unique_number_identifier else "provider_token"
    return {"credential": told.sealed(card.unique_number_identifier or card.token), "credential_kind": kind}


def _dispute(one: Dispute, said: str | None, told: Told, known: dict[str, Any]) -> Iterator[Row]:
    stands = one.status or ""
    payment, of = (one.transaction.id if one.transaction else None), one.transaction or Of()
    amount, currency = number(one.amount_disputed or one.amount), one.currency_iso_code
    if payment is not None and said is not None:
        facts = Transaction(id=payment, currency_iso_code=currency, order_id=of.order_id)
        yield _event(facts, said, one.amount_disputed or one.amount, told, {**known, "reference": told.name(one.id)})
    opened = datetime.combine(one.received_date, datetime.min.time()) if one.received_date else None
    yield told.dispute(
        "braintree",
        one.id,
        stands,
        payment=told.name(payment),
        order_id=told.name(of.order_id),
        reason_code=one.reason_code or one.reason,
        outcome=outcomes("braintree").get(stands, opened),
        amount_minor=minor_of(amount, currency),
        currency=currency,
        opened_at=opened,
        due_at=datetime.combine(one.reply_by_date, datetime.min.time()) if one.reply_by_date else None,
    )
