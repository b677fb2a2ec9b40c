"""Charges: what a payment intent did at the network, one for each attempt."""

from __future__ import annotations

import copy

from ..world import Object
from . import disputes
from .books import Books
from .money import move
from .params import Params


def make(books: Books, intent: Object, method: Object, status: str, *, captured: bool) -> Object:
    """A new charge of the intent: succeeded, pending or failed."""
    prefix = "ch" if method["type"] in ("card", "link") else "py"
    amount = intent["amount"]
    ok = status != "failed"
    charge: Object = {
        "id": books.id(prefix),
        "object": "charge",
        "amount": amount,
        "amount_captured": amount if captured and status == "succeeded" else 0,
        "amount_refunded": 0,
        "application": None,
        "application_fee": None,
        "application_fee_amount": None,
        "balance_transaction": None,
        "billing_details": copy.deepcopy(method["billing_details"]),
        "calculated_statement_descriptor": "ASSAY SIMULATOR",
        "captured": captured and ok,
        "currency": intent["currency"],
        "customer": intent["customer"],
        "description": intent["description"],
        "disputed": False,
        "failure_balance_transaction": None,
        "failure_code": None,
        "failure_message": None,
        "fraud_details": {},
        "metadata": dict(intent["metadata"]),
        "on_behalf_of": None,
        "outcome": _outcome(None, ok=ok),
        "paid": status == "succeeded",
        "payment_intent": intent["id"],
        "payment_method": method["id"],
        "payment_method_details": _details(books, intent, method),
        "receipt_email": intent["receipt_email"],
        "receipt_number": None,
        "receipt_url": f"{books.world.url}/_assay/receipt",
        "refunded": False,
        "review": None,
        "shipping": intent["shipping"],
        "source": None,
        "source_transfer": None,
        "statement_descriptor": intent["statement_descriptor"],
        "statement_descriptor_suffix": intent["statement_descriptor_suffix"],
        "status": status,
        "transfer_data": None,
        "transfer_group": intent["transfer_group"],
    }
    books.add(charge)
    if charge["captured"] and status == "succeeded":
        charge["balance_transaction"] = move(books, _kind(charge), charge, amount)
    intent["latest_charge"] = charge["id"]
    return charge


def _kind(charge: Object) -> str:
    return "charge" if charge["id"].startswith("ch_") else "payment"


#: ISO 8583 field 39, as issuers answer it where Stripe says that.
_NETWORK_CODES = {
    "generic_decline": "05",
    "lost_card": "41",
    "stolen_card": "43",
    "insufficient_funds": "51",
    "expired_card": "54",
    "card_velocity_exceeded": "65",
}


def _outcome(refused: Object | None, *, ok: bool) -> Object:
    """How the network answered. https://docs.stripe.com/declines"""
    blocked = bool(refused) and (refused or {}).get("decline_code") == "fraudulent"
    return {
        "advice_code": (refused or {}).get("advice_code"),
        "network_advice_code": None,
        "network_decline_code": None if ok or blocked else _NETWORK_CODES.get((refused or {}).get("decline_code", "")),
        "network_status": "approved_by_network" if ok else "not_sent_to_network" if blocked else "declined_by_network",
        "reason": None if ok else "highest_risk_level" if blocked else (refused or {}).get("decline_code"),
        "risk_level": "highest" if blocked else "normal",
        "risk_score": 92 if blocked else 20,
        "seller_message": "Payment complete."
        if ok
        else "The bank did not return any further details with this decline.",
        "type": "authorized" if ok else "blocked" if blocked else "issuer_declined",
    }


def refuse(charge: Object, refused: Object) -> None:
    """The charge failed for that."""
    charge.update(status="failed", paid=False, captured=False)
    charge["failure_code"] = refused.get("code")
    charge["failure_message"] = refused.get("message")
    charge["outcome"] = _outcome(refused, ok=False)


def _details(books: Books, intent: Object, method: Object) -> Object:
    kind = method["type"]
    if kind != "card":
        return {"type": kind, kind: {**method[kind]}}
    card = method["card"]
    options = (intent["payment_method_options"].get("card") or {}) if intent["payment_method_options"] else {}
    manual = intent["capture_method"] == "manual"
    available = {name: options.get(f"request_{name}") == "if_available" for name in _EXTRAS}
    amount = intent["amount"]
    return {
        "type": "card",
        "card": {
            "amount_authorized": amount,
            "authorization_code": books.world.fixed(f"code {intent['id']}", 6).upper(),
            "brand": card["brand"],
            **({"capture_before": books.world.now() + 7 * 86_400} if manual else {}),
            "checks": dict(card["checks"]),
            "country": card["country"],
            "exp_month": card["exp_month"],
            "exp_year": card["exp_year"],
            "extended_authorization": {"status": "disabled"},
            "fingerprint": card["fingerprint"],
            "funding": card["funding"],
            "incremental_authorization": {
                "status": "available" if available["incremental_authorization"] else "unavailable"
            },
            "installments": None,
            "last4": card["last4"],
            "mandate": None,
            "multicapture": {"status": "available" if available["multicapture"] else "unavailable"},
            "network": card["brand"],
            "network_token": {"used": False},
            "network_transaction_id": books.world.fixed(f"network {intent['id']}", 15),
            "overcapture": {"maximum_amount_capturable": amount, "status": "unavailable"},
            "regulated_status": "unregulated",
            "three_d_secure": books.hidden[intent["id"]].get("three_d_secure"),
            "transaction_link_id": None,
            "wallet": None,
        },
    }


_EXTRAS = ("incremental_authorization", "multicapture")


def settle(books: Books, charge: Object) -> None:
    """A pending charge succeeds."""
    charge.update(status="succeeded", paid=True, captured=True, amount_captured=charge["amount"])
    charge["outcome"] = _outcome(None, ok=True)
    charge["balance_transaction"] = move(books, _kind(charge), charge, charge["amount"])
    books.emit("charge.succeeded", charge)


def take(books: Books, charge: Object, amount: int, *, final: bool) -> None:
    """Capture so much of an authorisation. What is left at the end is released, which Stripe counts as refunded."""
    before = {name: charge[name] for name in ("amount_captured", "amount_refunded", "balance_transaction", "captured")}
    charge["amount_captured"] += amount
    booked = move(books, "charge", charge, amount)
    if not final:
        books.emit("charge.updated", charge, {"amount_captured": before["amount_captured"]})
        return
    charge["captured"] = True
    charge["balance_transaction"] = booked
    charge["amount_refunded"] = charge["amount"] - charge["amount_captured"]
    books.emit("charge.captured", charge, {name: value for name, value in before.items() if charge[name] != value})


def release(books: Books, charge: Object, kind: str) -> None:
    """The authorisation, or what is left of it, is given up: told as a refund of a charge not captured, or as
    one that expired."""
    back(books, charge, charge["amount"] - charge["amount_captured"] - charge["amount_refunded"], kind)


def back(books: Books, charge: Object, amount: int, kind: str = "charge.refunded") -> None:
    """So much more of the charge is given back."""
    before = {"amount_refunded": charge["amount_refunded"], "refunded": charge["refunded"]}
    charge["amount_refunded"] += amount
    charge["refunded"] = charge["amount_refunded"] >= charge["amount"]
    books.emit(kind, charge, before)


def follow_up(books: Books, charge: Object, effect: str) -> None:
    """What a test card brings after it was charged."""
    kind, _, detail = effect.partition(":")
    if kind == "dispute" and charge["captured"]:
        books.world.later(0, lambda: _dispute(books, charge, detail))


def _dispute(books: Books, charge: Object, reason: str) -> None:
    disputes.open_on(books, charge, reason)


def retrieve(books: Books, _params: Params, ids: tuple[str, ...]) -> Object:
    return books.find("charge", ids[0], "charge")


def update(books: Books, params: Params, ids: tuple[str, ...]) -> Object:
    charge = books.find("charge", ids[0], "charge")
    charge["metadata"] = params.metadata(charge["metadata"])
    charge["description"] = params.text("description", charge["description"])
    books.emit("charge.updated", charge, {})
    return charge


def listed(books: Books, params: Params, _ids: tuple[str, ...]) -> Object:
    return books.page("charge", params, "/v1/charges", ("customer", "payment_intent", "transfer_group"))
