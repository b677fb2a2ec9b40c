"""A run's plan -> its page: what to do first, what it gains, what it takes, and where one stands after it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assay.engine.result import Finding, Result
from assay.model import Effort, Fitness, Level, Verdict
from assay.reviews.groups import Work
from assay.reviews.plan import Line, Plan
from assay.store.records import Run


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One line: `sure` is false where some of its gain hangs on evidence yet to come. `first` is where to begin."""

    rank: int
    title: str
    fix: str
    level: Level
    standards: Sequence[str]
    domains: frozenset[str]
    sure: bool
    gain: float
    musts: int
    units: Sequence[str]
    first: Finding
    places: int
    effort: str
    steps: int
    also: int
    floor: float
    ceiling: float
    fit: int
    becomes: Sequence[tuple[str, Fitness]]


@dataclass(frozen=True, slots=True)
class PlanPage:
    """The plan of a run; `domain` and `unit` say what it was narrowed to, `more` lines are not told."""

    run: Run
    domain: str
    unit: str
    units: int
    floor: float
    fit: int
    lines: Sequence[PlanLine]
    more: int


def page(result: Result, made: Plan, *, domain: str = "", unit: str = "", most: int = 100) -> PlanPage:
    """A plan's page; of one domain or unit, its lines about that, in the order of the whole."""
    lines = [_line(line) for line in made.lines]
    chosen = [line for line in lines if (not domain or domain in line.domains) and (not unit or unit in line.units)]
    return PlanPage(
        result.run, domain, unit, made.units, made.floor, made.fit, chosen[:most], max(0, len(chosen) - most)
    )


def _line(line: Line) -> PlanLine:
    group = line.item.group
    standards = [standard for item in line.items for standard in item.group.standards]
    return PlanLine(
        rank=line.rank,
        title=group.title,
        fix=group.fix,
        level=group.standards[0].level,
        standards=[standard.id for standard in group.standards],
        domains=frozenset(standard.domain for standard in standards),
        sure=all(item.group.verdict is not Verdict.UNKNOWN for item in line.items),
        gain=sum(item.floor for item in line.items),
        musts=sum(item.musts for item in line.items),
        units=sorted({unit for item in line.items for unit in item.group.units}),
        first=group.findings[0],
        places=len(group.places),
        effort=kinds(line.works),
        steps=line.steps,
        also=len(line.also),
        floor=line.floor,
        ceiling=line.ceiling,
        fit=line.fit,
        becomes=line.becomes,
    )


def kinds(works: Iterable[Work]) -> str:
    """`record × 37, design × 1`."""
    counted = Counter(work.effort for work in works)
    return ", ".join(f"{kind} × {counted[kind]}" for kind in Effort if counted[kind])
