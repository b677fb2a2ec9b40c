"""Reconciled books -> lines on a terminal, and JSON of a stable shape."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any

import msgspec
from rich.console import Console
from rich.table import Table
from rich.text import Text

from assay.analysis.reconciliation import AGES, Book, Difference
from assay.model.escape import one_line
from assay.pages.digest import place, plural
from assay.store.records import Run

_SAID = {
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


def show(books: Sequence[Book], run: Run, *, top: int, console: Console | None = None) -> None:
    """Print each currency: its totals, the differences that lead from one to the next, and their kinds."""
    console = console or Console(highlight=False)
    console.print(Text(f"Orders, payments and settlements as of {run.as_of}", style="bold"))
    for book in books:
        where = f", {book.environment}" if book.environment else ""
        console.print()
        told = (
            f"{plural(book.payments, 'payment')}, {plural(book.orders, 'order')}, {plural(book.lines, 'line')} settled"
        )
        console.print(Text(one_line(f"{book.currency}{where}"), style="bold").append(f"  {told}", style="dim"))
        console.print(_totals(book))
        for line in _lines(book, top):
            console.print(line)


def _totals(book: Book) -> Table:
    """Either flow as a sum that can be checked by hand."""
    shop, settlement = "shop and provider", "provider and settlement"
    untold = book.refunded_minor - book.order_refunded_minor - book.between(shop, "refunded")
    rows = [("captured, refunded by providers", book.captured_minor, book.refunded_minor, False)]
    if book.orders:
        rows.insert(0, ("paid, refunded as the shop has it", book.ordered_minor, book.order_refunded_minor, False))
        rows.insert(1, ("differs", book.between(shop, "paid"), book.between(shop, "refunded"), True))
        if untold:
            rows.insert(2, ("not told by the shop", 0, untold, True))
    if book.lines:
        rows.append(("differs", book.between(settlement, "paid"), book.between(settlement, "refunded"), True))
        rows.append(("settled, gross", book.settled_minor, book.settled_refund_minor, False))
    table = Table(box=None, pad_edge=False, padding=(0, 2), show_header=True, header_style="dim")
    for name in ("", "paid", "refunded"):
        table.add_column(name, justify="right" if name else "left")
    for name, paid, refunded, signed in rows:
        table.add_row(f"  {'+ ' if signed else '  '}{name}", _money(paid, book, signed), _money(refunded, book, signed))
    return table


def _lines(book: Book, top: int) -> Iterator[Text]:
    for fee in book.fees:
        kept, paid = (_plain(minor, fee.currency, fee.exponent) for minor in (fee.fee_minor, fee.net_minor))
        taken = f", {_rate(fee.fee_minor, book.settled_minor)} of it" if fee.currency == book.currency else ""
        yield Text(f"  fees {kept}{taken}; {paid} paid out for it", style="dim")
    if book.chargeback_minor:
        yield Text(f"  {_money(book.chargeback_minor, book)} charged back", style="dim")
    if book.days_to_settle:
        half, most = book.days_to_settle
        yield Text(f"  settled after {half:g} days (half of them), {most:g} days (nine of ten)", style="dim")
    if not book.differences:
        yield Text("  nothing differs", style="green")
    for one in book.differences[:top]:
        yield _told(one, book)
        yield Text(f"      {_ages(one)}; the largest: {_largest(one)}", style="dim")
    if len(book.differences) > top:
        yield Text(f"  and {plural(len(book.differences) - top, 'more kind')}; --top shows them", style="dim")


def _told(one: Difference, book: Book) -> Text:
    what = plural(one.payments, "refund" if one.flow == "refunded" else "payment")
    style = "yellow" if one.kind == "beyond_export" else "red"
    line = Text(f"  {what}: ", style="bold").append(_SAID[one.kind], style=style)
    return line.append(f" ({one.sides}), {_money(one.sum_minor, book, signed=True)}", style="not bold")


def _largest(one: Difference) -> str:
    where = f" ({one_line(place(one.path, one.line))})" if one.path else ""
    return f"{one_line(one.payment)}{where}"


def _ages(one: Difference) -> str:
    between = [f"{low + 1} to {high} days" for low, high in pairwise(AGES)]
    names = [f"up to {AGES[0]} days", *between, f"over {AGES[-1]} days"]
    return ", ".join(f"{name} old: {count:,}" for name, count in zip(names, one.ages, strict=True) if count)


def _money(minor: int, book: Book, signed: bool = False) -> str:
    plain = _plain(minor, book.currency, book.exponent)
    return f"+{plain}" if signed and minor > 0 else plain


def _plain(minor: int, currency: str, exponent: int | None) -> str:
    if exponent is None:
        return f"{minor:,} minor units of {currency}"
    return f"{Decimal(minor).scaleb(-exponent):,.{exponent}f} {currency}"


def _rate(fee: int, gross: int) -> str:
    return f"{100 * fee / gross:.2f} %" if gross else "?"


def out(books: Sequence[Book], run: Run) -> dict[str, Any]:
    """The same for programs: amounts are minor units, ages days; `age_bounds` are those of `ages`."""
    return {
        "run": run.id,
        "as_of": run.as_of,
        "age_bounds": list(AGES),
        "books": [
            {
                **msgspec.to_builtins({name: getattr(book, name) for name in _OF_BOOK}),
                "fees": [fee._asdict() for fee in book.fees],
                "differences": [one._asdict() for one in book.differences],
            }
            for book in books
        ],
    }


_OF_BOOK = [name for name in Book.__slots__ if name not in ("fees", "differences")]
