"""A plan -> what to do first, on one screen."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from assay.model import Level
from assay.model.escape import one_line
from assay.pages.digest import plural, shortened
from assay.reports.screen import screen
from assay.reviews.plan import Line, Plan
from assay.reviews.way import Way

from . import by_itself, effort, first_place, gain, headline, then, touches, way_to

_INDENT = 5


def show(plan: Plan, *, top: int, way: Way | None = None, console: Console | None = None) -> None:
    """Print the first lines on standard output; all of them if they are the way to fit."""
    console = console or screen()
    console.print(Text(way_to(way) if way else headline(plan), style="bold"))
    if way:
        top = max(1, len(plan.lines))
    for line in plan.lines[:top]:
        for part in _line(line):
            console.print(part)
    if not plan.lines and not way:
        console.print(Text("Nothing is left to improve: all that was judged is met or waived.", style="green"))
    elif len(plan.lines) > top:
        rest = plural(len(plan.lines) - top, "more line")
        text = f"\nand {rest} (--top shows them); after all: {then(plan.lines[-1]).split(';')[0]}"
        console.print(Text(text, style="dim"))


def _line(line: Line) -> Iterable[RenderableType]:
    group, item = line.item.group, line.item
    level = group.standards[0].level
    style = "red" if level is Level.MUST else "yellow"
    yield Text("")
    head = Table.grid(padding=(0, 1, 0, 0))
    head.add_column(justify="right", min_width=_INDENT - 2)
    head.add_row(
        Text(str(line.rank), style="bold"),
        Text(f"{level:6}", style=f"bold {style}"),
        Text(one_line(group.title), style="bold"),
    )
    yield head
    body = Text(shortened(one_line(group.seen))).append("  ")
    body.append(first_place(group), style="cyan")
    body.append(f"\nfix: {one_line(group.fix)}", style="green")
    if command := by_itself(group):
        body.append(f"\nor let `{one_line(command)}` make it where that is safe", style="green")
    body.append(f"\n{gain(item)}; for {effort(line.works)}")
    body.append(f"\ntouches {touches(item.touched)}", style="dim")
    for other in line.also:
        body.append(f"\nalso answers: {one_line(other.group.title)} ({plural(len(other.group.findings), 'finding')})")
    body.append(f"\nthen {then(line)}", style="dim")
    body.append(f"  [{group.id}]", style="dim")
    yield Padding(body, (0, 0, 0, _INDENT), expand=False)
