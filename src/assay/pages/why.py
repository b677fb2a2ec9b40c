"""A split -> its page: how far the scores moved, a part for each cause, and what carried it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assay.analysis.split import Carrier, Cause, Change, Explained, Split
from assay.store.records import Run

from . import digest

_MOST_CARRIERS = 20
_MOST_FACTS = 5
_MOST_FACT = 200
TITLES = {
    Cause.STANDARDS: "Standards or limits changed",
    Cause.DAY: "The day of judgement passed",
    Cause.TOOL: "The tool reads otherwise",
    Cause.EVIDENCE: "Evidence was gained or lost",
    Cause.POPULATION: "Subjects came or went",
    Cause.CODE: "The code changed",
    Cause.WAIVERS: "Waivers changed",
}


@dataclass(frozen=True, slots=True)
class CarrierRow:
    """A standard that carried a cause, and `amount` in words: how far it moved the scores."""

    standard: str
    amount: str
    carrier: Carrier


@dataclass(frozen=True, slots=True)
class CausePart:
    """One cause: `amount` in words, the first facts behind it, and the standards that carried it."""

    cause: Cause
    title: str
    amount: str
    facts: Sequence[str]
    more_facts: int
    carriers: Sequence[CarrierRow]
    more_carriers: int
    standards: int


@dataclass(frozen=True, slots=True)
class WhyPage:
    """Why scores changed between two runs: of all units, or (`unit`) of one; through all standards, or a `domain`'s.

    `causes` moved a score; `idle` changed something all the same. `units` are those whose score moved.
    """

    base: Run
    head: Run
    unit: str
    domain: str
    shared: int
    came: Sequence[str]
    went: Sequence[str]
    low: Change
    high: Change
    unmet: Change
    causes: Sequence[CausePart]
    idle: Sequence[CausePart]
    columns: Sequence[Cause]
    units: Sequence[Explained]


def why(found: Split, *, unit: str = "", domain: str = "") -> WhyPage:
    """The page of a split. Errors: KeyError when no unit that both runs have is called so."""
    told = found.target if not unit else next((one for one in found.integrations if one.name == unit), None)
    if told is None:
        raise KeyError(unit)
    parts = [_part(found, told, cause, domain) for cause in Cause]
    moved = [] if unit or domain else [one for one in found.integrations if one.carriers]
    return WhyPage(
        base=found.old,
        head=found.new,
        unit=unit,
        domain=domain,
        shared=found.units,
        came=found.came,
        went=found.went,
        low=told.low,
        high=told.high,
        unmet=told.unmet,
        causes=[part for part in parts if part.standards],
        idle=[part for part in parts if part.facts and not part.standards],
        columns=[cause for cause in Cause if any(cause in one.carriers for one in moved)],
        units=moved,
    )


def _part(found: Split, told: Explained, cause: Cause, domain: str) -> CausePart:
    carriers = [one for one in told.carriers.get(cause, ()) if not domain or one.standard.startswith(f"{domain}/")]
    first, more = facts(found, told, cause, _MOST_FACTS, _MOST_FACT)
    if domain:
        ends = _sum(one.low for one in carriers), _sum(one.high for one in carriers)
        whole = (*ends, _sum(one.unmet for one in carriers))
    else:
        whole = (told.low.parts.get(cause, 0.0), told.high.parts.get(cause, 0.0), told.unmet.parts.get(cause, 0.0))
    rows = [CarrierRow(one.standard, amount(one.low, one.high, one.unmet), one) for one in carriers]
    more_rows = max(0, len(rows) - _MOST_CARRIERS)
    return CausePart(cause, TITLES[cause], amount(*whole), first, more, rows[:_MOST_CARRIERS], more_rows, len(rows))


def _sum(values: Iterable[float]) -> float:
    """Parts that cancel each other are nothing, not what binary fractions leave."""
    return round(sum(values), 9)


def facts(found: Split, told: Explained, cause: Cause, most: int, long: int) -> tuple[list[str], int]:
    """The first facts of a cause (of one unit where one is told), each at most so `long`; how many more there are."""
    of_it = [fact for fact in found.facts[cause] if not told.name or fact.integration in (None, told.name)]
    return [digest.shortened(fact.what, long) for fact in of_it[:most]], max(0, len(of_it) - most)


def amount(low: float, high: float, unmet: float) -> str:
    """The three numbers in words, those that did not move left out."""
    if low == high:
        ends = [f"score {_points(low)}"] if low else []
    else:
        ends = [f"{name} {_points(value)}" for name, value in (("low end", low), ("high end", high)) if value]
    return ", ".join([*ends, *([f"unmet musts {unmet:+.3g}"] if unmet else [])]) or "nothing in all"


def _points(value: float) -> str:
    """Two decimal places, or what is the first that shows."""
    return f"{value:+.2f}" if abs(value) >= 0.005 else f"{value:+.1g}"
