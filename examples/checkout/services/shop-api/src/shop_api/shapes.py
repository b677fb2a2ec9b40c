"""What requests may hold, with the limits that openapi.yaml states, and what answers hold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, TypedDict

import msgspec
from msgspec import Meta

Document = Mapping[str, object]
Sku = Annotated[str, Meta(pattern=r"^[A-Z]{3}-[0-9]{4}\Z")]


class Shape(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An object of a request: nothing that is not described."""


class LineWanted(Shape, frozen=True):
    sku: Sku
    quantity: Annotated[int, Meta(ge=1, le=99)]


class CartWanted(Shape, frozen=True):
    lines: Annotated[list[LineWanted], Meta(min_length=1, max_length=20)]
    note: Annotated[str, Meta(max_length=200)] | None = None


class LooseLine(msgspec.Struct, frozen=True):
    sku: Sku
    quantity: int


class LooseCart(msgspec.Struct, frozen=True):
    """A cart whose limits nobody looks at: a planted defect."""

    lines: list[LooseLine]
    note: str | None = None


class OrderWanted(Shape, frozen=True):
    cart_id: Annotated[str, Meta(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z")]


class Card(Shape, frozen=True, tag_field="type", tag="card"):
    reference: Annotated[str, Meta(pattern=r"^[a-z]{3,12}-[0-9]{4,12}\Z")]


class Voucher(Shape, frozen=True, tag_field="type", tag="voucher"):
    code: Annotated[str, Meta(pattern=r"^[A-Z]{4,12}-[0-9]{2}\Z")]


class PaymentWanted(Shape, frozen=True):
    method: Card | Voucher


class RefundWanted(Shape, frozen=True):
    minor: Annotated[int, Meta(ge=1, le=10_000_000)]
    reason: Annotated[str, Meta(min_length=1, max_length=200)]


class Money(TypedDict):
    minor: int
    currency: str


class Product(TypedDict):
    sku: str
    name: str
    price: Money


class Line(TypedDict):
    sku: str
    quantity: int
    amount: int


class Cart(TypedDict):
    id: str
    lines: list[Line]
    total: int
    currency: str
    note: str | None
    created_at: str


class Payment(TypedDict):
    id: str
    method: str
    amount: int
    currency: str


class Order(TypedDict):
    id: str
    status: str
    currency: str
    lines: list[Line]
    total: int
    payments: list[Payment]
    refunded: int
    created_at: str


class Refund(TypedDict):
    id: str
    amount: int
    currency: str
    reason: str
