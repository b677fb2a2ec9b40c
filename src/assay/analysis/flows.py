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
from itertools import pairwise
from operator import itemgetter
from typing import Any, NamedTuple

from assay.engine.evidence import Evidence

_COLUMNS = (
    *(
        "path",
        "recording",
        "page",
        "integration",
        "entry",
        "line",
        "method",
        "host",
        "route",
        "url",
        "url_digest",
        "party",
    ),
    *("status", "response_type", "response_bytes", "response_digest", "server_ms"),
    *("started_at", "duration_ms", "connect_ms", "dns_ms", "receive_ms"),
)
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
    evidence.require(["call"])
    query = f"select {', '.join(_COLUMNS)} from call order by path, page nulls first, started_at nulls first, entry"
    with evidence.db.cursor() as db:
        rows = [dict(zip(_COLUMNS, row, strict=True)) for row in db.execute(query).fetchall()]
    recordings: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        recordings.setdefault(row["path"], []).append(row)
    return [flow for recorded in recordings.values() for flow in _flows(recorded)]


def _flows(rows: Sequence[dict[str, Any]]) -> Iterable[Flow]:
    """The page views of one recording; its clock is one, so it is judged once."""
    times = _times(rows)
    pages: dict[str | None, list[dict[str, Any]]] = {}
    for row in rows:
        pages.setdefault(row["page"], []).append(row)
    for page, group in pages.items():
        began = min(row["started_at"] for row in group) if times in _CLOCKED else None
        calls = tuple(_timed(row, began) for row in group)
        name, first = group[0]["recording"] or group[0]["path"], group[0]
        yield Flow(name, page if len(pages) > 1 else None, first["path"], first["integration"] or "", times, calls)


def _times(rows: Sequence[dict[str, Any]]) -> str:
    clocked = [row for row in rows if row["started_at"] is not None and row["duration_ms"] is not None]
    if len(clocked) == len(rows) and not _made_up(clocked):
        phases = any(row["connect_ms"] or row["dns_ms"] or row["receive_ms"] for row in clocked)
        return "phases" if phases else "totals"
    return "server" if any(row["server_ms"] is not None for row in rows) else "none"


def _made_up(rows: Sequence[dict[str, Any]]) -> bool:
    """Nothing took any time, all took the same, or they began at equal steps or on the second: no network does that."""
    took = {row["duration_ms"] for row in rows}
    begun = sorted(row["started_at"] for row in rows)
    steps = {after - before for before, after in pairwise(begun)}
    on_the_second = all(not moment.microsecond for moment in begun)
    return took == {0.0} or (len(rows) > 3 and (len(took) == 1 or len(steps) == 1 or on_the_second))


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
