"""A run and an integration's name -> its page: why it has its verdict, what was found, measured, recorded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assay.engine.result import IntegrationResult, Measure, Result
from assay.model import Level, Verdict
from assay.model.standard import Metric
from assay.store.lake import as_mapping

from . import past
from .grouped import DomainPart, StandardPart, by_domain, by_standard, gaps
from .overview import domains

_MOST_ROWS = 50
_RECORDINGS = """
select r.path, r.name, r.entries, r.first_at, r.last_at,
    count(*) filter (c.status >= 400 or c.status is null) as failed, sum(c.duration_ms) as total_ms
from recording r left join call c on c.path = r.path and c.recording is not distinct from r.name
where r.integration = ? group by all order by r.path limit ?
"""
_HOSTS = """
select host, party, count(*) as calls, count(distinct path) as recordings, count(*) filter (status >= 400) as failed,
    count(*) filter (scheme = 'http') as plain, median(duration_ms) as p50_ms, sum(response_bytes) as bytes
from call where integration = ? and host is not null group by all order by calls desc, host limit ?
"""
_BUILT_ON = """
select coalesce(u.integration, e.package) as name, u.integration is not null as own, count(*) as imports
from import_edge e left join source_file f on f.path = e.to_path
left join integration u on u.integration = f.integration
where e.integration = ? and not e.is_test and coalesce(u.integration, e.package) is not null
  and coalesce(u.integration, '') <> e.integration and e.via <> 'builtin'
group by all order by own desc, imports desc, name limit ?
"""
_BUILT_ON_BY = """
select e.integration as name, count(*) as imports from import_edge e join source_file f on f.path = e.to_path
where f.integration = ? and e.integration <> f.integration and not e.is_test group by all
order by imports desc, name limit ?
"""


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """One number with what it measures."""

    metric: Metric
    measure: Measure


@dataclass(frozen=True, slots=True)
class IntegrationPage:
    """Everything about one integration. `musts` are those that decide its verdict, `gaps` those that lack evidence."""

    unit: IntegrationResult
    owner_pattern: str | None
    musts: Sequence[StandardPart]
    gaps: Mapping[str, Sequence[StandardPart]]
    parts: Sequence[DomainPart]
    counts: Mapping[Verdict, int]
    measures: Sequence[MeasureRow]
    recordings: Sequence[Mapping[str, Any]]
    hosts: Sequence[Mapping[str, Any]]
    built_on: Sequence[Mapping[str, Any]]
    built_on_by: Sequence[Mapping[str, Any]]
    course: past.Course
    selection: str


def integration(result: Result, name: str) -> IntegrationPage:
    """The page of one integration. Errors: KeyError when the run has none of that name."""
    unit = next((unit for unit in result.integrations if unit.name == name), None)
    if unit is None:
        raise KeyError(name)
    result.evidence.require(["recording", "call", "import_edge", "source_file", "integration"])
    findings = result.findings(integration=name)
    parts = by_standard(findings, result.standards)
    musts = [part for part in parts if part.level is Level.MUST and part.told]

    def rows(query: str) -> Sequence[Mapping[str, Any]]:
        return as_mapping(result.db.execute(query, [name, _MOST_ROWS]))

    pattern = result.db.execute("select owner_pattern from integration where integration = ?", [name]).fetchone()
    return IntegrationPage(
        unit=unit,
        owner_pattern=pattern[0] if pattern else None,
        musts=[part for part in musts if not part.gap],
        gaps=gaps(musts),
        parts=by_domain(parts, domains(result)),
        counts={verdict: sum(finding.verdict is verdict for finding in findings) for verdict in Verdict},
        measures=measures(result, name),
        recordings=rows(_RECORDINGS),
        hosts=rows(_HOSTS),
        built_on=rows(_BUILT_ON),
        built_on_by=rows(_BUILT_ON_BY),
        course=past.course(result, f"Score of {name}", integration=name),
        selection=result.run.selection,
    )


def measures(result: Result, name: str) -> list[MeasureRow]:
    """What was measured of one integration, by metric."""
    return [
        MeasureRow(result.metrics[measure.metric], measure)
        for measure in result.measures()
        if measure.integration == name and measure.metric in result.metrics
    ]
