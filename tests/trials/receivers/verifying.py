"""How each provider's notifications are verified, with its own library or a well-known one, and what they tell."""

from __future__ import annotations

import base64
import hmac
import json
import os
import urllib.request
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

#: Loaded before anybody is served: what is slow is not to be the receiver's answer.
LIBRARIES = {
    "stripe": "stripe",
    "standard-webhooks": "standardwebhooks",
    "adyen": "Adyen.util",
    "square": "square.utils.webhooks_helper",
    "paypal": "paypalrestsdk.notifications",
}
import_module(LIBRARIES[os.environ.get("RECEIVER_SCHEME", "stripe")])
SECRET = os.environ.get("RECEIVER_SECRET", "")
DEFECTS = frozenset(filter(None, os.environ.get("RECEIVER_DEFECTS", "").split(",")))
Headers = Mapping[str, str]


class Told(NamedTuple):
    """What an event tells: its id, of which payment and order, what became of it, and when (sortable text)."""

    event: str
    payment: str
    order: str
    state: str
    when: str


class RefusedError(Exception):
    """It is not authentic, or no event."""


def stripe(body: bytes, headers: Headers) -> Told:
    import stripe as library

    header = headers.get("stripe-signature")
    tolerance = 10**9 if "no_tolerance" in DEFECTS else library.Webhook.DEFAULT_TOLERANCE
    try:
        library.WebhookSignature.verify_header(body, header, SECRET, tolerance)
    except (ValueError, library.SignatureVerificationError) as error:
        raise RefusedError from error
    told = json.loads(body)
    intent = told["data"]["object"]
    state = {"payment_intent.succeeded": "paid", "payment_intent.payment_failed": "failed"}[told["type"]]
    return Told(told["id"], intent["id"], intent["metadata"]["order_id"], state, f"{told['created']:012}")


def standard_webhooks(body: bytes, headers: Headers) -> Told:
    from standardwebhooks import Webhook, WebhookVerificationError

    hook = Webhook(SECRET)
    try:
        if "no_tolerance" in DEFECTS:
            _signed_at_any_time(hook, body, headers)
        else:
            hook.verify(body, dict(headers), json_parse=False)
    except (WebhookVerificationError, ValueError, KeyError) as error:
        raise RefusedError from error
    told = json.loads(body)
    data = told["data"]
    state = {"succeeded": "paid", "pending": "pending"}[data["status"]]
    return Told(headers["webhook-id"], data["id"], data["order_id"], state, told["timestamp"])


def _signed_at_any_time(hook: Any, body: bytes, headers: Headers) -> None:
    from datetime import UTC, datetime

    at = datetime.fromtimestamp(int(headers["webhook-timestamp"]), UTC)
    right = hook.sign(headers["webhook-id"], at, body.decode())
    if not any(hmac.compare_digest(right, given) for given in headers["webhook-signature"].split(" ")):
        raise RefusedError


def adyen(body: bytes, headers: Headers) -> Told:
    from Adyen.util import is_valid_hmac_notification

    try:
        told = json.loads(body)
        item = told["notificationItems"][0]["NotificationRequestItem"]
        if not is_valid_hmac_notification(told, SECRET):
            raise RefusedError
    except (ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
        raise RefusedError from error
    event = f"{item['eventCode']} {item['pspReference']}"
    state = {"AUTHORISATION": "paid", "PENDING": "pending"}[item["eventCode"]]
    return Told(event, item["pspReference"], item["merchantReference"], state, item["eventDate"])


def square(body: bytes, headers: Headers) -> Told:
    from square.utils.webhooks_helper import verify_signature

    try:
        right = verify_signature(
            request_body=body.decode(),
            signature_header=headers.get("x-square-hmacsha256-signature", ""),
            signature_key=SECRET,
            notification_url=os.environ["RECEIVER_URL"],
        )
    except ValueError as error:
        raise RefusedError from error
    if not right:
        raise RefusedError
    told = json.loads(body)
    payment = told["data"]["object"]["payment"]
    state = {"COMPLETED": "paid", "APPROVED": "pending"}[payment["status"]]
    return Told(told["event_id"], payment["id"], payment["order_id"], state, f"{payment['version']:06}")


def paypal(body: bytes, headers: Headers) -> Told:
    (_asks_paypal if os.environ.get("RECEIVER_ASKS") else _by_certificate)(body, headers)
    told = json.loads(body)
    capture = told["resource"]
    state = {"COMPLETED": "paid", "PENDING": "pending"}[capture["status"]]
    return Told(told["id"], capture["id"], capture["custom_id"], state, told["create_time"])


def _by_certificate(body: bytes, headers: Headers) -> None:
    """What is signed as paypalrestsdk says; the certificate is one that the authority of a file has signed."""
    from cryptography import x509
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import padding
    from paypalrestsdk.notifications import WebhookEvent

    try:
        address, sent = headers["paypal-cert-url"], headers["paypal-transmission-sig"]
        certificate = x509.load_pem_x509_certificate(urllib.request.urlopen(address, timeout=5).read())
        if "any_certificate" not in DEFECTS:
            with Path(os.environ["RECEIVER_AUTHORITY"]).open("rb") as file:
                certificate.verify_directly_issued_by(x509.load_pem_x509_certificate(file.read()))
        about = (headers["paypal-transmission-id"], headers["paypal-transmission-time"])
        signed = WebhookEvent._get_expected_sig(*about, SECRET, body.decode())
        key: Any = certificate.public_key()
        key.verify(base64.b64decode(sent), signed.encode(), padding.PKCS1v15(), hashes.SHA256())
    except (KeyError, ValueError, TypeError, OSError, InvalidSignature) as error:
        raise RefusedError from error


def _asks_paypal(body: bytes, headers: Headers) -> None:
    """The body goes into the question as it came: decoded and encoded again it would not be what was signed."""
    names = ("transmission_id", "transmission_time", "transmission_sig", "cert_url", "auth_algo")
    try:
        asked = {name: headers[f"paypal-{name.replace('_', '-')}"] for name in names}
        question = json.dumps({**asked, "webhook_id": SECRET})[:-1].encode() + b', "webhook_event": ' + body + b"}"
    except KeyError as error:
        raise RefusedError from error
    address = os.environ["RECEIVER_ASKS"] + "/v1/notifications/verify-webhook-signature"
    request = urllib.request.Request(address, question, {"Content-Type": "application/json"})
    if json.load(urllib.request.urlopen(request, timeout=5))["verification_status"] != "SUCCESS":
        raise RefusedError


VERIFIED: dict[str, Callable[[bytes, Headers], Told]] = {
    "stripe": stripe,
    "standard-webhooks": standard_webhooks,
    "adyen": adyen,
    "square": square,
    "paypal": paypal,
}
