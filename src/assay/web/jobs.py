"""Pages that take longer than a moment. In: a page to make. Out: the page, or the word that it is not ready yet.

A browser that was told to wait asks again by itself, and finds the job where it left it. A job that nobody asks for any
more is given up.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass, field
from typing import Any

PATIENCE_SECONDS = 1.0
_FORGOTTEN_AFTER_SECONDS = 5.0


@dataclass(slots=True)
class _Job:
    task: asyncio.Task[Any]
    begun: float = field(default_factory=time.monotonic)
    asked: float = field(default_factory=time.monotonic)


class NotReadyError(Exception):
    """`seconds` it has been worked on."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class Jobs:
    """Running jobs by what was asked for and by whom; `patience` seconds pass before anybody is told to wait."""

    def __init__(self, patience: float = PATIENCE_SECONDS) -> None:
        self.patience = patience
        self._jobs: dict[Hashable, _Job] = {}

    async def result(self, key: Hashable, begin: Callable[[], Awaitable[Any]]) -> Any:
        """What `begin` gives, begun once per key. Errors: NotReadyError after a moment; what `begin` raises."""
        self._give_up()
        job = self._jobs.get(key)
        if job is None:
            job = self._jobs[key] = _Job(asyncio.ensure_future(_run(begin)))
        job.asked = time.monotonic()
        done, _ = await asyncio.wait({job.task}, timeout=self.patience)
        if not done:
            asyncio.get_running_loop().call_later(_FORGOTTEN_AFTER_SECONDS + 1, self._give_up)
            raise NotReadyError(time.monotonic() - job.begun)
        self._jobs.pop(key, None)
        return job.task.result()

    def _give_up(self) -> None:
        late = time.monotonic() - _FORGOTTEN_AFTER_SECONDS
        for key in [key for key, job in self._jobs.items() if job.asked < late]:
            self._jobs.pop(key).task.cancel()


async def _run(begin: Callable[[], Awaitable[Any]]) -> Any:
    return await begin()
