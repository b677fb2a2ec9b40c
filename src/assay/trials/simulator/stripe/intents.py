"""PaymentIntents: created, confirmed, captured, cancelled. https://docs.stripe.com/payments/paymentintents/lifecycle"""

from __future__ import annotations

from typing import Any

from ..world import Object
from . import attempts, charges, payment_methods
from .books import Books, unexpected_state
from .errors import RefusalError, malformed
from .methods import METHODS
from .money import amount as amount_of
from .money import currency, optional_amount, told, too_much
from .params import Params

_CANCELLABLE = ("requires_payment_method", "requires_capture", "requires_confirmation", "requires_action", "processing")
_OPEN = ("requires_payment_method", "requires_confirmation", "requires_action")
_REASONS = ("duplicate", "fraudulent", "requested_by_customer", "abandoned")
_CAPTURES = ("automatic", "automatic_async", "manual")
#: What is kept as it was said.
_TEXTS = ("description", "receipt_email", "statement_descriptor", "statement_descriptor_suffix", "transfer_group")


def create(books: Books, params: Params, _ids: tuple[str, ...] = ()) -> Object:
    code = currency(params)
    amount = amount_of(params, code)
    identifier = books.id("pi")
    types, automatic = _types(params, code)
    customer = params.text("customer")
    if customer:
        books.find("customer", customer, "customer")
    intent: Object = {
        "id": identifier,
        "object": "payment_intent",
        "amount": amount,
        "amount_capturable": 0,
        "amount_details": {"tip": {}},
        "amount_received": 0,
        "application": None,
        "application_fee_amount": None,
        "automatic_payment_methods": automatic,
        "canceled_at": None,
        "cancellation_reason": None,
        "capture_method": params.choice("capture_method", _CAPTURES, "automatic_async"),
        "client_secret": f"{identifier}_secret_{books.world.draw('secret', 25)}",
        "confirmation_method": params.choice("confirmation_method", ("automatic", "manual"), "automatic"),
        "currency": code,
        "customer": customer,
        "customer_account": None,
        "excluded_payment_method_types": None,
        "last_payment_error": None,
        "latest_charge": None,
        "metadata": params.metadata(),
        "next_action": None,
        "on_behalf_of": None,
        "payment_method": None,
        "payment_method_configuration_details": None,
        "payment_method_options": params.plain("payment_method_options") or {},
        "payment_method_types": types,
        "processing": None,
        "review": None,
        "setup_future_usage": params.text("setup_future_usage"),
        "shipping": params.plain("shipping"),
        "source": None,
        "status": "requires_payment_method",
        "transfer_data": None,
        **{name: params.text(name) for name in _TEXTS},
    }
    confirm = params.flag("confirm")
    if params.has("off_session") and not confirm:
        raise malformed("You cannot set `off_session` when `confirm` is not `true`.", "off_session")
    method = _method(books, intent, params)
    if method:
        _use(intent, method)
    asked = _asked(intent, params) if confirm else None
    books.add(intent)
    books.emit("payment_intent.created", intent)
    return attempts.pay(books, intent, asked) if asked else intent


def _types(params: Params, code: str) -> tuple[list[str], Object | None]:
    """Methods that may be used, and whether they are chosen automatically."""
    types = params.texts("payment_method_types")
    automatic = params.inner("automatic_payment_methods")
    enabled = automatic.flag("enabled") if automatic else False
    if types and enabled:
        message = (
            "You may only specify one of these parameters: automatic_payment_methods, payment_method_types, "
            "payment_method_configuration."
        )
        raise malformed(message, "automatic_payment_methods")
    for kind in types:
        _suits(kind, code)
    if types or (automatic and not enabled):
        return types or ["card"], None
    redirects = automatic.choice("allow_redirects", ("always", "never"), "always") if automatic else "always"
    fitting = [
        name
        for name, method in METHODS.items()
        if (not method.currencies or code in method.currencies)
        and (method.way in ("card", "debit") or (redirects == "always" and method.currencies))
    ]
    return fitting, {"allow_redirects": redirects, "enabled": True}


def _suits(kind: str, code: str) -> None:
    method = METHODS.get(kind)
    if method is None:
        message = f'The payment method type "{kind[:50]}" is invalid. The simulator has {", ".join(METHODS)}.'
        raise malformed(message, "payment_method_types")
    if method.currencies and code not in method.currencies:
        supported = ", ".join(sorted(method.currencies))
        message = (
            f"The currency provided ({code}) is invalid for one or more payment method types on this PaymentIntent. "
            f"Payments with {kind} support the following currencies: {supported}."
        )
        raise malformed(message, "currency")


def _method(books: Books, intent: Object, params: Params) -> Object | None:
    """The PaymentMethod that a request names or describes."""
    said, data = params.text("payment_method"), params.inner("payment_method_data")
    if said is None and data is None:
        return None
    method = payment_methods.create(books, data) if data else payment_methods.resolve(books, said or "")
    owner = method["customer"]
    if owner and owner != intent["customer"]:
        message = (
            f"The provided PaymentMethod {method['id']} belongs to the Customer {owner}. "
            "Please include the Customer in the `customer` parameter on the PaymentIntent."
        )
        raise RefusalError(message, param="payment_method")
    if books.hidden[method["id"]].get("detached"):
        raise RefusalError(
            "This PaymentMethod was previously used without being attached to a Customer or was detached from a "
            "Customer, and may not be used again.",
            param="payment_method",
        )
    return method


def _use(intent: Object, method: Object) -> None:
    kind = method["type"]
    if kind not in intent["payment_method_types"]:
        message = (
            f"The PaymentMethod provided ({kind}) is not allowed for this PaymentIntent. Please attach a PaymentMethod "
            f"with one of the following types: {', '.join(intent['payment_method_types'])}."
        )
        raise RefusalError(message, param="payment_method")
    intent["payment_method"] = method["id"]
    intent["status"] = "requires_confirmation"


def retrieve(books: Books, params: Params, ids: tuple[str, ...]) -> Object:
    intent = books.find("payment_intent", ids[0], "intent")
    secret = params.text("client_secret")
    if secret is not None and secret != intent["client_secret"]:
        message = "The client_secret provided does not match the client_secret associated with the PaymentIntent."
        raise RefusalError(message, code="payment_intent_invalid_parameter", param="client_secret")
    return intent


def update(books: Books, params: Params, ids: tuple[str, ...]) -> Object:
    intent = books.find("payment_intent", ids[0], "intent")
    if params.has("amount") or params.has("currency"):
        if intent["status"] not in _OPEN:
            raise unexpected_state(
                "payment_intent", intent, "amount could not be updated", f"updated: {', '.join(_OPEN)}"
            )
        code = currency(params) if params.has("currency") else intent["currency"]
        before = {"amount": intent["amount"], "currency": intent["currency"]}
        intent["currency"] = code
        if params.has("amount"):
            intent["amount"] = amount_of(params, code)
    else:
        before = {}
    for name in (*_TEXTS, "setup_future_usage"):
        intent[name] = params.text(name, intent[name])
    if params.has("customer"):
        intent["customer"] = books.find("customer", params.needed("customer"), "customer")["id"]
    if params.has("shipping"):
        intent["shipping"] = params.plain("shipping")
    intent["metadata"] = params.metadata(intent["metadata"])
    method = _method(books, intent, params)
    if method:
        _use(intent, method)
    if before:
        books.emit("payment_intent.updated", intent, before)
    return intent


def confirm(books: Books, params: Params, ids: tuple[str, ...]) -> Object:
    intent = books.find("payment_intent", ids[0], "intent")
    if intent["status"] == "succeeded":
        message = (
            "You cannot confirm this PaymentIntent because it has already succeeded after being previously confirmed."
        )
        raise RefusalError(message, code="payment_intent_unexpected_state", payment_intent=dict(intent))
    if intent["status"] not in _OPEN:
        doing = "payment could not be confirmed"
        raise unexpected_state("payment_intent", intent, doing, f"confirmed: {', '.join(_OPEN)}")
    method = _method(books, intent, params)
    if method:
        _use(intent, method)
    for name in ("receipt_email", "setup_future_usage"):
        intent[name] = params.text(name, intent[name])
    if params.has("shipping"):
        intent["shipping"] = params.plain("shipping")
    if params.has("payment_method_options"):
        intent["payment_method_options"] = params.plain("payment_method_options") or {}
    return attempts.pay(books, intent, _asked(intent, params))


def _asked(intent: Object, params: Params) -> attempts.Asked:
    """How it is to be confirmed. Errors: RefusalError when it cannot be."""
    if intent["payment_method"] is None:
        message = (
            "You cannot confirm this PaymentIntent because it's missing a payment method. You can either update the "
            "PaymentIntent with a payment method and then confirm it again, or confirm it again directly with a "
            "payment method or ConfirmationToken."
        )
        raise RefusalError(message, code="payment_intent_unexpected_state", payment_intent=dict(intent))
    back = params.text("return_url")
    automatic = intent["automatic_payment_methods"]
    off_session = params.text("off_session") not in (None, "false")
    by_stripe_js = params.flag("use_stripe_sdk")
    if automatic and automatic["allow_redirects"] == "always" and not (back or off_session or by_stripe_js):
        message = (
            "This PaymentIntent is configured to accept payment methods enabled in your Dashboard. Because some of "
            "these payment methods might redirect your customer off of your page, you must provide a `return_url`. "
            "If you don't want to accept redirect-based payment methods, set `automatic_payment_methods[enabled]` to "
            "`true` and `automatic_payment_methods[allow_redirects]` to `never` when creating Setup Intents and "
            "Payment Intents."
        )
        raise malformed(message, "return_url")
    params.plain("mandate_data")
    return attempts.Asked(back, off_session, params.flag("error_on_requires_action"), by_stripe_js)


def capture(books: Books, params: Params, ids: tuple[str, ...]) -> Object:
    """Once, or with multicapture as often as `final_capture` is false."""
    intent = books.find("payment_intent", ids[0], "intent")
    lenient = books.world.lenient and intent["latest_charge"] is not None
    if intent["status"] == "succeeded" and not lenient:
        message = "This PaymentIntent could not be captured because it has already been captured."
        raise RefusalError(message, code="payment_intent_unexpected_state", payment_intent=dict(intent))
    if intent["status"] != "requires_capture" and not lenient:
        doing = "payment could not be captured"
        raise unexpected_state("payment_intent", intent, doing, "captured: requires_capture")
    left = intent["amount_capturable"]
    amount = optional_amount(params, "amount_to_capture", left)
    if amount > left and not lenient:
        message = (
            f"The requested capture amount is greater than the authorized amount. The capture amount of "
            f"{told(amount, intent['currency'])} exceeds {told(left, intent['currency'])}."
        )
        raise too_much(message, "amount_to_capture", "amount_too_large")
    final = params.flag("final_capture", default=True)
    charge = books.kept["charge"][intent["latest_charge"]]
    several = charge["payment_method_details"].get("card", {}).get("multicapture", {}).get("status") == "available"
    if not final and not several:
        message = "This PaymentIntent is not eligible for multicapture. You may only capture it once."
        raise RefusalError(message, param="final_capture")
    final = final or amount >= left
    intent["amount_received"] += amount
    intent["amount_capturable"] = 0 if final else left - amount
    intent["metadata"] = params.metadata(intent["metadata"])
    charges.take(books, charge, amount, final=final)
    if final:
        intent["status"] = "succeeded"
        books.emit("payment_intent.succeeded", intent)
        charges.follow_up(books, charge, attempts.effect_of(books, intent))
    else:
        books.emit("payment_intent.amount_capturable_updated", intent)
    return intent


def cancel(books: Books, params: Params, ids: tuple[str, ...]) -> Object:
    intent = books.find("payment_intent", ids[0], "intent")
    if intent["status"] not in _CANCELLABLE:
        message = (
            f"You cannot cancel this PaymentIntent because it has a status of {intent['status']}. Only a PaymentIntent "
            f"with one of the following statuses may be canceled: {', '.join(_CANCELLABLE)}."
        )
        raise RefusalError(message, code="payment_intent_unexpected_state", payment_intent=dict(intent))
    reason = params.text("cancellation_reason")
    if reason is not None and reason not in _REASONS:
        raise malformed(f"Invalid cancellation_reason: must be one of {', '.join(_REASONS)}", "cancellation_reason")
    attempts.cancel(books, intent, reason)
    return intent


def increment(books: Books, params: Params, ids: tuple[str, ...]) -> Object:
    """https://docs.stripe.com/payments/incremental-authorization"""
    intent = books.find("payment_intent", ids[0], "intent")
    if intent["status"] != "requires_capture":
        doing = "authorization could not be incremented"
        raise unexpected_state("payment_intent", intent, doing, "incremented: requires_capture")
    charge = books.kept["charge"][intent["latest_charge"]]
    card: Any = charge["payment_method_details"].get("card", {})
    if card.get("incremental_authorization", {}).get("status") != "available":
        raise RefusalError("This PaymentIntent is not eligible for incremental authorization.")
    amount = amount_of(params, intent["currency"])
    if amount <= intent["amount"]:
        message = "The amount must be greater than the currently authorized amount."
        raise too_much(message, "amount")
    before = {"amount": intent["amount"], "amount_capturable": intent["amount_capturable"]}
    intent.update(amount=amount, amount_capturable=amount)
    charge["amount"] = card["amount_authorized"] = amount
    books.emit("payment_intent.amount_capturable_updated", intent, before)
    return intent


def listed(books: Books, params: Params, _ids: tuple[str, ...]) -> Object:
    return books.page("payment_intent", params, "/v1/payment_intents", ("customer",))
