"""What a provider answered to a call, as it was recorded -> payment events, seen by the side `api`.

Who answered, the host says; of a shop's own interfaces those of BigCommerce are known by their address.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from typing import Any

import msgspec
from msgspec import Struct

from assay.model import Row
from assay.tables.ledger import PaymentEvent

from .amounts import minor_of, number
from .dated import statuses
from .speakers import HERE, speaker
from .told import UNREADABLE, Told, Word

#: The payment that a call is about, where its address names it.
_NAMED = re.compile(r"/(?:payment_intents|payments|orders|charges|authorizations|captures)/([\w-]{6,64})(?:/|$)", re.A)
_LARGEST = 2_000_000


@dataclass(frozen=True, slots=True)
class Call:
    """One call and its answer; `status` is None where none came."""

    method: str
    host: str
    path: str
    status: int | None
    request: str | None
    response: str | None


def events(call: Call, told: Told) -> Iterator[PaymentEvent]:
    """What the answer tells of payments; nothing where it is not understood."""
    provider = speaker(call.host, call.path)
    if provider is None:
        return
    if call.status is None or call.status >= 500:
        yield from _unanswered(call, provider, told)
        return
    if not call.response or len(call.response) > _LARGEST:
        return
    text = call.response.encode("utf-8", "replace").lstrip()
    try:
        if text[:1] in (b"{", b"["):
            reader = import_module(f".{provider}", __package__)
            found = _shop(call, text, told) if _is_shop(call.path) else reader.rows(text, told)
            yield from [row for row in found if isinstance(row, PaymentEvent)]
    except UNREADABLE:
        return


def _unanswered(call: Call, provider: str, told: Told) -> Iterator[PaymentEvent]:
    """What was asked of a payment, and nobody knows whether it was done; a provider for tests holds no money."""
    named = _NAMED.search(call.path)
    if call.method == "GET" or named is None or call.host in HERE:
        return
    said = "no answer" if call.status is None else "server error"
    state, when = statuses(provider).get(said, told.received_at), told.received_at
    yield told.event(provider, named[1], said, state=state, occurred_at=when)


class Stated(Struct):
    """One payment of an order, as the interface for storefronts shows it."""

    paymentId: Word | int | None = None  # noqa: N815
    providerId: Word | None = None  # noqa: N815
    methodId: Word | None = None  # noqa: N815
    amount: float | int | Word | None = None
    detail: Any = None


class Currency(Struct):
    code: Word | None = None


class Order(Struct):
    """An order for storefronts, or the answer to a payment."""

    orderId: Word | int | None = None  # noqa: N815
    currency: Currency | None = None
    payments: list[Stated] = []
    status: Word | None = None


class Paid(Struct):
    id: Word | int | None = None


class Asked(Struct):
    order: Paid | None = None


def _is_shop(path: str) -> bool:
    return "/storefront/" in path or path.endswith("/orders/payments")


def _shop(call: Call, text: bytes, told: Told) -> Iterator[Row]:
    """BigCommerce's storefront: payments that have an identifier; answers to a payment whose order was asked for."""
    order = msgspec.json.decode(text, type=Order)
    currency = order.currency.code if order.currency else None
    for one in order.payments:
        step = one.detail.get("step") if isinstance(one.detail, dict) else None
        if one.paymentId and isinstance(step, str):
            said = f"PAYMENT_STATUS_{step}"[:100]
            facts = _facts(said, told)
            facts |= {"amount_minor": minor_of(number(one.amount), currency), "currency": currency}
            facts |= {"amount": str(one.amount) if one.amount is not None else None}
            method = one.methodId or (one.providerId or "").partition(".")[2] or None
            order_id = told.name(order.orderId)
            yield told.event("bigcommerce", one.paymentId, said, order_id=order_id, method=method, **facts)
    if call.path.endswith("/orders/payments") and order.status and call.request and call.request.startswith("{"):
        asked = msgspec.json.decode(call.request.encode(), type=Asked).order
        if asked is not None and asked.id:
            said = f"payments {order.status}"
            yield told.event("bigcommerce", asked.id, said, order_id=told.name(asked.id), **_facts(said, told))


def _facts(said: str, told: Told) -> dict[str, Any]:
    when: datetime | None = told.received_at
    return {"state": statuses("bigcommerce").get(said, when), "occurred_at": when}
