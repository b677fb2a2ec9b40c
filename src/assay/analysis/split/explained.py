"""Units with what moved them -> why their scores changed: the parts of each cause, and the findings that carry them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from assay.model import Verdict

from .causes import Cause, Cell, Said
from .worths import Amount, Moving, Worth, score, split, worth

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


class Unit:
    """One unit's parts, and what carried them."""

    def __init__(self, name: str, fixed: Worth, movers: Mapping[str, Moving]) -> None:
        self.name = name
        self.movers = movers
        self.parts = split(fixed, movers)
        self.old = score(_total(fixed, (mover.cell(frozenset()) for mover in movers.values())))
        self.new = score(_total(fixed, (mover.cell(mover.causes) for mover in movers.values())))
        self._moved: dict[tuple[Cause, str], list[Moved]] = {}

    def moved(self, cause: Cause, standard: str) -> list[Moved]:
        """The findings of a standard that a cause changed."""
        if (cause, standard) not in self._moved:
            self._moved[cause, standard] = _moved(cause, self.movers[standard])
        return self._moved[cause, standard]


def _total(fixed: Worth, cells: Iterable[Cell]) -> Worth:
    for cell in cells:
        fixed = fixed.plus(worth(cell))
    return fixed


def explained(name: str, shares: list[tuple[Unit, Amount]]) -> Explained:
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
    better = amount.low + amount.high - amount.unmet > 0
    return Carrier(
        standard=standard,
        low=float(amount.low),
        high=float(amount.high),
        unmet=float(amount.unmet),
        count=len(moved),
        integrations=len({one.integration for one in moved}),
        findings=tuple(_telling(moved, better)[:MOST_FINDINGS]),
    )


def _least(carrier: Carrier) -> tuple[float, str]:
    return -abs(carrier.low) - abs(carrier.high) - abs(carrier.unmet), carrier.standard


#: How good it is for a unit; what is not there is neither.
_GOOD = {Verdict.MET: 2, Verdict.UNMET: 0}


def _telling(moved: list[Moved], better: bool) -> list[Moved]:
    """Those first that moved the way the score did and have a place; one of each unit before the second of any."""

    def dull(one: Moved) -> tuple[int, bool, str, str]:
        gain = _good(one.after) - _good(one.before)
        return -gain if better else gain, one.path is None, one.integration, one.subject

    turns: dict[str, int] = {}
    ordered: list[tuple[int, int, Moved]] = []
    for one in sorted(moved, key=dull):
        turns[one.integration] = turns.get(one.integration, 0) + 1
        ordered.append((turns[one.integration], len(ordered), one))
    return [one for *_, one in sorted(ordered, key=lambda turn: turn[:2])]


def _good(verdict: str | None) -> int:
    return _GOOD.get(Verdict(verdict), 1) if verdict in tuple(Verdict) else 1


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
