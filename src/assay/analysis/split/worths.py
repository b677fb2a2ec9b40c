"""The cells of one unit under every set of causes -> how much each cause moved its score, and through which cell.

The arithmetic is rational, so the parts add up to the change exactly. A unit's score is 100 * N / D: D adds up the
weights of the standards that were judged, N the weights times the share of subjects met (low end) or not unmet (high
end). When one more cause acts, N and D become N' and D', and with L = N / D

    100 * (N' / D' - L) = sum over cells of 100 * ((n' - n) - L * (d' - d)) / D'

so that each step of the score falls to the very cells that changed, exactly. Over the steps, Shapley's mean is taken.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import NamedTuple

from assay.engine.result import Tally
from assay.model import Level, Verdict

from .causes import Cause, Cell
from .shapley import marginals, subsets

Acted = frozenset[Cause]


class Amount(NamedTuple):
    """A change: of both ends of a score (points of 100), and of the count of unmet musts that are not waived."""

    low: Fraction = Fraction(0)
    high: Fraction = Fraction(0)
    unmet: Fraction = Fraction(0)

    def plus(self, other: Amount, times: Fraction | int = 1) -> Amount:
        return Amount(*(mine + times * its for mine, its in zip(self, other, strict=True)))


class Worth(NamedTuple):
    """What cells add to their unit's score: weight, weight times the share met, and not unmet, and unmet musts."""

    weight: Fraction = Fraction(0)
    low: Fraction = Fraction(0)
    high: Fraction = Fraction(0)
    unmet: Fraction = Fraction(0)

    def plus(self, other: Worth) -> Worth:
        return Worth(*(mine + its for mine, its in zip(self, other, strict=True)))


class Moving(NamedTuple):
    """A cell that some causes can change: `cell` tells it for any set of causes that have acted."""

    causes: Acted
    cell: Callable[[Acted], Cell]


def worth(cell: Cell) -> Worth:
    """What one cell adds; nothing when the standard says nothing of the unit."""
    if not cell:
        return Worth()
    one = next(iter(cell.values()))
    verdicts = Counter[str]()
    for said in cell.values():
        verdicts[said.verdict] += said.subjects
    met, unmet, unknown = (verdicts[verdict] for verdict in (Verdict.MET, Verdict.UNMET, Verdict.UNKNOWN))
    waived = sum(said.waived for said in cell.values())
    tally = Tally("", one.standard, Level(one.level), met, unmet, unknown, waived)
    fails = tally.level is Level.MUST and unmet > waived
    return Worth(Fraction(tally.level.weight), Fraction(tally.low), Fraction(tally.high), Fraction(fails))


def score(total: Worth) -> Amount:
    """Of a unit of which nothing was judged, nothing is known: 0 to 100."""
    if not total.weight:
        return Amount(Fraction(0), Fraction(100), total.unmet)
    return Amount(100 * total.low / total.weight, 100 * total.high / total.weight, total.unmet)


def split(fixed: Worth, moving: Mapping[str, Moving]) -> dict[Cause, dict[str, Amount]]:
    """Cause -> standard -> how much it moved the score of the unit through the standard's cell.

    `fixed` is the worth of all cells that nothing changes, `moving` maps standards to the others.
    """
    tables = {name: _worths(cell) for name, cell in moving.items()}
    causes = {name: frozenset[Cause]().union(*table) for name, table in tables.items()}
    players = [cause for cause in Cause if any(cause in its for its in causes.values())]
    totals = _totals(fixed, [(causes[name], table) for name, table in tables.items()], players)
    found: dict[Cause, dict[str, Amount]] = {}
    for cause, before, share in marginals(players):
        after = before | {cause}
        for name, table in tables.items():
            was, now = table[before & causes[name]], table[after & causes[name]]
            if was != now:
                step = _step(totals[before], totals[after], was, now)
                parts = found.setdefault(cause, {})
                parts[name] = parts.get(name, Amount()).plus(step, share)
    return found


def _worths(cell: Moving) -> dict[Acted, Worth]:
    """The cell's worth by the causes that have acted, of those that ever change it."""
    found = {acted: worth(cell.cell(acted)) for acted in subsets(cell.causes)}
    causes = [
        cause
        for cause in cell.causes
        if any(one != found[acted | {cause}] for acted, one in found.items() if cause not in acted)
    ]
    return {acted: found[acted] for acted in subsets(causes)}


def _totals(
    fixed: Worth, cells: Iterable[tuple[Acted, Mapping[Acted, Worth]]], players: Iterable[Cause]
) -> dict[Acted, Worth]:
    """The unit's worth by the causes that have acted; cells that the same causes change are added up once."""
    groups: dict[Acted, dict[Acted, Worth]] = {}
    for causes, table in cells:
        group = groups.setdefault(causes, {})
        for acted, one in table.items():
            group[acted] = group.get(acted, Worth()).plus(one)
    totals = {}
    for acted in subsets(players):
        total = fixed
        for causes, group in groups.items():
            total = total.plus(group[acted & causes])
        totals[acted] = total
    return totals


def _step(before: Worth, after: Worth, cell_before: Worth, cell_after: Worth) -> Amount:
    """What one cell's change adds to a change of the unit's score."""
    was, now = score(before), score(after)
    weights = cell_after.weight - cell_before.weight
    ends: list[Fraction] = []
    for end in ("low", "high"):
        if after.weight:
            more = getattr(cell_after, end) - getattr(cell_before, end)
            ends.append((100 * more - getattr(was, end) * weights) / after.weight)
        else:
            # Nothing is judged any more: seen from there, it is the same step backwards.
            more = getattr(cell_before, end)
            ends.append((getattr(now, end) * cell_before.weight - 100 * more) / before.weight)
    return Amount(ends[0], ends[1], cell_after.unmet - cell_before.unmet)
