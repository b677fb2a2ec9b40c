"""Stripe: `Stripe-Signature: t=…,v1=…`, HMAC-SHA256 in hexadecimal over "time.body" (docs.stripe.com/webhooks)."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from ..message import EARLIER, Facts, Message
from . import Desk, Scheme

SCHEME = Scheme(
    name="stripe",
    provider="stripe",
    about="payment_intent.succeeded; earlier payment_intent.payment_failed",
    secret="the signing secret of the endpoint, whsec_…",
    tolerance_s=300,  # the default of stripe's own libraries
    many=True,
    raw=True,
)


@contextmanager
def key(secret: str, desk: Desk) -> Iterator[bytes]:  # noqa: ARG001
    yield secret.encode()


def another(key: bytes) -> bytes:
    return b"whsec_" + hashlib.sha256(key).hexdigest().encode()


def identities(token: str) -> tuple[str, str, str]:
    return f"evt_{token[:24]}", f"pi_{token[8:32]}", f"order-{token[:12]}"


def event(facts: Facts) -> dict[str, Any]:
    failed = facts.step == EARLIER
    intent = {
        "id": facts.payment,
        "object": "payment_intent",
        "amount": facts.amount,
        "amount_received": 0 if failed else facts.amount,
        "capture_method": "automatic",
        "created": facts.seconds,
        "currency": facts.currency.lower(),
        "livemode": False,
        "metadata": {"order_id": facts.order},
        "payment_method_types": ["card"],
        "status": "requires_payment_method" if failed else "succeeded",
    }
    if failed:
        intent["last_payment_error"] = {
            "code": "card_declined",
            "decline_code": "generic_decline",
            "type": "card_error",
        }
    return {
        "id": facts.event,
        "object": "event",
        "api_version": "2024-06-20",
        "created": facts.seconds,
        "data": {"object": intent},
        "livemode": False,
        "pending_webhooks": 1,
        "request": {"id": None, "idempotency_key": None},
        "type": "payment_intent.payment_failed" if failed else "payment_intent.succeeded",
    }


def digest(body: bytes, key: bytes, at: float) -> str:
    """Of a body that is sent at this time."""
    return hmac.new(key, f"{int(at)}.".encode() + body, hashlib.sha256).hexdigest()


def signature(body: bytes, facts: Facts, key: bytes, at: float, url: str) -> str:  # noqa: ARG001
    return digest(body, key, at)


def message(body: bytes, facts: Facts, signatures: Sequence[str], at: float, key: bytes) -> Message:  # noqa: ARG001
    headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "Stripe/1.0"}
    if signatures:
        headers["Stripe-Signature"] = ",".join([f"t={int(at)}", *(f"v1={one}" for one in signatures)])
    return Message(headers, body)


def shell(variable: str) -> str:
    made = f'printf %s "$t.$body" | openssl dgst -sha256 -hmac "${variable}" | sed "s/.* //"'
    return f'-H "Stripe-Signature: t=$t,v1=$({made})"'
