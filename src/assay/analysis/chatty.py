"""Flows -> reads that one call could answer: things asked for one by one, collections in small pages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import urlsplit

from .flows import Flow, Timed
from .savings import NEXT_MS, Saving, named, without

#: Of two, one more is no pattern.
FEW = 3
#: Parameters that say where in a collection to go on, as JSON:API, Google AIP-158, Stripe, Spring and others name them.
PAGING = (
    r"page|page_?number|page_?no|page_?index|offset|skip|start|start_?index|from|cursor|after|starting_after|"
    r"page_?token|next_?token|continuation|marker|page\[(?:number|offset|cursor|after)\]"
)
_PAGE = re.compile(rf"(?:^|&)(?:{PAGING})=[^&]*", re.IGNORECASE)
_BRACKETS = (("%5B", "["), ("%5b", "["), ("%5D", "]"), ("%5d", "]"))


def one_by_one(flow: Flow) -> Iterable[Saving]:
    """Reads of one route with an identifier in its path, each of another thing, that follow one another at once.

    One call for all of them is reckoned to take as long as the longest of them. A person who opens one thing after the
    other takes more than a second for it; a flow without a clock is not looked at.
    """
    grouped: dict[tuple[str, str | None, str], list[Timed]] = {}
    for call in _reads(flow):
        if "{id}" in call.route:
            grouped.setdefault((call.route, call.host, urlsplit(call.url).query), []).append(call)
    for calls in grouped.values():
        yield from _in_one("one by one", flow, calls)


def small_pages(flow: Flow) -> Iterable[Saving]:
    """Reads of one address that differ in where in the collection they go on alone, and follow one another at once."""
    grouped: dict[tuple[str, str | None, str], list[Timed]] = {}
    for call in _reads(flow):
        rest, paging = paged(urlsplit(call.url).query)
        if paging:
            grouped.setdefault((call.route, call.host, f"{urlsplit(call.url).path}?{rest}"), []).append(call)
    for calls in grouped.values():
        yield from _in_one("small pages", flow, calls)


def paged(query: str) -> tuple[str, bool]:
    """A query without what says where to go on, and whether anything did."""
    for written, meant in _BRACKETS:
        query = query.replace(written, meant)
    rest, count = _PAGE.subn("", query)
    return rest.strip("&"), count > 0


def _reads(flow: Flow) -> Iterator[Timed]:
    if flow.timed:
        yield from (call for call in flow.calls if call.method == "GET" and call.status == 200)


def _in_one(kind: str, flow: Flow, calls: Sequence[Timed]) -> Iterator[Saving]:
    for run in _runs(calls):
        first_of_each = list({call.digest: call for call in reversed(run)}.values())
        if len(first_of_each) < FEW:
            continue
        longest = max(first_of_each, key=lambda call: call.took or 0)
        gone = [call for call in reversed(first_of_each) if call is not longest]
        yield Saving(kind, named(longest), flow, tuple(gone), without(flow, gone), None)


def _runs(calls: Sequence[Timed]) -> Iterator[list[Timed]]:
    """Calls in the order of their begin, parted where none is under way for longer than a program takes."""
    run: list[Timed] = []
    until = float("-inf")
    for call in calls:
        start, end = call.start or 0.0, call.end or 0.0
        if run and start - until > NEXT_MS:
            yield run
            run = []
        run.append(call)
        until = max(until, end)
    yield run
