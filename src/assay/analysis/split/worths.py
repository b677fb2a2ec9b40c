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

    def times(self, factor: Fraction) -> Amount:
        return Amount().plus(self, factor)


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
    verdicts = Counter(said.verdict for said in cell.values())
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
    players = [cause for cause in Cause if any(cause in cell.causes for cell in moving.values())]
    worths = {name: _worths(cell) for name, cell in moving.items()}
    states = {
        acted: {name: worths[name][acted & cell.causes] for name, cell in moving.items()} for acted in subsets(players)
    }
    totals = {acted: _total(fixed, state.values()) for acted, state in states.items()}
    found: dict[Cause, dict[str, Amount]] = {}
    for cause, before, share in marginals(players):
        after = before | {cause}
        for name, cell in moving.items():
            if cause in cell.causes and (states[before][name] != states[after][name]):
                step = _step(totals[before], totals[after], states[before][name], states[after][name])
                parts = found.setdefault(cause, {})
                parts[name] = parts.get(name, Amount()).plus(step, share)
    return found


def _worths(cell: Moving) -> dict[Acted, Worth]:
    return {acted: worth(cell.cell(acted)) for acted in subsets(cell.causes)}


def _total(fixed: Worth, moving: Iterable[Worth]) -> Worth:
    total = fixed
    for one in moving:
        total = total.plus(one)
    return total


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
