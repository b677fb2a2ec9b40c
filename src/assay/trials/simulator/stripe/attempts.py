"""What becomes of an attempt to pay: approved, refused, challenged, sent to another page, or pending."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from ..world import Object
from . import charges, payment_methods
from .books import Books
from .cards import Card
from .errors import RefusalError, decline
from .methods import DEBITS, DELAYED, METHODS, voucher, voucher_end

_SECONDS_HELD = 7 * 86_400
_UNAUTHENTICATED = {
    "code": "payment_intent_authentication_failure",
    "doc_url": "https://stripe.com/docs/error-codes/payment-intent-authentication-failure",
    "message": "The provided PaymentMethod has failed authentication. You can provide payment_method_data or a new "
    "PaymentMethod to attempt to fulfill this PaymentIntent again.",
    "type": "invalid_request_error",
}
_EXPIRED = {
    "code": "payment_intent_payment_attempt_expired",
    "doc_url": "https://stripe.com/docs/error-codes/payment-intent-payment-attempt-expired",
    "message": "The payment attempt for this PaymentIntent has expired.",
    "type": "invalid_request_error",
}
_FAILED = {
    "code": "payment_intent_payment_attempt_failed",
    "doc_url": "https://stripe.com/docs/error-codes/payment-intent-payment-attempt-failed",
    "message": "The payment failed.",
    "type": "card_error",
}


@dataclass(frozen=True)
class Asked:
    """How a confirmation was asked for."""

    return_url: str | None = None
    off_session: bool = False
    error_on_requires_action: bool = False
    by_stripe_js: bool = False


def pay(books: Books, intent: Object, asked: Asked) -> Object:
    """Confirm an intent that has a method. Errors: RefusalError when it is refused at once."""
    method = books.kept["payment_method"][intent["payment_method"]]
    intent.update(last_payment_error=None, next_action=None)
    books.hidden[intent["id"]].update(return_url=asked.return_url, three_d_secure=None)
    forced = books.call.fault if books.call else None
    if forced and forced.kind == "decline":
        _refuse(books, intent, method, decline(*_codes(forced.code)))
    match METHODS[method["type"]].way:
        case "card":
            _card(books, intent, method, asked)
        case "redirect":
            _send_away(books, intent, asked, f"{method['type']} page")
        case "debit":
            _debit(books, intent, method)
        case _:
            _voucher(books, intent, method)
    return intent


def _codes(said: str) -> tuple[str, str]:
    """Code and decline code of a decline that was asked for."""
    own = ("expired_card", "incorrect_cvc", "incorrect_number", "processing_error", "authentication_required")
    return (said, said) if said in own else ("card_declined", said or "generic_decline")


def effect_of(books: Books, intent: Object) -> str:
    card = books.hidden[intent["payment_method"]].get("card") if intent["payment_method"] else None
    return card.effect if card else ""


def _card(books: Books, intent: Object, method: Object, asked: Asked) -> None:
    card: Card = books.hidden[method["id"]].get("card") or Card("visa", "4242", "credit", "US", "approve", *[""] * 4)
    if card.effect in ("decline", "block"):
        _refuse(books, intent, method, decline(card.code, card.decline_code, card.param, card.advice_code))
    options = intent["payment_method_options"].get("card") or {}
    request = options.get("request_three_d_secure", "automatic") if isinstance(options, dict) else "automatic"
    if _is_challenged(card, request, asked, saved=books.hidden[method["id"]].get("saved", False)):
        if asked.off_session:
            _refuse(books, intent, method, decline("authentication_required", "authentication_required"))
        if asked.error_on_requires_action:
            _refuse(books, intent, method, decline("authentication_required", "authentication_not_handled"))
        _send_away(books, intent, asked, "3-D Secure")
        return
    if card.effect == "frictionless" or (request in ("any", "challenge") and card.brand != "amex"):
        flow = "frictionless" if card.effect == "frictionless" else None
        books.hidden[intent["id"]]["three_d_secure"] = _authenticated(books, intent, flow)
    approve(books, intent, method)


def _is_challenged(card: Card, request: object, asked: Asked, *, saved: bool) -> bool:
    match card.effect:
        case "challenge":
            return True
        case "challenge_unless_saved":
            return not (asked.off_session and saved)
        case "challenge_on_session":
            return not asked.off_session
        case "challenge_if_asked":
            return request in ("any", "challenge") and not asked.off_session
    return False


def _authenticated(books: Books, intent: Object, flow: str | None) -> Object:
    """`flow` None: the issuer only acknowledged the attempt."""
    return {
        "authentication_flow": flow,
        "electronic_commerce_indicator": "05" if flow else "06",
        "exemption_indicator": None,
        "result": "authenticated" if flow else "attempt_acknowledged",
        "result_reason": None,
        "transaction_id": books.world.fixed(f"3ds {intent['id']}", 36),
        "version": "2.2.0",
    }


def approve(books: Books, intent: Object, method: Object) -> None:
    """The issuer said yes: authorised, or paid at once."""
    manual = intent["capture_method"] == "manual" and METHODS[method["type"]].manual
    charge = charges.make(books, intent, method, "succeeded", captured=not manual)
    intent.update(next_action=None)
    books.emit("charge.succeeded", charge)
    _remember(books, intent, method)
    if manual:
        intent.update(status="requires_capture", amount_capturable=intent["amount"])
        books.emit("payment_intent.amount_capturable_updated", intent)
        books.world.later(_SECONDS_HELD, lambda: _not_captured(books, intent))
        return
    intent.update(status="succeeded", amount_received=intent["amount"])
    books.emit("payment_intent.succeeded", intent)
    charges.follow_up(books, charge, effect_of(books, intent))


def _remember(books: Books, intent: Object, method: Object) -> None:
    """Keep the method for later payments, where that was asked for."""
    if intent["setup_future_usage"] and intent["customer"]:
        books.hidden[method["id"]]["saved"] = True
        payment_methods.keep(books, method, intent["customer"])


def _not_captured(books: Books, intent: Object) -> None:
    """Stripe gives up an authorisation that was not captured within 7 days."""
    if intent["status"] == "requires_capture":
        cancel(books, intent, "automatic")


def cancel(books: Books, intent: Object, reason: str | None) -> None:
    """Cancelled: by the shop, or by Stripe when an authorisation was not captured in time."""
    held = intent["status"] == "requires_capture"
    intent.update(
        status="canceled",
        canceled_at=books.world.now(),
        cancellation_reason=reason,
        amount_capturable=0,
        next_action=None,
    )
    if held:
        kind = "charge.expired" if reason == "automatic" else "charge.refunded"
        charges.release(books, books.kept["charge"][intent["latest_charge"]], kind)
    books.emit("payment_intent.canceled", intent)


def _refuse(books: Books, intent: Object, method: Object, error: Object) -> None:
    """Errors: always a RefusalError (402), that has the intent and the charge in it."""
    told = fail(books, intent, method, error)
    raise RefusalError(
        told["message"],
        status=402,
        kind=told["type"],
        payment_intent=copy.deepcopy(intent),
        **{name: value for name, value in told.items() if name not in ("message", "type")},
    )


def fail(books: Books, intent: Object, method: Object, error: Object, charge: Object | None = None) -> Object:
    """The attempt is over; the intent waits for another method. What is told of it."""
    if error["code"] == "authentication_required" or error["type"] == "card_error":
        charge = charge or charges.make(books, intent, method, "failed", captured=False)
        charges.refuse(charge, error)
        error = {"charge": charge["id"], **error}
        books.emit("charge.failed", charge)
    told = {**error, "payment_method": copy.deepcopy(method)}
    intent.update(
        status="requires_payment_method",
        payment_method=None,
        next_action=None,
        last_payment_error=told,
    )
    books.emit("payment_intent.payment_failed", intent)
    return told


def _send_away(books: Books, intent: Object, asked: Asked, to: str) -> None:
    """The shopper has to go to another page; what is done there goes on in `returned`."""
    intent["status"] = "requires_action"
    page = f"{books.world.url}/_assay/pages/{intent['id']}"
    books.hidden[intent["id"]]["page"] = to
    if asked.return_url:
        intent["next_action"] = {
            "redirect_to_url": {"return_url": asked.return_url, "url": page},
            "type": "redirect_to_url",
        }
    else:
        sdk = {"type": "three_d_secure_redirect", "stripe_js": page, "source": f"src_{books.world.draw('src')}"}
        intent["next_action"] = {"type": "use_stripe_sdk", "use_stripe_sdk": sdk}
    books.emit("payment_intent.requires_action", intent)


def returned(books: Books, intent: Object, *, authorized: bool) -> str | None:
    """What the shopper did on the other page; where to go now. Nothing happens unless the intent waits for it."""
    back = books.hidden[intent["id"]].get("return_url")
    if intent["status"] == "requires_action" and intent["payment_method"]:
        method = books.kept["payment_method"][intent["payment_method"]]
        card: Card | None = books.hidden[method["id"]].get("card")
        way = METHODS[method["type"]].way
        if way == "voucher":
            _voucher_paid(books, intent, method) if authorized else _voucher_expired(books, intent)
        elif not authorized:
            fail(books, intent, method, dict(_UNAUTHENTICATED))
        elif card and card.challenged and card.code:
            fail(books, intent, method, decline(card.code, card.decline_code, card.param, card.advice_code))
        else:
            if way == "card":
                books.hidden[intent["id"]]["three_d_secure"] = _authenticated(books, intent, "challenge")
            approve(books, intent, method)
    if not back:
        return None
    done = intent["status"] in ("succeeded", "processing", "requires_capture")
    told = {
        "payment_intent": intent["id"],
        "payment_intent_client_secret": intent["client_secret"],
        "redirect_status": "succeeded" if done else "failed",
    }
    return f"{back}{'&' if urlsplit(back).query else '?'}{urlencode(told)}"


def ended(books: Books, intent: Object, *, paid: bool) -> None:
    """What waits for a bank or a voucher ends now."""
    if intent["status"] == "processing":
        _debited(books, intent, books.kept["charge"][intent["latest_charge"]], "succeeded" if paid else "failed")
    elif intent["status"] == "requires_action":
        returned(books, intent, authorized=paid)


def _debit(books: Books, intent: Object, method: Object) -> None:
    """The bank is asked; it answers later."""
    what, delayed = DEBITS.get(books.hidden[method["id"]].get("account", ""), ("succeeded", False))
    charge = charges.make(books, intent, method, "pending", captured=False)
    intent.update(status="processing")
    books.emit("charge.pending", charge)
    books.emit("payment_intent.processing", intent)
    _remember(books, intent, method)
    delay = DELAYED if delayed else METHODS[method["type"]].delay
    if what != "never":
        books.world.later(delay, lambda: _debited(books, intent, charge, what))


def _debited(books: Books, intent: Object, charge: Object, what: str) -> None:
    if intent["status"] != "processing":
        return
    if what == "failed":
        method = books.kept["payment_method"][intent["payment_method"]]
        fail(books, intent, method, dict(_FAILED), charge)
        return
    charges.settle(books, charge)
    intent.update(status="succeeded", amount_received=intent["amount"])
    books.emit("payment_intent.succeeded", intent)
    if what == "disputed":
        charges.follow_up(books, charge, "dispute:debit_not_authorized")


def _voucher(books: Books, intent: Object, method: Object) -> None:
    """A voucher is handed out, that is paid in a shop, or is not. https://docs.stripe.com/payments/oxxo (testing)"""
    page = f"{books.world.url}/_assay/pages/{intent['id']}"
    books.hidden[intent["id"]]["page"] = "voucher"
    intent["status"] = "requires_action"
    intent["next_action"] = voucher(method["type"], intent, books.world.now(), page)
    books.emit("payment_intent.requires_action", intent)
    wish = str(method["billing_details"]["email"] or "").partition("@")[0]
    until = voucher_end(intent["next_action"]) - books.world.now()
    if wish.endswith("succeed_immediately"):
        books.world.later(0, lambda: _voucher_paid(books, intent, method))
    elif wish.endswith("expire_immediately"):
        books.world.later(0, lambda: _voucher_expired(books, intent))
    elif wish.endswith("expire_with_delay"):
        books.world.later(DELAYED, lambda: _voucher_expired(books, intent))
    elif not wish.endswith("fill_never"):
        books.world.later(METHODS[method["type"]].delay, lambda: _voucher_paid(books, intent, method))
    books.world.later(until, lambda: _voucher_expired(books, intent))


def _voucher_paid(books: Books, intent: Object, method: Object) -> None:
    if intent["status"] == "requires_action":
        intent["status"] = "processing"
        books.emit("payment_intent.processing", intent)
        approve(books, intent, method)


def _voucher_expired(books: Books, intent: Object) -> None:
    if intent["status"] == "requires_action":
        method = books.kept["payment_method"][intent["payment_method"]]
        fail(books, intent, method, dict(_EXPIRED))
