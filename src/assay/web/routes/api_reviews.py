"""The API over what changed, why, and what people decide: reviews, scores, plans, waivers and decisions."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from assay.reports.plans.json import PlanOut, out
from assay.reports.plans.performance import PerformanceOut
from assay.reports.plans.performance import out as performance_out
from assay.reports.why.json import out as why_out
from assay.reviews import decisions
from assay.reviews.comparison import Row, UnitChange, compare
from assay.reviews.waivers import Listed
from assay.store.records import Decision
from assay.web.deciding import decide
from assay.web.findings import Text
from assay.web.rights import Person, Right
from assay.web.routing import endpoint
from assay.web.site import Site

_Why = Annotated[str, Meta(max_length=2_000)]


class Against(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The run to compare with."""

    base: Annotated[Text, Meta(min_length=1, description="id of the earlier run, or how it begins")]


class Review(msgspec.Struct, frozen=True, kw_only=True):
    """What became of every unmet finding of both runs, and of every unit."""

    base: str
    head: str
    rows: list[Row]
    units: list[UnitChange]


class ScoreChoice(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which scores are asked for; what is left out chooses nothing away."""

    target: Annotated[Text, Meta(min_length=1, description="the target whose runs are meant")]
    branch: Text | None = None
    since: Annotated[Text | None, Meta(description="a time, or how it begins")] = None
    integration: Text | None = None
    domain: Annotated[Text | None, Meta(description="empty for a unit as a whole")] = None


class ScoreOut(msgspec.Struct, frozen=True, kw_only=True):
    """How one unit stood in one run; counts are of standards, scores run from 0 to 100."""

    run: str
    started: str
    commit: str | None
    integration: str
    domain: Annotated[str, Meta(description="empty for the unit as a whole")]
    met: int
    unmet: int
    unknown: int
    must_unmet: int
    must_unknown: int
    low: float
    high: float
    fitness: str


class Proposal(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Accept a finding until a day."""

    fingerprint: Text
    until: date
    why: _Why


class Word(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What somebody says to a waiver."""

    what: Literal["approve", "decline", "revoke"]
    why: _Why = ""


def review(site: Site, run: str, query: Against) -> Review:
    """What changed from another run of the same target to this one."""
    head = site.runs.find(run=run)
    base = site.runs.find(head.target, query.base)
    with site.runs.open_two(base, head) as (before, after):
        made = compare(before, after)
    return Review(base=base.id, head=head.id, rows=list(made.rows), units=list(made.units))


def scores(site: Site, query: ScoreChoice) -> list[ScoreOut]:
    """Scores over the runs of a target, the oldest first."""
    asked = {"integration": query.integration, "domain": query.domain}
    found = site.lake.catalog.scores(query.target, query.branch, query.since, **asked)
    return [ScoreOut(**score._asdict()) for score in found]


def plan(site: Site, run: str) -> PlanOut:
    """What to do first."""
    with site.runs.open(site.runs.find(run=run)) as result:
        return out(site.worked.plan(result), result)


def performance(site: Site, run: str) -> PerformanceOut:
    """What would save time or bytes for the shopper, or time of every test run."""
    with site.runs.open(site.runs.find(run=run)) as result:
        return performance_out(site.worked.performance(result), result)


def why(site: Site, run: str, query: Against) -> dict[str, Any]:
    """Why scores changed from another run of the same target to this one: as `assay analyze why --json` tells it."""
    head = site.runs.find(run=run)
    return why_out(site.worked.split(site.runs.find(head.target, query.base), head))


def waivers(site: Site, run: str) -> list[Listed]:
    """The waivers of a run's target as they will stand in the next run."""
    with site.runs.open(site.runs.find(run=run)) as result:
        return decisions.listed(site.lake, result)


def decided(site: Site, run: str) -> list[Decision]:
    """Who decided what about a run's target, the oldest first."""
    return site.lake.catalog.decisions(site.runs.find(run=run).target)


def propose(site: Site, person: Person, run: str, body: Proposal) -> Decision:
    """Ask that a finding be accepted until a day; it covers nothing before somebody approves it."""
    with decide(site, site.runs.find(run=run)) as result:
        return decisions.propose(site.lake, result, body.fingerprint, who=person.name, why=body.why, until=body.until)


def say(site: Site, person: Person, run: str, name: str, body: Word) -> Decision:
    """Agree to a waiver or not, or take it back."""
    with decide(site, site.runs.find(run=run)) as result:
        word = {"approve": decisions.approve, "decline": decisions.decline, "revoke": decisions.revoke}[body.what]
        return word(site.lake, result, name, who=person.name, why=body.why)


ROUTES = [
    endpoint("/api/v1/scores", scores),
    endpoint("/api/v1/runs/{run}/review", review),
    endpoint("/api/v1/runs/{run}/plan", plan),
    endpoint("/api/v1/runs/{run}/plan/performance", performance),
    endpoint("/api/v1/runs/{run}/why", why),
    endpoint("/api/v1/runs/{run}/waivers", waivers),
    endpoint("/api/v1/runs/{run}/decisions", decided),
    endpoint("/api/v1/runs/{run}/waivers", propose, needs=Right.DECIDE, method="POST"),
    endpoint("/api/v1/runs/{run}/waivers/{name}", say, needs=Right.DECIDE, method="POST"),
]
