"""What a provider answered and notified -> events of payments, as exports and recordings of that provider tell them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import parse_qs

import msgspec

from assay import masking
from assay.engine.stated import Shop
from assay.payments import stripe
from assay.payments.told import RecordError, Told
from assay.tables.ledger import PaymentEvent

from .provider import Asked, Delivered

ENVIRONMENT = "test"


def of_asked(shop: Shop, asked: Sequence[Asked]) -> Iterator[PaymentEvent]:
    """Of each write what its answer says; what was done and not answered is unknown to the shop."""
    for one in asked:
        if one.method != "POST":
            continue
        if one.status is None:
            yield from _unanswered(shop, one)
            continue
        key = one.headers.get("idempotency-key")
        for event in _told(one.answer, Told("api", 0, None, masking.fingerprint)):
            sealed = masking.fingerprint(key) if key else None
            yield _here(shop, event, occurred_at=one.occurred_at, idempotency_key=sealed)


def of_delivered(shop: Shop, sent: Sequence[Delivered]) -> Iterator[PaymentEvent]:
    """What the provider notified of, once for each event however often it was sent; what a stranger sent is none."""
    for one in sent:
        if one.authentic and one.attempt == 1:
            told = Told("webhook", 0, None, masking.fingerprint, one.arrived_at)
            yield from (_here(shop, event) for event in _told(msgspec.json.encode(one.payload), told))


def payment_of(payload: Mapping[str, Any]) -> tuple[str | None, str | None]:
    """(payment, order) that a notification of Stripe tells of."""
    about = payload.get("data", {}).get("object", {})
    payment = about.get("id") if about.get("object") == "payment_intent" else about.get("payment_intent")
    return payment, (about.get("metadata") or {}).get("order_id")


def _told(text: bytes, told: Told) -> Iterator[PaymentEvent]:
    try:
        yield from [row for row in stripe.rows(text, told) if isinstance(row, PaymentEvent)]
    except (RecordError, msgspec.DecodeError):
        return  # not about a payment


def _unanswered(shop: Shop, asked: Asked) -> Iterator[PaymentEvent]:
    if asked.payment is None:
        return
    key = asked.headers.get("idempotency-key")
    sent = parse_qs(asked.body.decode("utf-8", "replace"))
    amount = next(iter(sent.get("amount", [])), "")
    event = Told("api", 0, None, masking.fingerprint).event(
        shop.provider,
        asked.payment,
        "no answer",
        state="unknown",
        order_id=next(iter(sent.get("metadata[order_id]", [])), None),
        amount_minor=int(amount) if amount.isdigit() else None,
        currency=next(iter(sent.get("currency", [])), "").upper() or None,
        idempotency_key=masking.fingerprint(key) if key else None,
        occurred_at=asked.occurred_at,
    )
    yield _here(shop, event)


def _here(shop: Shop, event: PaymentEvent, **known: Any) -> PaymentEvent:
    return msgspec.structs.replace(event, integration=shop.integration, environment=ENVIRONMENT, **known)
