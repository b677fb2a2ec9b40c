"""Adyen's standard notifications, and what its Checkout API answers -> rows of the ledger."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from assay.model import Row
from assay.tables.ledger import PaymentEvent

from . import Format
from .amounts import amounts
from .dated import families, outcomes, statuses
from .records import records
from .told import Currency, RecordError, Seal, Told, Units, Word, country, network, taken, utc

FORMAT = Format("adyen-notifications", "adyen", "Standard notifications (webhooks), and answers of its Checkout API")
#: What is notified and is about no payment of a shopper.
_NO_PAYMENT = frozenset(
    "REPORT_AVAILABLE PAYOUT_EXPIRE PAYOUT_DECLINE PAYOUT_THIRDPARTY PAIDOUT_REVERSED DONATION RECURRING_CONTRACT "
    "ACH_NOTIFICATION_OF_CHANGE DIRECT_DEBIT_NOTICE_OF_CHANGE_NOTIFICATION".split()
)
#: Results of asking for a balance, and of opening an order for several payments.
_NO_RESULT = frozenset({"Success", "Failed", "NotEnoughBalance"})
_TRANS_STATUS = frozenset("YNAUCRI")
_MODELS = {"Subscription": "merchant", "UnscheduledCardOnFile": "merchant"}
_Said = Annotated[str, Meta(min_length=1, max_length=100)]
_Fact = Word | int | float | bool | None


class Amount(Struct):
    currency: Currency | None = None
    value: Units | None = None


class More(
    Struct,
    rename={
        "action": "modification.action",
        "advice": "merchantAdviceCode",
        "alias": "alias",
        "answered": "threeDAuthenticatedResponse",
        "country": "issuerCountry",
        "due": "defensePeriodEndsAt",
        "interaction": "shopperInteraction",
        "model": "recurringProcessingModel",
        "network": "networkTxReference",
        "raw": "refusalReasonRaw",
        "reason_code": "chargebackReasonCode",
        "requested": "scaExemptionRequested",
        "scheme": "chargebackSchemeCode",
        "signature": "hmacSignature",
        "stored": "recurring.recurringDetailReference",
        "variant": "paymentMethodVariant",
    },
):
    """What is read of additionalData; numbers, names, dates of expiry and the like in it are not."""

    action: _Fact = None
    advice: _Fact = None
    alias: _Fact = None
    answered: _Fact = None
    country: _Fact = None
    due: _Fact = None
    eci: _Fact = None
    interaction: _Fact = None
    model: _Fact = None
    network: _Fact = None
    raw: _Fact = None
    reason_code: _Fact = None
    requested: _Fact = None
    scheme: _Fact = None
    signature: _Fact = None
    stored: _Fact = None
    variant: _Fact = None


class Item(Struct, rename="camel"):
    event_code: _Said
    psp_reference: Word
    success: bool | Word | None = None
    additional_data: More | None = None
    amount: Amount | None = None
    event_date: datetime | None = None
    merchant_account_code: Word | None = None
    merchant_reference: Word | None = None
    original_reference: Word | None = None
    payment_method: Word | None = None
    reason: str | None = None


class Wrapped(Struct):
    NotificationRequestItem: Item


class Brand(Struct):
    type: Word | None = None
    brand: Word | None = None


class Record(Struct, rename="camel"):
    """A notification, or an answer of the Checkout API."""

    live: bool | Word | None = None
    notification_items: list[Wrapped] | None = None
    additional_data: More | None = None
    amount: Amount | None = None
    merchant_account: Word | None = None
    merchant_reference: Word | None = None
    payment_method: Brand | Word | None = None
    payment_psp_reference: Word | None = None
    psp_reference: Word | None = None
    reference: Word | None = None
    refusal_reason: Word | None = None
    refusal_reason_code: Word | int | None = None
    result_code: _Said | None = None
    status: Word | int | None = None
    type: Word | None = None  # webhooks that are no standard notifications: tokens, balances


_RECORD = msgspec.json.Decoder(Record)


def sniff(head: bytes) -> bool:
    """A notification has `notificationItems`."""
    return b'"notificationItems"' in head or b'"NotificationRequestItem"' in head


def read(data: bytes, seal: Seal) -> Iterator[Row]:
    """JSON or JSON lines of notifications. Errors: SourceError where it is no JSON."""
    yield from taken(records(data), "adyen", PaymentEvent, rows, seal, "webhook")


def rows(text: bytes, told: Told) -> Iterator[Row]:
    """What one notification, or one answer, tells. Errors: RecordError, and msgspec's where it is none of Adyen's."""
    record = _RECORD.decode(text)
    environment = None if record.live is None else "production" if _true(record.live) else "test"
    if record.notification_items is not None:
        for wrapped in record.notification_items:
            yield from _item(wrapped.NotificationRequestItem, environment, told)
    elif record.result_code in _NO_RESULT:
        return
    elif record.result_code is not None and record.psp_reference:
        yield _answer(record, record.result_code, told)
    elif record.payment_psp_reference and isinstance(record.status, str):
        yield _modification(record, record.status, told)
    elif told.side != "api" and record.type is None:
        raise RecordError("notificationItems", "it is no notification; an object with notificationItems would be right")


def _item(item: Item, environment: str | None, told: Told) -> Iterator[Row]:
    if item.event_code in _NO_PAYMENT:
        return
    said, when, more = _said(item), utc(item.event_date), item.additional_data or More()
    refused = item.event_code == "AUTHORISATION" and not _true(item.success)
    known: dict[str, Any] = {
        "environment": environment,
        "account": told.name(item.merchant_account_code),
        "event": None,
        "reference": told.name(item.psp_reference),
        "order_id": told.name(item.merchant_reference),
        "state": statuses("adyen").get(said, when),
        # A capture that failed is none: what is authorised has not grown by it.
        **_money(None if item.event_code == "CAPTURE_FAILED" else item.amount, when),
        **_method(item.payment_method, _text(more.variant)),
        **_facts(more, told),
        "occurred_at": when,
    }
    if refused:
        # Where a payment succeeds, `reason` holds digits of the card and when it expires.
        known["decline_code"] = item.reason if item.reason and not any(c.isdigit() for c in item.reason) else None
        known["decline_code"] = known["decline_code"] and known["decline_code"][:100]
    payment = item.original_reference or item.psp_reference
    yield told.event("adyen", payment, said, **known)
    if (outcome := outcomes("adyen").get(item.event_code, when)) is not None:
        yield _dispute(item, more, outcome, known, told)


def _said(item: Item) -> str:
    said = f"{item.event_code} {'true' if _true(item.success) else 'false'}"
    action = item.additional_data.action if item.additional_data else None
    return f"{said} {action}" if item.event_code == "CANCEL_OR_REFUND" and action and _true(item.success) else said


def _dispute(item: Item, more: More, outcome: str, known: dict[str, Any], told: Told) -> Row:
    opened = item.event_code in ("NOTIFICATION_OF_CHARGEBACK", "REQUEST_FOR_INFORMATION", "CHARGEBACK")
    return told.dispute(
        "adyen",
        item.psp_reference,
        item.event_code,
        environment=known["environment"],
        payment=told.name(item.original_reference),
        order_id=known["order_id"],
        network=network(_text(more.scheme)),
        reason_code=_text(more.reason_code),
        outcome=outcome,
        amount_minor=known["amount_minor"],
        currency=known["currency"],
        opened_at=known["occurred_at"] if opened else None,
        due_at=_moment(more.due),
        answered_at=known["occurred_at"] if outcome == "answered" else None,
        closed_at=known["occurred_at"] if outcome in ("won", "lost") else None,
    )


def _answer(record: Record, said: str, told: Told) -> Row:
    more, method = record.additional_data or More(), record.payment_method
    name = method if isinstance(method, str) else method.brand or method.type if method else None
    return told.event(
        "adyen",
        record.psp_reference,
        said,
        reference=told.name(record.psp_reference),
        order_id=told.name(record.merchant_reference),
        state=statuses("adyen").get(said, told.received_at),
        **_money(record.amount, told.received_at),
        **_method(name, _text(more.variant)),
        **_facts(more, told),
        decline_code=record.refusal_reason,
        occurred_at=told.received_at,
    )


def _modification(record: Record, said: str, told: Told) -> Row:
    """A capture, refund or cancellation that Adyen took on; whether it succeeds is notified later."""
    return told.event(
        "adyen",
        record.payment_psp_reference,
        said,
        account=told.name(record.merchant_account),
        reference=told.name(record.psp_reference),
        order_id=told.name(record.reference),
        **_money(record.amount, told.received_at),
        occurred_at=told.received_at,
    )


def _money(amount: Amount | None, when: datetime | None) -> dict[str, Any]:
    if amount is None or amount.currency is None:
        return {"amount_minor": None, "amount": None, "currency": None}
    code, money = amount.currency.upper(), amounts("adyen")
    return {
        "amount_minor": money.minor(amount.value, code, when),
        "amount": money.decimal(amount.value, code, when),
        "currency": code,
    }


def _method(name: str | None, variant: str | None) -> dict[str, Any]:
    family = families("adyen").get(name)
    brand = name if family == "card" and name not in ("scheme", "card", "storedCard", "customcard") else None
    return {"method": name, "family": family, "network": network(brand or (variant if family == "card" else None))}


def _facts(more: More, told: Told) -> dict[str, Any]:
    answered = _text(more.answered)
    credential = more.alias or more.stored
    return {
        "country": country(_text(more.country)),
        "network_code": _code(more.raw),
        "advice_code": _code(more.advice),
        "threeds": answered if answered in _TRANS_STATUS else None,
        "eci": (_text(more.eci) or "")[:2] or None,
        "exemption": _text(more.requested),
        "initiator": _MODELS.get(_text(more.model) or "", "customer" if more.interaction == "Ecommerce" else None),
        "prior": told.sealed(more.network),
        "credential": told.sealed(credential),
        "credential_kind": None if credential is None else "pan" if more.alias else "provider_token",
    }


def _code(stated: _Fact) -> str | None:
    """`05 : Do not honor` -> 05"""
    head = (_text(stated) or "").partition(":")[0].strip()
    return head if head.isalnum() and len(head) <= 4 else None


def _moment(stated: _Fact) -> datetime | None:
    try:
        return utc(datetime.fromisoformat(stated)) if isinstance(stated, str) else None
    except ValueError:
        return None


def _true(stated: object) -> bool:
    return stated is True or (isinstance(stated, str) and stated.lower() == "true")


def _text(stated: _Fact) -> str | None:
    return None if stated is None or isinstance(stated, bool) else str(stated)
