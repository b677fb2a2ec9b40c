"""A split -> a screen: how far the scores moved, a sentence for each cause, and what carried it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from assay.analysis.split import Carrier, Cause, Explained, Moved, Split
from assay.model.escape import one_line
from assay.pages import digest
from assay.pages.why import TITLES, amount, facts
from assay.reports.screen import screen
from assay.store.catalog import Run

_MOST_CARRIERS = 3
_MOST_FACTS = 3
_MOST_FACT = 100
_MOST_UNITS = 10


def show(split: Split, told: Explained, *, show_all: bool = False, console: Console | None = None) -> None:
    """Print why the target's scores changed, or those of one integration when `told` is one."""
    console = console or screen()
    console.print(Group(*_screen(split, told, show_all)))


def _screen(split: Split, told: Explained, show_all: bool) -> Iterable[RenderableType]:
    yield from _head(split, told)
    yield _numbers(split, told)
    causes = [cause for cause in Cause if told.carriers.get(cause)]
    if not causes:
        yield Text("\nNo score changed." if not told.name else "\nIts score did not change.")
        others = [behind for cause in Cause if (behind := _facts(split, told, cause))]
        if others:
            yield Text("What changed all the same:")
            yield from (_under(behind, "dim") for behind in others)
    for cause in causes:
        yield from _cause(split, told, cause)
    if not told.name:
        yield from _units(split, show_all)


def _head(split: Split, told: Explained) -> Iterator[RenderableType]:
    if told.name:
        yield Text(one_line(told.name), style="bold")
    yield Text(f"from {_run(split.old)}\nto   {_run(split.new)}", style="dim")
    for names, word in ((split.came, "came"), (split.went, "went")):
        if names and not told.name:
            yield Text(f"{digest.plural(len(names), 'unit')} {word}: {', '.join(map(one_line, names))}", style="dim")


def _run(run: Run) -> str:
    commit = f", commit {run.commit[:8]}" if run.commit else ""
    branch = f" of {one_line(run.branch)}" if run.branch else ""
    return f"run {run.id}{commit}{branch}, as of {run.as_of}"


def _numbers(split: Split, told: Explained) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for name in ("", "from", "to", "change"):
        table.add_column(name, justify="left" if not name else "right", no_wrap=True)
    table.add_column("")
    mean = "" if told.name else f"mean over the {digest.plural(split.units, 'unit')} that both runs have"
    count = "" if told.name else "of all units of either run"
    for title, change, note in (
        ("score, low end", told.low, mean),
        ("score, high end", told.high, mean),
        ("unmet musts", told.unmet, count),
    ):
        digits = 0 if title == "unmet musts" else 1
        table.add_row(
            title,
            f"{change.old:.{digits}f}",
            f"{change.new:.{digits}f}",
            _signed(change.difference, digits),
            Text(note, style="dim"),
        )
    return table


def _signed(value: float, digits: int = 1) -> Text:
    shown = f"{value:+.{digits}f}"
    return Text("0" if not any(digit in shown for digit in "123456789") else shown)


def _cause(split: Split, told: Explained, cause: Cause) -> Iterator[RenderableType]:
    carriers = told.carriers[cause]
    moved_by = amount(told.low.parts[cause], told.high.parts[cause], told.unmet.parts[cause])
    by = f"{moved_by}, by {digest.plural(len(carriers), 'standard')}"
    yield Text(f"\n{TITLES[cause]}: ", style="bold").append(by, style="not bold")
    if behind := _facts(split, told, cause):
        yield _under(behind, "dim")
    for carrier in carriers[:_MOST_CARRIERS]:
        yield from _carrier(told, carrier)
    if len(carriers) > _MOST_CARRIERS:
        yield _under(f"and {digest.plural(len(carriers) - _MOST_CARRIERS, 'more standard')}", "dim")


def _facts(split: Split, told: Explained, cause: Cause) -> str:
    """The first facts of a cause; empty where there are none."""
    shown, more = facts(split, told, cause, _MOST_FACTS, _MOST_FACT)
    return "; ".join([*map(one_line, shown), *([f"and {more:,} more"] if more else [])])


def _carrier(told: Explained, carrier: Carrier) -> Iterator[RenderableType]:
    where = "" if told.name else f" in {digest.plural(carrier.integrations, 'unit')}"
    moved_by = amount(carrier.low, carrier.high, carrier.unmet)
    line = Text(f"{carrier.standard}  {moved_by}; {digest.plural(carrier.count, 'finding')}{where}")
    yield Padding(line, (0, 0, 0, 4), expand=False)
    for moved in carrier.findings:
        yield Padding(_moved(told, moved), (0, 0, 0, 6), expand=False)


def _moved(told: Explained, moved: Moved) -> Text:
    if moved.before is None:
        change = f"new, {moved.after}"
    elif moved.after is None:
        change = f"gone, was {moved.before}"
    else:
        change = f"{moved.before} → {moved.after}"
    unit = "" if told.name else f"{one_line(moved.integration)}: "
    text = Text(f"{change}  ", style="dim").append(
        digest.shortened(f"{unit}{one_line(moved.subject)}: {one_line(moved.reason)}"), style="not dim"
    )
    if moved.path:
        text.append("  ").append(one_line(digest.place(moved.path, moved.line)), style="cyan")
    return text


def _units(split: Split, show_all: bool) -> Iterator[RenderableType]:
    moved = [unit for unit in split.integrations if unit.carriers]
    shown = moved if show_all else moved[:_MOST_UNITS]
    if not shown:
        return
    causes = [cause for cause in Cause if any(cause in unit.carriers for unit in moved)]
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("integration", no_wrap=True, max_width=34)
    for name in ("low end", "change", *causes):
        table.add_column(name, justify="right", no_wrap=True)
    for unit in shown:
        low = unit.low
        parts = [_signed(low.parts.get(cause, 0.0)) for cause in causes]
        table.add_row(one_line(unit.name), f"{low.old:.1f} → {low.new:.1f}", _signed(low.difference), *parts)
    yield Text("\nWhere the low end moved", style="bold")
    yield table
    more = len(moved) - len(shown)
    rest = f"and {digest.plural(more, 'more unit')}: --all; " if more else ""
    yield Text(f"{rest}--integration NAME tells more of one", style="dim")


def _under(text: str, style: str) -> Padding:
    return Padding(Text(text, style=style), (0, 0, 0, 4), expand=False)
