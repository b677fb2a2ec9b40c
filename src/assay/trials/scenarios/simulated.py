"""The simulated Stripe as a provider in the hand of a trial."""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import takewhile
from typing import Any
from urllib.parse import urlsplit

from assay.model import UsageError

from ..simulator import Simulator
from .log import moment
from .provider import Asked, CannotError, Delivered, Fault, Held, Settled, Shopper

#: The simulator's time goes on by a second for every write, faster than that outside: it begins a little earlier.
_BEGINS_AGO = timedelta(minutes=10)
_SECONDS_OF_PATIENCE = 4.0
_SECONDS_TO_ANSWER = 10
_WRITES = "POST /v1/payment_intents*"
_FAULTS: dict[Fault, str] = {"answer_lost": "reset_after", "server_error": "error", "throttled": "rate_limit"}
_STATES = {"requires_capture": "authorized", "canceled": "voided", "succeeded": "captured"}


class Simulated:
    """Stripe, simulated."""

    name = "stripe"
    patient = _SECONDS_OF_PATIENCE
    sees = True

    def __init__(self, simulator: Simulator) -> None:
        self._simulator = simulator
        self._url = ""
        self._forged: list[tuple[int, Delivered]] = []

    def words(self, notified: str | None) -> dict[str, str]:
        """What the environment of a shop is filled with, that is notified at this address."""
        secret = self._simulator.webhook(notified) if notified else ""
        self._url = notified or ""
        return {"base": self._simulator.url, "key": "sk_" + "test_assay", "secret": secret}

    def lenient(self, on: bool) -> None:
        self._simulator.lenient(on)

    def shopper(self, url: str, does: Shopper) -> str | None:
        self._simulator.advance(1)
        payment = urlsplit(url).path.rpartition("/")[2]
        return self._simulator.authorize(payment) if does == "success" else self._simulator.fail(payment)

    def settle(self, payment: str, how: Settled) -> None:
        self._simulator.advance(1)
        self._simulator.end_pending(payment, paid=how == "paid")

    def fail(self, fault: Fault, times: int = 0) -> None:
        self._simulator.fault(_FAULTS[fault], on=_WRITES, times=times)

    def heal(self) -> None:
        self._simulator.no_faults()

    def hold(self) -> None:
        self._simulator.hold()

    def release(self, *, newest_first: bool = False) -> None:
        self._simulator.release(newest_first=newest_first)

    def repeat(self, payment: str) -> None:
        if not self._simulator.repeat(payment):
            raise CannotError("there was no notification of the payment")

    def forge(self, order: str, amount_minor: int, currency: str) -> None:
        if not self._url:
            raise CannotError("the shop names no address at which it is notified")
        intent = {
            "id": "pi_" + "forged" * 4,
            "object": "payment_intent",
            "status": "succeeded",
            "amount": amount_minor,
            "amount_received": amount_minor,
            "currency": currency.lower(),
            "metadata": {"order_id": order, "try": "0"},
        }
        event = {
            "id": f"evt_forged{len(self._forged)}",
            "object": "event",
            "created": int(time.time()),
            "livemode": False,
            "type": "payment_intent.succeeded",
            "data": {"object": intent},
        }
        self._simulator.settle()
        place = len(self._simulator.deliveries()) + len(self._forged)
        self._forged.append((place, self._unsigned(event)))

    def payments(self) -> Sequence[Held]:
        charges = {charge["payment_intent"]: charge for charge in self._simulator.objects("charge")}
        return [_held(intent, charges.get(intent["id"])) for intent in self._simulator.objects("payment_intent")]

    def quiet(self) -> bool:
        return self._simulator.quiet

    def asked(self) -> Sequence[Asked]:
        """All that are answered, up to the first that is under way."""
        exchanges = takewhile(lambda one: one.status is not None or one.error is not None, self._simulator.exchanges())
        log = zip(exchanges, self._simulator.requests(), strict=False)
        return [
            Asked(
                method=seen.call.method,
                path=seen.call.path + (f"?{seen.call.query}" if seen.call.query else ""),
                headers=seen.call.headers,
                body=seen.call.body,
                status=seen.status,
                answer_headers={name.lower(): value for name, value in seen.answer_headers.items()},
                answer=seen.answer,
                started_at=seen.started_at.replace(tzinfo=None),
                seconds=seen.seconds,
                error=seen.error,
                payment=seen.call.payment,
                occurred_at=moment(entry["at"]),
            )
            for seen, entry in log
        ]

    def delivered(self) -> Sequence[Delivered]:
        self._simulator.settle()
        sent = [_delivered(entry) for entry in self._simulator.deliveries()]
        for place, forged in self._forged:
            sent.insert(place, forged)
        return sent

    def _unsigned(self, event: Mapping[str, Any]) -> Delivered:
        parts = urlsplit(self._url)
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=_SECONDS_TO_ANSWER)
        sent, status, error = time.time(), None, None
        try:
            connection.request("POST", parts.path, json.dumps(event), {"Content-Type": "application/json"})
            status = connection.getresponse().status
        except (OSError, http.client.HTTPException) as failure:
            error = type(failure).__name__
        finally:
            connection.close()
        return Delivered(
            event=event["id"],
            kind=event["type"],
            payload=event,
            attempt=1,
            signed=False,
            authentic=False,
            status=status,
            error=error,
            sent_at=moment(sent),
            answered_at=moment(time.time()),
            arrived_at=moment(sent),
        )


def _delivered(entry: Mapping[str, Any]) -> Delivered:
    return Delivered(
        event=entry["event"],
        kind=entry["type"],
        payload=entry["payload"],
        attempt=entry["attempt"],
        signed=entry["signature"] != "none",
        authentic=entry["signature"] == "right",
        status=entry["status"],
        error=entry["error"],
        sent_at=moment(entry["sent"]),
        answered_at=moment(entry["answered"]) if entry["answered"] else None,
        arrived_at=moment(entry["sent_at"]),
    )


def _held(intent: Mapping[str, Any], charge: Mapping[str, Any] | None) -> Held:
    taken = intent["amount_received"]
    back = charge["amount_refunded"] if charge and taken else 0
    # What a partial capture releases, Stripe counts as refunded.
    back -= charge["amount"] - charge["amount_captured"] if charge and taken else 0
    return Held(
        payment=intent["id"],
        order=intent["metadata"].get("order_id"),
        state=_STATES.get(intent["status"], intent["status"]),
        currency=intent["currency"].upper(),
        amount=intent["amount"],
        captured=taken,
        refunded=back,
    )


@contextmanager
def simulated(provider: str, seed: int) -> Iterator[Simulated]:
    """Errors: UsageError for a provider that nobody simulates."""
    if provider != "stripe":
        remedy = "Only stripe is simulated for trials. State the `url` of a shop that uses the provider's sandbox."
        raise UsageError(f"{provider} cannot be simulated", remedy=remedy)
    with Simulator(seed=seed, at=datetime.now(UTC) - _BEGINS_AGO) as simulator:
        yield Simulated(simulator)
