"""Reconciled books -> lines on a terminal, and JSON of a stable shape."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

import msgspec
from rich.console import Console
from rich.table import Table
from rich.text import Text

from assay.analysis.reconciliation import AGES, Book, Difference
from assay.model.escape import one_line
from assay.pages import books
from assay.pages.digest import place, plural
from assay.reports.screen import screen
from assay.store.records import Run


def show(reconciled: Sequence[Book], run: Run, *, top: int, console: Console | None = None) -> None:
    """Print each currency: its totals, the differences that lead from one to the next, and their kinds."""
    console = console or screen()
    console.print(Text(f"Orders, payments and settlements as of {run.as_of}", style="bold"))
    for book in reconciled:
        console.print()
        console.print(
            Text(one_line(books.title(book)), style="bold").append(f"  {books.population(book)}", style="dim")
        )
        console.print(_totals(book))
        for line in _lines(book, top):
            console.print(line)


def _totals(book: Book) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2), show_header=True, header_style="dim")
    for name in ("", "paid", "refunded"):
        table.add_column(name, justify="right" if name else "left")
    for line in books.totals(book):
        table.add_row(f"  {'+ ' if line.added else '  '}{line.name}", line.paid, line.refunded)
    return table


def _lines(book: Book, top: int) -> Iterator[Text]:
    for fee in book.fees:
        kept, paid = (books.money(minor, fee.currency, fee.exponent) for minor in (fee.fee_minor, fee.net_minor))
        taken = f", {_rate(fee.fee_minor, book.settled_minor)} of it" if fee.currency == book.currency else ""
        yield Text(f"  fees {kept}{taken}; {paid} paid out for it", style="dim")
    if book.chargeback_minor:
        yield Text(f"  {books.amount(book.chargeback_minor, book)} charged back", style="dim")
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
    line = Text(f"  {what}: ", style="bold").append(books.SAID[one.kind], style=style)
    return line.append(f" ({one.sides}), {books.amount(one.sum_minor, book, signed=True)}", style="not bold")


def _largest(one: Difference) -> str:
    where = f" ({one_line(place(one.path, one.line))})" if one.path else ""
    return f"{one_line(one.payment)}{where}"


def _ages(one: Difference) -> str:
    between = [f"{low + 1} to {high} days" for low, high in pairwise(AGES)]
    names = [f"up to {AGES[0]} days", *between, f"over {AGES[-1]} days"]
    return ", ".join(f"{name} old: {count:,}" for name, count in zip(names, one.ages, strict=True) if count)


def _rate(fee: int, gross: int) -> str:
    return f"{100 * fee / gross:.2f} %" if gross else "?"


def out(reconciled: Sequence[Book], run: Run) -> dict[str, Any]:
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
            for book in reconciled
        ],
    }


_OF_BOOK = [name for name in Book.__slots__ if name not in ("fees", "differences")]
