"""Two runs of one target -> why its scores are other ones, split exactly into causes.

    standards    a standard's text, level or limits changed, or another set of standards is judged
    day          only the day of judgement passed (recordings grow old)
    tool         assay's own reading code or the house's conventions: the same content gives other rows
    evidence     collections that appeared, vanished or failed; units of which there is, or was, nothing to judge
    population   subjects came or went
    code         the same subjects have other verdicts
    waivers      the same unmet findings are accepted in one run only

Where several causes acted at once, each is worth Shapley's mean of what it changes (`shapley.py`), step by step carried
by the standards whose verdicts changed (`worths.py`). What would hold if only some causes had acted is judged
(`between.py`) or put together from findings (`causes.py`). The parts add up to the change.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field
from fractions import Fraction

from assay.model import Verdict
from assay.store.catalog import Run
from assay.store.lake import Lake

from . import worths
from .acceptance import Acceptance
from .between import Between
from .causes import NOTHING, Cause, Cell, Said
from .facts import Facts, facts
from .moving import moving
from .sides import side
from .sources import sources
from .worths import Amount, Moving, Worth, worth

MOST_FINDINGS = 3


@dataclass(frozen=True, slots=True)
class Change:
    """One number in both runs; `parts` of the causes that moved it add up to the difference."""

    old: float
    new: float
    parts: dict[Cause, float]

    @property
    def difference(self) -> float:
        return self.new - self.old


@dataclass(frozen=True, slots=True)
class Moved:
    """A finding that a cause changed. `before` and `after` are verdicts, or `waived`, or None where it is not."""

    integration: str
    subject: str
    before: str | None
    after: str | None
    reason: str | None
    path: str | None
    line: int | None


@dataclass(frozen=True, slots=True)
class Carrier:
    """A standard through which a cause moved a score, how far, and some of its `count` findings that changed."""

    standard: str
    low: float
    high: float
    unmet: float
    count: int
    integrations: int
    findings: tuple[Moved, ...]


@dataclass(frozen=True, slots=True)
class Explained:
    """A unit, or the whole target: both ends of its score, its count of unmet musts, and what carried each cause."""

    name: str
    low: Change
    high: Change
    unmet: Change
    carriers: dict[Cause, list[Carrier]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Split:
    """Why scores changed from one run to another.

    The target's score is the mean over the `units` that both runs have; its count of unmet musts is the sum over all
    units of either run. Integrations are in the order of how far their scores moved.
    """

    old: Run
    new: Run
    units: int
    came: tuple[str, ...]
    went: tuple[str, ...]
    facts: dict[Cause, Facts]
    target: Explained
    integrations: list[Explained]


def split(lake: Lake, old: Run, new: Run) -> Split:
    """Why scores changed from one run of a target to another. Errors: AssayError when files of the lake are damaged."""
    sides = side(lake, old), side(lake, new)
    same_tool = bool(old.reading) and old.reading == new.reading
    found = sources(sides[0].collections, sides[1].collections, same_tool=same_tool)
    between = Between(*sides, found)
    acceptance = Acceptance(sides[0].said, sides[1].said, (sides[0].waivers, sides[1].waivers))
    units = sides[0].names, sides[1].names
    fixed: dict[str, Worth] = dict.fromkeys(units[0] | units[1], Worth())
    movers: dict[str, dict[str, Moving]] = {name: {} for name in fixed}
    for standard in between.standards:
        judged = between.judged(standard)
        for unit in {name for cells in judged.values() for said in cells for name in said} & fixed.keys():
            cells = {acted: (was.get(unit, NOTHING), now.get(unit, NOTHING)) for acted, (was, now) in judged.items()}
            whole = Cause.WAIVERS if standard in between.about_waivers else None
            mover = moving(cells, acceptance, stays=unit in units[0] & units[1], whole=whole)
            if mover.causes:
                movers[unit][standard] = mover
            else:
                fixed[unit] = fixed[unit].plus(worth(mover.cell(frozenset())))
    told = [_Unit(name, fixed[name], movers[name]) for name in sorted(fixed)]
    return _split(old, new, told, units, facts(*sides, found))


class _Unit:
    """One unit's parts, and what carried them."""

    def __init__(self, name: str, fixed: Worth, movers: Mapping[str, Moving]) -> None:
        self.name = name
        self.movers = movers
        self.parts = worths.split(fixed, movers)
        self.old = worths.score(_total(fixed, (mover.cell(frozenset()) for mover in movers.values())))
        self.new = worths.score(_total(fixed, (mover.cell(mover.causes) for mover in movers.values())))
        self._moved: dict[tuple[Cause, str], list[Moved]] = {}

    def moved(self, cause: Cause, standard: str) -> list[Moved]:
        """The findings of a standard that a cause changed."""
        if (cause, standard) not in self._moved:
            self._moved[cause, standard] = _moved(cause, self.movers[standard])
        return self._moved[cause, standard]


def _total(fixed: Worth, cells: Iterable[Cell]) -> Worth:
    for cell in cells:
        fixed = fixed.plus(worths.worth(cell))
    return fixed


def _split(old: Run, new: Run, told: list[_Unit], units: tuple[Set[str], Set[str]], facts: dict[Cause, Facts]) -> Split:
    both = units[0] & units[1]
    mean = Fraction(1, len(both) or 1)
    none, whole = Fraction(0), Fraction(1)
    shares = [Amount(mean, mean, whole) if unit.name in both else Amount(none, none, whole) for unit in told]
    alone = Amount(whole, whole, whole)
    integrations = [_explained(unit.name, [(unit, alone)]) for unit in told if unit.name in both]
    return Split(
        old=old,
        new=new,
        units=len(both),
        came=tuple(sorted(units[1] - units[0])),
        went=tuple(sorted(units[0] - units[1])),
        facts=facts,
        target=_explained("", list(zip(told, shares, strict=True))),
        integrations=sorted(integrations, key=_moved_least),
    )


def _moved_least(unit: Explained) -> tuple[float, str]:
    return -abs(unit.low.difference) - abs(unit.high.difference) - abs(unit.unmet.difference), unit.name


def _explained(name: str, shares: list[tuple[_Unit, Amount]]) -> Explained:
    """One or many units as one; `shares` say how much each counts, in each of the three numbers."""
    parts: dict[Cause, dict[str, Amount]] = {}
    seen: dict[tuple[Cause, str], list[Moved]] = {}
    for unit, share in shares:
        for cause, carried in unit.parts.items():
            sums = parts.setdefault(cause, {})
            for standard, amount in carried.items():
                sums[standard] = sums.get(standard, Amount()).plus(_weighed(amount, share))
                seen.setdefault((cause, standard), []).extend(unit.moved(cause, standard))
    totals = {cause: _sum(parts[cause].values()) for cause in Cause if cause in parts}
    old, new = (_sum(_weighed(getattr(unit, run), share) for unit, share in shares) for run in ("old", "new"))
    low, high, unmet = (
        Change(float(before), float(after), {cause: float(total[end]) for cause, total in totals.items()})
        for end, (before, after) in enumerate(zip(old, new, strict=True))
    )
    carriers = {
        cause: sorted((_carrier(name, parts[cause][name], seen[cause, name]) for name in parts[cause]), key=_least)
        for cause in totals
    }
    return Explained(name, low, high, unmet, carriers)


def _weighed(amount: Amount, share: Amount) -> Amount:
    return Amount(*(mine * its for mine, its in zip(amount, share, strict=True)))


def _sum(amounts: Iterable[Amount]) -> Amount:
    total = Amount()
    for amount in amounts:
        total = total.plus(amount)
    return total


def _carrier(standard: str, amount: Amount, moved: list[Moved]) -> Carrier:
    return Carrier(
        standard=standard,
        low=float(amount.low),
        high=float(amount.high),
        unmet=float(amount.unmet),
        count=len(moved),
        integrations=len({one.integration for one in moved}),
        findings=tuple(sorted(moved, key=_dullest)[:MOST_FINDINGS]),
    )


def _least(carrier: Carrier) -> tuple[float, str]:
    return -abs(carrier.low) - abs(carrier.high) - abs(carrier.unmet), carrier.standard


def _dullest(one: Moved) -> tuple[bool, bool, str, str]:
    return one.after != Verdict.UNMET, one.path is None, one.integration, one.subject


def _moved(cause: Cause, mover: Moving) -> list[Moved]:
    """The findings that a cause changes when it comes first or, where that changes nothing, last."""
    for before in (frozenset[Cause](), mover.causes - {cause}):
        old, new = mover.cell(before), mover.cell(before | {cause})
        found = [
            _one(old.get(subject), new.get(subject))
            for subject in old.keys() | new.keys()
            if _verdict(old.get(subject)) != _verdict(new.get(subject))
        ]
        if found:
            return found
    return []


def _one(old: Said | None, new: Said | None) -> Moved:
    shown = new or old
    assert shown is not None
    return Moved(shown.integration, shown.subject, _verdict(old), _verdict(new), shown.reason, shown.path, shown.line)


def _verdict(said: Said | None) -> str | None:
    return None if said is None else "waived" if said.waived else said.verdict
