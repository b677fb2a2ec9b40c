"""A run's plan of performance -> its page: what would save time or bytes for the shopper, or time of every test run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assay.analysis.operations import Operation
from assay.engine.result import Result
from assay.reviews.performance import Item, OnPath, Performance
from assay.store.records import Run

from .digest import plural
from .operations import bytes_told, ms_told, spread_told
from .operations import headline as of_operations

_MOST_CALLS = 4
_MOST_PATHS = 10
_MOST_OPERATIONS = 15
#: What a kind is seen in, where that is no flow.
_SEEN = {"eager import": "entry point", "slow test": "test"}
_TIMES = {
    "phases": "timed by the browser",
    "totals": "with total times only",
    "server": "with the servers' own times only",
    "none": "without times to rely on",
}


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One thing to do: `saves` in words, `calls` the first of what was called and how often."""

    item: Item
    saves: str
    calls: str


@dataclass(frozen=True, slots=True)
class Part:
    """What saves one thing: `name` says what. `more` items are not told."""

    name: str
    rows: Sequence[ItemRow]
    more: int


@dataclass(frozen=True, slots=True)
class OperationRow:
    """One operation: what it takes, in words."""

    operation: Operation
    time: str
    server: str
    size: str


@dataclass(frozen=True, slots=True)
class PerformancePage:
    """The plan of performance of a run; `whole` is the milliseconds of all flows with a critical path.

    `called` says in words what `operations`, the first of those that were called, are of.
    """

    run: Run
    seen: str
    parts: Sequence[Part]
    paths: int
    whole: float
    on_path: Sequence[OnPath]
    called: str
    operations: Sequence[OperationRow]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to do."""
        return not any(part.rows for part in self.parts)


def page(result: Result, made: Performance, most: int = 50) -> PerformancePage:
    """The page of a plan of performance."""
    whole = sum(path.total for path in made.paths)
    found = [_part(name, items, bytes_first, most) for name, items, bytes_first in parts(made)]
    rows = [
        OperationRow(
            one, spread_told(one.ms, ms_told), spread_told(one.server_ms, ms_told), spread_told(one.bytes, bytes_told)
        )
        for one in made.operations[:_MOST_OPERATIONS]
    ]
    on_path, called = made.on_path[:_MOST_PATHS], of_operations(made.operations)
    return PerformancePage(result.run, headline(made), found, len(made.paths), whole, on_path, called, rows)


def parts(made: Performance) -> Sequence[tuple[str, Sequence[Item], bool]]:
    """(name, items, whether their bytes are told first) of each of the plans."""
    return ("Time", made.time, False), ("Bytes", made.bytes, True), ("Tests", made.tests, False)


def headline(made: Performance) -> str:
    """What the plan was made of."""
    clocks = ", ".join(f"{count} {_TIMES[times]}" for times, count in made.times.items())
    flows = f"{plural(made.flows, 'recorded flow')}{f': {clocks}' if clocks else ''}"
    return f"{flows}; {plural(made.entries, 'entry point')} with heavy imports"


def saves(item: Item, *, bytes_first: bool) -> str:
    """What one flow saves, in the median of those that save anything, and all of them."""
    seen = plural(len(item.flows), _SEEN.get(item.kind, "flow"))
    many = f" (the median of {seen})" if len(item.flows) > 1 else f" in {seen}"
    most = "at most " if item.about.at_most else ""
    told = []
    if item.ms is not None:
        told.append(f"{ms_told(item.ms)}{many}{f', {ms_told(item.total_ms)} in all' if len(item.flows) > 1 else ''}")
    if item.bytes is not None:
        told.append(f"{bytes_told(item.bytes)}{' of source' if item.kind == 'eager import' else ''}")
    if not bytes_first or item.ms is None:
        return f"{most}{'; '.join(told)}{'' if item.ms is not None else many}{item.about.when}"
    return f"{most}{'; '.join(reversed(told))}{item.about.when}"


def calls(item: Item) -> str:
    """The first of what was called, and how often; empty where it is one call."""
    if len(item.calls) < 2:
        return ""
    told = ", ".join(f"{name} × {count}" for name, count in item.calls[:_MOST_CALLS])
    more = len(item.calls) - _MOST_CALLS
    return f"{told}{f' and {more} more' if more > 0 else ''}"


def _part(name: str, items: Sequence[Item], bytes_first: bool, most: int) -> Part:
    rows = [ItemRow(item, saves(item, bytes_first=bytes_first), calls(item)) for item in items[:most]]
    return Part(name, rows, max(0, len(items) - most))
