"""The API over runs: which there are, and what each says of integrations, findings, measures and collections."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from assay.engine.result import Finding, IntegrationResult, Measure, Result
from assay.reports.json import CollectionOut
from assay.store.records import Run
from assay.web.findings import Choice, Findings, Text, choose
from assay.web.routing import endpoint
from assay.web.runs import NotFoundError
from assay.web.site import Site


class RunChoice(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which runs are asked for."""

    target: Annotated[Text, Meta(description="runs of this target; of every one if left out")] = ""
    branch: Annotated[Text, Meta(description="runs of this branch")] = ""
    limit: Annotated[int, Meta(ge=1, le=200, description="how many to give, the newest first")] = 50
    offset: Annotated[int, Meta(ge=0, le=10_000_000, description="how many to leave out first")] = 0


class ApiChoice(Choice, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which findings are asked for; what is left out chooses nothing away."""


class Runs(msgspec.Struct, frozen=True, kw_only=True):
    """Some of the runs that were asked for."""

    total: Annotated[int, Meta(description="how many there are in all")]
    runs: list[Run]


class Targets(msgspec.Struct, frozen=True, kw_only=True):
    """Targets that have been judged."""

    targets: list[str]


def targets(site: Site) -> Targets:
    """The targets that have been judged."""
    return Targets(targets=site.runs.targets())


def runs(site: Site, query: RunChoice) -> Runs:
    """Runs, the newest first."""
    found = site.lake.catalog.runs(query.target or None)
    chosen = [run for run in found if not query.branch or run.branch == query.branch]
    return Runs(total=len(chosen), runs=chosen[query.offset : query.offset + query.limit])


def run(site: Site, run: str) -> Run:
    """One run, by its id or how that begins."""
    return site.runs.find(run=run)


def integrations(site: Site, run: str) -> list[IntegrationResult]:
    """What a run answers for each integration: fitness, score, and counts per domain."""
    with site.runs.open(site.runs.find(run=run)) as result:
        return result.integrations


def findings(site: Site, run: str, query: ApiChoice) -> Findings:
    """Findings of a run, chosen and in order."""
    with site.runs.open(site.runs.find(run=run)) as result:
        return choose(result, query)


def finding(site: Site, run: str, fingerprint: str) -> Finding:
    """One finding of a run."""
    with site.runs.open(site.runs.find(run=run)) as result:
        return finding_of(result, fingerprint)


def finding_of(result: Result, fingerprint: str) -> Finding:
    """The finding of a fingerprint. Errors: NotFoundError."""
    found = result.finding(fingerprint)
    if found is None:
        raise NotFoundError(f"the run has no finding {fingerprint}", remedy="Its list of findings has them all.")
    return found


def measures(site: Site, run: str) -> list[Measure]:
    """What a run measured."""
    with site.runs.open(site.runs.find(run=run)) as result:
        return result.measures()


def collections(site: Site, run: str) -> list[CollectionOut]:
    """What a run read, and how it ended."""
    with site.runs.open(site.runs.find(run=run)) as result:
        return [CollectionOut(**collected) for collected in result.collections()]


ROUTES = [
    endpoint("/api/v1/targets", targets),
    endpoint("/api/v1/runs", runs),
    endpoint("/api/v1/runs/{run}", run),
    endpoint("/api/v1/runs/{run}/integrations", integrations),
    endpoint("/api/v1/runs/{run}/findings", findings),
    endpoint("/api/v1/runs/{run}/findings/{fingerprint}", finding),
    endpoint("/api/v1/runs/{run}/measures", measures),
    endpoint("/api/v1/runs/{run}/collections", collections),
]
