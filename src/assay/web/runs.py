"""Runs of the lake, opened once. In: what a page asks for (target, run). Out: results, one reader at a time each.

A run never changes, so an opened one is kept by its id until others are wanted more.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from assay.engine import configuration
from assay.engine.check import open_run
from assay.engine.result import Result
from assay.engine.standards import kept, load_metrics, load_standards
from assay.model import UsageError
from assay.model.standard import Metric, Standard
from assay.store.lake import Lake
from assay.store.records import Run

_MOST_OPEN = 12
_Unit = TypeVar("_Unit", Standard, Metric)


class NotFoundError(UsageError):
    """What was asked for is not there."""


@dataclass(slots=True)
class _Opened:
    lock: threading.RLock
    result: Result | None = None


class Runs:
    """The runs of one lake. Errors: NotFoundError when there is no such run; AssayError when it is damaged."""

    def __init__(self, lake: Lake, target: Path | None) -> None:
        self._lake = lake
        self._first = str(target.resolve()) if target else ""
        self._opened: OrderedDict[str, _Opened] = OrderedDict()
        self._lock = threading.Lock()
        folders = configuration.load(target) if target and target.is_dir() else None
        self.standards: dict[str, Standard] = load_standards(folders.standards if folders else ())
        self.metrics: dict[str, Metric] = load_metrics(folders.metrics if folders else ())

    def targets(self) -> list[str]:
        """Targets that have been judged, the one that the server was started for first."""
        found = list(dict.fromkeys(run.target for run in self._lake.catalog.runs()))
        return sorted(found, key=lambda target: target != self._first)

    def of(self, target: str = "") -> list[Run]:
        """Runs of a target, the newest first; of the first target when none is named."""
        wanted = target or next(iter(self.targets()), "")
        return self._lake.catalog.runs(wanted) if wanted else []

    def find(self, target: str = "", run: str = "") -> Run:
        """The newest run of a target, or the one whose id begins so."""
        listed = self._lake.catalog.runs(target) if target else self._lake.catalog.runs() if run else self.of()
        found = next((known for known in listed if known.id.startswith(run)), None)
        if found is None and run:
            raise NotFoundError(f"no run is called {run}", remedy="The page of runs lists them.")
        if found is None:
            raise NotFoundError("nothing has been judged yet", where=target, remedy="Run `assay check` first.")
        return found

    @contextmanager
    def open(self, run: Run) -> Iterator[Result]:
        """The run's result; nobody else reads it meanwhile."""
        with self._lock:
            opened = self._opened.setdefault(run.id, _Opened(threading.RLock()))
            self._opened.move_to_end(run.id)
            while len(self._opened) > _MOST_OPEN:
                self._opened.popitem(last=False)  # its database closes when its last reader has gone
        with opened.lock:
            if opened.result is None:
                opened.result = open_run(self._lake, run, *self._judges(run))
            yield opened.result

    def _judges(self, run: Run) -> tuple[dict[str, Standard], dict[str, Metric]]:
        """What judged the run: texts as they were then where the lake keeps them, else as they are now."""
        if not run.standards:
            return self.standards, self.metrics
        standards, metrics = kept(self._lake, run)
        return _chosen(run.standards, standards, self.standards), _chosen(run.metrics, metrics, self.metrics)

    @contextmanager
    def open_two(self, one: Run, other: Run) -> Iterator[tuple[Result, Result]]:
        """Two runs at once, always taken in the same order: two readers never wait for each other."""
        first, second = sorted((one, other), key=lambda run: run.id)
        with self.open(first) as opened, self.open(second) as beside:
            yield (opened, beside) if first.id == one.id else (beside, opened)


def _chosen(wanted: Iterable[str], then: Mapping[str, _Unit], now: Mapping[str, _Unit]) -> dict[str, _Unit]:
    return {name: unit for name in wanted if (unit := then.get(name) or now.get(name))}
