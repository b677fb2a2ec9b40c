"""Results of tests -> those that take far longer than the others of their kind, and the milliseconds above them."""

from __future__ import annotations

from dataclasses import dataclass

from assay.engine.evidence import Evidence

#: Below this nobody waits for a test: the limit of Nielsen for an uninterrupted flow of thought.
LEAST_MS = 1000
#: Fewer tests of one kind say nothing of what is usual.
LEAST_TESTS = 10
#: Tukey, Exploratory Data Analysis (1977): far out lies what is beyond the upper quartile by three quartile ranges.
_SLOW = f"""
with timed as (
    select *, coalesce(framework, '') as kind from test_result where duration_ms is not null and outcome <> 'skipped'
),
usual as (
    select kind, 4 * quantile_cont(duration_ms, 0.75) - 3 * quantile_cont(duration_ms, 0.25) as fence
    from timed group by kind having count(*) >= {LEAST_TESTS}
)
select t.path, t.line, t.integration, t.name, t.duration_ms, u.fence
from timed t join usual u using (kind)
where t.duration_ms > u.fence and t.duration_ms >= {LEAST_MS}
order by all
"""


@dataclass(frozen=True, slots=True)
class SlowTest:
    """One test: milliseconds that it took, and above which a test of its kind is far out."""

    path: str
    line: int | None
    integration: str
    name: str
    took: float
    fence: float

    @property
    def above(self) -> float:
        """What is saved once it is not far out any more: at least so much is out of the ordinary."""
        return self.took - self.fence


def slow_tests(evidence: Evidence) -> list[SlowTest]:
    """Tests that are far out among those of their framework, by path."""
    evidence.require(["test_result"])
    with evidence.db.cursor() as db:
        rows = db.execute(_SLOW).fetchall()
    return [SlowTest(path, line, unit or "", name, took, fence) for path, line, unit, name, took, fence in rows]
