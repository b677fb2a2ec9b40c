"""What takes long to work out of runs, worked out once. In: results and runs. Out: plans, trends, causes of change.

None of it changes, for a run never does.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from typing import Generic, TypeVar

from assay.analysis.split import Split, split
from assay.analysis.trends import Trend
from assay.engine.result import Result
from assay.pages import moving, takings
from assay.reviews.performance import Performance, performance
from assay.reviews.plan import Plan, plan
from assay.store.lake import Lake
from assay.store.records import Run

_MOST = 12
_Made = TypeVar("_Made")


class _Kept(Generic[_Made]):
    """The things of one kind that were asked for last. One is made at a time: who waits for it finds it made."""

    def __init__(self) -> None:
        self._made: OrderedDict[Hashable, _Made] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, key: Hashable, make: Callable[[], _Made]) -> _Made:
        with self._lock:
            if key not in self._made:
                self._made[key] = make()
            self._made.move_to_end(key)
            while len(self._made) > _MOST:
                self._made.popitem(last=False)
            return self._made[key]


class Worked:
    """What was worked out of the runs of one lake. Errors: AssayError when files of the lake are damaged."""

    def __init__(self, lake: Lake) -> None:
        self._lake = lake
        self._plans: _Kept[Plan] = _Kept()
        self._moved: _Kept[Sequence[Trend]] = _Kept()
        self._performances: _Kept[Performance] = _Kept()
        self._takings: _Kept[takings.Found] = _Kept()
        self._splits: _Kept[Split] = _Kept()

    def plan(self, result: Result) -> Plan:
        """The plan of all units and domains."""
        return self._plans.of(result.run.id, lambda: plan(result))

    def performance(self, result: Result) -> Performance:
        """The plan of performance of all units."""
        return self._performances.of(result.run.id, lambda: performance(result))

    def takings(self, result: Result) -> takings.Found:
        """What is taken and why it drops, the ways of payments, and what was reconciled."""
        return self._takings.of(result.run.id, lambda: takings.found(result))

    def moved(self, result: Result) -> Sequence[Trend]:
        """What moved over the runs up to this one."""
        return self._moved.of(result.run.id, lambda: moving.trends(result))

    def split(self, old: Run, new: Run) -> Split:
        """Why scores changed from the one to the other."""
        return self._splits.of((old.id, new.id), lambda: split(self._lake, old, new))
