"""Modifications of a payment: accepted at once, done later, and only the notification says whether they were.

Source: https://docs.adyen.com/online-payments/modifications
"""

from __future__ import annotations

from ..world import Call, Object
from .payments import Payments
from .said import ServiceError, money, needed, text

_SECONDS_LATER = 1
#: What modifies a payment, by the last part of its path: whether it says an amount, and how the notification calls it.
KINDS = {
    "captures": (True, "CAPTURE"),
    "refunds": (True, "REFUND"),
    "cancels": (False, "CANCELLATION"),
    "reversals": (False, "CANCEL_OR_REFUND"),
    "amountUpdates": (True, "AUTHORISATION_ADJUSTMENT"),
}


def modify(payments: Payments, reference: str, kind: str, said: Object, call: Call | None = None) -> Object:
    """POST /payments/{reference}/{kind}. Errors: ServiceError."""
    has_amount, code = KINDS[kind]
    account = needed(said, "merchantAccount", "901", "Invalid Merchant Account")
    payment = payments.find(reference)
    if call:
        call.payment = reference
    amount = money(said) if has_amount else dict(payment["amount"])
    if amount["currency"] != payment["amount"]["currency"]:
        raise ServiceError("138", f"Unsupported currency specified: {amount['currency']}")
    change: Object = {
        "kind": kind,
        "pspReference": payments.reference(),
        "reference": text(said, "reference"),
        "amount": amount,
        "status": "received",
    }
    payment["changes"].append(change)
    payments.world.later(_SECONDS_LATER, lambda: _done(payments, payment, change, code))
    told: Object = {
        "merchantAccount": account,
        "paymentPspReference": reference,
        "pspReference": change["pspReference"],
        "status": "received",
    }
    if has_amount:
        told["amount"] = dict(amount)
    if change["reference"]:
        told["reference"] = change["reference"]
    if kind == "amountUpdates" and (reason := text(said, "industryUsage")):
        told["industryUsage"] = reason
    return told


def cancel_by_reference(payments: Payments, said: Object, call: Call | None = None) -> Object:
    """POST /cancels: by the shop's own reference, when it never learned of the pspReference. Errors: ServiceError."""
    account = needed(said, "merchantAccount", "901", "Invalid Merchant Account")
    wanted = needed(said, "paymentReference", "130", "Required field 'paymentReference' is not provided.")
    found = [payment for payment in payments.kept.values() if payment["reference"] == wanted]
    told: Object = {
        "merchantAccount": account,
        "paymentReference": wanted,
        "pspReference": payments.reference(),
        "status": "received",
    }
    if found:
        payment = found[-1]
        if call:
            call.payment = payment["pspReference"]
        change = {"kind": "cancels", "pspReference": told["pspReference"], "reference": "", "status": "received"}
        change["amount"] = dict(payment["amount"])
        payment["changes"].append(change)
        payments.world.later(_SECONDS_LATER, lambda: _done(payments, payment, change, "TECHNICAL_CANCEL"))
    return told


def _done(payments: Payments, payment: Object, change: Object, code: str) -> None:
    """It is done now, or it is not."""
    kind = change["kind"]
    lenient = payments.world.lenient
    if kind == "reversals":
        kind = "refunds" if payment["captured"] else "cancels"
        change["amount"] = {**change["amount"], "value": payment["captured"] - payment["refunded"]}
    reason = "" if lenient else _objection(payment, kind, change["amount"]["value"])
    change["status"] = "refused" if reason else "done"
    if not reason:
        _apply(payment, kind, change["amount"]["value"])
    more: Object = {"originalReference": payment["pspReference"], "pspReference": change["pspReference"]}
    if change["kind"] == "reversals":
        more["additionalData"] = {"modification.action": kind.removesuffix("s")}
    if change["reference"]:
        more["merchantReference"] = change["reference"]
    more["amount"] = dict(change["amount"])
    payments.notifications.tell(payment, code, success=not reason, reason=reason, **more)
    failed = {"captures": "capture failed", "refunds": "refund failed"}.get(kind)
    if not reason and failed and payment["holder"].lower() == failed:
        _apply(payment, kind, -change["amount"]["value"])
        change["status"] = "failed"
        payments.notifications.tell(payment, "CAPTURE_FAILED" if kind == "captures" else "REFUND_FAILED", **more)


def _objection(payment: Object, kind: str, value: int) -> str:
    """Why it cannot be done; empty if it can."""
    if kind == "refunds":
        return "" if value <= payment["captured"] - payment["refunded"] else "Insufficient balance on payment"
    if payment["state"] != "authorised":
        return "Transaction has been cancelled" if payment["state"] == "cancelled" else "Transaction is not authorised"
    if kind == "captures":
        return "" if value <= payment["authorised"] - payment["captured"] else "Insufficient balance on payment"
    return "Transaction has already been captured" if payment["captured"] else ""


def _apply(payment: Object, kind: str, value: int) -> None:
    if kind == "captures":
        payment["captured"] += value
    elif kind == "refunds":
        payment["refunded"] += value
    elif kind == "amountUpdates":
        payment["authorised"] = value
    else:
        payment["state"] = "cancelled"
