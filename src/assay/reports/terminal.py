"""One screen that a person grasps: integrations by domains, and the findings that matter most."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import Console, Group, RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from assay.engine.result import DomainResult, Finding, IntegrationResult, Result
from assay.model import Fitness, Layer, Level, Verdict
from assay.reviews.gate import Gate

from .escape import one_line

_STYLE = {Fitness.FIT: "green", Fitness.UNFIT: "red", Fitness.UNPROVEN: "yellow"}
_SIGN = {Fitness.FIT: "✔", Fitness.UNFIT: "✘", Fitness.UNPROVEN: "?"}
_FACING = (Layer.PROVIDER, Layer.BASE)
_MOST = 5


def show(result: Result, *, show_all: bool = False, gate: Gate | None = None, console: Console | None = None) -> None:
    """Print the run on standard output."""
    console = console or Console(highlight=False)
    facing = [unit for unit in result.integrations if show_all or unit.layer in _FACING]
    units = facing or result.integrations
    others = [unit for unit in result.integrations if unit not in units]
    console.print(Group(*_screen(result, units, others, console.width)))


def _screen(
    result: Result, units: Sequence[IntegrationResult], others: Sequence[IntegrationResult], width: int
) -> Iterable[RenderableType]:
    yield _headline(result, units)
    yield _grid(result, units, width)
    if others:
        yield _others(others)
    unmet = result.findings("unmet")
    worst = most_important(unmet)
    if worst:
        yield Text("\nWhat matters most", style="bold")
        for finding in worst:
            yield _told(finding, result, unmet)
    yield from _footer(result)


def _headline(result: Result, units: Sequence[IntegrationResult]) -> Text:
    counts = {fitness: sum(unit.fitness is fitness for unit in units) for fitness in Fitness}
    text = Text()
    for fitness, count in counts.items():
        text.append(f"{count} {fitness}", style=f"bold {_STYLE[fitness]}").append("  ")
    profiles = f", profile {', '.join(result.run.profiles)}" if result.run.profiles else ""
    text.append(f"of {len(units)} integrations; {len(result.standards)} standards as of {result.run.as_of}{profiles}")
    return text


def _grid(result: Result, units: Sequence[IntegrationResult], width: int) -> Table:
    domains = sorted({standard.domain for standard in result.standards.values()})
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column("integration", no_wrap=True, max_width=28 if width < 110 else 40)
    table.add_column("verdict", no_wrap=True)
    table.add_column("score", justify="right", no_wrap=True)
    for domain in domains:
        table.add_column(domain[:4] if width < 110 else domain[:9], justify="right", no_wrap=True)
    for unit in sorted(units, key=lambda unit: (unit.layer != Layer.PROVIDER, unit.name)):
        style = _STYLE[unit.fitness]
        score = (
            f"{unit.score_low:.0f}"
            if unit.score_high - unit.score_low < 0.5
            else f"{unit.score_low:.0f}-{unit.score_high:.0f}"
        )
        cells = [_cell(unit.domains.get(domain)) for domain in domains]
        table.add_row(escape(one_line(unit.name)), f"[{style}]{_SIGN[unit.fitness]} {unit.fitness}[/]", score, *cells)
    table.caption = "per domain: ✘ unmet  ? unknown  ✔ met standards; a bold number holds a must"
    table.caption_justify = "left"
    return table


def _cell(cell: DomainResult | None) -> str:
    if cell is None:
        return "[dim]·[/]"
    parts = []
    if cell.unmet:
        parts.append(f"[{'bold red' if cell.must_unmet else 'red'}]✘{cell.unmet}[/]")
    if cell.unknown:
        parts.append(f"[{'bold yellow' if cell.must_unknown else 'yellow'}]?{cell.unknown}[/]")
    return " ".join(parts) or f"[green]✔{cell.met}[/]"


def _others(others: Sequence[IntegrationResult]) -> Text:
    named = [f"{one_line(unit.name)} {unit.fitness}" for unit in others if unit.fitness is not Fitness.FIT]
    text = f"and {len(others)} other units (shared code, core, tools, the workspace)"
    return Text(f"{text}: {', '.join(named)}" if named else f"{text}, all fit", style="dim")


def most_important(findings: Sequence[Finding], most: int = _MOST) -> list[Finding]:
    """One finding for each of the standards that weigh most: level first, then how many integrations are concerned."""
    groups: dict[str, list[Finding]] = {}
    for finding in findings:
        if not finding.waived and finding.verdict is Verdict.UNMET:
            groups.setdefault(finding.standard, []).append(finding)
    ranked = sorted(
        groups.values(),
        key=lambda group: (-group[0].level.weight, -len({finding.integration for finding in group}), group[0].standard),
    )
    return [group[0] for group in ranked[:most]]


def _told(finding: Finding, result: Result, unmet: Sequence[Finding]) -> Text:
    alike = [other for other in unmet if other.standard == finding.standard]
    units = {other.integration for other in alike}
    standard = result.standards[finding.standard]
    place = f"{one_line(finding.path)}:{finding.line}" if finding.line else one_line(finding.path)
    style = "red" if finding.level is Level.MUST else "yellow"
    text = Text()
    text.append(f"\n{finding.level} ", style=f"bold {style}").append(standard.title, style="bold")
    text.append(f"  {finding.standard}\n", style="dim")
    text.append(f"  {one_line(finding.integration)}: {one_line(finding.reason)}")
    if place:
        text.append(f"\n  at {place}", style="cyan")
    if len(alike) > 1:
        text.append(f"\n  and {len(alike) - 1} more, in {len(units)} integrations", style="dim")
    return text.append(f"\n  fix: {one_line(standard.fix)}")


def _footer(result: Result) -> Iterable[Text]:
    failed = [collected for collected in result.collections() if collected["outcome"] == "failed"]
    yield Text("")
    if failed:
        first = failed[0]
        yield Text(
            f"{len(failed)} sources could not be read, first {one_line(first['path'])}: {one_line(first['error'])}",
            style="yellow",
        )
    for warning in result.warnings[:3]:
        yield Text(one_line(warning), style="yellow")
    for metric, error in list(result.errors.items())[:3]:
        yield Text(f"metric {metric} failed: {one_line(error)}", style="yellow")
    yield Text(
        f"{result.fresh} sources read anew in {result.run.seconds:.1f} s. "
        "assay explain ID or INTEGRATION tells more; --all shows every unit.",
        style="dim",
    )
