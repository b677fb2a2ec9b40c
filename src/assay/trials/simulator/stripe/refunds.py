"""Refunds: whole or in part, at once or later, failed afterwards. https://docs.stripe.com/refunds"""

from __future__ import annotations

from ..world import Object
from . import attempts, charges
from .books import Books
from .errors import RefusalError, malformed
from .money import move, optional_amount, told, too_much
from .params import Params

_REASONS = ("duplicate", "fraudulent", "requested_by_customer")
_SECONDS_LATER = 5


def create(books: Books, params: Params, _ids: tuple[str, ...] = ()) -> Object:
    charge = _charge(books, params)
    left = charge["amount"] - charge["amount_refunded"]
    amount = optional_amount(params, "amount", max(left, 0))
    reason = params.text("reason")
    if reason is not None and reason not in _REASONS:
        raise malformed(f"Invalid reason: must be one of {', '.join(_REASONS)}", "reason")
    if not books.world.lenient:
        _may_be_refunded(books, charge, amount, left)
    intent = books.kept["payment_intent"].get(charge["payment_intent"] or "")
    effect = attempts.effect_of(books, intent) if intent else ""
    refund: Object = {
        "id": books.id("re"),
        "object": "refund",
        "amount": amount,
        "balance_transaction": None,
        "charge": charge["id"],
        "created": books.world.now(),
        "currency": charge["currency"],
        "customer": charge["customer"],
        "customer_account": None,
        "destination_details": {
            "card": {
                "reference": books.world.number("refund reference", 12),
                "reference_status": "available",
                "reference_type": "acquirer_reference_number",
                "type": "refund",
            },
            "type": "card",
        },
        "metadata": params.metadata(),
        "payment_intent": charge["payment_intent"],
        "payment_method": charge["payment_method"],
        "reason": reason,
        "receipt_number": None,
        "source_transfer_reversal": None,
        "status": "pending" if effect == "refund:pending" else "succeeded",
        "transfer_reversal": None,
    }
    if not charge["id"].startswith("ch_"):
        refund["destination_details"] = None
    books.add(refund)
    del refund["livemode"]
    refund["balance_transaction"] = move(books, "refund", refund, -amount)
    books.emit("refund.created", refund)
    charges.back(books, charge, amount)
    if effect in ("refund:pending", "refund:failed"):
        books.world.later(_SECONDS_LATER, lambda: _later(books, refund, charge, effect))
    return refund


def _charge(books: Books, params: Params) -> Object:
    """The charge that is meant. Errors: RefusalError."""
    named, intent_id = params.text("charge"), params.text("payment_intent")
    if named is None and intent_id is None:
        message = "One of the following params should be provided for this request: payment_intent or charge."
        raise malformed(message, "payment_intent", "parameter_missing")
    if named is not None:
        return books.find("charge", named, "charge")
    intent = books.find("payment_intent", intent_id or "", "payment_intent")
    charge = books.kept["charge"].get(intent["latest_charge"] or "")
    if charge is None or charge["status"] == "failed":
        raise RefusalError(f"This PaymentIntent ({intent['id']}) does not have a successful charge to refund.")
    return charge


def _may_be_refunded(books: Books, charge: Object, amount: int, left: int) -> None:
    if charge["status"] != "succeeded":
        raise RefusalError(
            f"Charge {charge['id']} has a status of {charge['status']}, and cannot be refunded.", param="charge"
        )
    if not charge["captured"]:
        raise RefusalError(
            f"You cannot refund the charge {charge['id']}, which was authorized and not captured. "
            "Cancel its PaymentIntent instead."
        )
    if charge["refunded"] or left <= 0:
        message = f"Charge {charge['id']} has already been refunded."
        raise RefusalError(message, code="charge_already_refunded")
    if any(not dispute["is_charge_refundable"] for dispute in books.of("dispute", charge=charge["id"])):
        raise RefusalError(f"The charge {charge['id']} has been charged back.", code="charge_disputed")
    if amount > left:
        code = charge["currency"]
        message = (
            f"Refund amount ({told(amount, code)}) is greater than unrefunded amount on charge ({told(left, code)})"
        )
        raise too_much(message, "amount")


def _later(books: Books, refund: Object, charge: Object, effect: str) -> None:
    before = {"status": refund["status"]}
    if effect == "refund:pending":
        refund["status"] = "succeeded"
    else:
        refund["status"] = "failed"
        refund["failure_reason"] = "expired_or_canceled_card"
        refund["failure_balance_transaction"] = move(books, "refund_failure", refund, refund["amount"])
        charge["amount_refunded"] -= refund["amount"]
        charge["refunded"] = False
    books.emit("refund.updated", refund, before)
    books.emit("charge.refund.updated", refund, before)
    if refund["status"] == "failed":
        books.emit("refund.failed", refund, before)


def retrieve(books: Books, _params: Params, ids: tuple[str, ...]) -> Object:
    return books.find("refund", ids[0], "refund")


def update(books: Books, params: Params, ids: tuple[str, ...]) -> Object:
    refund = books.find("refund", ids[0], "refund")
    refund["metadata"] = params.metadata(refund["metadata"])
    books.emit("refund.updated", refund, {})
    return refund


def cancel(books: Books, _params: Params, ids: tuple[str, ...]) -> Object:
    refund = books.find("refund", ids[0], "refund")
    message = "You can only cancel refunds for payment methods that require customer action."
    raise RefusalError(message, code="refund_disputed_payment" if refund["status"] == "disputed" else None)


def listed(books: Books, params: Params, _ids: tuple[str, ...]) -> Object:
    return books.page("refund", params, "/v1/refunds", ("charge", "payment_intent"))
