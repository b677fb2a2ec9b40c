"""PayPal: RSA-SHA256 over "transmission id|time|webhook id|CRC-32 of the body", by a certificate that a header names.

developer.paypal.com/api/rest/webhooks/rest. A receiver verifies by itself, with the certificate, or asks PayPal: it
is to be told to trust the throw-away authority, or to ask the double; see `paypal_desk`.
"""

from __future__ import annotations

import base64
import uuid
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from assay.model import UsageError

from ..message import EARLIER, Facts, Message
from . import Desk, Scheme

if TYPE_CHECKING:
    from ..paypal_desk import Signer

SCHEME = Scheme(
    name="paypal",
    provider="paypal",
    about="PAYMENT.CAPTURE.COMPLETED; earlier PAYMENT.CAPTURE.PENDING",
    secret="the id of the webhook",
    tolerance_s=None,  # a time is signed, but PayPal names no age at which a delivery is too old
    many=False,
    raw=True,
)


@dataclass(frozen=True, slots=True)
class Key:
    """The id of the webhook, who signs, and who else does whom nobody trusts."""

    webhook: str
    signer: Signer
    stranger: Signer


@contextmanager
def key(secret: str, desk: Desk) -> Iterator[Key]:
    try:
        from ..paypal_desk import opened
    except ImportError as error:
        remedy = "Install it: pip install assay[webhooks]."
        raise UsageError("PayPal's scheme needs the package cryptography", remedy=remedy) from error
    with opened(secret, desk.port, desk.authority) as (signer, stranger):
        yield Key(secret, signer, stranger)


def another(key: Key) -> Key:
    return replace(key, signer=key.stranger)


def identities(token: str) -> tuple[str, str, str]:
    return f"WH-{token[:17].upper()}-{token[17:34].upper()}", token[8:25].upper(), f"order-{token[:12]}"


def event(facts: Facts) -> dict[str, Any]:
    pending = facts.step == EARLIER
    status = "PENDING" if pending else "COMPLETED"
    capture = {
        "id": facts.payment,
        "amount": {"currency_code": facts.currency, "value": facts.decimal},
        "create_time": facts.stamp,
        "update_time": facts.stamp,
        "final_capture": True,
        "custom_id": facts.order,
        "invoice_id": facts.order,
        "status": status,
    }
    return {
        "id": facts.event,
        "event_version": "1.0",
        "create_time": facts.stamp,
        "resource_type": "capture",
        "resource_version": "2.0",
        "event_type": f"PAYMENT.CAPTURE.{status}",
        "summary": f"Payment {status.lower()} for {facts.decimal} {facts.currency}",
        "resource": capture,
    }


def signature(body: bytes, facts: Facts, key: Key, at: float, url: str) -> str:  # noqa: ARG001
    signed = f"{_transmission(facts, at)}|{_time(at)}|{key.webhook}|{zlib.crc32(body)}"
    return base64.b64encode(key.signer.sign(signed.encode())).decode()


def message(body: bytes, facts: Facts, signatures: Sequence[str], at: float, key: Key) -> Message:
    headers = {"Content-Type": "application/json", "User-Agent": "PayPal/AUHD-214.0"}
    headers |= {"PAYPAL-TRANSMISSION-ID": _transmission(facts, at), "PAYPAL-TRANSMISSION-TIME": _time(at)}
    if signatures:
        headers |= {"PAYPAL-AUTH-ALGO": "SHA256withRSA", "PAYPAL-CERT-URL": key.signer.address}
        headers["PAYPAL-TRANSMISSION-SIG"] = signatures[0]
    return Message(headers, body)


def shell(variable: str) -> str:  # noqa: ARG001
    """The key is thrown away with the trial."""
    return ""


def _transmission(facts: Facts, at: float) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_OID, f"{facts.event} {at}"))


def _time(at: float) -> str:
    return datetime.fromtimestamp(int(at), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
