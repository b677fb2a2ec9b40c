"""What changed between two versions -> lines on a terminal: who is hit first, then what breaks, by operation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from assay.descriptions.changes import Level
from assay.model.escape import one_line
from assay.pages.digest import place, plural
from assay.reports.screen import screen
from assay.reviews.versions import Compared

from . import HITS_NOT_KNOWN, TITLES, ending_told, grouped, headline, hit_told, hits_told, remarks

_STYLE = {Level.BREAKING: "bold red", Level.POSSIBLY: "yellow", Level.COMPATIBLE: "green"}
_MOST_OF_ONE = 5
_MOST_GROUPS = 15


def show(found: Compared, *, as_of: date, show_all: bool, console: Console | None = None) -> None:
    """Print it; `show_all` leaves nothing out, what is compatible neither."""
    console = console or screen()
    console.print(Text(one_line(headline(found)), style="bold"))
    for remark in remarks(found):
        console.print(Text(one_line(remark), style="yellow"))
    for line in (*_hits(found, show_all), *_changes(found, show_all), *_endings(found, as_of, show_all)):
        console.print(line)


def _hits(found: Compared, show_all: bool) -> Iterator[Text | Padding]:
    if found.hits is None:
        yield Text(f"\n{HITS_NOT_KNOWN}", style="dim")
        return
    hit = hits_told(found)
    if not hit:
        calls = plural(len(found.hits), "place") + " of this workspace that call it" if found.hits else ""
        yield Text(f"\nNo caller is hit: {calls or 'nothing in this workspace is seen to call it'}.", style="dim")
        return
    yield Text(f"\nHits {plural(len(hit), 'caller')} in this workspace", style="bold")
    for each in hit if show_all else hit[:_MOST_GROUPS]:
        yield _indented(Text(one_line(place(each.path, each.line)), style="cyan"), 2)
        yield _indented(Text(one_line(hit_told(each))), 4)
    yield from _more(hit, "caller", show_all)


def _changes(found: Compared, show_all: bool) -> Iterator[Text | Padding]:
    for level in Level:
        changes = found.of(level)
        if not changes:
            continue
        if level is Level.COMPATIBLE and not show_all:
            yield Text(f"\n{plural(len(changes), 'compatible change')}; --all shows them", style="dim")
            continue
        yield Text(f"\n{TITLES[level]}", style=_STYLE[level])
        groups = list(grouped(changes).items())
        for whose, listed in groups if show_all else groups[:_MOST_GROUPS]:
            yield _indented(Text(one_line(whose), style="bold"), 2)
            shown = listed if show_all else listed[:_MOST_OF_ONE]
            for change in shown:
                yield _indented(Text(one_line(change.message)), 4)
                at = found.line(change)
                where = f"{place(*at)}  " if at else ""
                yield _indented(Text(one_line(where + change.id), style="dim"), 6)
            if len(shown) < len(listed):
                yield _indented(Text(f"and {len(listed) - len(shown)} more; --all shows them", style="dim"), 4)
        yield from _more(groups, "operation", show_all)


def _endings(found: Compared, as_of: date, show_all: bool) -> Iterator[Text | Padding]:
    if found.endings:
        yield Text("\nEnding", style="bold")
        for ending in found.endings if show_all else found.endings[:_MOST_GROUPS]:
            yield _indented(Text(one_line(ending_told(ending, as_of))), 2)
        yield from _more(found.endings, "operation", show_all)


def _more(listed: Sequence[object], what: str, show_all: bool) -> Iterator[Text]:
    if not show_all and len(listed) > _MOST_GROUPS:
        yield Text(f"  and {plural(len(listed) - _MOST_GROUPS, f'more {what}')}; --all shows them", style="dim")


def _indented(text: Text, by: int) -> Padding:
    return Padding(text, (0, 0, 0, by), expand=False)
