"""Exchanges of one recording -> the page view each belongs to.

A recorder that keeps no `pageref` still shows page loads: the two reads that the first load began with come again,
together. What starts within a second of them belongs to the same load.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from datetime import timedelta

from .exchange import Exchange

_TOGETHER = timedelta(seconds=1)


def page_views(exchanges: Sequence[Exchange]) -> dict[int, str]:
    """Number of the exchange -> page view: as recorded, else `load 1`, `load 2`…; left out where it cannot be told."""
    stated = {e.entry: e.page for e in exchanges if e.page}
    if stated:
        return stated
    timed = sorted((e.started_at, e.entry, e.method, e.route) for e in exchanges if e.started_at)
    first: list[tuple[str, str]] = []
    for _, _, method, route in timed:
        if (method, route) not in first:
            first.append((method, route))
    if len(first) < 2 or first[0][0] != "GET" or first[1][0] != "GET":
        return {}
    at = {key: [moment for moment, _, method, route in timed if (method, route) == key] for key in first[:2]}
    boots = [moment for moment in at[first[0]] if any(abs(moment - other) <= _TOGETHER for other in at[first[1]])]
    starts = [moment for i, moment in enumerate(boots) if i == 0 or moment - boots[i - 1] > _TOGETHER]
    return {
        entry: f"load {max(1, bisect_right(starts, moment + _TOGETHER))}" for moment, entry, _, _ in timed if starts
    }
