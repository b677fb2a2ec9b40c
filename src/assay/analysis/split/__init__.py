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

from dataclasses import dataclass
from fractions import Fraction

from assay.store.catalog import Run
from assay.store.lake import Lake

from .acceptance import Acceptance
from .between import Between
from .causes import NOTHING, Cause
from .explained import Carrier, Change, Explained, Moved, Unit, explained
from .facts import Fact, facts
from .moving import moving
from .sides import Side, side
from .sources import sources
from .worths import Amount, Moving, Worth, worth

__all__ = ["Carrier", "Cause", "Change", "Explained", "Fact", "Moved", "Split", "split"]


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
    facts: dict[Cause, tuple[Fact, ...]]
    target: Explained
    integrations: list[Explained]


def split(lake: Lake, old: Run, new: Run) -> Split:
    """Why scores changed from one run of a target to another. Errors: AssayError when files of the lake are damaged."""
    sides = side(lake, old), side(lake, new)
    same_tool = bool(old.reading) and old.reading == new.reading
    found = sources(sides[0].collections, sides[1].collections, same_tool=same_tool)
    told = _units(sides, Between(*sides, found))
    before, after = sides[0].names, sides[1].names
    both = before & after
    none, whole, mean = Fraction(0), Fraction(1), Fraction(1, len(both) or 1)
    shares = [Amount(mean, mean, whole) if unit.name in both else Amount(none, none, whole) for unit in told]
    alone = Amount(whole, whole, whole)
    return Split(
        old=old,
        new=new,
        units=len(both),
        came=tuple(sorted(after - before)),
        went=tuple(sorted(before - after)),
        facts=facts(*sides, found),
        target=explained("", list(zip(told, shares, strict=True))),
        integrations=sorted((explained(unit.name, [(unit, alone)]) for unit in told if unit.name in both), key=_least),
    )


def _units(sides: tuple[Side, Side], between: Between) -> list[Unit]:
    """All units of either run, each with the cells that something moved."""
    acceptance = Acceptance(sides[0].said, sides[1].said, (sides[0].waivers, sides[1].waivers))
    both = sides[0].names & sides[1].names
    fixed: dict[str, Worth] = dict.fromkeys(sides[0].names | sides[1].names, Worth())
    movers: dict[str, dict[str, Moving]] = {name: {} for name in fixed}
    for standard in between.standards:
        judged = between.judged(standard)
        whole = Cause.WAIVERS if standard in between.about_waivers else None
        for unit in {name for cells in judged.values() for said in cells for name in said} & fixed.keys():
            cells = {acted: (was.get(unit, NOTHING), now.get(unit, NOTHING)) for acted, (was, now) in judged.items()}
            mover = moving(cells, acceptance, stays=unit in both, whole=whole)
            if mover.causes:
                movers[unit][standard] = mover
            else:
                fixed[unit] = fixed[unit].plus(worth(mover.cell(frozenset())))
    return [Unit(name, fixed[name], movers[name]) for name in sorted(fixed)]


def _least(unit: Explained) -> tuple[float, str]:
    """Those whose numbers moved most come first."""
    return -abs(unit.low.difference) - abs(unit.high.difference) - abs(unit.unmet.difference), unit.name
