"""Recorded calls -> what each operation takes: time, the server's own time and bytes, for each unit.

An operation is one that is described, else a method and a route of a host. Times are those of flows whose clock is to
be trusted (`flows`); calls without one are counted, not guessed. Calls that got no answer or an error are counted apart
and are in no spread: how soon something is refused says nothing of how soon it is done.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .flows import Flow, Timed
from .quantiles import Quantile, quantile

#: The middle, and the slow end that a shopper meets once in twenty calls.
SHARES = (0.5, 0.95)


@dataclass(frozen=True, slots=True)
class Spread:
    """How some numbers lie: `quantiles` as in SHARES, `least`, `most` and `total`, null where there is no number."""

    count: int
    quantiles: tuple[Quantile, ...]
    least: float | None
    most: float | None
    total: float


@dataclass(frozen=True, slots=True)
class Operation:
    """What the calls of one operation took: `ms` of those that have a clock, `server_ms` as servers say, `bytes`.

    `described` says whether a description has it. `calls` are all, `failed` those without an answer or with a status of
    400 and more: they are in no spread. The place is that of the slowest, else of the largest.
    """

    name: str
    host: str | None
    described: bool
    party: str
    units: tuple[str, ...]
    calls: int
    failed: int
    ms: Spread
    server_ms: Spread
    bytes: Spread
    path: str
    line: int | None


def operations(found: Iterable[Flow], *, together: bool = False) -> list[Operation]:
    """Operations of flows, those that took most time in all first; with `together`, units are not told apart."""
    grouped: dict[tuple[str, str | None, str], list[Timed]] = {}
    for flow in found:
        for call in flow.calls:
            grouped.setdefault(
                (call.described or call.name, call.host, "" if together else call.integration), []
            ).append(call)
    made = [_operation(name, host, calls) for (name, host, _), calls in grouped.items()]
    return sorted(made, key=lambda one: (-one.ms.total, -one.bytes.total, one.name, one.host or "", one.units))


def _operation(name: str, host: str | None, calls: Sequence[Timed]) -> Operation:
    good = [call for call in calls if call.status is not None and call.status < 400]
    slowest = max(good or calls, key=lambda call: (_clocked(call) or 0, call.bytes or 0))
    return Operation(
        name,
        host,
        calls[0].described is not None,
        calls[0].party,
        tuple(sorted({call.integration for call in calls})),
        len(calls),
        len(calls) - len(good),
        spread(ms for call in good if (ms := _clocked(call)) is not None),
        spread(call.server_ms for call in good if call.server_ms is not None),
        spread(call.bytes for call in good if call.bytes is not None),
        slowest.path,
        slowest.line,
    )


def _clocked(call: Timed) -> float | None:
    return call.end - call.start if call.start is not None and call.end is not None else None


def spread(numbers: Iterable[float]) -> Spread:
    """How numbers lie."""
    ordered = sorted(numbers)
    least, most = (ordered[0], ordered[-1]) if ordered else (None, None)
    return Spread(len(ordered), tuple(quantile(ordered, share) for share in SHARES), least, most, sum(ordered))
