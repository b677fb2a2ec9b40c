"""A result -> one screen that a person grasps: integrations by domains, what matters most, what lacks evidence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from assay.engine.result import DomainResult, IntegrationResult, Result, Since
from assay.model import Fitness, Level, Outcome
from assay.model.escape import one_line
from assay.pages import digest, rulesets
from assay.pages.figures import points, score
from assay.reports.screen import screen
from assay.reviews.gate import Gate

_STYLE = {Fitness.FIT: "green", Fitness.UNFIT: "red", Fitness.UNPROVEN: "yellow"}
_SIGN = {Fitness.FIT: "✔", Fitness.UNFIT: "✘", Fitness.UNPROVEN: "?"}
_CHANGE = {"new": "bold red", "re-appeared": "bold red", "fixed": "green", "no longer judged": "yellow"}
_WIDE = 110
_MOST_REASON = 200
_MOST_GAPS = 3
_MOST_NEW = 5
_MOST_WARNINGS = 5
_WIDEST = 150
_BAR = 6
_LEGEND = "standards ✘ unmet ? unknown ✔ met · not applicable; bold: a must is among them"
#: Columns that names, verdict and score take at the least; narrower terminals are shown no domains.
_NARROWEST = 39
#: Columns that verdict and score take.
_BESIDE = 19


def show(result: Result, *, show_all: bool = False, gate: Gate | None = None, console: Console | None = None) -> None:
    """Print the run on standard output."""
    console = console or screen()
    console.print(Group(*_screen(result, show_all, gate, console.width)))


def _screen(result: Result, show_all: bool, gate: Gate | None, width: int) -> Iterable[RenderableType]:
    shown, others = digest.units(result, show_all=show_all)
    yield _headline(result, shown)
    yield from _since(result.since)
    yield Text("")
    yield _grid(shown, width)
    yield Text(_LEGEND, style="dim")
    if others:
        yield _others(others)
    yield from _appeared(result)
    yield from _worst(result)
    yield from _gaps(result)
    yield from _troubles(result)
    yield from _verdict(result, gate)


def _headline(result: Result, shown: Sequence[IntegrationResult]) -> Text:
    text = Text()
    for fitness, count in digest.tally(shown).items():
        style = f"bold {_STYLE[fitness]}" if count else "dim"
        text.append(f"{_SIGN[fitness]} {count} {fitness}", style=style).append("   ")
    text.append(f"{digest.plural(len(result.standards), 'standard')}, as of {result.run.as_of}", style="dim")
    if result.run.selection:
        text.append(f"\na selection only: {one_line(result.run.selection)}", style="yellow")
    return text


def _since(since: Since | None) -> Iterable[RenderableType]:
    if since is None:
        return
    if since.base is None:
        yield Text(f"not compared: {one_line(since.note)}", style="dim")
        return
    text = Text(f"since {digest.named(since.base)}: ", style="dim")
    for number, (what, count) in enumerate(digest.changes(since).items()):
        text.append(", " if number else "", style="dim").append(f"{count:,} {what}", style=_CHANGE[what])
    yield text if digest.changes(since) else text.append("nothing new, nothing fixed", style="dim")


def _appeared(result: Result) -> Iterable[RenderableType]:
    """What is new, the weightiest first."""
    since = result.since
    found = [*since.new, *since.reappeared] if since else []
    if since is None or not found:
        return
    yield Text(f"\nNew since {digest.named(since.base)}", style="bold")
    for finding in found[:_MOST_NEW]:
        standard = result.standards.get(finding.standard)
        style = "red" if finding.level is Level.MUST else "yellow"
        head = Text(f"{finding.level:6} ", style=f"bold {style}")
        yield head.append(standard.title if standard else finding.standard, style="bold default")
        seen = digest.shortened(one_line(finding.reason) or one_line(finding.subject), _MOST_REASON)
        body = Text(f"{one_line(finding.integration)}: {seen}")
        body.append(f"  {one_line(digest.place(finding.path, finding.line, finding.column))}", style="cyan")
        body.append(f"\n{finding.standard}  {finding.fingerprint}", style="dim")
        body.append(digest.apart(since, finding), style="yellow")
        yield Padding(body, (0, 0, 0, 7), expand=False)
    if len(found) > _MOST_NEW:
        rest = f"and {len(found) - _MOST_NEW:,} more; `assay check --json` names them under `since`"
        yield Padding(Text(rest, style="dim"), (0, 0, 0, 7), expand=False)


def _grid(shown: Sequence[IntegrationResult], width: int) -> Table:
    domains = sorted({domain for unit in shown for domain in unit.domains})
    wide = width >= _WIDE
    cell = 7 if wide else 4
    if width < _NARROWEST + (cell + 1) * len(domains):
        domains = []  # half of them would mislead
    room = width - (_BESIDE + (_BAR + 1 if wide else 0) + (cell + 1) * len(domains))
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0), header_style="dim")
    table.add_column("integration", no_wrap=True, max_width=min(40, max(20, room)))
    table.add_column("verdict", no_wrap=True, min_width=10)
    table.add_column("score", no_wrap=True, min_width=6)
    for domain in domains:
        table.add_column(domain[:cell] if width < _WIDEST else domain, no_wrap=True, min_width=cell)
    layer = None
    for unit in shown:
        if layer not in (None, unit.layer):
            table.add_row()
        layer = unit.layer
        verdict = Text(f"{_SIGN[unit.fitness]} {unit.fitness}", style=_STYLE[unit.fitness])
        cells = [_cell(unit.domains.get(domain), wide) for domain in domains]
        table.add_row(one_line(unit.name), verdict, _score(unit, wide), *cells)
    return table


def _score(unit: IntegrationResult, wide: bool) -> Text:
    """The interval as numbers and, where there is room, as a bar: full up to the floor, hatched up to the ceiling."""
    low, high = points(unit.score_low), points(unit.score_high)
    text = Text()
    if wide:
        full, open_ = low * _BAR // 100, high * _BAR // 100
        text.append("█" * full, style=_STYLE[unit.fitness]).append("▒" * (open_ - full), style="yellow")
        text.append("·" * (_BAR - open_) + " ", style="dim")
    return text.append(score(unit.score_low, unit.score_high))


def _cell(cell: DomainResult | None, wide: bool) -> Text:
    """Counts of standards by verdict; where there is little room, only of the worst verdict."""
    text = Text()
    if cell is None:
        return text.append("·", style="dim")
    if cell.unmet:
        text.append(f"✘{cell.unmet}", style="bold red" if cell.must_unmet else "red")
    if cell.unknown and (wide or not cell.unmet):
        text.append(" " if cell.unmet else "")
        text.append(f"?{cell.unknown}", style="bold yellow" if cell.must_unknown else "yellow")
    return text if text else text.append(f"✔{cell.met}", style="green")


def _others(others: Sequence[IntegrationResult]) -> Text:
    unfit = [one_line(unit.name) for unit in others if unit.fitness is Fitness.UNFIT]
    counts = ", ".join(f"{count} {fitness}" for fitness, count in digest.tally(others).items() if count)
    text = f"\n{digest.plural(len(others), 'other unit')} (shared code, core, tools, workspace): {counts}"
    return Text(f"{text}; unfit: {', '.join(unfit)}" if unfit else text, style="dim")


def _worst(result: Result) -> Iterable[RenderableType]:
    groups = digest.worst(result)
    if not groups:
        return
    yield Text("\nWhat matters most", style="bold")
    for group in groups:
        first, standard = group.findings[0], group.standard
        style = "red" if group.level is Level.MUST else "yellow"
        yield Text(f"{group.level:6} ", style=f"bold {style}").append(standard.title, style="bold default")
        reason = one_line(first.reason) or one_line(first.subject)
        seen = f"{reason[: _MOST_REASON - 1]}…" if len(reason) > _MOST_REASON else reason
        body = Text(f"{one_line(first.integration)}: {seen}")
        if first.path:
            body.append("  ").append(one_line(digest.place(first.path, first.line, first.column)), style="cyan")
        body.append(f"\nfix: {one_line(standard.fix)}", style="green").append(f"\n{standard.id}", style="dim")
        more = len(group.findings) - 1
        if more:
            body.append(f"  and {more:,} more, in {digest.plural(group.integrations, 'unit')}", style="dim")
        yield Padding(body, (0, 0, 0, 7), expand=False)


def _gaps(result: Result) -> Iterable[RenderableType]:
    found = digest.gaps(result)
    if not found:
        return
    yield Text("\nNot evidenced", style="bold")
    for gap in found[:_MOST_GAPS]:
        would = f"{digest.plural(gap.standards, 'standard')} in {digest.plural(gap.integrations, 'unit')} unknown"
        line = Text(f"{would} for lack of {one_line(gap.missing)}: ").append(one_line(gap.remedy), style="green")
        yield Padding(line, (0, 0, 0, 7), expand=False)
    if len(found) > _MOST_GAPS:
        rest = f"and {digest.plural(len(found) - _MOST_GAPS, 'other kind')} of evidence"
        yield Padding(Text(rest, style="dim"), (0, 0, 0, 7), expand=False)


def _troubles(result: Result) -> Iterable[RenderableType]:
    failed = result.collections(Outcome.FAILED)
    lines = []
    if failed:
        first = failed[0]
        count = digest.plural(len(failed), "source")
        lines.append(f"{count} could not be read, first {first['path']}: {first['error']}")
    lines += result.run.warnings[:_MOST_WARNINGS]
    more = len(result.run.warnings) - _MOST_WARNINGS
    if more > 0:
        lines.append(f"and {digest.plural(more, 'more warning')}: `assay report json` holds them")
    if lines:
        yield Text("")
    for line in lines:
        yield Text(f"! {digest.shortened(one_line(line))}", style="yellow")


def _verdict(result: Result, gate: Gate | None) -> Iterable[RenderableType]:
    yield Text("")
    if gate is not None:
        text, style = ("The gate holds.", "bold green") if gate.holds else ("The gate does not hold: ", "bold red")
        yield Text(text, style=style).append("; ".join(map(one_line, gate.reasons)), style="not bold")
    run = result.run
    profiles = f" with profile {', '.join(map(one_line, run.profiles))}" if run.profiles else ""
    read = digest.plural(result.fresh, "source")
    for more in (*rulesets.sentences(result), *digest.wider(result)):
        yield Text(one_line(more), style="dim")
    hint = "`assay explain NAME` tells more of a standard or integration; --all shows every unit."
    yield Text(f"{read} read anew, {run.seconds:.1f} s{profiles}. {hint}", style="dim")
