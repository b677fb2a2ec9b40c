"""What a run says: fitness and score of each integration, findings, measures, collections."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from assay.model import Fitness, Level, Verdict
from assay.model.standard import Metric, Standard
from assay.store.records import Run, Score, Sighting

from .evidence import Evidence

if TYPE_CHECKING:
    import duckdb

    from assay.store.lake import Lake

#: More than this share of unknown musts and an integration is unproven.
UNPROVEN_ABOVE = 0.2
#: How the reason of a verdict begins that is unknown because nothing was read.
_NO_EVIDENCE = "no evidence of "


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One verdict on one subject."""

    standard: str
    level: Level
    domain: str
    integration: str
    subject: str
    verdict: Verdict
    reason: str | None
    path: str | None
    line: int | None
    column: int | None = None
    pointer: str | None = None
    origin: str | None
    fingerprint: str
    waived: bool
    waiver: str | None = None
    subjects: int = 1

    @property
    def gap(self) -> tuple[str, str] | None:
        """(tables without evidence, what to add) where a verdict is unknown for want of evidence."""
        if self.verdict is not Verdict.UNKNOWN or not (self.reason or "").startswith(_NO_EVIDENCE):
            return None
        missing, _, remedy = (self.reason or "").removeprefix(_NO_EVIDENCE).partition("; ")
        return missing, remedy


def population(findings: Iterable[Finding], verdict: Verdict | None = None) -> int:
    """How many subjects they speak of, all or those of one verdict."""
    return sum(finding.subjects for finding in findings if verdict in (None, finding.verdict))


#: The columns of a finding, in the order of its fields, as a query names them.
FINDING_COLUMNS = ", ".join(f'"{name}"' for name in Finding.__struct_fields__)


class Measure(msgspec.Struct, frozen=True, kw_only=True):
    """One number of one metric, with its population where it is a ratio."""

    metric: str
    domain: str
    integration: str | None
    dimension: str
    value: float | None
    numerator: float | None
    denominator: float | None
    low: float | None
    high: float | None


@dataclass(slots=True)
class DomainResult:
    """Standards of one domain for one integration, counted by their verdict. Scores run from 0 to 100."""

    met: int = 0
    unmet: int = 0
    unknown: int = 0
    must_unmet: int = 0
    must_unknown: int = 0
    fitness: Fitness = Fitness.UNPROVEN
    score_low: float = 0.0
    score_high: float = 100.0


@dataclass(slots=True)
class IntegrationResult:
    """The answer for one integration. Scores run from 0 to 100."""

    name: str
    kind: str
    provider: str | None
    layer: str
    owner: str | None
    path: str
    signal: str
    fitness: Fitness = Fitness.UNPROVEN
    score_low: float = 0.0
    score_high: float = 100.0
    musts: int = 0
    musts_unmet: int = 0
    musts_unknown: int = 0
    domains: dict[str, DomainResult] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Since:
    """What changed since the run before. `restated` are the new or re-appeared whose standard was not the same then.

    Without a `base` nothing could be compared, and `note` says why.
    """

    base: Run | None
    note: str
    new: list[Finding]
    reappeared: list[Finding]
    fixed: list[Sighting]
    unjudged: list[Sighting]
    restated: frozenset[str] = frozenset()


@dataclass(slots=True)
class Result:
    """One run, readable for as long as its database is open; `lake` keeps it and the runs before it."""

    run: Run
    evidence: Evidence
    standards: dict[str, Standard]
    metrics: dict[str, Metric]
    integrations: list[IntegrationResult]
    fresh: int = 0
    since: Since | None = None
    lake: Lake | None = None

    @property
    def db(self) -> duckdb.DuckDBPyConnection:
        return self.evidence.db

    def findings(
        self, verdict: str | None = None, integration: str | None = None, standard: str | None = None
    ) -> list[Finding]:
        """Findings, ordered by standard, integration and subject."""
        asked = {"verdict": verdict, "integration": integration, "standard": standard}
        given = {name: value for name, value in asked.items() if value is not None}
        where = " and ".join(f"{name} = ${name}" for name in given)
        return self._findings(f"where {where}" if where else "", given)

    def _findings(self, where: str, values: Mapping[str, Any] | list[Any]) -> list[Finding]:
        query = f"select {FINDING_COLUMNS} from finding {where} order by standard, integration, subject"
        rows = (self.db.execute(query, values) if values else self.db.execute(query)).fetchall()
        return msgspec.convert([dict(zip(Finding.__struct_fields__, row, strict=True)) for row in rows], list[Finding])

    def unmet(self) -> dict[Level, int]:
        """How many findings of each level are unmet and not waived."""
        query = "select level, count(*) from finding where verdict = 'unmet' and not waived group by level"
        return {Level(level): count for level, count in self.db.execute(query).fetchall()}

    def finding(self, fingerprint: str) -> Finding | None:
        """The finding of a fingerprint."""
        return next(iter(self._findings("where fingerprint = ?", [fingerprint])), None)

    def measures(self, integration: str | None = None) -> list[Measure]:
        """All measures, or those of one integration, ordered by metric, integration and dimension."""
        names = ", ".join(Measure.__struct_fields__)
        where = "where integration = $1" if integration is not None else ""
        query = f"select {names} from measure {where} order by metric, integration, dimension"
        rows = self.db.execute(query, [integration] if where else None).fetchall()
        return [Measure(**dict(zip(Measure.__struct_fields__, row, strict=True))) for row in rows]

    def collections(self, outcome: str | None = None) -> list[dict[str, Any]]:
        """What was read and how it ended, or what ended so: collector, tool, path, outcome, rows, error."""
        names = ("collector", "tool", "path", "integration", "outcome", "rows", "error")
        where = "where outcome = $1" if outcome is not None else ""
        query = f"select {', '.join(names)} from collection {where} order by collector, path"
        rows = self.db.execute(query, [outcome] if where else None).fetchall()
        return [dict(zip(names, row, strict=True)) for row in rows]


_COUNTED = ("met", "unmet", "unknown", "must_unmet", "must_unknown")
_COUNTS = """
select integration, domain, standard, level,
    coalesce(sum(subjects) filter (verdict = 'met'), 0)::bigint, count(*) filter (verdict = 'unmet'),
    count(*) filter (verdict = 'unknown'), count(*) filter (verdict = 'unmet' and waived)
from finding group by all order by all
"""


class Tally(NamedTuple):
    """How one standard's subjects in one unit were judged; what it adds to either end of the unit's score."""

    domain: str
    standard: str
    level: Level
    met: int
    unmet: int
    unknown: int
    waived: int

    @property
    def low(self) -> float:
        return self.level.weight * self.met / (self.met + self.unmet + self.unknown)

    @property
    def high(self) -> float:
        """What is unknown or waived may be met."""
        may = self.met + self.unknown + self.waived
        return self.level.weight * may / (self.met + self.unmet + self.unknown)


def tallies(db: duckdb.DuckDBPyConnection) -> dict[str, list[Tally]]:
    """Unit -> its tallies, one for each standard that judged it."""
    counted: dict[str, list[Tally]] = {}
    for integration, domain, standard, level, *counts in db.execute(_COUNTS).fetchall():
        counted.setdefault(integration, []).append(Tally(domain, standard, Level(level), *counts))
    return counted


def integrations(db: duckdb.DuckDBPyConnection) -> list[IntegrationResult]:
    """Units with their fitness and score, from the tables `integration` and `finding`."""
    names = ("integration", "kind", "provider", "layer", "owner", "path", "signal")
    counted = tallies(db)
    units = db.execute(f"select {', '.join(names)} from integration order by path").fetchall()
    return [answer(IntegrationResult(*unit), counted.get(unit[0], ())) for unit in units]


def answer(unit: IntegrationResult, counts: Iterable[Tally]) -> IntegrationResult:
    """What these tallies would make of a unit: a new one, the given one stays as it is."""
    about = (unit.name, unit.kind, unit.provider, unit.layer, unit.owner, unit.path, unit.signal)
    unit = IntegrationResult(*about)
    whole, parts = _Sum(), dict[str, _Sum]()
    for tally in counts:
        whole.add(tally)
        parts.setdefault(tally.domain, _Sum()).add(tally)
        _count(unit.domains.setdefault(tally.domain, DomainResult()), tally)
    for domain, part in parts.items():
        cell = unit.domains[domain]
        cell.fitness, (cell.score_low, cell.score_high) = part.fitness(), part.score()
    unit.musts, unit.musts_unmet, unit.musts_unknown = whole.musts, whole.musts_unmet, whole.musts_unknown
    unit.fitness, (unit.score_low, unit.score_high) = whole.fitness(), whole.score()
    return unit


@dataclass(slots=True)
class _Sum:
    """Tallies of one unit, in one domain or in all, added up."""

    weight: float = 0.0
    low: float = 0.0
    high: float = 0.0
    musts: int = 0
    musts_unmet: int = 0
    musts_unknown: int = 0

    def add(self, tally: Tally) -> None:
        must = tally.level is Level.MUST
        self.weight += tally.level.weight
        self.low += tally.low
        self.high += tally.high
        self.musts += must
        self.musts_unmet += must and tally.unmet > tally.waived
        self.musts_unknown += must and tally.unknown > 0 and not tally.unmet

    def score(self) -> tuple[float, float]:
        return (100 * self.low / self.weight, 100 * self.high / self.weight) if self.weight else (0.0, 100.0)

    def fitness(self) -> Fitness:
        if self.musts_unmet:
            return Fitness.UNFIT
        if not self.musts or self.musts_unknown > UNPROVEN_ABOVE * self.musts:
            return Fitness.UNPROVEN
        return Fitness.FIT


def _count(cell: DomainResult, tally: Tally) -> None:
    must = tally.level is Level.MUST
    if tally.unmet:
        cell.unmet += 1
        cell.must_unmet += must
    elif tally.unknown:
        cell.unknown += 1
        cell.must_unknown += must
    else:
        cell.met += 1


def scores(run: Run, units: Iterable[IntegrationResult]) -> Iterator[Score]:
    """What the catalog keeps of each unit and domain, and (domain empty) of each unit as a whole."""
    about = (run.id, run.started, run.commit)
    for unit in units:
        cells = list(unit.domains.values())
        whole = [sum(getattr(cell, name) for cell in cells) for name in _COUNTED]
        yield Score._make((*about, unit.name, "", *whole, unit.score_low, unit.score_high, unit.fitness.value))
        for domain, cell in unit.domains.items():
            counts = [getattr(cell, name) for name in _COUNTED]
            yield Score._make((*about, unit.name, domain, *counts, cell.score_low, cell.score_high, cell.fitness.value))
