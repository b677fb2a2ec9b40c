"""A plan -> what to do first, on one screen."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.text import Text

from assay.model import Level
from assay.reports.digest import plural, shortened
from assay.reports.escape import one_line
from assay.reviews.plan import Line, Plan

from . import effort, first_place, gain, headline, then, touches

_INDENT = 5


def show(plan: Plan, *, top: int, console: Console | None = None) -> None:
    """Print the first lines on standard output."""
    console = console or Console(highlight=False)
    console.print(Text(headline(plan), style="bold"))
    for line in plan.lines[:top]:
        for part in _line(line):
            console.print(part)
    if not plan.lines:
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
    yield (
        Text(f"{line.rank:3}  ", style="bold")
        .append(f"{level:6} ", style=f"bold {style}")
        .append(one_line(group.title), style="bold default")
    )
    body = Text(shortened(one_line(group.findings[0].reason))).append("  ")
    body.append(first_place(group), style="cyan")
    body.append(f"\nfix: {one_line(group.fix)}", style="green")
    body.append(f"\n{gain(item)}; for {effort(line.works)}")
    body.append(f"\ntouches {touches(item.touched)}", style="dim")
    for other in line.also:
        body.append(f"\nalso answers: {one_line(other.group.title)} ({plural(len(other.group.findings), 'finding')})")
    body.append(f"\nthen {then(line)}", style="dim")
    body.append(f"  [{group.id}]", style="dim")
    yield Padding(body, (0, 0, 0, _INDENT), expand=False)
