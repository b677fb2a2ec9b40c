"""The simulator's own time, and what is due at which moment of it."""

from __future__ import annotations

import heapq
import logging
import time
from collections.abc import Callable

_LOG = logging.getLogger(__name__)
Action = Callable[[], None]


class Clock:
    """Seconds since 1970. It runs `speed` times as fast as the world outside; at 0 it stands until it is moved."""

    def __init__(self, start: int, speed: float) -> None:
        self.start = start
        self.speed = speed
        self._moved = 0.0
        self._began = time.monotonic()

    def now(self) -> int:
        return self.start + int(self._moved + self.speed * (time.monotonic() - self._began))

    def forward(self, seconds: float) -> None:
        self._moved += max(0.0, seconds)

    def reach(self, moment: int) -> None:
        """Be at that moment, unless it is past."""
        self.forward(moment - self.now())


class Schedule:
    """What is to happen, in the order of its time; at the same second in the order in which it was planned."""

    def __init__(self) -> None:
        self._heap: list[tuple[int, int, Action]] = []
        self._planned = 0

    def at(self, moment: int, action: Action) -> None:
        self._planned += 1
        heapq.heappush(self._heap, (moment, self._planned, action))

    def next(self) -> int | None:
        return self._heap[0][0] if self._heap else None

    def run(self, now: int) -> int:
        """Do what is due; how much it was. What that plans for now is done as well."""
        done = 0
        while self._heap and self._heap[0][0] <= now:
            action = heapq.heappop(self._heap)[2]
            done += 1
            try:
                action()
            except Exception:
                _LOG.exception("assay simulate: a defect in what was planned")
        return done

    def __len__(self) -> int:
        return len(self._heap)
