"""A flow -> its critical path: the chain of calls that its length hangs on.

From the call that ended last one steps back, again and again, to the call that ended last before this one began: the
method of CRISP (Zhang et al., USENIX ATC 2022), with the order of time in place of recorded dependencies, which a
recording of traffic does not hold. What lies between two calls of the chain is the page's own time, or a person's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .flows import Flow, Timed, busy, spans


@dataclass(frozen=True, slots=True)
class Step:
    """One call of the path: milliseconds that it took, and that nothing of the path was under way before it."""

    call: Timed
    took: float
    pause: float


@dataclass(frozen=True, slots=True)
class CriticalPath:
    """Milliseconds: `total` from the first call's begin to the last one's end, `network` with a call under way."""

    flow: Flow
    total: float
    network: float
    steps: tuple[Step, ...]


def critical_path(flow: Flow) -> CriticalPath | None:
    """The path of a flow whose clock is to be trusted, else None."""
    if not flow.timed:
        return None
    placed = spans(flow.calls)
    steps, before = [], min(start for start, _, _ in placed)
    for start, end, call in _chain(placed):
        steps.append(Step(call, end - start, max(0.0, start - before)))
        before = end
    total = max(end for _, end, _ in placed) - min(start for start, _, _ in placed)
    return CriticalPath(flow, total, busy(flow.calls), tuple(steps))


def _chain(placed: Sequence[tuple[float, float, Timed]]) -> list[tuple[float, float, Timed]]:
    ended = sorted(placed, key=lambda span: (span[1], -span[0]))
    chain = [ended[-1]]
    for span in reversed(ended[:-1]):
        if span[1] <= chain[-1][0]:
            chain.append(span)
    return chain[::-1]
