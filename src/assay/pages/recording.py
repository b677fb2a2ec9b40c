"""A run and a recording's path -> its calls in order, with the waterfall of their times."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from assay.engine.result import Result
from assay.store.lake import as_mapping

from . import plots

_MOST_CALLS = 400
_FAILED = 400
_CALLS = """
select entry, recording, started_at, duration_ms, dns_ms, connect_ms, tls_ms, wait_ms, receive_ms, method, scheme, host,
    url, route, party, operation, status, error, response_type, request_bytes, response_bytes, line, path, integration
from call where path = ? order by started_at nulls last, entry
"""
_PARTS = tuple((name, f"{name}_ms") for name in ("dns", "connect", "tls", "wait", "receive"))
_MS = 1000


@dataclass(frozen=True, slots=True)
class RecordingPage:
    """One recording. `more` calls of it are not told."""

    path: str
    name: str
    integration: str | None
    calls: Sequence[Mapping[str, Any]]
    more: int
    waterfall: Markup


def recording(result: Result, path: str) -> RecordingPage:
    """The page of one recording. Errors: KeyError when no call of the run was read from there."""
    found = calls(result, path)
    if not found:
        raise KeyError(path)
    first, shown = found[0], found[:_MOST_CALLS]
    return RecordingPage(
        path=path,
        name=first["recording"] or path,
        integration=first["integration"],
        calls=shown,
        more=len(found) - len(shown),
        waterfall=waterfall(shown, f"Calls of {first['recording'] or path} over time"),
    )


def recorded(result: Result) -> list[str]:
    """Paths of all recordings of a run."""
    result.evidence.require(["call"])
    return [path for (path,) in result.db.execute("select distinct path from call order by path").fetchall()]


def calls(result: Result, path: str) -> list[Mapping[str, Any]]:
    """The calls of one recording in their order."""
    result.evidence.require(["call"])
    return as_mapping(result.db.execute(_CALLS, [path]))


def waterfall(shown: Sequence[Mapping[str, Any]], title: str, marked: int | None = None) -> Markup:
    """The waterfall of some calls; `marked` is the entry to make out. Empty where no call has a time."""
    timed = [call for call in shown if call["started_at"] is not None and call["duration_ms"] is not None]
    if not timed:
        return Markup("")
    begin = min(call["started_at"] for call in timed)
    spans = [
        plots.Span(
            label=f"{call['status'] or '–'} {call['method']} {_address(call)}",
            start=(call["started_at"] - begin).total_seconds() * _MS,
            length=call["duration_ms"],
            parts=_parts(call),
            state="failed" if call["status"] is None or call["status"] >= _FAILED else "",
            marked=call["entry"] == marked,
        )
        for call in timed
    ]
    failed = sum(span.state == "failed" for span in spans)
    took = max(span.start + span.length for span in spans)
    return plots.waterfall(spans, title, f"{len(spans)} calls in {took:,.0f} ms, {failed} of them failed")


def _address(call: Mapping[str, Any]) -> str:
    """The path of the shop's own, the host of others."""
    return str(call["route"]) if call["party"] == "first" else str(call["host"] or call["route"])


def _parts(call: Mapping[str, Any]) -> list[tuple[str, float]]:
    """Phases of a call that were recorded; what they leave of its time counts as waiting."""
    parts = [(name, call[column]) for name, column in _PARTS if (call[column] or 0) > 0]
    told = sum(length for _, length in parts)
    return parts if 0 < told <= call["duration_ms"] * 1.01 + 1 else []
