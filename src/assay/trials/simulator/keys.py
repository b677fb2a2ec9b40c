"""Idempotency keys: what was answered under each, for as long as a provider remembers it."""

from __future__ import annotations

from collections.abc import Hashable

from .world import Answer, Call, Kept, World


class Keys:
    def __init__(self, world: World, seconds: int) -> None:
        """`seconds` of the simulator's time are keys remembered."""
        self._world = world
        self._seconds = seconds
        #: In the order in which they were taken, so that the oldest come first.
        self._kept: dict[Hashable, Kept] = {}

    def __len__(self) -> int:
        return len(self._kept)

    def take(self, name: Hashable, call: Call) -> Kept | None:
        """The request that has this key already; None: it is this one's from now on, until its `end`."""
        now = self._world.now()
        while self._kept and (oldest := next(iter(self._kept.items())))[1].at + self._seconds <= now:
            del self._kept[oldest[0]]
        if kept := self._kept.get(name):
            return kept
        call.key = self._kept[name] = Kept(name, call, now)
        return None

    def end(self, call: Call, answer: Answer | None) -> None:
        """Keep the answer under the key of the request; None: as if it had never been asked."""
        if call.key is None:
            return
        call.key.answer = answer
        if answer is None and self._kept.get(call.key.name) is call.key:
            del self._kept[call.key.name]
