"""What the page of takings says of no payments, of usual ones and of a drop; what comes from files is escaped."""

from __future__ import annotations

from markupsafe import Markup

from assay.analysis.payments.drops import Cost
from assay.analysis.payments.mix_rate import Part
from assay.engine.result import Result
from assay.pages import books, takings
from assay.pages.site import environment


def test_money_is_told_in_the_places_of_its_currency() -> None:
    places = {"EUR": 2, "JPY": 0, "KWD": 3}
    assert takings.money(123456, "EUR", places) == "1,234.56 EUR"
    assert takings.money(1000, "JPY", places) == "1,000 JPY"
    assert takings.money(1234, "KWD", places) == "1.234 KWD"
    assert takings.money(7, "XXX", places) == "7 minor units of XXX"


def test_what_a_drop_costs_is_told_by_the_hour_and_never_below_nothing() -> None:
    told = takings.cost(Cost("EUR", 10.0, 24_000.0, -1200.0, 60_000.0), 24, {"EUR": 2})
    assert told == "240.00 EUR (0.00 EUR to 600.00 EUR), 10.00 EUR an hour"


def test_a_split_is_told_in_points() -> None:
    row = takings.mix_row("method", [Part("card", 0.0, -0.0312), Part("<b>", 0.01, -0.00001)])
    assert (row.mix, row.rate, row.most) == ("+1.0", "-3.1", "card -3.1, <b> +1.0")


def test_no_payments_are_told_as_such_and_names_are_escaped(example: Result) -> None:
    pages = environment(lambda kind, name="", part="": None)
    template = pages.get_template("takings.html")
    nothing = template.render(view=takings.page(example, takings.Found(None)))
    assert "No attempt to pay in production is known" in nothing
    name = "<script>alert(1)</script>"
    row = takings.DropRow(name, "began", "how much", [name], [name])
    book = books.BookRow(name, name, [books.Total(name, name, name, True)], [(name, name)])
    view = takings.TakingsPage(example.run, [name], Markup(""), [], [row], [], [], ways_said=[name], books=[book])
    assert "<script>" not in template.render(view=view)


def test_the_ways_of_payments_and_their_books_stand_on_the_page(example: Result) -> None:
    said = takings.found(example)
    view = takings.page(example, said)
    shown = environment(lambda kind, name="", part="": None).get_template("takings.html").render(view=view)
    assert said.ways is not None and f"{said.ways.judged:,} changes are illegal" in shown
    assert str(view.ways) in shown and "Orders, payments and settlements" in shown
    for book, row in zip(said.books, view.books, strict=True):
        captured = next(line for line in row.totals if line.name.startswith("captured"))
        assert captured.paid == books.amount(book.captured_minor, book) and captured.paid in shown
        assert len(row.differences) == len(book.differences)
    assert shown.count("Nothing differs.") == sum(not row.differences for row in view.books)
