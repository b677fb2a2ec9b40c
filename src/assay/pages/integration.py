"""A run and an integration's name -> its page: why it has its verdict, what was found, measured, recorded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assay.engine.result import Finding, IntegrationResult, Measure, Result, population
from assay.model import Level, Verdict
from assay.model.standard import Metric
from assay.store.lake import as_mapping

from . import past
from .grouped import DomainPart, StandardPart, by_domain, by_standard, gaps
from .overview import domains

_MOST_ROWS = 50
_RECORDINGS = """
select r.integration, r.path, r.name, r.entries, r.first_at, r.last_at,
    count(c.path) filter (c.status >= 400 or c.status is null) as failed, sum(c.duration_ms) as total_ms
from recording r left join call c on c.path = r.path and c.recording is not distinct from r.name
where list_contains($names, r.integration) group by all order by r.integration, r.path
"""
_HOSTS = """
select integration, host, party, count(*) as calls, count(distinct path) as recordings,
    count(*) filter (status >= 400) as failed, count(*) filter (scheme = 'http') as plain,
    median(duration_ms) as p50_ms, sum(response_bytes) as bytes
from call where list_contains($names, integration) and host is not null group by all
order by integration, calls desc, host
"""
_BUILT_ON = """
select e.integration, coalesce(u.integration, e.package) as name, u.integration is not null as own, count(*) as imports
from import_edge e left join source_file f on f.path = e.to_path
left join integration u on u.integration = f.integration
where list_contains($names, e.integration) and not e.is_test and e.via <> 'builtin'
  and coalesce(u.integration, e.package) is not null and coalesce(u.integration, '') <> e.integration
group by all order by e.integration, own desc, imports desc, name
"""
_BUILT_ON_BY = """
select f.integration, e.integration as name, count(*) as imports
from import_edge e join source_file f on f.path = e.to_path
where list_contains($names, f.integration) and e.integration <> f.integration and not e.is_test
group by all order by f.integration, imports desc, name
"""


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """One number with what it measures."""

    metric: Metric
    measure: Measure


@dataclass(frozen=True, slots=True)
class IntegrationPage:
    """Everything about one integration. `musts` are those that decide its verdict, `gaps` those that lack evidence.

    `more` is how many rows of `recordings`, `hosts`, `built_on` and `built_on_by` are not told.
    """

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
    more: Mapping[str, int]
    course: past.Course
    selection: str


def integration(result: Result, name: str) -> IntegrationPage:
    """The page of one integration. Errors: KeyError when the run has none of that name."""
    if all(unit.name != name for unit in result.integrations):
        raise KeyError(name)
    return next(integrations(result, [name]))


def integrations(result: Result, names: Sequence[str]) -> Iterator[IntegrationPage]:
    """The pages of some integrations, in this order: what they are made of is asked for once for all of them."""
    result.evidence.require(["recording", "call", "import_edge", "source_file", "integration"])
    units = {unit.name: unit for unit in result.integrations}
    found = _findings(result, names)
    told = {
        "recordings": _by_unit(result, _RECORDINGS, names),
        "hosts": _by_unit(result, _HOSTS, names),
        "built_on": _by_unit(result, _BUILT_ON, names),
        "built_on_by": _by_unit(result, _BUILT_ON_BY, names),
    }
    patterns = dict(result.db.execute("select integration, owner_pattern from integration").fetchall())
    measured = _measured(result, names)
    for name in names:
        findings = found.get(name, [])
        parts = by_standard(findings, result.standards)
        musts = [part for part in parts if part.level is Level.MUST and part.told]
        yield IntegrationPage(
            unit=units[name],
            owner_pattern=patterns.get(name),
            musts=[part for part in musts if not part.gap],
            gaps=gaps(musts),
            parts=by_domain(parts, domains(result)),
            counts={verdict: population(findings, verdict) for verdict in Verdict},
            measures=measured.get(name, []),
            **{what: rows.get(name, [])[:_MOST_ROWS] for what, rows in told.items()},
            more={what: max(0, len(rows.get(name, [])) - _MOST_ROWS) for what, rows in told.items()},
            course=past.course(result, f"Score of {name}", integration=name),
            selection=result.run.selection,
        )


def _findings(result: Result, names: Sequence[str]) -> dict[str, list[Finding]]:
    found: dict[str, list[Finding]] = {}
    for finding in result.findings(integration=names[0] if len(names) == 1 else None):
        found.setdefault(finding.integration, []).append(finding)
    return found


def _measured(result: Result, names: Sequence[str]) -> dict[str, list[MeasureRow]]:
    found: dict[str, list[MeasureRow]] = {}
    for measure in result.measures(names[0] if len(names) == 1 else None):
        if measure.integration and measure.metric in result.metrics:
            found.setdefault(measure.integration, []).append(MeasureRow(result.metrics[measure.metric], measure))
    return found


def _by_unit(result: Result, query: str, names: Sequence[str]) -> dict[str, list[Mapping[str, Any]]]:
    """Rows by integration, in the order of the query."""
    found: dict[str, list[Mapping[str, Any]]] = {}
    for row in as_mapping(result.db.execute(query, {"names": list(names)})):
        found.setdefault(str(row["integration"]), []).append(row)
    return found
