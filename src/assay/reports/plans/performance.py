"""A plan of performance -> one screen, and JSON with a schema."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.text import Text

from assay.analysis.critical_path import CriticalPath
from assay.engine.result import Result
from assay.model.escape import one_line
from assay.pages.digest import place, plural
from assay.pages.performance import calls, headline, parts, saves
from assay.reports.screen import screen
from assay.reviews.performance import Item, Performance
from assay.store.catalog import Run

_INDENT = 5
_MOST_PATHS = 5


def show(found: Performance, *, top: int, console: Console | None = None) -> None:
    """Print the first items of each plan on standard output."""
    console = console or screen()
    console.print(Text(headline(found), style="bold"))
    for title, items, bytes_first in parts(found):
        console.print(Text(f"\n{title}", style="bold"))
        for rank, item in enumerate(items[:top], 1):
            for part in _item(rank, item, bytes_first):
                console.print(part)
        if not items:
            console.print(Text("     nothing to save was seen", style="dim"))
        if len(items) > top:
            console.print(Text(f"     and {len(items) - top} more; --top shows them", style="dim"))
    for part in _on_path(found):
        console.print(part)


def _item(rank: int, item: Item, bytes_first: bool) -> Iterable[RenderableType]:
    yield Text(f"{rank:3}  ", style="bold").append(one_line(f"{item.kind}: {item.cause}"), style="bold default")
    body = Text(saves(item, bytes_first=bytes_first))
    if told := calls(item):
        body.append(f"\n{one_line(told)}", style="dim")
    more = len(item.places) - 1
    body.append(f"\n{one_line(place(*item.places[0]))}", style="cyan")
    body.append(f" and {plural(more, 'more place')}" if more else "", style="cyan")
    body.append(f"\nfix: {item.about.fix}", style="green")
    body.append(f"  {item.about.effort} ({plural(item.steps, 'step')}); by {item.about.reference}", style="dim")
    yield Padding(body, (0, 0, 0, _INDENT), expand=False)


def _on_path(found: Performance) -> Iterable[RenderableType]:
    if not found.on_path:
        return
    yield Text(f"\nOn the critical paths of {plural(len(found.paths), 'flow')}", style="bold")
    whole = sum(path.total for path in found.paths)
    for call in found.on_path[:_MOST_PATHS]:
        text = Text(f"{one_line(call.name)} of {one_line(call.host or 'an unknown host')}: ")
        text.append(f"{plural(call.paths, 'time')}, {call.ms:,.0f} ms in the median, ")
        text.append(f"{100 * call.total_ms / whole if whole else 0:.0f} % of the time of all flows; the longest at ")
        text.append(one_line(place(call.path, call.line)), style="cyan")
        yield Padding(text, (0, 0, 0, _INDENT), expand=False)


class PlaceOut(msgspec.Struct, frozen=True, kw_only=True):
    """Where it shows."""

    path: str
    line: int | None


class ItemOut(msgspec.Struct, frozen=True, kw_only=True):
    """Savings of one cause; `ms` and `bytes` are medians over `flows`, `total_*` sums."""

    kind: str
    cause: str
    ms: float | None
    bytes: int | None
    total_ms: float
    total_bytes: int
    at_most: bool
    flows: list[str]
    calls: dict[str, int]
    times: list[str]
    integrations: list[str]
    places: list[PlaceOut]
    fix: str
    effort: str
    steps: int
    reference: str


class StepOut(msgspec.Struct, frozen=True, kw_only=True):
    """One call of a critical path: milliseconds that it took, and of pause before it."""

    call: str
    host: str | None
    took: float
    pause: float
    path: str
    line: int | None


class PathOut(msgspec.Struct, frozen=True, kw_only=True):
    """One flow: milliseconds from begin to end, with a call under way, and the calls that its length hangs on."""

    flow: str
    integration: str
    times: str
    total: float
    network: float
    steps: list[StepOut]


class PerformanceOut(msgspec.Struct, frozen=True, kw_only=True):
    """The plan of performance of one run."""

    version: str = "1"
    run: Run
    flows: int
    times: dict[str, int]
    time: list[ItemOut]
    bytes: list[ItemOut]
    tests: list[ItemOut]
    paths: list[PathOut]


def out(found: Performance, result: Result) -> PerformanceOut:
    """The plan as it is written."""
    return PerformanceOut(
        run=result.run,
        flows=found.flows,
        times=dict(found.times),
        time=_written(found.time),
        bytes=_written(found.bytes),
        tests=_written(found.tests),
        paths=[_path(path) for path in found.paths],
    )


def schema() -> dict[str, Any]:
    """JSON Schema of the contract."""
    return msgspec.json.schema(PerformanceOut)


def _written(items: Sequence[Item]) -> list[ItemOut]:
    return [
        ItemOut(
            kind=item.kind,
            cause=item.cause,
            ms=None if item.ms is None else round(item.ms, 1),
            bytes=item.bytes,
            total_ms=round(item.total_ms, 1),
            total_bytes=item.total_bytes,
            at_most=item.about.at_most,
            flows=list(item.flows),
            calls=dict(item.calls),
            times=list(item.times),
            integrations=list(item.units),
            places=[PlaceOut(path=path, line=line) for path, line in item.places],
            fix=item.about.fix,
            effort=item.about.effort.value,
            steps=item.steps,
            reference=item.about.reference,
        )
        for item in items
    ]


def _path(path: CriticalPath) -> PathOut:
    steps = [
        StepOut(
            call=step.call.name,
            host=step.call.host,
            took=round(step.took, 1),
            pause=round(step.pause, 1),
            path=step.call.path,
            line=step.call.line,
        )
        for step in path.steps
    ]
    flow = path.flow
    return PathOut(
        flow=flow.name,
        integration=flow.integration,
        times=flow.times,
        total=round(path.total, 1),
        network=round(path.network, 1),
        steps=steps,
    )
