"""A run and a finding -> its page: what was seen, in which rows, lines and call, its past, the fix."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from assay.engine.query import tables, tables_of_standard
from assay.engine.result import Finding, Result
from assay.model.standard import Standard
from assay.store.lake import as_mapping

from . import recording
from .excerpt import Excerpt, Sources
from .past import Sightings, Standing

_MOST_ROWS = 5
#: Calls shown before and after the one that a finding is about.
_NEAR = 3
#: Columns of an evidence row that the page tells elsewhere, or that say nothing to people.
_EXCHANGE = ("call", "call_header")
_SAID = ("integration", "path", "line", "origin", "environment", "fingerprint")
Rows = Mapping[str, Sequence[Mapping[str, Any]]]


@dataclass(frozen=True, slots=True)
class Exchange:
    """One call as it was recorded, sensitive values masked, and where it stands among its neighbours."""

    call: Mapping[str, Any]
    request: Sequence[Mapping[str, Any]]
    response: Sequence[Mapping[str, Any]]
    number: int
    calls: int
    waterfall: Markup


@dataclass(frozen=True, slots=True)
class FindingPage:
    """One finding with its evidence. `exchange` is there when it is about a recorded call."""

    finding: Finding
    standard: Standard | None
    evidence: Rows
    excerpt: Excerpt | None
    exchange: Exchange | None
    standing: Standing | None
    waiver: Mapping[str, Any] | None


def finding(result: Result, found: Finding) -> FindingPage:
    """The page of one finding."""
    return next(findings(result, [found]))


def findings(result: Result, wanted: Sequence[Finding]) -> Iterator[FindingPage]:
    """The pages of many findings: evidence is asked for once per table, and each file is read once."""
    evidence, exchanges, sources = _evidence(result, wanted), _Exchanges(result), Sources(result)
    sightings, waivers = Sightings(result), {waiver["name"]: waiver for waiver in result.run.waivers}
    for found in wanted:
        exchange = exchanges.at(found.path, found.line)
        yield FindingPage(
            finding=found,
            standard=result.standards.get(found.standard),
            evidence=_untold(evidence.get(found.fingerprint, {}), exchange),
            excerpt=sources.excerpt(found.path, found.line),
            exchange=exchange,
            standing=sightings.of(found),
            waiver=waivers.get(found.waiver) if found.waiver else None,
        )


def _untold(evidence: Rows, exchange: Exchange | None) -> Rows:
    """Rows without those that the call tells already."""
    return {table: rows for table, rows in evidence.items() if exchange is None or table not in _EXCHANGE}


def _evidence(result: Result, wanted: Sequence[Finding]) -> dict[str, dict[str, list[Mapping[str, Any]]]]:
    """Fingerprint -> table -> rows at the finding's place, of the tables that its standard reads."""
    of_table: dict[str, list[Finding]] = {}
    read: dict[str, list[str]] = {}
    for found in wanted:
        if not found.path or found.standard not in result.standards:
            continue
        if found.standard not in read:
            read[found.standard] = tables_of_standard(result.evidence, result.standards[found.standard])
        for table in read[found.standard]:
            of_table.setdefault(table, []).append(found)
    told: dict[str, dict[str, list[Mapping[str, Any]]]] = {}
    for table, places in of_table.items():
        for row in _rows(result, table, places):
            key = str(row["assay_fingerprint"])
            shown = {name: value for name, value in row.items() if name not in _SAID and value is not None}
            shown.pop("assay_fingerprint")
            told.setdefault(key, {}).setdefault(table, []).append(shown)
    return told


def _rows(result: Result, table: str, places: Sequence[Finding]) -> list[Mapping[str, Any]]:
    result.evidence.require([table])
    columns = {column.name for column in tables()[table]}
    line = "and (p.line is null or t.line is not distinct from p.line)" if "line" in columns else "and p.line is null"
    query = f"""
        with p as (
            select unnest($keys::varchar[]) as key, unnest($paths::varchar[]) as path, unnest($lines::bigint[]) as line)
        select t.*, p.key as assay_fingerprint from p join "{table}" t on t.path = p.path {line}
        qualify row_number() over (partition by p.key) <= {_MOST_ROWS}"""
    values = {
        "keys": [found.fingerprint for found in places],
        "paths": [found.path for found in places],
        "lines": [found.line for found in places],
    }
    return as_mapping(result.db.execute(query, values))


class _Exchanges:
    """Recorded calls by the place where they stand; each recording is asked for once."""

    def __init__(self, result: Result) -> None:
        self._result = result
        self._calls: dict[str, list[Mapping[str, Any]]] = {}
        self._recorded = set(recording.recorded(result))
        self._headers: dict[tuple[str, int, str], list[Mapping[str, Any]]] | None = None

    def at(self, path: str | None, line: int | None) -> Exchange | None:
        if path is None or line is None or path not in self._recorded:
            return None
        if path not in self._calls:
            self._calls[path] = recording.calls(self._result, path)
        calls = self._calls[path]
        place = next((n for n, call in enumerate(calls) if call["line"] == line), None)
        if place is None:
            return None
        call, near = calls[place], calls[max(0, place - _NEAR) : place + _NEAR + 1]
        title = f"Call {place + 1} of {len(calls)} among its neighbours"
        return Exchange(
            call=call,
            request=self._header(path, call["entry"], "request"),
            response=self._header(path, call["entry"], "response"),
            number=place + 1,
            calls=len(calls),
            waterfall=recording.waterfall(near, title, call["entry"]),
        )

    def _header(self, path: str, entry: int, side: str) -> Sequence[Mapping[str, Any]]:
        if self._headers is None:
            self._result.evidence.require(["call_header"])
            self._headers = {}
            query = "select path, entry, side, name, value from call_header order by path, entry, side, name"
            for row in as_mapping(self._result.db.execute(query)):
                key = (str(row["path"]), int(str(row["entry"])), str(row["side"]))
                self._headers.setdefault(key, []).append(row)
        return self._headers.get((path, entry, side), ())
