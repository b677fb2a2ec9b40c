"""call -> call_clock: whether the times of a recording can be relied on, and what they are.

A recording has one clock, so it is judged once. Times are made up where nothing took any time, all took the same, or
calls began at equal steps or on the second: no network does that.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby, pairwise
from operator import itemgetter
from typing import Any, NamedTuple

from assay.model import Derivation, Row, Target
from assay.tables.service import CallClock

#: Of fewer calls chance alone makes some alike.
_FEW = 3


class Clocked(NamedTuple):
    """One call: when it began, milliseconds that it took, whether phases and the server's own time are known."""

    began: datetime | None
    took: float | None
    phased: bool
    told: bool


def derive(inputs: Mapping[str, Sequence[tuple[Any, ...]]], target: Target) -> Iterator[Row]:  # noqa: ARG001
    """One row per source of calls."""
    for path, rows in groupby(inputs["calls"], key=itemgetter(0)):
        yield CallClock(path=path, times=times([Clocked(*row[1:]) for row in rows]))


def times(calls: Sequence[Clocked]) -> str:
    """What the times of the calls of one source are, as in `call_clock`."""
    clocked = [(call.began, call.took) for call in calls if call.began is not None and call.took is not None]
    if len(clocked) == len(calls) and not _made_up(clocked):
        return "phases" if any(call.phased for call in calls) else "totals"
    return "server" if any(call.told for call in calls) else "none"


def _made_up(clocked: Sequence[tuple[datetime, float]]) -> bool:
    took = {ms for _, ms in clocked}
    begun = sorted(began for began, _ in clocked)
    steps = {after - before for before, after in pairwise(begun)}
    on_the_second = all(not moment.microsecond for moment in begun)
    return took == {0.0} or (len(clocked) > _FEW and (len(took) == 1 or len(steps) == 1 or on_the_second))


DERIVATION = Derivation(
    name="clocks",
    about="Tells which recordings have times to rely on.",
    fills=(CallClock,),
    reads={
        "calls": "select path, started_at, duration_ms, "
        "coalesce(connect_ms, 0) <> 0 or coalesce(dns_ms, 0) <> 0 or coalesce(receive_ms, 0) <> 0, "
        "server_ms is not null from call order by path"
    },
    derive=derive,
    domains=("service", "api"),
)
