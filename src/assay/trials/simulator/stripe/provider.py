"""Stripe's door: keys, idempotency, the way to each operation, answers and errors. https://docs.stripe.com/api"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable

from ..deliveries import Deliveries
from ..faults import Fault
from ..keys import Keys
from ..world import Answer, Call, Object, World
from . import (
    balance,
    charges,
    customers,
    disputes,
    endpoints,
    intents,
    payment_methods,
    refunds,
    sessions,
    setup_intents,
)
from .books import API_VERSION, Books
from .errors import RefusalError
from .params import Params, parameters
from .search import search

Operation = Callable[[Books, Params, tuple[str, ...]], Object]

#: Keys are forgotten after a day (https://docs.stripe.com/api/idempotent_requests).
_SECONDS_KEPT = 86_400
_LONGEST_KEY = 255
_KEY = re.compile(r"(sk|rk|pk)_test_[A-Za-z0-9_]{1,250}\Z")

_OPERATIONS: dict[str, Operation] = {
    "POST /v1/payment_intents": intents.create,
    "GET /v1/payment_intents": intents.listed,
    "GET /v1/payment_intents/search": search("payment_intent"),
    "GET /v1/payment_intents/*": intents.retrieve,
    "POST /v1/payment_intents/*": intents.update,
    "POST /v1/payment_intents/*/confirm": intents.confirm,
    "POST /v1/payment_intents/*/capture": intents.capture,
    "POST /v1/payment_intents/*/cancel": intents.cancel,
    "POST /v1/payment_intents/*/increment_authorization": intents.increment,
    "POST /v1/setup_intents": setup_intents.create,
    "GET /v1/setup_intents": setup_intents.listed,
    "GET /v1/setup_intents/*": setup_intents.retrieve,
    "POST /v1/setup_intents/*": setup_intents.update,
    "POST /v1/setup_intents/*/confirm": setup_intents.confirm,
    "POST /v1/setup_intents/*/cancel": setup_intents.cancel,
    "POST /v1/payment_methods": payment_methods.create,
    "GET /v1/payment_methods": payment_methods.listed,
    "GET /v1/payment_methods/*": payment_methods.retrieve,
    "POST /v1/payment_methods/*": payment_methods.update,
    "POST /v1/payment_methods/*/attach": payment_methods.attach,
    "POST /v1/payment_methods/*/detach": payment_methods.detach,
    "POST /v1/customers": customers.create,
    "GET /v1/customers": customers.listed,
    "GET /v1/customers/search": search("customer"),
    "GET /v1/customers/*": customers.retrieve,
    "POST /v1/customers/*": customers.update,
    "DELETE /v1/customers/*": customers.delete,
    "GET /v1/customers/*/payment_methods": payment_methods.listed,
    "GET /v1/charges": charges.listed,
    "GET /v1/charges/search": search("charge"),
    "GET /v1/charges/*": charges.retrieve,
    "POST /v1/charges/*": charges.update,
    "POST /v1/refunds": refunds.create,
    "GET /v1/refunds": refunds.listed,
    "GET /v1/refunds/*": refunds.retrieve,
    "POST /v1/refunds/*": refunds.update,
    "POST /v1/refunds/*/cancel": refunds.cancel,
    "GET /v1/disputes": disputes.listed,
    "GET /v1/disputes/*": disputes.retrieve,
    "POST /v1/disputes/*": disputes.update,
    "POST /v1/disputes/*/close": disputes.close,
    "GET /v1/balance": balance.retrieve,
    "GET /v1/balance_transactions": balance.transactions,
    "GET /v1/balance_transactions/*": balance.transaction,
    "POST /v1/payouts": balance.create_payout,
    "GET /v1/payouts": balance.payouts,
    "GET /v1/payouts/*": balance.payout,
    "POST /v1/payouts/*/cancel": balance.cancel_payout,
    "GET /v1/events": endpoints.events,
    "GET /v1/events/*": endpoints.event,
    "POST /v1/webhook_endpoints": endpoints.create,
    "GET /v1/webhook_endpoints": endpoints.listed,
    "GET /v1/webhook_endpoints/*": endpoints.retrieve,
    "POST /v1/webhook_endpoints/*": endpoints.update,
    "DELETE /v1/webhook_endpoints/*": endpoints.delete,
    "POST /v1/checkout/sessions": sessions.create,
    "GET /v1/checkout/sessions": sessions.listed,
    "GET /v1/checkout/sessions/*": sessions.retrieve,
    "POST /v1/checkout/sessions/*/expire": sessions.expire,
    "GET /v1/checkout/sessions/*/line_items": sessions.line_items,
}


_LIMITED = (
    "Testmode request rate limit exceeded, the rate limits in testmode are lower than livemode. You can learn more "
    "about rate limits here https://stripe.com/docs/rate-limits."
)
_LOCKED = (
    "This object cannot be accessed right now because another API request or Stripe process is currently accessing it. "
    "If you see this error intermittently, retry the request. https://stripe.com/docs/rate-limits#object-lock-timeouts"
)


class Stripe:
    name = "stripe"

    def __init__(self, world: World, deliveries: Deliveries) -> None:
        self.world = world
        self.books = Books(world, lambda said: endpoints.announce(self.books, deliveries, said))
        self.books.watch = sessions.settled
        self._keys = Keys(world, _SECONDS_KEPT)

    @property
    def size(self) -> int:
        """How many objects and keys there are."""
        return len(self.books.hidden) + len(self._keys)

    def owns(self, path: str) -> bool:
        return path.startswith("/v1/") or path == "/v1"

    def begin(self, call: Call) -> Answer | None:
        """Before anything is done: who asks, and was it asked before? An answer ends it here."""
        call.id = f"req_{self.world.draw('req', 14)}"
        try:
            account = _account(call.headers.get("authorization", ""))
            return self._seen_before(call, account)
        except RefusalError as refusal:
            return self._refused(call, refusal)

    def _seen_before(self, call: Call, account: str) -> Answer | None:
        key = call.headers.get("idempotency-key")
        if call.method != "POST" or not key:
            return None
        if len(key) > _LONGEST_KEY:
            message = f"Idempotency keys are up to {_LONGEST_KEY} characters; yours has {len(key)}."
            raise RefusalError(message, kind="idempotency_error")
        kept = self._keys.take((account, key), call)
        if kept is None:
            return None
        first = kept.call
        if first.path != call.path:
            message = (
                "Keys for idempotent requests can only be used for the same endpoint they were first used for "
                f"('{call.path}' vs '{first.path}'). Try using a key other than '{key}' if you meant to execute a "
                "different request."
            )
            raise RefusalError(message, kind="idempotency_error")
        if (first.query, first.body) != (call.query, call.body):
            message = (
                "Keys for idempotent requests can only be used with the same parameters they were first used with. "
                f"Try using a key other than '{key}' if you meant to execute a different request."
            )
            raise RefusalError(message, kind="idempotency_error")
        if kept.answer is None:
            message = (
                "There is currently another in-progress request using this Idempotent Key (that probably means you "
                f"submitted twice, and the other request is still going through): {key}. Please try again later."
            )
            raise RefusalError(message, status=409, code="idempotency_key_in_use")
        headers = {"Idempotent-Replayed": "true", "Original-Request": first.id}
        return self._dressed(call, Answer(kept.answer.status, kept.answer.body, headers))

    def act(self, call: Call) -> Answer:
        """Do what is asked for."""
        before = self.books.call
        self.books.call = call
        kept = True
        try:
            answer = Answer(200, self._done(call), {})
        except RefusalError as refusal:
            kept = refusal.kept
            call.payment = call.payment or (refusal.error.get("payment_intent") or {}).get("id")
            answer = self._refused(call, refusal)
        finally:
            self.books.call = before
        self.end(call, answer if kept else None)
        if call.method == "POST" and call.headers.get("idempotency-key"):
            answer.headers["Original-Request"] = call.id
        return self._dressed(call, answer)

    def end(self, call: Call, answer: Answer | None) -> None:
        """Keep the answer under its key; None: as if it had never been asked."""
        self._keys.end(call, answer)

    def _done(self, call: Call) -> Object:
        params = parameters(call.query, call.body)
        operation, ids = _way(call.method, call.path)
        call.payment = _payment_of(*ids, params.text("payment_intent"))
        answer = operation(self.books, params, ids)
        call.payment = call.payment or _payment_of(answer.get("id"), answer.get("payment_intent"))
        told = self.books.expanded(answer, params)
        ignored = params.ignored()
        if ignored:
            call.said["ignored"] = ignored
        return told

    def failed(self, call: Call, fault: Fault) -> Answer:
        """An answer that says that it did not work."""
        if fault.kind == "rate_limit":
            locked = fault.code == "lock_timeout"
            refusal = RefusalError(_LOCKED if locked else _LIMITED, status=429, code=fault.code or "rate_limit")
            limited = self._refused(call, refusal)
            limited.headers["Retry-After"] = "1"
            if locked:
                limited.headers["Stripe-Should-Retry"] = "true"
            return limited
        message = "An unknown error occurred"
        return self._refused(call, RefusalError(message, status=fault.status, kind="api_error"))

    def _refused(self, call: Call, refusal: RefusalError) -> Answer:
        log = f"https://dashboard.stripe.com/test/logs/{call.id}"
        return self._dressed(call, Answer(refusal.status, {"error": {**refusal.error, "request_log_url": log}}))

    def _dressed(self, call: Call, answer: Answer) -> Answer:
        headers = {
            "Request-Id": call.id,
            "Stripe-Version": call.headers.get("stripe-version", API_VERSION)[:60],
            **answer.headers,
        }
        key = call.headers.get("idempotency-key")
        if key and call.method == "POST" and key.isprintable() and key.isascii():
            headers["Idempotency-Key"] = key[:_LONGEST_KEY]
        return Answer(answer.status, answer.body, headers)


def _way(method: str, path: str) -> tuple[Operation, tuple[str, ...]]:
    """The operation of a request, and the ids in its path. Errors: RefusalError that says what there is."""
    parts = path.rstrip("/").split("/")
    for pattern, operation in _OPERATIONS.items():
        verb, _, template = pattern.partition(" ")
        names = template.split("/")
        if verb == method and len(names) == len(parts):
            pairs = list(zip(names, parts, strict=True))
            if all(name in ("*", part) for name, part in pairs):
                return operation, tuple(part for name, part in pairs if name == "*")
    there = ", ".join(sorted({pattern.split("/")[2] for pattern in _OPERATIONS}))
    message = (
        f"Unrecognized request URL ({method}: {path[:200]}). If you are trying to list objects, remove the trailing "
        "slash. If you are trying to retrieve an object, make sure you passed a valid (non-empty) identifier in your "
        f"code. The simulator has {there}; see `assay simulate --help`."
    )
    raise RefusalError(message, status=404, kept=False)


def _payment_of(*names: object) -> str | None:
    return next((name for name in names if isinstance(name, str) and name.startswith("pi_")), None)


def operations() -> list[str]:
    """What there is, as METHOD /path."""
    return list(_OPERATIONS)


def _account(authorization: str) -> str:
    """The key that is used. Errors: RefusalError (401) for none, and for what is no test key."""
    scheme, _, said = authorization.partition(" ")
    key = said.strip()
    if scheme.lower() == "basic":
        try:
            key = base64.b64decode(key, validate=True).decode().partition(":")[0]
        except (binascii.Error, UnicodeDecodeError):
            key = ""
    if not key:
        message = (
            "You did not provide an API key. You need to provide your API key in the Authorization header, using "
            "Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY')."
        )
        raise RefusalError(message, status=401, kept=False)
    if not _KEY.match(key):
        message = "Invalid API Key provided. The simulator takes any key for tests, as sk_test_…, and never a live one."
        raise RefusalError(message, status=401, kept=False)
    return key
