"""Standard Webhooks 1.0: HMAC-SHA256 in base64 over "id.time.body"; headers webhook-id, -timestamp and -signature."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from assay.model import UsageError

from ..message import EARLIER, Facts, Message
from . import Desk, Scheme

SCHEME = Scheme(
    name="standard-webhooks",
    provider="standard-webhooks",
    about="payment.succeeded; earlier payment.pending; name events of your own with --event and --earlier-event",
    secret="whsec_ and the key in base64",
    tolerance_s=300,  # of the reference libraries; the specification names no number
    many=True,
    raw=True,
)
_PREFIX = "whsec_"


@contextmanager
def key(secret: str, desk: Desk) -> Iterator[bytes]:  # noqa: ARG001
    try:
        decoded = base64.b64decode(secret.removeprefix(_PREFIX) + "==")
    except (binascii.Error, ValueError) as error:
        raise UsageError(f"the secret is no base64: {error}", remedy="It is whsec_ and the key in base64.") from error
    if not decoded:
        raise UsageError("the secret is empty", remedy="It is whsec_ and the key in base64.")
    yield decoded


def another(key: bytes) -> bytes:
    return hashlib.sha256(key).digest()


def identities(token: str) -> tuple[str, str, str]:
    return f"msg_{token[:27]}", f"pay_{token[8:32]}", f"order-{token[:12]}"


def event(facts: Facts) -> dict[str, Any]:
    pending = facts.step == EARLIER
    return {
        "type": "payment.pending" if pending else "payment.succeeded",
        "timestamp": facts.stamp,
        "data": {
            "id": facts.payment,
            "order_id": facts.order,
            "amount": facts.amount,
            "currency": facts.currency,
            "status": "pending" if pending else "succeeded",
            "version": facts.version,
        },
    }


def signature(body: bytes, facts: Facts, key: bytes, at: float, url: str) -> str:  # noqa: ARG001
    signed = f"{facts.event}.{int(at)}.".encode() + body
    return base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def message(body: bytes, facts: Facts, signatures: Sequence[str], at: float, key: bytes) -> Message:  # noqa: ARG001
    headers = {"Content-Type": "application/json", "webhook-id": facts.event, "webhook-timestamp": str(int(at))}
    if signatures:
        headers["webhook-signature"] = " ".join(f"v1,{one}" for one in signatures)
    return Message(headers, body)


def shell(variable: str) -> str:
    hexadecimal = f'printf %s "${{{variable}#{_PREFIX}}}" | base64 -d | od -An -v -tx1 | tr -d " \\n"'
    hashed = f'openssl dgst -sha256 -mac HMAC -macopt "hexkey:$({hexadecimal})" -binary'
    made = f'printf %s "$id.$t.$body" | {hashed} | base64 -w0'
    return f'-H "webhook-id: $id" -H "webhook-timestamp: $t" -H "webhook-signature: v1,$({made})"'
