"""What the shop holds, in memory: products, carts and orders, and what may be done with them."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeVar

from .defects import planted
from .problems import Problem
from .shapes import Cart, CartWanted, Line, LooseCart, Order, Payment, PaymentWanted, Product, Refund, RefundWanted

_Kept = TypeVar("_Kept")
_NAMES = ("Mug", "Teapot", "Tray", "Apron", "Bread knife", "Oven glove", "Cake tin", "Whisk", "Jug", "Bowl", "Lid")
PRODUCTS: dict[str, Product] = {
    f"HBR-{1000 + number}": {
        "sku": f"HBR-{1000 + number}",
        "name": name,
        "price": {"minor": 790 + 310 * number, "currency": "EUR"},
    }
    for number, name in enumerate(_NAMES)
}


class Shop:
    """Carts and orders of all users. `new_id` and `now` can be given, so that a recording can be made again."""

    def __init__(self, new_id: Callable[[], str] | None = None, now: Callable[[], datetime] | None = None) -> None:
        self._new_id = new_id or (lambda: str(uuid.uuid4()))
        self._now = now or (lambda: datetime.now(UTC))
        self._carts: dict[str, tuple[str, Cart]] = {}
        self._orders: dict[str, tuple[str, Order]] = {}

    def add_cart(self, user: str, wanted: CartWanted | LooseCart) -> Cart:
        cart = _filled(self._new_id(), wanted, self._time())
        self._carts[cart["id"]] = (user, cart)
        return cart

    def cart(self, user: str, cart_id: str) -> Cart:
        return _of(self._carts, user, cart_id, "cart")

    def change_cart(self, user: str, cart_id: str, wanted: CartWanted) -> Cart:
        cart = _filled(cart_id, wanted, self.cart(user, cart_id)["created_at"])
        self._carts[cart_id] = (user, cart)
        return cart

    def drop_cart(self, user: str, cart_id: str) -> None:
        self.cart(user, cart_id)
        if not planted("deleted_readable"):
            del self._carts[cart_id]

    def place_order(self, user: str, cart_id: str) -> Order:
        """The cart becomes an order and is gone."""
        cart = self.cart(user, cart_id)
        order: Order = {
            "id": self._new_id(),
            "status": "unpaid",
            "currency": "EUR",
            "lines": cart["lines"],
            "total": cart["total"],
            "payments": [],
            "refunded": 0,
            "created_at": self._time(),
        }
        del self._carts[cart_id]
        self._orders[order["id"]] = (user, order)
        return order

    def order(self, user: str, order_id: str) -> Order:
        return _of(self._orders, user, order_id, "order")

    def orders(self, user: str) -> list[Order]:
        """The user's orders, oldest first."""
        return [order for owner, order in self._orders.values() if owner == user]

    def pay(self, user: str, order_id: str, wanted: PaymentWanted) -> Payment:
        order = self.order(user, order_id)
        if order["status"] != "unpaid":
            raise Problem(409, "already-paid", "the order is paid already")
        kind = type(wanted.method).__name__.lower()
        paid, currency = order["total"], order["currency"]
        payment: Payment = {"id": self._new_id(), "method": kind, "amount": paid, "currency": currency}
        order["payments"] = [payment]
        order["status"] = "paid"
        return payment

    def refund(self, user: str, order_id: str, wanted: RefundWanted) -> Refund:
        order = self.order(user, order_id)
        if order["refunded"] + wanted.minor > sum(payment["amount"] for payment in order["payments"]):
            raise Problem(409, "more-than-paid", "more than was paid cannot be given back")
        order["refunded"] += wanted.minor
        order["status"] = "refunded" if order["refunded"] == order["total"] else "partially_refunded"
        return {"id": self._new_id(), "amount": wanted.minor, "currency": order["currency"], "reason": wanted.reason}

    def _time(self) -> str:
        return self._now().strftime("%Y-%m-%dT%H:%M:%SZ")


def _filled(cart_id: str, wanted: CartWanted | LooseCart, created_at: str) -> Cart:
    """Errors: Problem 422 for a product that there is not."""
    lines: list[Line] = []
    for line in wanted.lines:
        if line.sku not in PRODUCTS:
            raise Problem(422, "unknown-product", f"there is no product {line.sku}")
        amount = PRODUCTS[line.sku]["price"]["minor"] * line.quantity
        lines.append({"sku": line.sku, "quantity": line.quantity, "amount": amount})
    total = sum(line["amount"] for line in lines)
    return {
        "id": cart_id,
        "lines": lines,
        "total": total,
        "currency": "EUR",
        "note": wanted.note,
        "created_at": created_at,
    }


def _of(kept: dict[str, tuple[str, _Kept]], user: str, wanted: str, kind: str) -> _Kept:
    """Errors: Problem 404, the same for what is another's: it tells nothing."""
    if wanted not in kept:
        raise Problem(404, "not-found", f"there is no such {kind}")
    owner, found = kept[wanted]
    if owner != user and not planted("foreign_object"):
        raise Problem(404, "not-found", f"there is no such {kind}")
    return found
