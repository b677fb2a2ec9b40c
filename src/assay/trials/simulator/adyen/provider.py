"""Adyen's door: API key, idempotency, the way to each operation. https://docs.adyen.com/api-explorer/Checkout"""

from __future__ import annotations

import re

from ..deliveries import Deliveries
from ..faults import Fault
from ..keys import Keys
from ..world import Answer, Call, Object, World
from . import changes
from .notifications import Notifications
from .payments import REDIRECTS, VOUCHERS, Payments
from .said import ServiceError, read
from .sessions import Sessions

#: /v72/payments as in tests, /checkout/v72/payments as in production.
_PATH = re.compile(r"/(?:checkout/)?v(\d{2,3})(/.*)\Z")
#: https://docs.adyen.com/development-resources/api-idempotency
_LONGEST_KEY = 64
_SECONDS_KEPT = 7 * 86_400
_THERE = (
    "/sessions, /sessions/{id}, /paymentMethods, /payments, /payments/details, /cancels and "
    "/payments/{pspReference}/captures, refunds, cancels, reversals, amountUpdates"
)


class Adyen:
    name = "adyen"

    def __init__(self, world: World, deliveries: Deliveries) -> None:
        self.world = world
        self.notifications = Notifications(world, deliveries)
        self.payments = Payments(world, self.notifications)
        self.sessions = Sessions(self.payments)
        self._keys = Keys(world, _SECONDS_KEPT)

    @property
    def size(self) -> int:
        """How many payments, sessions, notifications and keys there are."""
        return len(self.payments.kept) + len(self.sessions.kept) + len(self.notifications.told) + len(self._keys)

    def owns(self, path: str) -> bool:
        return bool(_PATH.match(path))

    def begin(self, call: Call) -> Answer | None:
        """Before anything is done: who asks, and was it asked before? An answer ends it here."""
        call.id = self.world.draw("adyen request", 16).upper()
        if not (call.headers.get("x-api-key") or call.headers.get("authorization")):
            return self._refused(call, ServiceError("000", "HTTP Status Response - Unauthorized", 401, "security"))
        key = call.headers.get("idempotency-key")
        if call.method != "POST" or not key:
            return None
        if len(key) > _LONGEST_KEY:
            said = f"Idempotency-Key is longer than {_LONGEST_KEY} characters"
            return self._refused(call, ServiceError("702", said, 422))
        kept = self._keys.take(key, call)
        if kept is None:
            return None
        if kept.answer is None:
            busy = self._refused(call, ServiceError("704", "request already processed or in progress", 409))
            busy.headers["Transient-Error"] = "true"
            return busy
        return Answer(kept.answer.status, kept.answer.body, {"Idempotency-Key": key, "pspReference": call.id})

    def act(self, call: Call) -> Answer:
        """Do what is asked for."""
        try:
            status, told = self._done(call)
            answer = Answer(status, told, {"pspReference": told.get("pspReference", call.id)})
        except ServiceError as error:
            answer = self._refused(call, error)
        key = call.headers.get("idempotency-key", "")
        if key.isascii() and key.isprintable() and key:
            answer.headers["Idempotency-Key"] = key
        self.end(call, answer)
        return answer

    def end(self, call: Call, answer: Answer | None) -> None:
        self._keys.end(call, answer)

    def _done(self, call: Call) -> tuple[int, Object]:
        match = _PATH.match(call.path)
        path = match[2].rstrip("/") if match else ""
        parts = path.split("/")[1:]
        said = read(call.body) if call.method == "POST" else {}
        match [call.method, *parts]:
            case ["POST", "payments"]:
                return 200, self.payments.create(said, call)
            case ["POST", "payments", "details"]:
                return 200, self.payments.details(said, call)
            case ["POST", "payments", reference, kind] if kind in changes.KINDS:
                return 201, changes.modify(self.payments, reference, kind, said, call)
            case ["POST", "cancels"]:
                return 201, changes.cancel_by_reference(self.payments, said, call)
            case ["POST", "sessions"]:
                return 201, self.sessions.create(said)
            case ["GET", "sessions", identifier]:
                return 200, self.sessions.result(identifier)
            case ["POST", "paymentMethods"]:
                return 200, _methods()
        message = f"There is no {call.method} {path[:200]} in the simulator. It has {_THERE}."
        raise ServiceError("000", message, 404)

    def failed(self, call: Call, fault: Fault) -> Answer:
        """An answer that says that it did not work."""
        if fault.kind == "rate_limit":
            limited = self._refused(call, ServiceError("000", "Too many requests", 429))
            limited.headers["Retry-After"] = "1"
            return limited
        error = ServiceError(
            "905_1", "Could not find an acquirer account, or an internal error", fault.status, "internal"
        )
        return self._refused(call, error)

    def _refused(self, call: Call, error: ServiceError) -> Answer:
        return Answer(error.status, {**error.body, "pspReference": call.id}, {"pspReference": call.id})


def _methods() -> Object:
    """POST /paymentMethods."""
    cards = {"brands": ["visa", "mc", "amex", "discover"], "name": "Cards", "type": "scheme"}
    others = ["sepadirectdebit", *REDIRECTS, *VOUCHERS]
    return {"paymentMethods": [cards, *({"name": kind, "type": kind} for kind in others)]}
