"""A result and one unit -> the cheapest way to fit: the least work after which every must is answered that has to be.

What is unmet has to be met, all of it. Of what is unknown a fifth may stay so: which of it to prove is a choice, and
works overlap. Every choice among what overlaps is looked at, but for those that cost more already than the best found
(branch and bound); what overlaps with nothing is taken from the cheapest on. So no cheaper way exists.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assay.engine.result import IntegrationResult, Result, Tally, answer, tallies
from assay.model import Fitness, Level, UsageError, Verdict

from .groups import Work, steps
from .plan import Item, Plan, items, lacking, ordered, turned


@dataclass(frozen=True, slots=True)
class Way:
    """The plan of what to do, in the order of what it gives; `after` is the unit then. Empty when it is fit already."""

    plan: Plan
    before: IntegrationResult
    after: IntegrationResult

    @property
    def steps(self) -> int:
        return sum(line.steps for line in self.plan.lines)

    @property
    def sure(self) -> bool:
        """Nothing in it hangs on how evidence turns out that is yet to come."""
        return all(item.group.verdict is Verdict.UNMET for line in self.plan.lines for item in line.items)


def way_to_fit(result: Result, name: str) -> Way:
    """The cheapest way to fit for one unit. Errors: UsageError when no must applies to it, so that none leads there."""
    unit = next(unit for unit in result.integrations if unit.name == name)
    if not unit.musts:
        remedy = "`assay check --all` shows what is judged of it."
        raise UsageError("no must applies to it, so nothing can prove it fit", where=name, remedy=remedy)
    counts = tallies(result.db)
    found = [
        item for item in items(result, counts, {name: unit}) if any(f.level is Level.MUST for f in item.group.findings)
    ]
    chosen = cheapest(unit, counts[name], found)
    after = answer(unit, turned(counts[name], [item.group for item in chosen], name))
    return Way(ordered(chosen, counts, [unit]), unit, after)


def cheapest(unit: IntegrationResult, counts: Sequence[Tally], found: Sequence[Item]) -> list[Item]:
    """The items of least steps, each work counted once, after which the unit is fit; all of them if none suffice."""
    if unit.fitness is Fitness.FIT:
        return []
    forced = [item for item in found if item.group.verdict is Verdict.UNMET]
    done = _works(forced)
    left = turned(counts, [item.group for item in forced], unit.name)
    # A must of which something unmet is waived does not count as unknown, whatever else of it is.
    unknown = {tally.standard for tally in left if tally.unknown and not tally.unmet}
    optional = sorted(
        (
            item
            for item in found
            if item not in forced and any(standard.id in unknown for standard in item.group.standards)
        ),
        key=lambda item: steps(item.group.works - done),
    )
    alone = _alone(optional, done)
    entangled = [item for item in optional if item not in alone]
    best: tuple[int, list[Item]] | None = None

    def search(at: int, chosen: list[Item]) -> None:
        nonlocal best
        if best is not None and steps(_works(chosen)) >= best[0]:
            return
        then = answer(unit, turned(counts, [item.group for item in chosen], unit.name))
        ready = [*chosen, *alone[: lacking(then)]]
        if lacking(then) <= len(alone) and (best is None or steps(_works(ready)) < best[0]):
            best = steps(_works(ready)), ready
        for n, item in enumerate(entangled[at:], at):
            search(n + 1, [*chosen, item])

    search(0, forced)
    return best[1] if best else [*forced, *optional]


def _alone(optional: Sequence[Item], done: frozenset[Work]) -> list[Item]:
    """Those that prove one standard and share neither it nor work with others: equal but for their steps."""
    works = Counter(work for item in optional for work in item.group.works - done)
    standards = Counter(standard.id for item in optional for standard in item.group.standards)
    return [
        item
        for item in optional
        if [standards[standard.id] for standard in item.group.standards] == [1]
        and all(works[work] == 1 for work in item.group.works - done)
    ]


def _works(chosen: Iterable[Item]) -> frozenset[Work]:
    return frozenset(work for item in chosen for work in item.group.works)
