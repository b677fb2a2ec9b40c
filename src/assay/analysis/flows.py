"""Recorded calls -> flows: the calls of one page view of one recording, placed on one clock in milliseconds.

Recorders differ in what they measure, so every flow says what its times are:

    phases   the browser's own: name lookup, connecting, waiting and receiving told apart
    totals   when each call began and how long it took, as a recorder outside of the network stack saw it
    server   no clock to be trusted (times are missing, or all alike); only what servers say of their own time
    none     nothing that can be reckoned with
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from typing import Any, NamedTuple

from assay.derivations.clocks import Clocked, times
from assay.engine.evidence import Evidence

_COLUMNS = (
    *("path", "recording", "page", "integration", "entry", "line", "method", "host", "route", "url", "url_digest"),
    *("party", "status", "response_type", "response_bytes", "response_digest", "server_ms"),
    *("started_at", "duration_ms", "connect_ms", "dns_ms", "receive_ms"),
)
_CALLS = f"""
select {", ".join(f"c.{name}" for name in _COLUMNS)}, m.operation as described
from call c left join api_match m on m.path = c.path and m.entry = c.entry
order by c.path, c.page nulls first, c.started_at nulls first, c.entry
"""
_READS = ("GET", "HEAD", "OPTIONS")
_CLOCKED = ("phases", "totals")


class Timed(NamedTuple):
    """One call; `start` and `end` are milliseconds since the flow began, null where its clock is not to be trusted."""

    path: str
    entry: int
    line: int | None
    integration: str
    method: str
    host: str | None
    route: str
    url: str
    digest: str
    party: str
    status: int | None
    type: str | None
    bytes: int | None
    answer: str | None
    server_ms: float | None
    at: datetime | None
    start: float | None
    end: float | None
    #: The described operation that it goes to, where a description has one.
    described: str | None = None

    @property
    def name(self) -> str:
        return f"{self.method} {self.route}"

    @property
    def is_read(self) -> bool:
        return self.method in _READS

    @property
    def took(self) -> float | None:
        """Milliseconds: by the flow's clock, else by the server's account."""
        return self.end - self.start if self.start is not None and self.end is not None else self.server_ms


@dataclass(frozen=True, slots=True)
class Flow:
    """The calls of one page view of a recording, in the order in which they began."""

    recording: str
    page: str | None
    path: str
    integration: str
    times: str
    calls: tuple[Timed, ...]

    @property
    def name(self) -> str:
        return f"{self.recording}, page {self.page}" if self.page else self.recording

    @property
    def timed(self) -> bool:
        return self.times in _CLOCKED


def flows(evidence: Evidence) -> list[Flow]:
    """All flows of a run, by path and page."""
    evidence.require(["call", "api_match"])
    with evidence.db.cursor() as db:
        rows = [dict(zip((*_COLUMNS, "described"), row, strict=True)) for row in db.execute(_CALLS).fetchall()]
    recordings: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        recordings.setdefault(row["path"], []).append(row)
    return [flow for recorded in recordings.values() for flow in _flows(recorded)]


def _flows(rows: Sequence[dict[str, Any]]) -> Iterable[Flow]:
    """The page views of one recording; its clock is one, so it is judged once."""
    clock = times([_clocked(row) for row in rows])
    pages: dict[str | None, list[dict[str, Any]]] = {}
    for row in rows:
        pages.setdefault(row["page"], []).append(row)
    for page, group in pages.items():
        began = min(row["started_at"] for row in group) if clock in _CLOCKED else None
        calls = tuple(_timed(row, began) for row in group)
        name, first = group[0]["recording"] or group[0]["path"], group[0]
        yield Flow(name, page if len(pages) > 1 else None, first["path"], first["integration"] or "", clock, calls)


def _clocked(row: dict[str, Any]) -> Clocked:
    phased = bool(row["connect_ms"] or row["dns_ms"] or row["receive_ms"])
    return Clocked(row["started_at"], row["duration_ms"], phased, row["server_ms"] is not None)


def _timed(row: dict[str, Any], began: datetime | None) -> Timed:
    start = (row["started_at"] - began).total_seconds() * 1000 if began is not None else None
    return Timed(
        path=row["path"],
        entry=row["entry"],
        line=row["line"],
        integration=row["integration"] or "",
        method=row["method"],
        host=row["host"],
        route=row["route"],
        url=row["url"],
        digest=row["url_digest"],
        party=row["party"],
        status=row["status"],
        type=row["response_type"],
        bytes=row["response_bytes"],
        answer=row["response_digest"],
        server_ms=row["server_ms"],
        at=row["started_at"],
        start=start,
        end=start + row["duration_ms"] if start is not None else None,
        described=row["described"],
    )


def spans(calls: Iterable[Timed]) -> list[tuple[float, float, Timed]]:
    """(start, end, call) of the calls that have a place on the clock."""
    return [(call.start, call.end, call) for call in calls if call.start is not None and call.end is not None]


def busy(calls: Iterable[Timed]) -> float:
    """Milliseconds in which at least one call is under way: the length of the union of their spans."""
    total, until = 0.0, float("-inf")
    for start, end, _ in sorted(spans(calls), key=itemgetter(0)):
        total += max(0.0, end - max(start, until))
        until = max(until, end)
    return total
