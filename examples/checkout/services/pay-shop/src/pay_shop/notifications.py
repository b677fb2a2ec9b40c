"""Notifications of the provider: only what it signed, each once, and the payment itself is asked how it stands."""

from __future__ import annotations

import json
import os
import threading
import stripe

from .checkout import Checkout
from .defects import planted
from .orders import Document, Order

_STATUS = {"succeeded": "paid", "processing": "pending", "requires_action": "pending", "requires_capture": "authorized"}


class Notifications:
    """What was notified, and what follows for the orders."""

    def __init__(self, checkout: Checkout) -> None:
        self._checkout = checkout
        self._seen: set[str] = set()
        self._lock = threading.Lock()

    def verified(self, body: bytes, signature: str | None) -> Document:
        """The event. Errors: ValueError where nobody can say who sent it, or it is none."""
        if not planted("webhook_unsigned"):
            try:
                stripe.Webhook.construct_event(body, signature or "", os.environ.get("STRIPE_WEBHOOK_SECRET", "unset"))
            except stripe.SignatureVerificationError as error:
                raise ValueError("it is not signed by the provider") from error
            except (AttributeError, TypeError) as error:
                raise ValueError("it is no event") from error
        event = json.loads(body)
        if not isinstance(event, dict) or not isinstance(event.get("data"), dict):
            raise ValueError("it is no event")
        return event

    def apply(self, event: Document) -> None:
        about = event["data"].get("object", {})
        with self._lock:
            first = event.get("id") not in self._seen
            self._seen.add(event.get("id", ""))
        ours = about.get("metadata") or {}
        order = self._checkout.orders.get(str(ours.get("order_id")))
        if order is None or about.get("object") != "payment_intent" or not (first or planted("webhook_twice")):
            return
        with order.lock:
            if ours.get("try") != str(order.tries):
                return  # of an earlier try, which is over
            if not first:
                self._count(order, event["type"], about)
            elif planted("webhook_rolls_back") or planted("webhook_unsigned"):
                self._believe(order, about)
            else:
                self._checkout.learned(order, about["id"])

    def _count(self, order: Order, kind: str, about: Document) -> None:
        """The planted way: what an event tells is added up once more."""
        if kind == "payment_intent.succeeded":
            order.paid_minor += about["amount_received"]

    def _believe(self, order: Order, about: Document) -> None:
        """The planted way: the order stands as the event says, however old it is."""
        order.payment = about["id"]
        order.status = _STATUS.get(about["status"], "open")
        order.paid_minor = about.get("amount_received", 0)
