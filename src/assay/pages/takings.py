"""What attempts to pay say, in sentences and rows, on a terminal and on a page; and where money went, on the page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import NamedTuple

from markupsafe import Markup

from assay.analysis.lifecycles import Lifecycles, lifecycles
from assay.analysis.payments.answer import Answer, Told, answer, moment
from assay.analysis.payments.drops import Cost, Drop
from assay.analysis.payments.mix_rate import Part
from assay.analysis.payments.paths import Path
from assay.analysis.payments.usual import newcombe
from assay.analysis.reconciliation import Book, reconciliation
from assay.engine.evidence import Evidence
from assay.engine.result import Measure, Result
from assay.store.records import Run

from . import books, lifecycle_graph, plots
from .digest import plural
from .figures import number

__all__ = ["Answer", "Found", "TakingsPage", "found", "page"]

#: Metrics of payments that are rates of the whole, as the page shows them.
_SHOWN = ("payment/",)
_MOST_PARTS = 3


@dataclass(frozen=True, slots=True)
class TakenRow:
    """What is taken in one currency, told as money, and the course of its days."""

    currency: str
    payments: str
    amount: str
    usual: str
    course: Markup


@dataclass(frozen=True, slots=True)
class DropRow:
    """One drop, in sentences."""

    title: str
    when: str
    how_much: str
    paths: Sequence[str]
    costs: Sequence[str]


@dataclass(frozen=True, slots=True)
class MixRow:
    """How the change of the whole rate splits by one dimension, in words."""

    dimension: str
    mix: str
    rate: str
    most: str


@dataclass(frozen=True, slots=True)
class TakingsPage:
    """What the payments of a run say; `said` are sentences, `course` the rate of approval by day with what is usual."""

    run: Run
    said: Sequence[str]
    course: Markup
    taken: Sequence[TakenRow]
    drops: Sequence[DropRow]
    mixes: Sequence[MixRow]
    measures: Sequence[tuple[str, Measure, str]]
    ways: Markup | None = None
    ways_said: Sequence[str] = ()
    books: Sequence[books.BookRow] = ()

    @property
    def is_empty(self) -> bool:
        """Whether no payment is known."""
        return not self.taken


class Found(NamedTuple):
    """What the payments of a run say: their attempts, the ways that they went, and what was reconciled."""

    attempts: Answer | None
    ways: Lifecycles | None = None
    books: Sequence[Book] = ()


def found(result: Result) -> Found:
    """All that a run says of payments, as of its day."""
    as_of = date.fromisoformat(result.run.as_of)
    return Found(answer(result.evidence, as_of), lifecycles(result.evidence), reconciliation(result.evidence, as_of))


def page(result: Result, said: Found) -> TakingsPage:
    """The page of the payments of a run."""
    attempts = _page(result, said.attempts)
    if said.ways is None:
        return replace(attempts, books=books.rows(said.books))
    told = [f"{lifecycle_graph.headline(said.ways)}.", lifecycle_graph.fitness(said.ways)]
    return replace(attempts, ways=lifecycle_graph.graph(said.ways), ways_said=told, books=books.rows(said.books))


def _page(result: Result, told: Answer | None) -> TakingsPage:
    measures = [
        (result.metrics[one.metric].title, one, result.metrics[one.metric].unit)
        for one in result.measures()
        if one.metric.startswith(_SHOWN) and not one.dimension and one.metric in result.metrics
    ]
    if told is None:
        return TakingsPage(result.run, [], Markup(""), [], [], [], measures)
    places = exponents(result.evidence)
    days = _by_currency(result.evidence)
    taken = [
        TakenRow(
            one.currency,
            f"{one.now[0]:,.0f}",
            money(one.now[1], one.currency, places),
            money(one.usual[1], one.currency, places),
            plots.sparkline(days.get(one.currency, []), f"{one.currency} approved by day"),
        )
        for one in told.taken
        if one.now[0] or one.usual[0]
    ]
    drops = [drop_row(one, places) for one in told.told]
    mixes = [mix_row(one.dimension, one.parts) for one in told.mixes if one.parts]
    return TakingsPage(result.run, list(sentences(told)), course(told), taken, drops, mixes, measures)


def sentences(found: Answer) -> Iterator[str]:
    """How the window compares with what is usual, and whether anything is wrong."""
    good, tries = found.now
    window = f"from {_told(found.since)} to {_told(found.until)} UTC"
    if not tries:
        yield f"No attempt to pay came to an end {window}."
    else:
        rate = number(good / tries, "ratio")
        yield f"{good:,.0f} of {plural(int(tries), 'attempt')} to pay were approved {window}: {rate}."
    if found.unknown:
        yield f"Too little is known to say whether that is usual: {found.unknown}."
        return
    usual = found.usual
    if tries and usual[1]:
        low, high = newcombe(usual, found.now)
        yield (
            f"In the {(found.since - found.first).days // 7} weeks before, {number(usual[0] / usual[1], 'ratio')} of "
            f"{usual[1]:,.0f} were; the difference is {_points(good / tries - usual[0] / usual[1])} points "
            f"(95 % interval {_points(low)} to {_points(high)})."
        )
    if found.told:
        yield f"{plural(len(found.told), 'drop')} {'is' if len(found.told) == 1 else 'are'} real."
    else:
        yield "No drop stands out from what is usual at such hours: nothing is wrong as far as approvals tell."


def drop_row(told: Told, places: Mapping[str, int]) -> DropRow:
    """One drop in sentences."""
    drop = told.drop
    return DropRow(
        where(drop),
        when(drop),
        how_much(drop),
        [path(one) for one in told.paths],
        [cost(one, drop.hours, places) for one in drop.costs],
    )


def where(drop: Drop) -> str:
    """The place of a drop: `method card, country DE`."""
    return ", ".join(f"{name} {value}" for name, value in drop.where) or "all attempts"


def when(drop: Drop) -> str:
    """Since when, and until when."""
    since = _told(moment(drop.stretch.since))
    began = f"began on or before {since}" if drop.from_the_start else f"began {since}"
    return f"{began} UTC and {'goes on' if drop.goes_on else f'ended {_told(moment(drop.stretch.until))} UTC'}"


def how_much(drop: Drop) -> str:
    """What was approved, next to what was to be expected."""
    good, tries = drop.during
    low, high = drop.stretch.interval
    return (
        f"{number(good / tries, 'ratio')} approved ({good:,.0f} of {tries:,.0f}) where "
        f"{number(drop.stretch.expected / tries, 'ratio')} are usual at such hours: {drop.stretch.wanting:,.0f} "
        f"approvals are wanting (95 % interval {max(0.0, low):,.0f} to {high:,.0f})"
    )


def path(one: Path) -> str:
    """A path that changed: `outcome error: 0.2 % -> 31.0 % of the attempts`."""
    shares = [number(count / max(1, tries), "ratio") for count, tries in (one.before, one.during)]
    return f"{one.step} {one.value}: {shares[0]} before, {shares[1]} now"


def cost(one: Cost, hours: int, places: Mapping[str, int]) -> str:
    """What a drop takes in one currency, in all and by the hour."""
    told = [money(max(0.0, part), one.currency, places) for part in (one.minor, one.low, one.high)]
    hourly = money(max(0.0, one.minor) / max(1, hours), one.currency, places)
    return f"{told[0]} ({told[1]} to {told[2]}), {hourly} an hour"


def mix_row(dimension: str, parts: Sequence[Part]) -> MixRow:
    """The split of one dimension in points of the rate, and the values that account for most."""
    most = [f"{one.value} {_points(one.mix + one.rate)}" for one in parts[:_MOST_PARTS]]
    return MixRow(
        dimension, _points(sum(one.mix for one in parts)), _points(sum(one.rate for one in parts)), ", ".join(most)
    )


def course(found: Answer) -> Markup:
    """The rate of approval by day, with the band of what is usual."""
    begun = {moment(told.drop.stretch.since).date() for told in found.told}
    points = [
        plots.Point(day.day.strftime("%-d %b"), day.approved / day.tries, day.low, day.high, day.day in begun)
        for day in found.days
        if day.tries
    ]
    if len(points) < 2:
        return Markup("")
    values = [end for point in points for end in (point.value, point.low, point.high) if end is not None]
    desc = f"{len(points)} days; the band is what is usual, a diamond marks where a drop began"
    ends = number(min(values), "ratio"), number(max(values), "ratio")
    return plots.line(points, "Rate of approval by day", desc, *ends)


def money(minor: float, currency: str, places: Mapping[str, int]) -> str:
    """`12.50 EUR`; where the currency's places are not known, in minor units."""
    if currency not in places:
        return f"{minor:,.0f} minor units of {currency}"
    return f"{minor / 10 ** places[currency]:,.{places[currency]}f} {currency}"


def exponents(evidence: Evidence) -> dict[str, int]:
    """Currency -> decimal places, by ISO 4217."""
    evidence.require(["currency"])
    with evidence.db.cursor() as db:
        rows = db.execute("select code, try_cast(exponent as integer) from currency").fetchall()
    return {code: places for code, places in rows if places is not None}


def _by_currency(evidence: Evidence) -> dict[str, list[float]]:
    """Currency -> amounts approved on each of the last days that have any."""
    evidence.require(["payment_day"])
    with evidence.db.cursor() as db:
        rows = db.execute(
            "select currency, list(minor order by day) from (select coalesce(currency, '(not told)') as currency, day, "
            "cast(sum(approved_minor) as double) as minor from payment_day "
            "where coalesce(environment, 'production') = 'production' and approved_minor is not null group by all) "
            "group by all"
        ).fetchall()
    return {currency: values[-90:] for currency, values in rows}


def _told(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M}"


def _points(share: float) -> str:
    points = round(100 * share, 1)
    return f"{points:+.1f}" if points else "0.0"
