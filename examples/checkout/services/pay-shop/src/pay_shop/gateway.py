"""What is asked of the payment provider, through its official library."""

from __future__ import annotations

import os
import time
import uuid
from collections.abc import Callable
from typing import TypeVar

import stripe

from .defects import planted
from .orders import Document

_Answer = TypeVar("_Answer")
_SECONDS_TO_ANSWER = 10
_RETRIES = 2
_MOST_WAITS = 3
_LONGEST_WAIT = 10.0


class UnansweredError(Exception):
    """Nobody knows whether it happened."""


class DeclinedError(Exception):
    """It did not, and the provider says why."""


class _Http(stripe.RequestsClient):
    """The library's own client; a planted defect takes its keys away, or makes one for each attempt."""

    def request(self, method: str, url: str, headers: Document, post_data: object = None) -> object:
        if method == "post" and planted("no_key"):
            headers = {name: value for name, value in headers.items() if name.lower() != "idempotency-key"}
        if method == "post" and planted("key_per_attempt"):
            headers = {**headers, "Idempotency-Key": str(uuid.uuid4())}
        return super().request(method, url, headers, post_data)


class Gateway:
    """Errors of each method: DeclinedError, UnansweredError."""

    def __init__(self) -> None:
        base = os.environ.get("STRIPE_API_BASE")
        self._client = stripe.StripeClient(
            os.environ.get("STRIPE_API_KEY", "unset"),
            base_addresses={"api": base} if base else {},
            max_network_retries=_RETRIES,
            http_client=_Http(timeout=_SECONDS_TO_ANSWER),
        )

    def pay(self, wanted: Document, key: str) -> stripe.PaymentIntent:
        return _asked(lambda: self._client.v1.payment_intents.create(dict(wanted), {"idempotency_key": key}))

    def read(self, payment: str) -> stripe.PaymentIntent:
        return _asked(lambda: self._client.v1.payment_intents.retrieve(payment, {"expand": ["latest_charge"]}))

    def capture(self, payment: str, amount: int, key: str) -> stripe.PaymentIntent:
        intents = self._client.v1.payment_intents
        return _asked(lambda: intents.capture(payment, {"amount_to_capture": amount}, {"idempotency_key": key}))

    def void(self, payment: str, key: str) -> stripe.PaymentIntent:
        return _asked(lambda: self._client.v1.payment_intents.cancel(payment, {}, {"idempotency_key": key}))

    def refund(self, payment: str, amount: int, key: str) -> stripe.Refund:
        wanted = {"payment_intent": payment, "amount": amount}
        return _asked(lambda: self._client.v1.refunds.create(wanted, {"idempotency_key": key}))

    def keep(self, method: str, key: str) -> tuple[str, str]:
        """(customer, method that is kept for it)"""
        customer = _asked(lambda: self._client.v1.customers.create({}, {"idempotency_key": f"{key}-customer"}))
        methods, options = self._client.v1.payment_methods, {"idempotency_key": f"{key}-attach"}
        kept = _asked(lambda: methods.attach(method, {"customer": customer.id}, options))
        return customer.id, kept.id

    def forget(self, kept: str, key: str) -> None:
        _asked(lambda: self._client.v1.payment_methods.detach(kept, {}, {"idempotency_key": key}))


def _asked(ask: Callable[[], _Answer]) -> _Answer:
    waits = 0
    while True:
        try:
            return ask()
        except stripe.RateLimitError as error:
            waits += 1
            if waits > _MOST_WAITS:
                raise UnansweredError(str(error)) from error
            if not planted("throttle_ignored"):
                time.sleep(_told_to_wait(error))
        except (stripe.CardError, stripe.InvalidRequestError) as error:
            raise DeclinedError(error.code or str(error)) from error
        except stripe.StripeError as error:
            raise UnansweredError(str(error)) from error


def _told_to_wait(error: stripe.StripeError) -> float:
    """Seconds, as the answer's header says; one where it does not."""
    told = {name.lower(): value for name, value in (error.headers or {}).items()}.get("retry-after", "1")
    return min(float(told), _LONGEST_WAIT) if told.replace(".", "", 1).isdigit() else 1.0
