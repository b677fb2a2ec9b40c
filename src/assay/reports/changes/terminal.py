"""A review -> a screen: what the change brought, on its own lines first, and whether it may go in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from assay.engine.result import IntegrationResult
from assay.model import Fitness, Level
from assay.model.escape import one_line
from assay.model.standard import Standard
from assay.pages.digest import place, plural, shortened
from assay.reports.screen import screen
from assay.reviews.comparison import Row, Status, UnitChange
from assay.reviews.gate import Gate
from assay.reviews.reviewing import Review

from . import digest

_STYLE = {Fitness.FIT: "green", Fitness.UNFIT: "red", Fitness.UNPROVEN: "yellow"}
_MOST_GROUPS = 8
_MOST_UNITS = 15


def show(review: Review, *, show_all: bool = False, gate: Gate | None = None, console: Console | None = None) -> None:
    """Print the review on standard output."""
    console = console or screen()
    console.print(Group(*_screen(review, show_all, gate)))


def _screen(review: Review, show_all: bool, gate: Gate | None) -> Iterable[RenderableType]:
    compared = review.comparison
    yield Text(digest.headline(compared), style="bold")
    for text in (*review.told, digest.moved(compared)):
        if text:
            yield Text(one_line(text), style="dim")
    for text in digest.described(review):
        yield Text(one_line(text), style="red")
    yield from _units(compared.units, show_all)
    for title, rows in digest.counted(compared):
        yield from _section(title, rows, review.head.standards, None if show_all else _MOST_GROUPS)
    yield Text("")
    if gate is not None:
        text, style = ("The gate holds.", "bold green") if gate.holds else ("The gate does not hold: ", "bold red")
        yield Text(text, style=style).append("; ".join(map(one_line, gate.reasons)), style="not bold")


def _units(units: Sequence[UnitChange], show_all: bool) -> Iterable[RenderableType]:
    found = digest.changed(units)
    if not found:
        return
    shown = found if show_all else found[:_MOST_UNITS]
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for name in ("unit", "was", "is", "score was", "is"):
        table.add_column(name, no_wrap=True)
    for unit in shown:
        scores = Text(digest.score(unit.after), style="red" if unit.floor_fell else "")
        table.add_row(
            one_line(unit.name), _fitness(unit.before), _fitness(unit.after), digest.score(unit.before), scores
        )
    yield Text("")
    yield table
    if len(found) > len(shown):
        yield Text(f"and {plural(len(found) - len(shown), 'more unit')}; --all shows them", style="dim")


def _fitness(unit: IntegrationResult | None) -> Text:
    return Text(unit.fitness, style=_STYLE[unit.fitness]) if unit else Text("–", style="dim")


def _section(
    title: str, rows: Sequence[Row], standards: Mapping[str, Standard], most: int | None
) -> Iterable[RenderableType]:
    if not rows:
        return
    found = digest.groups(rows)
    yield Text(f"\n{title}", style="bold").append(f" ({len(rows):,})", style="dim")
    for group in found[:most]:
        yield from _group(group, standards.get(group.standard))
    rest = sum(len(group.rows) for group in found[most:]) if most else 0
    if rest:
        text = f"and {plural(rest, 'more finding')} of {plural(len(found) - (most or 0), 'standard')}; --all shows them"
        yield Padding(Text(text, style="dim"), (0, 0, 0, 7))


def _group(group: digest.Group, standard: Standard | None) -> Iterable[RenderableType]:
    row = group.rows[0]
    finding = row.finding
    style = "red" if group.level is Level.MUST else "yellow"
    title = standard.title if standard else group.standard
    yield Text(f"{group.level:6} ", style=f"bold {style}").append(title, style="bold default")
    said = row.because if row.status in (Status.FIXED, Status.NOT_JUDGED) else finding.reason
    body = Text(f"{one_line(finding.integration)}: {shortened(one_line(said) or one_line(finding.subject))}")
    if finding.path:
        body.append("  ").append(one_line(place(finding.path, finding.line, finding.column)), style="cyan")
    if row.status in digest.APPEARED:
        body.append(f"\n{digest.near(row.touched)}; {shortened(one_line(row.because))}", style="dim")
        if standard:
            body.append(f"\nfix: {one_line(standard.fix)}", style="green")
    body.append(f"\n{group.standard}", style="dim")
    if len(group.rows) > 1:
        body.append(f"  and {len(group.rows) - 1:,} more, in {plural(group.units, 'unit')}", style="dim")
    yield Padding(body, (0, 0, 0, 7), expand=False)
