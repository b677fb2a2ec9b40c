"""Square: `x-square-hmacsha256-signature`, HMAC-SHA256 in base64 over the registered address and the body."""

from __future__ import annotations

import base64
import hashlib
import hmac
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from ..message import EARLIER, Facts, Message
from . import Desk, Scheme

SCHEME = Scheme(
    name="square",
    provider="square",
    about="payment.updated, COMPLETED; earlier payment.created, APPROVED",
    secret="the signature key of the subscription",
    tolerance_s=None,
    many=False,
    raw=True,
)


@contextmanager
def key(secret: str, desk: Desk) -> Iterator[bytes]:  # noqa: ARG001
    yield secret.encode()


def another(key: bytes) -> bytes:
    return hashlib.sha256(key).hexdigest()[:22].encode()


def identities(token: str) -> tuple[str, str, str]:
    return str(uuid.UUID(token[:32])), f"{token[8:30]}ZY", f"order-{token[:12]}"


def event(facts: Facts) -> dict[str, Any]:
    approved = facts.step == EARLIER
    money = {"amount": facts.amount, "currency": facts.currency}
    payment = {
        "id": facts.payment,
        "amount_money": money,
        "total_money": money,
        "created_at": facts.stamp,
        "updated_at": facts.stamp,
        "order_id": facts.order,
        "reference_id": facts.order,
        "source_type": "CARD",
        "status": "APPROVED" if approved else "COMPLETED",
        "version": facts.version,
    }
    return {
        "merchant_id": "ASSAY0TRIAL00",
        "location_id": "ASSAYLOCATION0",
        "type": "payment.created" if approved else "payment.updated",
        "event_id": facts.event,
        "created_at": facts.stamp,
        "data": {"type": "payment", "id": facts.payment, "object": {"payment": payment}},
    }


def signature(body: bytes, facts: Facts, key: bytes, at: float, url: str) -> str:  # noqa: ARG001
    return base64.b64encode(hmac.new(key, url.encode() + body, hashlib.sha256).digest()).decode()


def message(body: bytes, facts: Facts, signatures: Sequence[str], at: float, key: bytes) -> Message:  # noqa: ARG001
    headers = {"Content-Type": "application/json", "User-Agent": "Square Connect v2", "square-environment": "Sandbox"}
    if signatures:
        headers["x-square-hmacsha256-signature"] = signatures[0]
    return Message(headers, body)


def shell(variable: str) -> str:
    made = f'printf %s "$url$body" | openssl dgst -sha256 -hmac "${variable}" -binary | base64 -w0'
    return f'-H "x-square-hmacsha256-signature: $({made})"'
