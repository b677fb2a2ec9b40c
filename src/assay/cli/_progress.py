"""How far a long job is, on stderr: only on a terminal, and only when it takes longer than a moment."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

_PATIENCE_SECONDS = 0.7


@contextmanager
def progress() -> Iterator[Callable[[str, int, int], None] | None]:
    """A function (what, done, total) to be told; None when nobody watches."""
    if not sys.stderr.isatty():
        yield None
        return
    bar = _Bar()
    try:
        yield bar.tell
    finally:
        bar.close()


class _Bar:
    def __init__(self) -> None:
        self._started = time.monotonic()
        self._shown: Any = None
        self._tasks: dict[str, Any] = {}

    def tell(self, what: str, done: int, total: int) -> None:
        if self._shown is None:
            if time.monotonic() - self._started < _PATIENCE_SECONDS:
                return
            from rich.console import Console
            from rich.progress import Progress

            self._shown = Progress(console=Console(stderr=True), transient=True)
            self._shown.start()
        if what not in self._tasks:
            self._tasks[what] = self._shown.add_task(what, total=total)
        self._shown.update(self._tasks[what], completed=done, total=total)

    def close(self) -> None:
        if self._shown is not None:
            self._shown.stop()
