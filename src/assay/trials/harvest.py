"""Requests that were answered well -> what probes may send again: real identifiers, real bodies."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator

from .exchange import Exchange

_MOST_KEPT = 8


class Harvest:
    """The last answers with 2xx to requests of the first user, by operation."""

    def __init__(self) -> None:
        self._kept: dict[str, deque[Exchange]] = defaultdict(lambda: deque(maxlen=_MOST_KEPT))
        self.answered: dict[str, Exchange] = {}

    def add(self, seen: Exchange) -> None:
        """Keep it where it is of use."""
        if seen.operation is None or seen.intent == "invalid":
            return
        if seen.ok and seen.user.name in ("first", "none"):
            self._kept[seen.operation].append(seen)
        elif seen.status is not None:
            self.answered[seen.operation] = seen

    def of(self, operation: str) -> Iterator[Exchange]:
        """The newest first."""
        yield from reversed(list(self._kept.get(operation, ())))
