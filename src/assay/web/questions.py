"""Queries of people. In: SQL and a run. Out: rows, by a process that can neither write nor outlive its limits."""

from __future__ import annotations

import asyncio

from assay.model import UsageError
from assay.store.lake import Lake
from assay.store.records import Run

from .asking import Answer, Question
from .sandbox import Limits, work

_AT_ONCE = 2
_MOST_WAITING = 8
_MOST_SQL = 20_000
_LIMITS = Limits()


class BusyError(UsageError):
    """So many are being answered that one more has to come later."""


class Questions:
    """A few at a time; more wait, and many more are sent away."""

    def __init__(self, lake: Lake, limits: Limits = _LIMITS) -> None:
        self._lake, self.limits = lake, limits
        self._turn = asyncio.Semaphore(_AT_ONCE)
        self._waiting = 0

    async def ask(self, run: Run, sql: str, rows: int) -> Answer:
        """Errors: UsageError when it may not be asked or takes too much; BusyError. Cancelled, it ends at once."""
        if len(sql) > _MOST_SQL:
            raise UsageError(f"the query is longer than {_MOST_SQL:,} characters", remedy="Write a shorter one.")
        if self._waiting >= _MOST_WAITING:
            raise BusyError("other queries are being answered", remedy="Ask again in a moment.")
        self._waiting += 1
        try:
            async with self._turn:
                files = {
                    table: [(str(path), writer, compacted) for path, writer, compacted in found]
                    for table, found in self._lake.files(run.id).items()
                }
                question = Question(files=files, sql=sql, rows=rows, limits=self.limits)
                return await work("assay.web.asking", question, Answer, self.limits)
        finally:
            self._waiting -= 1
