"""Trends and their changes -> lines on a terminal, and values for programs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from assay.analysis.steps import Shape
from assay.analysis.trends import SCORE, Change, Point, Trend
from assay.model.escape import one_line
from assay.pages.digest import plural
from assay.pages.past import thin
from assay.reports.screen import screen
from assay.store.records import Run

_BARS = "▁▂▃▄▅▆▇█"
_WIDE = 24
_MOST_POINTS = 15
_SHAPES = {Shape.SHORT: "too few runs to say", Shape.LEVEL: "", Shape.LINE: "drifts", Shape.WALK: "wanders"}


def sparkline(values: Sequence[float], width: int = _WIDE) -> str:
    """The course in `width` characters at the most; each is the last of the values that it stands for."""
    shown = thin(values, width)
    low, high = min(shown), max(shown)
    if low == high:
        return _BARS[0] * len(shown)
    return "".join(_BARS[min(len(_BARS) - 1, int((v - low) / (high - low) * len(_BARS)))] for v in shown)


def show(trends: Sequence[Trend], runs: Sequence[Run], *, named: bool = False, console: Console | None = None) -> None:
    """A line for each trend and, where there is only one, its runs; `named` trends are told with what they measure."""
    console = console or screen()
    console.print(_about(runs))
    rows = [_row(trend, named) for trend in trends]
    names = [*(name for name, _ in _place(trends[0], named)), "first", "last", "course", "level"]
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for place, name in enumerate(names):
        # What says least is cut first where there is no room: the story of the level, then what it is of.
        wide = max(len(row[place]) for row in rows) if name in ("first", "last", "course") else None
        table.add_column(name, no_wrap=True, min_width=wide, justify="right" if name in ("first", "last") else "left")
    for row in rows:
        table.add_row(*row)
    console.print(table)
    if len(trends) == 1:
        console.print(_detail(trends[0]))


def _row(trend: Trend, named: bool) -> list[Text]:
    values = [point.value for point in trend.points]
    where = [Text(one_line(value)) for _, value in _place(trend, named)]
    ends = [Text(number(trend, values[0])), Text(number(trend, values[-1]))]
    return [*where, *ends, Text(sparkline(values), style="cyan"), _level(trend)]


def _place(trend: Trend, named: bool) -> list[tuple[str, str]]:
    """Columns that say what a trend is of; an integration is not said where all trends are of one."""
    if named:
        return [("measure", trend.name), ("of", trend.dimension)]
    return [("integration", trend.integration or "all"), ("of", trend.dimension)]


def _about(runs: Sequence[Run]) -> Text:
    branch = runs[-1].branch or "no known branch"
    profiles = ", ".join(runs[-1].profiles)
    return Text(f"{plural(len(runs), 'run')} of {one_line(branch)} with profile {one_line(profiles)}", style="dim")


def _level(trend: Trend) -> Text:
    if not trend.changes:
        return Text(_SHAPES.get(trend.shape, ""), style="dim")
    last = trend.changes[-1]
    more = f"  and {len(trend.changes) - 1} earlier" if len(trend.changes) > 1 else ""
    text = f"{_day(last.first_after)}  {number(trend, last.before)} → {number(trend, last.after)}"
    return Text(text, style=_style(last)).append(more, style="dim")


def _style(change: Change) -> str:
    return {True: "red", False: "green", None: ""}[change.worse]


def _detail(trend: Trend) -> Text:
    """The newest runs in which the number was another than in the one before."""
    told = [p for n, p in enumerate(trend.points) if n == 0 or p.value != trend.points[n - 1].value]
    about = f"\nthe last {plural(min(len(told), _MOST_POINTS), 'run')} in which it was another than before\n"
    text = Text(about, style="bold")
    for point in told[: -_MOST_POINTS - 1 : -1]:
        within = f"  ({number(trend, point.low)} to {number(trend, point.high)})" if point.low is not None else ""
        counted = point.numerator is not None and point.denominator
        of = f"  {point.numerator:g} of {point.denominator:g}" if counted else ""
        text.append(f"{_day(point)}  {(point.commit or '')[:10]:10}  {number(trend, point.value)}{within}{of}")
        text.append(f"  {point.run}\n", style="dim")
    return text


def show_changes(
    found: Sequence[tuple[tuple[Trend, Change], Sequence[str]]],
    total: int,
    runs: Sequence[Run],
    console: Console | None = None,
) -> None:
    """Changes in the given order, each with the commits between its runs."""
    console = console or screen()
    console.print(_about(runs))
    for (trend, change), commits in found:
        console.print(Text.assemble(*_told(trend, change)))
        for commit in commits:
            console.print(Text(f"       {one_line(commit)}", style="dim"))
    if total > len(found):
        console.print(Text(f"and {total - len(found):,} smaller changes; --most shows them", style="dim"))
    elif not total:
        console.print("no level has changed; a change needs three runs before and three after it")


def _told(trend: Trend, change: Change) -> Iterable[tuple[str, str]]:
    where = f" ({one_line(trend.dimension)})" if trend.dimension else ""
    worse = {True: "worse", False: "better", None: "changed"}[change.worse]
    yield f"{worse:8}", f"bold {_style(change)}".strip()
    yield f"{one_line(trend.integration) or 'all'}: {trend.name}{where}", "bold"
    yield f"  {number(trend, change.before)} → {number(trend, change.after)}", _style(change)
    sure = "" if change.confidence is None else f", confidence {change.confidence:.3f}"
    yield f"  {change.size:.0f} times its scatter{sure}\n", "dim"
    first, last = change.last_before, change.first_after
    yield f"       {_day(first)} to {_day(last)}  {(first.commit or '?')[:10]}..{(last.commit or '?')[:10]}", "cyan"
    yield f"  {first.run} to {last.run}", "dim"


def number(trend: Trend, value: float | None) -> str:
    """A number in the trend's unit; shares in per cent."""
    if value is None:
        return "-"
    if trend.unit == "ratio":
        return f"{100 * value:.1f} %"
    return f"{value:.1f}" if trend.name == SCORE else f"{value:,.6g}"


def _day(point: Point) -> str:
    return point.as_of


def values(trend: Trend) -> dict[str, Any]:
    """A trend as plain values."""
    about = {name: getattr(trend, name) for name in ("name", "integration", "dimension", "unit", "better")}
    changes = [changed(trend, change) for change in trend.changes]
    return {**about, "shape": trend.shape, "points": [point._asdict() for point in trend.points], "changes": changes}


def changed(trend: Trend, change: Change) -> dict[str, Any]:
    """A change as plain values."""
    about = {"name": trend.name, "integration": trend.integration, "dimension": trend.dimension, "unit": trend.unit}
    ends = {name: getattr(change, name)._asdict() for name in ("last_before", "first_after")}
    levels = ("before", "after", "magnitude", "scatter", "size", "confidence", "worse")
    return {**about, **ends, **{name: getattr(change, name) for name in levels}}
