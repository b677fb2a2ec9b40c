"""What the shop does with an order and its money; the provider decides how a payment stands, the shop follows."""

from __future__ import annotations

import os
from collections.abc import Callable
import stripe

from .defects import planted
from .gateway import DeclinedError, Gateway, UnansweredError
from .money import asked_for, to_minor
from .orders import Document, Order, Orders

_SHOP = os.environ.get("PAY_SHOP_URL", "http://127.0.0.1:8125")
#: Methods that the shop offers -> what the provider calls them; a card is named by what the shopper chose.
_METHODS = {
    "card": "card",
    "ideal": "ideal",
    "klarna": "klarna",
    "sepa_debit": "sepa_debit",
    "multibanco": "multibanco",
}
_BUYER = {"name": "Ida Test", "email": "ida@harbour.example"}
_DETAILS: dict[str, Document] = {
    "klarna": {"billing_details": {**_BUYER, "address": {"country": "NL"}}},
    "sepa_debit": {"sepa_debit": {"iban": "NL39RABO0300065264"}, "billing_details": _BUYER},
    "multibanco": {"billing_details": _BUYER},
}
_MANDATE = {"customer_acceptance": {"type": "offline"}}


class RefusedError(Exception):
    """What was asked of the shop is not possible as things stand."""


class Checkout:
    """Errors of each method: RefusedError."""

    def __init__(self) -> None:
        self.orders = Orders()
        self._gateway = Gateway()
        self._kept: dict[str, str] = {}

    def create(self, total: str, currency: str, method: str) -> Order:
        if method not in _METHODS:
            raise RefusedError(f"there is no method {method}")
        try:
            return self.orders.add(total, to_minor(total, currency), currency, method)
        except (KeyError, ArithmeticError, ValueError) as error:
            raise RefusedError(str(error)) from error

    def pay(self, order: Order, token: str | None, later: bool) -> Order:
        """`token` is the card that the shopper chose; `later`: authorise now, capture on a call of its own."""
        with order.lock:
            if order.status == "pending" and order.unanswered is None:
                return order  # it was submitted before
            if order.status not in ("open", "failed") and order.unanswered is None:
                raise RefusedError(f"the order is {order.status}")
            if order.unanswered is None:
                order.tries += 1
                order.unanswered = self._wanted(order, token, later)
            if planted("confirmed_early"):
                order.status = "paid"
            self._send(order)
            return order

    def _wanted(self, order: Order, token: str | None, later: bool) -> Document:
        currency = "EUR" if planted("wrong_currency") else order.currency
        wanted: Document = {
            "amount": asked_for(order.total_minor, order.currency),
            "currency": currency.lower(),
            "confirm": True,
            "capture_method": "manual" if later else "automatic",
            "payment_method_types": [_METHODS[order.method]],
            "metadata": {"order_id": order.id, "try": str(order.tries)},
            "return_url": f"{_SHOP}/orders/{order.id}/return",
            "expand": ["latest_charge"],
        }
        if token:
            wanted["payment_method"] = token
            if token in self._kept:
                wanted["customer"] = self._kept[token]
        elif order.method == "card":
            raise RefusedError("choose a card")
        else:
            wanted["payment_method_data"] = {"type": order.method, **_DETAILS.get(order.method, {})}
        if order.method == "sepa_debit":
            wanted["mandate_data"] = _MANDATE
        return wanted

    def _send(self, order: Order) -> None:
        """Send what is unanswered, under the key of this order, step and try."""
        wanted = order.unanswered or {}
        for again in range(3 if planted("decline_retried") else 1):
            key = f"{order.id}-pay-{order.tries}" + (f"-{again}" if again else "")
            try:
                intent = self._gateway.pay(wanted, key)
            except DeclinedError as error:
                order.unanswered, order.status = None, "failed"
                if str(error) == "resource_missing":
                    raise RefusedError("there is no such method") from error
                continue
            except UnansweredError:
                if planted("unknown_is_failed"):
                    order.unanswered, order.status = None, "failed"
                elif order.status != "paid":
                    order.status = "pending"
                return
            order.unanswered = None
            self._follow(order, intent)
            return

    def _follow(self, order: Order, intent: stripe.PaymentIntent) -> None:
        """Let the order stand as its payment does."""
        order.payment = intent.id
        order.redirect = None
        if intent.status == "succeeded":
            charge = intent.latest_charge
            # What a partial capture leaves is released, which Stripe counts as refunded.
            released = charge.amount - charge.amount_captured if isinstance(charge, stripe.Charge) else 0
            refunded = charge.amount_refunded - released if isinstance(charge, stripe.Charge) else 0
            order.authorized_minor = intent.amount
            order.paid_minor, order.refunded_minor = intent.amount_received, max(refunded, order.refunded_minor)
            order.status = "refunded" if order.refunded_minor >= order.paid_minor else "paid"
        elif intent.status == "requires_capture":
            order.authorized_minor, order.status = intent.amount_capturable, "authorized"
        elif intent.status == "canceled":
            order.status = "cancelled"
        elif intent.status == "requires_action":
            to = getattr(intent.next_action, "redirect_to_url", None)
            order.redirect = to.url if to else None
            order.status = order.status if planted("confirmed_early") else "pending"
        elif order.status == "paid" and planted("confirmed_early"):
            return
        else:
            order.status = "pending" if intent.status == "processing" else "failed"

    def look(self, order: Order) -> Order:
        """The order as it stands; what is unanswered is asked for once more."""
        with order.lock:
            if order.unanswered is not None and not planted("unknown_forever"):
                self._send(order)
            return order

    def came_back(self, order: Order) -> Order:
        """The shopper is back from the provider's page: only the provider knows what came of it."""
        with order.lock:
            if order.payment is not None:
                self._refresh(order)
            return order

    def learned(self, order: Order, payment: str) -> None:
        """The provider notified of this payment, which is that of the order's present try."""
        with order.lock:
            if order.unanswered is not None and planted("unknown_forever"):
                return
            order.payment, order.unanswered = payment, None
            self._refresh(order)

    def _refresh(self, order: Order) -> None:
        try:
            self._follow(order, self._gateway.read(order.payment or ""))
        except (DeclinedError, UnansweredError):
            return  # the notification will tell

    def capture(self, order: Order, amount: int | None) -> Order:
        with order.lock:
            wanted = amount or order.authorized_minor
            void = order.status == "cancelled" and planted("capture_after_void")
            if order.status != "authorized" and not void:
                raise RefusedError(f"the order is {order.status}: nothing can be captured")
            if wanted > order.authorized_minor and not planted("over_capture"):
                raise RefusedError("that is more than was authorised")
            self._try(lambda: self._gateway.capture(order.payment or "", wanted, f"{order.id}-capture"), order)
            return order

    def void(self, order: Order) -> Order:
        """Give up: what was authorised is released, what is open is over."""
        with order.lock:
            if order.status not in ("open", "failed", "pending", "authorized") or order.unanswered is not None:
                raise RefusedError(f"the order is {order.status}")
            if order.payment is None:
                order.status = "cancelled"
            else:
                self._try(lambda: self._gateway.void(order.payment or "", f"{order.id}-void"), order)
            return order

    def refund(self, order: Order, amount: int | None) -> Order:
        with order.lock:
            left = order.paid_minor - order.refunded_minor
            wanted = amount or order.paid_minor
            if (order.status != "paid" or wanted > left) and not planted("over_refund"):
                raise RefusedError(f"{left} can be refunded, not {wanted}")
            newest = self.orders.newest_paid() if planted("refund_elsewhere") else None
            payment = (newest or order).payment or ""
            key = f"{order.id}-refund-{order.refunded_minor}"
            self._try(lambda: self._gateway.refund(payment, wanted, key), order)
            order.refunded_minor += wanted
            if order.refunded_minor >= order.paid_minor:
                order.status = "refunded"
            return order

    def _try(self, ask: Callable[[], object], order: Order) -> None:
        try:
            answer = ask()
        except DeclinedError as error:
            raise RefusedError(str(error)) from error
        except UnansweredError as error:
            raise RefusedError("the provider does not answer; try again, it is done once") from error
        if isinstance(answer, stripe.PaymentIntent):
            self._follow(order, answer)

    def keep(self, token: str, reference: str) -> str:
        """Keep a card for later: the name it has from now on."""
        try:
            customer, kept = self._gateway.keep(token, reference)
        except (DeclinedError, UnansweredError) as error:
            raise RefusedError(str(error)) from error
        self._kept[kept] = customer
        return kept

    def forget(self, kept: str) -> None:
        if self._kept.pop(kept, None) is None:
            raise RefusedError("there is no such method")
        try:
            self._gateway.forget(kept, f"forget-{kept}")
        except (DeclinedError, UnansweredError) as error:
            raise RefusedError(str(error)) from error
