"""SetupIntents: a method is saved for later. https://docs.stripe.com/payments/setupintents/lifecycle"""

from __future__ import annotations

import copy

from ..world import Object
from . import payment_methods
from .books import Books, unexpected_state
from .cards import Card
from .errors import RefusalError, decline
from .params import Params

_OPEN = ("requires_payment_method", "requires_confirmation", "requires_action")


def create(books: Books, params: Params, _ids: tuple[str, ...] = ()) -> Object:
    identifier = books.id("seti")
    customer = params.text("customer")
    if customer:
        books.find("customer", customer, "customer")
    types = params.texts("payment_method_types")
    params.plain("automatic_payment_methods")
    intent: Object = {
        "id": identifier,
        "object": "setup_intent",
        "application": None,
        "automatic_payment_methods": None if types else {"allow_redirects": "always", "enabled": True},
        "cancellation_reason": None,
        "client_secret": f"{identifier}_secret_{books.world.draw('secret', 25)}",
        "customer": customer,
        "customer_account": None,
        "description": params.text("description"),
        "excluded_payment_method_types": None,
        "flow_directions": None,
        "last_setup_error": None,
        "latest_attempt": None,
        "mandate": None,
        "metadata": params.metadata(),
        "next_action": None,
        "on_behalf_of": None,
        "payment_method": None,
        "payment_method_configuration_details": None,
        "payment_method_options": params.plain("payment_method_options") or {},
        "payment_method_types": types or ["card", "link"],
        "single_use_mandate": None,
        "status": "requires_payment_method",
        "usage": params.choice("usage", ("off_session", "on_session"), "off_session"),
    }
    _use(books, intent, params)
    books.add(intent)
    books.emit("setup_intent.created", intent)
    return _confirm(books, intent, params) if params.flag("confirm") else intent


def _use(books: Books, intent: Object, params: Params) -> None:
    said, data = params.text("payment_method"), params.inner("payment_method_data")
    if said or data:
        method = payment_methods.create(books, data) if data else payment_methods.resolve(books, said or "")
        intent.update(payment_method=method["id"], status="requires_confirmation")


def retrieve(books: Books, params: Params, ids: tuple[str, ...]) -> Object:
    params.text("client_secret")
    return books.find("setup_intent", ids[0], "intent")


def update(books: Books, params: Params, ids: tuple[str, ...]) -> Object:
    intent = _open(books, ids[0], "could not be updated", "updated")
    intent["metadata"] = params.metadata(intent["metadata"])
    intent["description"] = params.text("description", intent["description"])
    _use(books, intent, params)
    return intent


def _open(books: Books, identifier: str, doing: str, allowed: str) -> Object:
    intent = books.find("setup_intent", identifier, "intent")
    if intent["status"] not in _OPEN:
        raise unexpected_state("setup_intent", intent, doing, f"{allowed}: {', '.join(_OPEN)}")
    return intent


def confirm(books: Books, params: Params, ids: tuple[str, ...]) -> Object:
    intent = _open(books, ids[0], "could not be confirmed", "confirmed")
    _use(books, intent, params)
    return _confirm(books, intent, params)


def _confirm(books: Books, intent: Object, params: Params) -> Object:
    back = params.text("return_url")
    params.plain("mandate_data")
    if intent["payment_method"] is None:
        message = "You cannot confirm this SetupIntent because it's missing a payment method."
        raise RefusalError(message, code="setup_intent_unexpected_state", setup_intent=copy.deepcopy(intent))
    method = books.kept["payment_method"][intent["payment_method"]]
    card: Card | None = books.hidden[method["id"]].get("card")
    if card and card.effect == "decline" and card.last4 != "0341":
        _refuse(books, intent, method, decline(card.code, card.decline_code, card.param, card.advice_code))
    if card and card.effect in ("challenge", "challenge_unless_saved"):
        page = f"{books.world.url}/_assay/pages/{intent['id']}"
        books.hidden[intent["id"]].update(return_url=back, page="3-D Secure")
        redirect = {"return_url": back, "url": page}
        intent.update(status="requires_action", next_action={"type": "redirect_to_url", "redirect_to_url": redirect})
        books.emit("setup_intent.requires_action", intent)
        return intent
    _saved(books, intent, method)
    return intent


def _saved(books: Books, intent: Object, method: Object) -> None:
    intent.update(status="succeeded", next_action=None, last_setup_error=None)
    books.hidden[method["id"]]["saved"] = True
    if intent["customer"]:
        payment_methods.keep(books, method, intent["customer"])
    books.emit("setup_intent.succeeded", intent)


def _fail(books: Books, intent: Object, method: Object, error: Object) -> None:
    intent.update(
        status="requires_payment_method",
        payment_method=None,
        next_action=None,
        last_setup_error={**error, "payment_method": copy.deepcopy(method)},
    )
    books.emit("setup_intent.setup_failed", intent)


def _refuse(books: Books, intent: Object, method: Object, error: Object) -> None:
    _fail(books, intent, method, error)
    more = {name: value for name, value in error.items() if name not in ("message", "type")}
    told = copy.deepcopy(intent)
    raise RefusalError(error["message"], status=402, kind=error["type"], setup_intent=told, **more)


def returned(books: Books, intent: Object, *, authorized: bool) -> str | None:
    """What the shopper did on the page of the issuer; where to go now."""
    if intent["status"] == "requires_action":
        method = books.kept["payment_method"][intent["payment_method"]]
        if authorized:
            _saved(books, intent, method)
        else:
            code = "setup_intent_authentication_failure"
            message = "The provided PaymentMethod has failed authentication."
            _fail(books, intent, method, {"code": code, "message": message, "type": "invalid_request_error"})
    back: str | None = books.hidden[intent["id"]].get("return_url")
    return back


def cancel(books: Books, params: Params, ids: tuple[str, ...]) -> Object:
    intent = _open(books, ids[0], "could not be canceled", "canceled")
    intent.update(status="canceled", next_action=None, cancellation_reason=params.text("cancellation_reason"))
    books.emit("setup_intent.canceled", intent)
    return intent


def listed(books: Books, params: Params, _ids: tuple[str, ...]) -> Object:
    return books.page("setup_intent", params, "/v1/setup_intents", ("customer", "payment_method"))
