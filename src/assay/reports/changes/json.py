"""A review as JSON: the contract that programs read; its JSON Schema comes from these types."""

from __future__ import annotations

from typing import Any

import msgspec

from assay.engine.result import Finding, IntegrationResult
from assay.model import Fitness
from assay.model.escape import json_text
from assay.reviews.comparison import Status, Touched
from assay.reviews.gate import Gate
from assay.reviews.reviewing import Review
from assay.store.records import Run

from . import digest


class SideOut(msgspec.Struct, frozen=True, kw_only=True):
    """One of the two runs."""

    run: str
    commit: str | None
    branch: str | None
    as_of: str
    version: str


class UnitSideOut(msgspec.Struct, frozen=True, kw_only=True):
    """A unit's answer in one run; scores run from 0 to 100."""

    verdict: Fitness
    score: tuple[float, float]


class UnitOut(msgspec.Struct, frozen=True, kw_only=True):
    """A unit in both runs, called as in the head; null where it is not."""

    name: str
    before: UnitSideOut | None
    after: UnitSideOut | None


class ChangeOut(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one unmet finding. `counts` is true when it is to the account of the change.

    `unseen`: the base was not judged there. `layout`: only the layout of its file changed.
    """

    status: Status
    because: str
    counts: bool
    unseen: bool
    layout: bool
    touched: Touched
    finding: Finding
    before: Finding | None


class MovesOut(msgspec.Struct, frozen=True, kw_only=True):
    """Old name -> new name."""

    files: dict[str, str]
    units: dict[str, str]
    packages: dict[str, str]


class GateOut(msgspec.Struct, frozen=True, kw_only=True):
    """Whether the change may go in."""

    holds: bool
    reasons: tuple[str, ...]


class ReviewOut(msgspec.Struct, frozen=True, kw_only=True):
    """The result of one `assay review`: a change for each unmet finding of either run."""

    version: str = "1"
    base: SideOut
    head: SideOut
    told: tuple[str, ...]
    described: tuple[str, ...]
    gate: GateOut | None
    counts: dict[Status, int]
    units: list[UnitOut]
    changes: list[ChangeOut]
    moves: MovesOut


def render(review: Review, *, show_all: bool = False, gate: Gate | None = None) -> str:  # noqa: ARG001
    """One line of JSON; every row is in it, `show_all` or not."""
    compared = review.comparison
    moves = compared.moves
    out = ReviewOut(
        base=_side(review.base.run),
        head=_side(review.head.run),
        told=review.told,
        described=tuple(digest.described(review)),
        gate=GateOut(holds=gate.holds, reasons=gate.reasons) if gate else None,
        counts={status: len(compared.of(status)) for status in Status},
        units=[UnitOut(name=unit.name, before=_unit(unit.before), after=_unit(unit.after)) for unit in compared.units],
        changes=[
            ChangeOut(
                status=row.status,
                because=row.because,
                counts=row.counts,
                unseen=row.unseen,
                layout=row.layout,
                touched=row.touched,
                finding=row.finding,
                before=row.before,
            )
            for row in compared.rows
        ],
        moves=MovesOut(files=dict(moves.files), units=dict(moves.units), packages=dict(moves.packages)),
    )
    return json_text(msgspec.json.encode(out).decode())


def _side(run: Run) -> SideOut:
    return SideOut(run=run.id, commit=run.commit, branch=run.branch, as_of=run.as_of, version=run.version)


def _unit(unit: IntegrationResult | None) -> UnitSideOut | None:
    if unit is None:
        return None
    return UnitSideOut(verdict=unit.fitness, score=(round(unit.score_low, 1), round(unit.score_high, 1)))


def schema() -> dict[str, Any]:
    """JSON Schema of the contract."""
    return msgspec.json.schema(ReviewOut)
