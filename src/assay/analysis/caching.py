"""Headers of answers -> how long each may be kept, and what is sent again although it need not be (RFC 9111)."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from assay.engine.evidence import Evidence

from .flows import Flow, Timed
from .savings import PACKET, Saving, identifiers, named, saved_bytes, without

#: Lighthouse's uses-long-cache-ttl looks for what is kept for less than a month; a week is what nobody disputes.
LONG_S = 7 * 86_400
#: RFC 9111 section 4.2.2: a tenth of the time for which it had not changed, where nothing is stated.
_HEURISTIC = 0.1
_AGE = re.compile(r"(?:^|,)\s*max-age\s*=\s*\"?(\d+)", re.IGNORECASE)
_NEVER = re.compile(r"(?:^|,)\s*(?:no-store|no-cache)\s*(?:$|,)", re.IGNORECASE)
_ASSET = re.compile(r"^(?:image|font)/|^text/css|javascript|woff")
_HEADERS = """
select path, entry, name, string_agg(distinct value, ', ' order by value) from call_header
where side = 'response' and name in ('cache-control', 'expires', 'date', 'last-modified', 'etag') group by all
"""


@dataclass(frozen=True, slots=True)
class Keeping:
    """How long an answer may be kept, in seconds, and by what it can be told whether it has changed."""

    seconds: float
    etag: str | None


def keepings(evidence: Evidence) -> dict[tuple[str, int], Keeping]:
    """(path, entry) of a call -> what its answer says of keeping it; calls whose answers say nothing are left out."""
    evidence.require(["call_header"])
    with evidence.db.cursor() as db:
        rows = db.execute(_HEADERS).fetchall()
    stated: dict[tuple[str, int], dict[str, str]] = {}
    for path, entry, name, value in rows:
        stated.setdefault((path, entry), {})[name] = value or ""
    return {call: Keeping(lifetime(headers), headers.get("etag")) for call, headers in stated.items()}


def lifetime(headers: Mapping[str, str]) -> float:
    """Freshness lifetime in seconds, as a private cache reckons it: RFC 9111 sections 4.2.1 and 4.2.2.

    `no-cache` counts as 0: the answer may be kept, and has to be asked for again all the same.
    """
    control = headers.get("cache-control", "")
    if _NEVER.search(control):
        return 0.0
    if age := _AGE.search(control):
        return float(age[1])
    answered = _when(headers.get("date"))
    if "expires" in headers:
        until = _when(headers["expires"])
        return max(0.0, (until - answered).total_seconds()) if until and answered else 0.0
    changed = _when(headers.get("last-modified"))
    return max(0.0, (answered - changed).total_seconds() * _HEURISTIC) if answered and changed else 0.0


def asked_again(pages: Sequence[Flow], keeping: Mapping[tuple[str, int], Keeping]) -> Iterable[Saving]:
    """Reads of a later page view that gave what an earlier view had been given, and what no cache might have kept.

    `pages` are the page views of one recording, the first one first. Answers are the same where their bodies are, or
    their entity tags where the recording holds no bodies. Where the address names one thing of many, such as an
    order, it is left out: what is somebody's own has to be asked for again.
    """
    before: dict[tuple[str, str], datetime | None] = {}
    for flow in pages:
        found: dict[str, list[Timed]] = {}
        now: dict[tuple[str, str], datetime | None] = {}
        for call in flow.calls:
            kept = keeping.get((call.path, call.entry), Keeping(0.0, None))
            answer = call.answer or kept.etag
            if call.method != "GET" or call.status != 200 or answer is None or identifiers(call.url):
                continue
            key = (call.digest, answer)
            if key in before and kept.seconds <= _between(before[key], call.at):
                found.setdefault(named(call), []).append(call)
            now[key] = call.at
        before |= now
        for name, calls in found.items():
            yield Saving("cacheable read", name, flow, tuple(calls), without(flow, calls), saved_bytes(calls))


def unchanged(pages: Sequence[Flow], claimed: Container[tuple[str, int]]) -> Iterable[Saving]:
    """Reads that had to be made again, since something was written or another page opened, and gave the same answer.

    A conditional request would have been answered by 304: the bytes of the body are saved, the round trip is not. Of
    one packet nothing is. `pages` are the page views of one recording; (path, entry) of `claimed` need not be made at
    all and are left out.
    """
    latest: dict[str, str] = {}
    for flow in pages:
        found: dict[str, list[Timed]] = {}
        for call in flow.calls:
            if call.method != "GET" or call.status != 200 or call.answer is None:
                continue
            known = latest.get(call.digest) == call.answer
            if known and (call.bytes or 0) >= PACKET and (call.path, call.entry) not in claimed:
                found.setdefault(named(call), []).append(call)
            latest[call.digest] = call.answer
        for name, calls in found.items():
            yield Saving("unchanged answer", name, flow, tuple(calls), None, saved_bytes(calls))


def short_lived(flow: Flow, keeping: Mapping[tuple[str, int], Keeping]) -> Iterable[Saving]:
    """Scripts, styles, fonts and pictures of the shop's own that a browser fetches again within a week."""
    found: dict[str, list[Timed]] = {}
    for call in flow.calls:
        asset = call.method == "GET" and call.status == 200 and _ASSET.search(call.type or "")
        kept = keeping.get((call.path, call.entry), Keeping(0.0, None))
        if asset and call.party == "first" and kept.seconds < LONG_S:
            found.setdefault(call.host or "", []).append(call)
    for host, calls in found.items():
        cause = f"scripts, styles, fonts and pictures of {host}"
        yield Saving("short-lived asset", cause, flow, tuple(calls), without(flow, calls), saved_bytes(calls))


def _between(earlier: datetime | None, later: datetime | None) -> float:
    return (later - earlier).total_seconds() if earlier and later else 0.0


def _when(stated: str | None) -> datetime | None:
    try:
        moment = parsedate_to_datetime(stated) if stated else None
    except (ValueError, OverflowError):
        return None
    # RFC 9110 section 5.6.7: what names no zone, as the form of asctime does, is in UTC.
    return moment if moment is None or moment.tzinfo else moment.replace(tzinfo=UTC)
