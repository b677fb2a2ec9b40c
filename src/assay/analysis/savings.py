"""Flows -> what they could do without: milliseconds and bytes, each with the calls that show it.

A saving of time is the flow's time with a call under way (the measure `service/critical_path`) less that time once the
calls in question are gone, or begin earlier; what goes on beside them anyway saves nothing. Everything else stays where
it was, so a saving of one kind is exact on the recording and the sum of several is at most that.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from .critical_path import critical_path
from .flows import Flow, Timed, busy

#: A call that begins so long after another ended waits for something else: the page's own work, or a person.
NEXT_MS = 1000
#: Fewer bytes than these fit into one packet (Lighthouse uses-text-compression, IGNORE_THRESHOLD_IN_BYTES).
PACKET = 1400
_REDIRECTS = (301, 302, 303, 307, 308)
#: What names one thing of many: it holds a digit, and is longer than a version or a page number.
_IDENTIFIER = re.compile(r"^(?=.*\d)[\w-]{3,}$")


@dataclass(frozen=True, slots=True)
class Saving:
    """What one flow could do without, for one cause. `ms` and `bytes` are null where they cannot be known."""

    kind: str
    cause: str
    flow: Flow
    calls: tuple[Timed, ...]
    ms: float | None
    bytes: int | None


def without(flow: Flow, gone: Collection[Timed]) -> float | None:
    """Milliseconds of a flow that go with these calls; by the servers' own account where its clock is none."""
    if not flow.timed:
        told = [call.server_ms for call in gone if call.server_ms is not None]
        return sum(told) if told else None
    left_out = {call.entry for call in gone}
    return busy(flow.calls) - busy(call for call in flow.calls if call.entry not in left_out)


def repeated_reads(flow: Flow) -> Iterable[Saving]:
    """Reads of one address that gave the answer of an earlier one, with no write in between."""
    seen: set[tuple[str, int, str]] = set()
    again: dict[str, list[Timed]] = {}
    writes = 0
    for call in flow.calls:
        writes += not call.is_read
        if call.method != "GET" or call.answer is None:
            continue
        key = (call.digest, writes, call.answer)
        if key in seen:
            again.setdefault(named(call), []).append(call)
        seen.add(key)
    for name, calls in again.items():
        yield Saving("repeated read", name, flow, tuple(calls), without(flow, calls), saved_bytes(calls))


def redirects(flow: Flow) -> Iterable[Saving]:
    """Reads that were only told to ask elsewhere (RFC 9110 section 15.4)."""
    found: dict[str, list[Timed]] = {}
    for call in flow.calls:
        if call.method == "GET" and call.status in _REDIRECTS:
            found.setdefault(named(call), []).append(call)
    for name, calls in found.items():
        yield Saving("redirect", name, flow, tuple(calls), without(flow, calls), None)


def serial_reads(flow: Flow) -> Iterable[Saving]:
    """Reads of data on the critical path, one after the other, that could have begun with the first of them.

    Each identifier in the later one's address stood in an address asked for before the first one began, so that no
    answer was needed to know it; no write lies between, and no more than a second; it had not been read before. Pages
    and scripts are left out: what they name is found by reading them. Whether one answer decides over the next no
    recording says; the saving is at most that.
    """
    path = critical_path(flow)
    if path is None:
        return
    first = _First(flow)
    run: list[Timed] = []
    for step in path.steps:
        if run and step.pause <= NEXT_MS and first.free(step.call, run[0]):
            run.append(step.call)
            continue
        yield from _together(flow, run)
        run = [step.call] if _is_data(step.call) else []
    yield from _together(flow, run)


def _is_data(call: Timed) -> bool:
    return call.is_read and call.status == 200 and "json" in (call.type or "")


class _First:
    """When each thing was asked for first, when each identifier first stood in an address, and when writes began."""

    def __init__(self, flow: Flow) -> None:
        self._asked: dict[str, float] = {}
        self._known: dict[str, float] = {}
        self._writes: list[float] = []
        for call in flow.calls:
            if call.start is None:
                continue
            self._asked.setdefault(named(call), call.start)
            for name in identifiers(call.url):
                self._known.setdefault(name, call.start)
            if not call.is_read:
                self._writes.append(call.start)

    def free(self, call: Timed, leader: Timed) -> bool:
        """Could have begun with another. What was read before is read again to be fresh, and is not moved."""
        began = leader.start
        if not _is_data(call) or began is None or call.start is None or self._asked[named(call)] < call.start:
            return False
        if bisect_left(self._writes, began) < bisect_left(self._writes, call.start):
            return False
        return all(self._known[name] <= began for name in identifiers(call.url))


def _together(flow: Flow, run: Sequence[Timed]) -> Iterable[Saving]:
    if len(run) < 2 or run[0].start is None:
        return
    began, late = run[0].start, {call.entry for call in run}
    moved = (
        call._replace(start=began, end=began + (call.took or 0)) if call.entry in late else call for call in flow.calls
    )
    saved = busy(flow.calls) - busy(moved)
    if saved > 0:
        yield Saving("serial reads", f"reads that wait for {named(run[0])}", flow, tuple(run), saved, None)


def identifiers(url: str) -> set[str]:
    """Parts of an address that name one thing of many."""
    parts = urlsplit(url)
    named = [*parts.path.split("/"), *(value for _, value in parse_qsl(parts.query))]
    return {name for name in named if _IDENTIFIER.match(name)}


def uncompressed(flow: Flow, gzip: Mapping[tuple[str, int], int]) -> Iterable[Saving]:
    """Text that a host sent uncompressed; `gzip` holds its size by (path, entry) once gzip has compressed it."""
    found: dict[str, list[Timed]] = {}
    for call in flow.calls:
        if (call.path, call.entry) in gzip:
            found.setdefault(call.host or "an unknown host", []).append(call)
    for host, calls in found.items():
        saved = sum((call.bytes or 0) - gzip[call.path, call.entry] for call in calls)
        yield Saving("uncompressed text", f"text of {host}", flow, tuple(calls), None, saved)


def named(call: Timed) -> str:
    """What is asked for, of whom."""
    return f"{call.name} of {call.host or 'an unknown host'}"


def saved_bytes(calls: Iterable[Timed]) -> int | None:
    """Bytes of the bodies that are known; None when none is."""
    known = [call.bytes for call in calls if call.bytes is not None]
    return sum(known) if known else None
