"""Adyen's standard notifications: HMAC-SHA256 in base64 over eight values of the item, inside of the body.

docs.adyen.com/development-resources/webhooks/verify-hmac-signatures. No time is signed, nor the rest of the body.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from assay.model import UsageError

from ..message import EARLIER, Facts, Message, encoded
from . import Desk, Scheme

SCHEME = Scheme(
    name="adyen",
    provider="adyen",
    about="AUTHORISATION; earlier PENDING",
    secret="the HMAC key of the webhook, hexadecimal",
    tolerance_s=None,
    many=False,
    raw=False,
)
_ACCOUNT = "AssayTrialECOM"
_SIGNED = (
    *("pspReference", "originalReference", "merchantAccountCode", "merchantReference"),
    *("value", "currency", "eventCode", "success"),
)


@contextmanager
def key(secret: str, desk: Desk) -> Iterator[bytes]:  # noqa: ARG001
    try:
        yield binascii.a2b_hex(secret)
    except (binascii.Error, ValueError) as error:
        raise UsageError(
            f"the secret is no hexadecimal: {error}", remedy="It is the HMAC key of the webhook."
        ) from error


def another(key: bytes) -> bytes:
    return hashlib.sha256(key).digest()


def identities(token: str) -> tuple[str, str, str]:
    """An event has no identifier but what it tells, of which payment."""
    payment = token[:16].upper()
    return f"AUTHORISATION {payment}", payment, f"order-{token[:12]}"


def event(facts: Facts) -> dict[str, Any]:
    item = {
        "additionalData": {},
        "amount": {"currency": facts.currency, "value": facts.amount},
        "eventCode": "PENDING" if facts.step == EARLIER else "AUTHORISATION",
        "eventDate": facts.stamp.replace("Z", "+00:00"),
        "merchantAccountCode": _ACCOUNT,
        "merchantReference": facts.order,
        "operations": ["CANCEL", "CAPTURE", "REFUND"],
        "paymentMethod": "visa",
        "pspReference": facts.payment,
        "reason": "",
        "success": "true",
    }
    return {"live": "false", "notificationItems": [{"NotificationRequestItem": item}]}


def digest(item: Mapping[str, Any], key: bytes) -> str:
    """Of the values of an item that are signed, in their order."""
    values = {**item, "value": item["amount"]["value"], "currency": item["amount"]["currency"]}
    text = ":".join(str(values.get(name, "")) for name in _SIGNED)
    return base64.b64encode(hmac.new(key, text.encode(), hashlib.sha256).digest()).decode()


def signature(body: bytes, facts: Facts, key: bytes, at: float, url: str) -> str:  # noqa: ARG001
    return digest(json.loads(body)["notificationItems"][0]["NotificationRequestItem"], key)


def message(body: bytes, facts: Facts, signatures: Sequence[str], at: float, key: bytes) -> Message:  # noqa: ARG001
    headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "Adyen HttpClient 1.0"}
    if signatures:
        told = json.loads(body)
        told["notificationItems"][0]["NotificationRequestItem"]["additionalData"]["hmacSignature"] = signatures[0]
        body = encoded(told)
    return Message(headers, body)


def shell(variable: str) -> str:  # noqa: ARG001
    """The signature stands in the body, and never grows old."""
    return ""
