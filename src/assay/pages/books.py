"""Reconciled books -> totals that can be checked by hand, and what differs, in words: on a terminal and on a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from assay.analysis.reconciliation import Book, Difference

from .digest import plural

#: Kinds of breaks, in words.
SAID = {
    "missing_at_provider": "paid in the shop, not taken by the provider",
    "not_captured": "authorised, not captured",
    "unknown_to_shop": "taken by the provider, unknown to the shop",
    "second_payment": "a second payment of an order",
    "missing_in_settlement": "taken, not settled",
    "unknown_to_provider": "settled, not told of by the provider",
    "settled_twice": "settled more than once",
    "currency": "told in two currencies",
    "amount": "another amount",
    "beyond_export": "not reached by the other side's export",
}


class Total(NamedTuple):
    """One line of a book, as money; what is `added` leads from the line before to the next."""

    name: str
    paid: str
    refunded: str
    added: bool


@dataclass(frozen=True, slots=True)
class BookRow:
    """One currency: how much it speaks of, its totals, and what differs, each with the largest of its payments."""

    title: str
    told: str
    totals: Sequence[Total]
    differences: Sequence[tuple[str, str]]


def rows(books: Sequence[Book]) -> list[BookRow]:
    """Each currency of each environment."""
    return [
        BookRow(
            title(book), population(book), totals(book), [(told(one, book), one.payment) for one in book.differences]
        )
        for book in books
    ]


def title(book: Book) -> str:
    """Currency and environment."""
    return f"{book.currency}{f', {book.environment}' if book.environment else ''}"


def population(book: Book) -> str:
    """How many payments, orders and lines a book speaks of."""
    return f"{plural(book.payments, 'payment')}, {plural(book.orders, 'order')}, {plural(book.lines, 'line')} settled"


def totals(book: Book) -> list[Total]:
    """Either flow as a sum that can be checked by hand."""
    shop, settlement = "shop and provider", "provider and settlement"
    untold = book.refunded_minor - book.order_refunded_minor - book.between(shop, "refunded")
    lines = [("captured, refunded by providers", book.captured_minor, book.refunded_minor, False)]
    if book.orders:
        lines.insert(0, ("paid, refunded as the shop has it", book.ordered_minor, book.order_refunded_minor, False))
        lines.insert(1, ("differs", book.between(shop, "paid"), book.between(shop, "refunded"), True))
        if untold:
            lines.insert(2, ("not told by the shop", 0, untold, True))
    if book.lines:
        lines.append(("differs", book.between(settlement, "paid"), book.between(settlement, "refunded"), True))
        lines.append(("settled, gross", book.settled_minor, book.settled_refund_minor, False))
    return [
        Total(name, amount(paid, book, signed=added), amount(refunded, book, signed=added), added)
        for name, paid, refunded, added in lines
    ]


def told(one: Difference, book: Book) -> str:
    """`2 payments: taken, not settled (provider and settlement), -89.00 EUR`."""
    what = plural(one.payments, "refund" if one.flow == "refunded" else "payment")
    return f"{what}: {SAID[one.kind]} ({one.sides}), {amount(one.sum_minor, book, signed=True)}"


def amount(minor: int, book: Book, *, signed: bool = False) -> str:
    """Minor units of a book's currency as money."""
    plain = money(minor, book.currency, book.exponent)
    return f"+{plain}" if signed and minor > 0 else plain


def money(minor: int, currency: str, exponent: int | None) -> str:
    """`12.50 EUR`, to the last unit; where the currency's places are not known, in minor units."""
    if exponent is None:
        return f"{minor:,} minor units of {currency}"
    return f"{Decimal(minor).scaleb(-exponent):,.{exponent}f} {currency}"
