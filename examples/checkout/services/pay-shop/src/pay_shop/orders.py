"""Orders of the shop: what they cost, how they stand, and what was taken for them."""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass, field

_FIRST = int(os.environ.get("PAY_SHOP_FIRST_ORDER", "1001"))
#: JSON, as it comes and goes.
Document = dict[str, object]


@dataclass(slots=True)
class Order:
    """One order, amounts in minor units; its `status`: open, pending, authorized, paid, refunded, failed, cancelled."""

    id: str
    total: str
    total_minor: int
    currency: str
    method: str
    status: str = "open"
    payment: str | None = None
    redirect: str | None = None
    authorized_minor: int = 0
    paid_minor: int = 0
    refunded_minor: int = 0
    tries: int = 0
    #: What was sent to the provider and not answered: it is sent again, under the same key, until it is.
    unanswered: Document | None = None
    lock: threading.RLock = field(default_factory=threading.RLock)

    def shown(self) -> Document:
        names = ("id", "status", "total", "total_minor", "currency", "payment", "paid_minor", "refunded_minor")
        return {**{name: getattr(self, name) for name in names}, "redirect": self.redirect}


class Orders:
    """All orders, by their number and by the payment that is theirs."""

    def __init__(self) -> None:
        self._all: dict[str, Order] = {}
        self._lock = threading.Lock()

    def add(self, total: str, total_minor: int, currency: str, method: str) -> Order:
        with self._lock:
            order = Order(f"HB-{len(self._all) + _FIRST}", total, total_minor, currency, method)
            self._all[order.id] = order
        return order

    def get(self, order_id: str) -> Order | None:
        return self._all.get(order_id)

    def newest_paid(self) -> Order | None:
        return next((order for order in reversed(self._all.values()) if order.payment), None)
