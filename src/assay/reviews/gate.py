"""A result and a condition -> whether the gate holds, and why not."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum
from typing import NamedTuple

from assay.engine.result import Result
from assay.model import Fitness, Level

from . import baseline


class FailOn(StrEnum):
    """What the gate does not let pass: unmet standards from this level up, or (`unproven`) also what lacks evidence."""

    NEVER = "never"
    MUST = "must"
    SHOULD = "should"
    MAY = "may"
    UNPROVEN = "unproven"


#: More are counted only.
_MOST = 10


class Gate(NamedTuple):
    """Whether it holds; `reasons` say why not, one line each."""

    holds: bool
    reasons: tuple[str, ...]


_LEVELS = {
    FailOn.NEVER: (),
    FailOn.MUST: (Level.MUST,),
    FailOn.UNPROVEN: (Level.MUST,),
    FailOn.SHOULD: (Level.MUST, Level.SHOULD),
    FailOn.MAY: (Level.MUST, Level.SHOULD, Level.MAY),
}


def gate(
    result: Result,
    fail_on: FailOn = FailOn.MUST,
    min_score: float | None = None,
    *,
    allowed: baseline.Allowed | None = None,
) -> Gate:
    """Waived findings never fail it, nor do those that a baseline allows.

    `min_score` (0 to 100) is held against the lower end of each unit's score.
    """
    reasons: list[str] = []
    unmet = result.unmet() if allowed is None else {}
    reasons += [f"{unmet[level]} unmet {level}" for level in _LEVELS[fail_on] if level in unmet]
    if allowed is not None:
        reasons += beyond(allowed, result, _LEVELS[fail_on])
    if fail_on is FailOn.UNPROVEN:
        names = [unit.name for unit in result.integrations if unit.fitness is Fitness.UNPROVEN]
        if names:
            reasons.append(f"{len(names)} unproven: {', '.join(names)}")
    if min_score is not None:
        low = [unit.name for unit in result.integrations if unit.score_low < min_score]
        if low:
            reasons.append(f"{len(low)} score below {min_score:g}: {', '.join(low)}")
    return Gate(not reasons, tuple(reasons))


def beyond(allowed: baseline.Allowed, result: Result, levels: Collection[Level]) -> list[str]:
    """What is beyond a baseline, a sentence each; the rest is counted."""
    found = baseline.beyond(allowed, result, levels)
    told = [f"{more.standard} in {more.unit}: {more.found} unmet, {more.allowed} allowed" for more in found[:_MOST]]
    return [*told, *([f"{len(found) - _MOST} more beyond the baseline"] if len(found) > _MOST else [])]
