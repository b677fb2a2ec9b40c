"""A flow -> its critical path: the chain of calls that its length hangs on.

From the call that ended last one steps back, again and again, to the call that ended last before this one began: the
method of CRISP (Zhang et al., USENIX ATC 2022), with the order of time in place of recorded dependencies, which a
recording of traffic does not hold. What lies between two calls of the chain is the page's own time, or a person's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .flows import Flow, Timed, busy


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

    @property
    def waiting(self) -> float:
        """Milliseconds that the calls of the path took; the rest of `total` is pauses between them."""
        return sum(step.took for step in self.steps)


def critical_path(flow: Flow) -> CriticalPath | None:
    """The path of a flow whose clock is to be trusted, else None."""
    if not flow.timed:
        return None
    spans = [(call.start, call.end, call) for call in flow.calls if call.start is not None and call.end is not None]
    chain = _chain([(start, end, call) for start, end, call in spans])
    steps, before = [], min(start for start, _, _ in spans)
    for start, end, call in chain:
        steps.append(Step(call, end - start, max(0.0, start - before)))
        before = end
    total = max(end for _, end, _ in spans) - min(start for start, _, _ in spans)
    return CriticalPath(flow, total, busy((start, end) for start, end, _ in spans), tuple(steps))


def _chain(spans: Sequence[tuple[float, float, Timed]]) -> list[tuple[float, float, Timed]]:
    ended = sorted(spans, key=lambda span: (span[1], -span[0]))
    chain = [ended[-1]]
    for span in reversed(ended[:-1]):
        if span[1] <= chain[-1][0]:
            chain.append(span)
    return chain[::-1]
