"""PaymentMethods: made of test tokens, test numbers and accounts; attached to customers and detached for good."""

from __future__ import annotations

import copy
from datetime import UTC, datetime

from ..world import Object
from . import cards
from .books import Books
from .cards import Card
from .errors import RefusalError, decline, malformed, missing
from .methods import DEBIT_TOKENS, METHODS
from .params import Params

_NOBODY: Object = {
    "address": {"city": None, "country": None, "line1": None, "line2": None, "postal_code": None, "state": None},
    "email": None,
    "name": None,
    "phone": None,
    "tax_id": None,
}
#: What a method is asked for besides, and shows.
_KEPT = {"ideal": ("bank",), "eps": ("bank",), "p24": ("bank",), "boleto": ("tax_id",)}
_CHECKS = {"address_line1_check": None, "address_postal_code_check": None, "cvc_check": "pass"}


def create(books: Books, params: Params, _ids: tuple[str, ...] = ()) -> Object:
    kind = params.needed("type")
    if kind not in METHODS:
        known = ", ".join(METHODS)
        raise malformed(f"Invalid type: must be one of {known}", "type")
    made = _card(books, params) if kind == "card" else _other(books, params, kind)
    made["billing_details"] = _billing(params)
    made["metadata"] = params.metadata()
    if kind in ("sepa_debit", "us_bank_account"):
        books.hidden[made["id"]]["account"] = _account(params, kind)
        made[kind]["last4"] = books.hidden[made["id"]]["account"]
    return made


def _card(books: Books, params: Params) -> Object:
    said = params.inner("card")
    if said is None:
        raise malformed("Missing required param: card.", "card", "parameter_missing")
    token = said.text("token")
    if token is not None:
        card = cards.by_token(token)
        if card is None:
            raise missing("token", token, "card[token]")
        return of_card(books, card)
    card = cards.by_number(said.needed("number"))
    month, year = said.integer("exp_month") or 0, said.integer("exp_year") or 0
    if said.has("cvc"):
        said.text("cvc")
    if not 1 <= month <= 12:
        raise _invalid("invalid_expiry_month", "Your card's expiration month is invalid.", "exp_month")
    if (year % 100, month) < _present(books):
        raise _invalid("invalid_expiry_year", "Your card's expiration year is invalid.", "exp_year")
    return of_card(books, card, month, 2000 + year % 100)


def _present(books: Books) -> tuple[int, int]:
    """Year of the century, and month."""
    now = datetime.fromtimestamp(books.world.now(), UTC)
    return now.year % 100, now.month


def _invalid(code: str, message: str, param: str) -> RefusalError:
    return RefusalError(message, status=402, kind="card_error", code=code, param=param)


def of_card(books: Books, card: Card, month: int = 12, year: int = 0) -> Object:
    """A new PaymentMethod of that card."""
    details: Object = {
        "brand": card.brand,
        "checks": {**_CHECKS, "cvc_check": "fail" if card.code == "incorrect_cvc" else "pass"},
        "country": card.country,
        "display_brand": card.brand,
        "exp_month": month,
        "exp_year": year or 2001 + _present(books)[0],
        "fingerprint": books.world.fixed(f"card {card.brand} {card.last4} {card.country}", 16),
        "funding": card.funding,
        "generated_from": None,
        "last4": card.last4,
        "networks": {"available": [card.brand], "preferred": None},
        "regulated_status": "unregulated",
        "three_d_secure_usage": {"supported": card.brand != "amex"},
        "wallet": None,
    }
    return books.add(_shape(books, "card", details), card=card, saved=False)


def _other(books: Books, params: Params, kind: str) -> Object:
    said = params.plain(kind) or {}
    kept: Object = {name: said.get(name) for name in _KEPT.get(kind, ())}
    if kind == "boleto" and not kept["tax_id"]:
        raise malformed("Missing required param: boleto[tax_id].", "boleto[tax_id]", "parameter_missing")
    return books.add(_shape(books, kind, kept), saved=False)


def _account(params: Params, kind: str) -> str:
    """Last digits of the account: the only thing of it that is kept."""
    said = params.inner(kind)
    number = said.needed("iban" if kind == "sepa_debit" else "account_number") if said else ""
    return number.replace(" ", "")[-4:]


def _shape(books: Books, kind: str, details: Object) -> Object:
    return {
        "id": books.id("pm"),
        "object": "payment_method",
        "allow_redisplay": "unspecified",
        "billing_details": copy.deepcopy(_NOBODY),
        kind: details,
        "customer": None,
        "customer_account": None,
        "metadata": {},
        "type": kind,
    }


def _billing(params: Params) -> Object:
    said = params.plain("billing_details") or {}
    address = said.get("address")
    told: Object = copy.deepcopy(_NOBODY)
    told.update({name: value for name, value in said.items() if name in told and name != "address"})
    if isinstance(address, dict):
        told["address"].update({name: value for name, value in address.items() if name in told["address"]})
    return told


def resolve(books: Books, said: str, param: str = "payment_method") -> Object:
    """The PaymentMethod of an id; a test token makes a new one. Errors: RefusalError."""
    card = cards.by_token(said)
    if card is not None:
        return of_card(books, card)
    if said in DEBIT_TOKENS:
        kind, account = DEBIT_TOKENS[said]
        return books.add(_shape(books, kind, {"last4": account}), account=account, saved=False)
    return books.find("payment_method", said, param)


def retrieve(books: Books, _params: Params, ids: tuple[str, ...]) -> Object:
    if ids[0].startswith(("pm_card_", *DEBIT_TOKENS)):
        return resolve(books, ids[0])
    return books.find("payment_method", ids[0], "payment_method")


def update(books: Books, params: Params, ids: tuple[str, ...]) -> Object:
    said = books.find("payment_method", ids[0], "payment_method")
    said["metadata"] = params.metadata(said["metadata"])
    if params.has("billing_details"):
        said["billing_details"] = _billing(params)
    books.emit("payment_method.updated", said, {})
    return said


def attach(books: Books, params: Params, ids: tuple[str, ...]) -> Object:
    customer = books.find("customer", params.needed("customer"), "customer")
    said = resolve(books, ids[0])
    hidden = books.hidden[said["id"]]
    if hidden.get("detached"):
        raise RefusalError(
            "This PaymentMethod was previously used without being attached to a Customer or was detached from a "
            "Customer, and may not be used again."
        )
    card = hidden.get("card")
    if card and card.effect == "decline" and card.last4 != "0341":
        refused = decline(card.code, card.decline_code, card.param, card.advice_code)
        raise RefusalError(refused.pop("message"), status=402, kind=refused.pop("type"), **refused)
    keep(books, said, customer["id"])
    return said


def keep(books: Books, said: Object, customer: str) -> None:
    """It is the customer's from now on."""
    if said["customer"] != customer:
        said["customer"] = customer
        books.emit("payment_method.attached", said)


def detach(books: Books, _params: Params, ids: tuple[str, ...]) -> Object:
    said = books.find("payment_method", ids[0], "payment_method")
    if said["customer"] is None:
        message = "The payment method you provided is not attached to a customer so detachment is impossible."
        raise RefusalError(message, param="payment_method")
    before = {"customer": said["customer"]}
    said["customer"] = None
    books.hidden[said["id"]]["detached"] = True
    books.emit("payment_method.detached", said, before)
    return said


def listed(books: Books, params: Params, ids: tuple[str, ...]) -> Object:
    customer = ids[0] if ids else params.text("customer")
    url = f"/v1/customers/{customer}/payment_methods" if ids else "/v1/payment_methods"
    if customer:
        books.find("customer", customer, "customer")
    return books.page("payment_method", params, url, ("type",), customer=customer or "")
