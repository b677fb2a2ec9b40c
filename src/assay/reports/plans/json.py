"""A plan as JSON: the contract that programs read; its JSON Schema comes from these types."""

from __future__ import annotations

from collections import Counter
from typing import Any

import msgspec

from assay.analysis.touched import Touched
from assay.engine.result import Result
from assay.model import Effort, Fitness, Level, Verdict
from assay.reviews.groups import Work
from assay.reviews.plan import Item, Line, Plan
from assay.store.catalog import Run

from . import by_itself


class PlaceOut(msgspec.Struct, frozen=True, kw_only=True):
    """Where something shows."""

    path: str | None
    line: int | None


class UnitOut(msgspec.Struct, frozen=True, kw_only=True):
    """What one unit gains by the item alone: points of its floor, musts of those it lacks, fitness now and then."""

    integration: str
    floor: float
    likely: float
    musts: int
    lacking: int
    before: Fitness
    after: Fitness


class WorkOut(msgspec.Struct, frozen=True, kw_only=True):
    """How many separate pieces of one kind of work."""

    effort: Effort
    places: int
    steps: int


class ItemOut(msgspec.Struct, frozen=True, kw_only=True):
    """Findings that one fix answers. `findings` holds fingerprints; `value` is as the how-to says.

    `mended_by` is the command that may make the fix where it is safe.
    """

    id: str
    title: str
    level: Level
    verdict: Verdict
    standards: list[str]
    integrations: list[str]
    findings: list[str]
    places: list[PlaceOut]
    reason: str
    fix: str
    mended_by: str | None
    floor: float
    likely: float
    musts: int
    units: list[UnitOut]
    touches: Touched
    weight: float
    value: float
    steps: int


class LineOut(msgspec.Struct, frozen=True, kw_only=True):
    """One line; `floor`, `ceiling`, `fit` and `becomes` say where one stands after it and those before it."""

    rank: int
    item: ItemOut
    also: list[ItemOut]
    works: list[WorkOut]
    steps: int
    floor: float
    ceiling: float
    fit: int
    becomes: dict[str, Fitness]


class PlanOut(msgspec.Struct, frozen=True, kw_only=True):
    """The whole plan of one run."""

    version: str = "1"
    run: Run
    units: int
    floor: float
    fit: int
    lines: list[LineOut]


def out(plan: Plan, result: Result) -> PlanOut:
    """The plan as it is written."""
    lines = [_line(line) for line in plan.lines]
    return PlanOut(run=result.run, units=plan.units, floor=round(plan.floor, 2), fit=plan.fit, lines=lines)


def schema() -> dict[str, Any]:
    """JSON Schema of the contract."""
    return msgspec.json.schema(PlanOut)


def _line(line: Line) -> LineOut:
    return LineOut(
        rank=line.rank,
        item=_item(line.item),
        also=[_item(item) for item in line.also],
        works=_works(line.works),
        steps=line.steps,
        floor=round(line.floor, 2),
        ceiling=round(line.ceiling, 2),
        fit=line.fit,
        becomes=dict(line.becomes),
    )


def _item(item: Item) -> ItemOut:
    group = item.group
    return ItemOut(
        id=group.id,
        title=group.title,
        level=group.standards[0].level,
        verdict=group.verdict,
        standards=[standard.id for standard in group.standards],
        integrations=list(group.units),
        findings=[finding.fingerprint for finding in group.findings],
        places=[PlaceOut(path=path, line=line) for path, line in group.places],
        reason=group.seen,
        fix=group.fix,
        mended_by=by_itself(group),
        floor=round(item.floor, 2),
        likely=round(item.likely, 2),
        musts=item.musts,
        units=[
            UnitOut(
                integration=gain.unit,
                floor=round(gain.floor, 2),
                likely=round(gain.likely, 2),
                musts=gain.musts,
                lacking=gain.lacking,
                before=gain.before,
                after=gain.fitness,
            )
            for gain in item.gains
        ],
        touches=item.touched,
        weight=round(item.touched.weight, 3),
        value=round(item.value, 2),
        steps=item.steps,
    )


def _works(works: frozenset[Work]) -> list[WorkOut]:
    counted = Counter(work.effort for work in works)
    return [
        WorkOut(effort=kind, places=counted[kind], steps=kind.steps * counted[kind]) for kind in Effort if counted[kind]
    ]
