"""Checkout.com's payments, their actions, disputes, and webhooks of them -> rows of the ledger."""

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
from .dated import families, outcomes, statuses
from .records import records
from .told import Currency, RecordError, Seal, Told, Units, Word, country, network, taken, utc

FORMAT = Format("checkoutcom", "checkoutcom", "Payments, their actions, disputes, and webhooks of them")
_EVENTS = ("payment_", "dispute_")
#: What is notified under these names, and is no change of a payment.
_OTHERS = ("payment_instrument", "payment_compliance", "payment_session")


class ThreeDS(Struct):
    authentication_response: Word | None = None
    eci: Word | None = None
    challenged: bool | None = None
    exemption: Word | None = None


class Source(Struct):
    type: Word | None = None
    id: Word | None = None
    scheme: Word | None = None
    fingerprint: Word | None = None
    issuer_country: Word | None = None


class Processing(Struct):
    partner_merchant_advice_code: Word | None = None
    recommendation_code: Word | None = None
    partner_response_code: Word | None = None


class Metadata(Struct):
    order_id: Word | int | None = None


class One(Struct, rename={"threeds": "3ds"}):
    """A payment, an action, a dispute, or what a webhook says of one."""

    id: Word | None = None
    action_id: Word | None = None
    type: Word | None = None
    status: Word | None = None
    approved: bool | None = None
    amount: Units | None = None
    currency: Currency | None = None
    requested_on: datetime | None = None
    processed_on: datetime | None = None
    received_on: datetime | None = None
    last_update: datetime | None = None
    reference: Word | None = None
    payment_id: Word | None = None
    payment_type: Word | None = None
    payment_reference: Word | None = None
    payment_method: Word | None = None
    response_code: Word | None = None
    scheme_id: Word | None = None
    source: Source | None = None
    threeds: ThreeDS | None = None
    processing: Processing | None = None
    metadata: Metadata | None = None
    reason_code: Word | None = None
    category: Word | None = None
    evidence_required_by: datetime | None = None


class Payment(One, rename={"threeds": "3ds"}):
    actions: list[One] = []


class Record(Payment, rename={"threeds": "3ds"}):
    data: Payment | None = None
    created_on: datetime | None = None
    version: Word | None = None


class Kind(Struct):
    type: Word | None = None
    data: msgspec.Raw | None = None


_RECORD = msgspec.json.Decoder(Record)
_KIND = msgspec.json.Decoder(Kind)


def sniff(head: bytes) -> bool:
    """Identifiers say what they are of."""
    compact = head.replace(b" ", b"")
    return b'"id":"pay_' in compact or (b'"id":"evt_' in compact and b'"created_on"' in compact)


def read(data: bytes, seal: Seal) -> Iterator[Row]:
    """JSON or JSON lines. Errors: SourceError where it is no JSON."""
    # `data` of a webhook is what it tells, no list.
    yield from taken(records(data, ("data", "items")), "checkoutcom", PaymentEvent, rows, seal)


def rows(text: bytes, told: Told) -> Iterator[Row]:
    """What one record tells. Errors: RecordError, and msgspec's where it is none of Checkout.com's."""
    try:
        record = _RECORD.decode(text)
    except msgspec.ValidationError:
        kind = _KIND.decode(text)
        if kind.data is not None and not (kind.type or "").startswith(_EVENTS):
            return
        raise
    if record.data is not None:
        kind_of = record.type or ""
        if kind_of.startswith(_EVENTS) and not kind_of.startswith(_OTHERS):
            yield from _webhook(record, kind_of, record.data, told)
    elif record.evidence_required_by or (record.id or "").startswith("dsp_"):
        yield from _dispute(record, f"dispute {record.status}", told, {})
    elif (record.id or "").startswith("act_") and record.type and record.payment_id:
        yield _action(record, record.payment_id, record, told)
    elif record.status is not None and record.id:
        yield _event(
            record, record.id, record.status, told, {"occurred_at": utc(record.processed_on or record.requested_on)}
        )
        for action in record.actions:
            yield _action(action, record.id, record, told)
    elif told.side == "report":
        raise RecordError(None, "it is no payment, action, dispute or webhook of these")


def _webhook(record: Record, kind: str, one: Payment, told: Told) -> Iterator[Row]:
    known: dict[str, Any] = {"event": told.name(record.id), "occurred_at": utc(record.created_on)}
    if told.side == "report":
        known["side"] = "webhook"
    if kind.startswith("dispute_"):
        yield from _dispute(one, kind, told, known)
    else:
        yield _event(
            one, one.payment_id or one.id, kind, told, {"reference": told.name(one.action_id or one.id), **known}
        )


def _action(one: One, payment: str, of: One, told: Told) -> Row:
    """An authorisation, capture, void or refund, approved or not."""
    approved = "" if one.approved is None else " true" if one.approved else " false"
    known = {"reference": told.name(one.id), "currency": of.currency, "occurred_at": utc(one.processed_on)}
    return _event(one, payment, f"{one.type}{approved}", told, {**known, **_method(of, told)}, of.currency)


def _event(one: One, payment: str | None, said: str, told: Told, known: dict[str, Any], code: str | None = None) -> Row:
    currency, when = one.currency or code, known.get("occurred_at")
    order = one.metadata.order_id if one.metadata else None
    secure, processing = one.threeds or ThreeDS(), one.processing or Processing()
    state = statuses("checkoutcom").get(said, when)
    failed = state == "declined"
    return told.event(
        "checkoutcom",
        payment,
        said,
        **{
            "reference": told.name(one.action_id),
            "order_id": told.name(order or one.reference or one.payment_reference),
            "state": state,
            "amount_minor": amounts("checkoutcom").minor(one.amount, currency, when),
            "currency": currency,
            **_method(one, told),
            "decline_code": one.response_code if failed else None,
            "network_code": processing.partner_response_code if failed else None,
            "advice_code": processing.partner_merchant_advice_code,
            "threeds": secure.authentication_response if secure.authentication_response in set("YNAUCRI") else None,
            "challenged": secure.challenged,
            "eci": secure.eci,
            "exemption": secure.exemption if secure.exemption != "none" else None,
            "initiator": {"Recurring": "merchant", "Unscheduled": "merchant", "Installment": "merchant"}.get(
                one.payment_type or ""
            ),
            "prior": told.sealed(one.scheme_id),
            **known,
        },
    )


def _method(one: One, told: Told) -> dict[str, Any]:
    source = one.source
    if source is None:
        return {}
    credential = source.fingerprint or source.id
    return {
        "method": source.type,
        "family": families("checkoutcom").get(source.type),
        "network": network(source.scheme),
        "country": country(source.issuer_country),
        "credential": told.sealed(credential),
        "credential_kind": None if credential is None else "pan" if source.fingerprint else "provider_token",
    }


def _dispute(one: One, said: str, told: Told, known: dict[str, Any]) -> Iterator[Row]:
    opened = utc(one.received_on) or known.get("occurred_at")
    word = one.status or said
    outcome = outcomes("checkoutcom").get(word, opened)
    if one.payment_id is not None:
        facts = {"reference": told.name(one.id), "occurred_at": opened, **known}
        yield _event(one, one.payment_id, said, told, facts)
    yield told.dispute(
        "checkoutcom",
        one.id,
        word,
        payment=told.name(one.payment_id),
        order_id=told.name(one.payment_reference),
        network=network(one.payment_method),
        reason_code=one.reason_code,
        outcome=outcome,
        amount_minor=amounts("checkoutcom").minor(one.amount, one.currency, opened),
        currency=one.currency,
        opened_at=utc(one.received_on),
        due_at=utc(one.evidence_required_by),
        closed_at=utc(one.last_update) if outcome in ("won", "lost", "accepted", "expired") else None,
    )
