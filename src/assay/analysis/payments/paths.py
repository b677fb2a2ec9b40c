"""A drop -> which path broke: how attempts came out, why they were declined, how 3-D Secure went, before and during."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from assay.engine.evidence import Evidence

from .cube import CHOSEN, DIMENSIONS, ENDED, NOT_TOLD

#: What is told of an attempt, as it came out and as far as it got.
_STEPS = {
    "outcome": "outcome",
    "decline": "case when outcome in ('declined', 'error') then coalesce(class, 'class not known') end",
    "code": "case when outcome in ('declined', 'error') then decline_code end",
    "3-D Secure": "case when threeds is not null or challenged is not null then concat_ws(' ', "
    "case when challenged then 'challenged' when not challenged then 'frictionless' end, threeds) end",
}
#: Of changes that are smaller than these nobody speaks: in shares of all attempts, and in what chance brings about.
_LEAST, _Z = 0.01, 3.0
_MOST = 6


@dataclass(frozen=True, slots=True)
class Path:
    """What became of a share of the attempts: `step` says what is told, `value` which; of (count, attempts) each."""

    step: str
    value: str
    before: tuple[int, int]
    during: tuple[int, int]

    @property
    def change(self) -> float:
        """By what share of all attempts it became more."""
        return self.during[0] / max(1, self.during[1]) - self.before[0] / max(1, self.before[1])

    @property
    def is_sure(self) -> bool:
        """Whether it changed by more than chance has it."""
        both = self.before[1] + self.during[1]
        rate = (self.before[0] + self.during[0]) / max(1, both)
        spread = rate * (1 - rate) * (1 / max(1, self.before[1]) + 1 / max(1, self.during[1]))
        return abs(self.change) >= _LEAST and self.change**2 > _Z**2 * spread


def paths(
    evidence: Evidence,
    where: Sequence[tuple[str, str]],
    before: tuple[datetime, datetime],
    during: tuple[datetime, datetime],
    integration: str | None = None,
) -> list[Path]:
    """What became more or less of the attempts of a place, what changed most first."""
    evidence.require(["payment_attempt", "decline_code"])
    asked = "".join(f" and coalesce(a.{name}, '{NOT_TOLD}') = $value_{name}" for name, _ in where if name in DIMENSIONS)
    steps = " union all ".join(
        f"select '{step}' as step, {told} as value, now from chosen" for step, told in _STEPS.items()
    )
    query = f"""
        with class as (select provider, code, min(class) as class from decline_code group by all),
        chosen as materialized (
            select a.outcome, a.decline_code, a.threeds, a.challenged, c.class, a.decided_at >= $since as now
            from payment_attempt a left join class c on c.provider = a.provider and c.code = a.decline_code
            where ((a.decided_at >= $first and a.decided_at < $last)
                   or (a.decided_at >= $since and a.decided_at < $until))
              and {ENDED} and {CHOSEN} and ($integration is null or integration = $integration){asked}
        )
        select step, value, count(*) filter (where not now), count(*) filter (where now) from ({steps}) group by all"""
    times = {"first": before[0], "last": before[1], "since": during[0], "until": during[1]}
    with evidence.db.cursor() as db:
        rows = db.execute(
            query, {**times, "integration": integration, **{f"value_{n}": v for n, v in where}}
        ).fetchall()
    tried = [sum(row[side] for row in rows if row[0] == "outcome") for side in (2, 3)]
    found = [Path(step, value, (b, tried[0]), (d, tried[1])) for step, value, b, d in rows if value is not None]
    return sorted(
        (path for path in found if path.is_sure), key=lambda path: (-abs(path.change), path.step, path.value)
    )[:_MOST]
