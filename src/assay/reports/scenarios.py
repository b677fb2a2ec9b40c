"""What came of a trial of payments -> a screen, or JSON: the matrix, what failed and why, what standards say of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from assay.engine.result import Finding, Result
from assay.model.escape import json_text, one_line
from assay.tables.scenario import Scenario
from assay.trials.scenarios.matrix import Cell

_MARK = {"passed": ("✔", "green"), "failed": ("✘", "bold red"), "not_exercised": ("○", "yellow")}
_UNASKED = ("·", "dim")
_MOST = 12
_LEGEND = "✔ passed  ✘ failed  ○ not exercised  dim: not required of the family  · not asked of it"
_FAMILY_WIDTH = 6


class Trial(msgspec.Struct, frozen=True, kw_only=True):
    """What was tried: `provider` is the one that the shop was tried with, `cells` are the rows of `scenario`."""

    shop: str
    provider: str
    driver: str
    log: str
    seed: int
    seconds: float
    exchanges: int
    notifications: int
    required: int
    required_passed: int
    cells: Sequence[Scenario]


class Out(msgspec.Struct, frozen=True, kw_only=True):
    """The trial, what the standards say of it, and whether the gate holds. Without a run nothing was judged."""

    trial: Trial
    run: str | None
    findings: list[Finding]
    holds: bool


def as_json(trial: Trial, result: Result | None, found: list[Finding], holds: bool) -> str:
    out = Out(trial=trial, run=result.run.id if result else None, findings=found, holds=holds)
    return json_text(msgspec.json.format(msgspec.json.encode(out)).decode())


def show(
    trial: Trial,
    wanted: Sequence[Cell],
    families: Sequence[str],
    result: Result | None,
    found: Sequence[Finding],
    console: Console | None = None,
) -> None:
    """Print it on standard output."""
    console = console or Console(highlight=False)
    parts: list[RenderableType] = [_head(trial), Text(""), _matrix(trial, wanted, families), Text(_LEGEND, style="dim")]
    parts += _failed(trial)
    parts += _unexercised(trial, wanted, families)
    if result is not None:
        parts += _judged(result, found)
    console.print(Group(*parts))


def _head(trial: Trial) -> Text:
    text = Text()
    text.append(f"{one_line(trial.shop)} with {one_line(trial.provider)}: ", "bold")
    good = trial.required_passed == trial.required
    text.append(f"{trial.required_passed} of {trial.required} required cells passed", "green" if good else "red")
    text.append(f"\n{trial.exchanges:,} requests of the shop, {trial.notifications:,} notifications to it, ", "dim")
    text.append(f"{trial.seconds:.0f} s, seed {trial.seed}; all is in {one_line(trial.log)}", "dim")
    return text


def _matrix(trial: Trial, wanted: Sequence[Cell], families: Sequence[str]) -> Table:
    """A row for each scenario, a column for each family that the shop offers."""
    outcomes = {(one.family, one.scenario): one.outcome for one in trial.cells}
    required = {(cell.family, cell.scenario): cell.required for cell in wanted}
    table = Table(box=None, pad_edge=False, padding=(0, 1), header_style="bold")
    table.add_column("")
    for family in families:
        table.add_column(family.replace("_", "\n"), justify="center", min_width=_FAMILY_WIDTH, no_wrap=True)
    for scenario in dict.fromkeys(cell.scenario for cell in wanted):
        marks = [_mark(outcomes, required, (family, scenario)) for family in families]
        if any(mark.plain != _UNASKED[0] for mark in marks):
            table.add_row(scenario.replace("_", " "), *marks)
    return table


def _mark(
    outcomes: Mapping[tuple[str, str], str], required: Mapping[tuple[str, str], bool], place: tuple[str, str]
) -> Text:
    outcome = outcomes.get(place)
    if outcome is None:
        return Text(*_UNASKED)
    sign, style = _MARK[outcome]
    return Text(sign, style if required.get(place) or outcome == "failed" else f"dim {style}")


def _failed(trial: Trial) -> list[RenderableType]:
    """What failed alike stands together."""
    alike: dict[str, list[Scenario]] = {}
    for one in trial.cells:
        if one.outcome == "failed":
            alike.setdefault(one.reason, []).append(one)
    parts: list[RenderableType] = [Text("\nFailed", style="bold")] if alike else []
    for reason, cells in list(alike.items())[:_MOST]:
        parts.append(Text(", ".join(f"{one.family} {one.scenario.replace('_', ' ')}" for one in cells), "red"))
        parts.append(Padding(Text(one_line(reason)), (0, 0, 0, 2)))
        about = ", ".join(one_line(name) for name in (cells[0].order_id, cells[0].payment) if name)
        if about:
            parts.append(Padding(Text(about, style="dim"), (0, 0, 0, 2)))
    if len(alike) > _MOST:
        parts.append(Text(f"… and {len(alike) - _MOST} more; --json has all"))
    return parts


def _unexercised(trial: Trial, wanted: Sequence[Cell], families: Sequence[str]) -> list[RenderableType]:
    """By reason, those that are required first."""
    required = {(cell.family, cell.scenario): cell.required for cell in wanted}
    shown = [one for one in trial.cells if one.outcome == "not_exercised" and one.family in families]
    if not shown:
        return []
    reasons: dict[str, list[str]] = {}
    for one in sorted(shown, key=lambda one: not required.get((one.family, one.scenario))):
        mark = " (required)" if required.get((one.family, one.scenario)) else ""
        reasons.setdefault(one.reason, []).append(f"{one.family} {one.scenario.replace('_', ' ')}{mark}")
    parts: list[RenderableType] = [Text("\nNot exercised", style="bold")]
    for reason, names in list(reasons.items())[:_MOST]:
        parts.append(Padding(Text(f"{one_line(reason)}: {', '.join(names)}"), (0, 0, 0, 2)))
    return parts


def _judged(result: Result, found: Sequence[Finding]) -> list[RenderableType]:
    worst: dict[str, str] = {}
    for one in found:
        worst.setdefault(one.standard, one.verdict)
    counts = Counter(worst.values())
    signs = {"unmet": ("✘", "red"), "unknown": ("?", "yellow"), "met": ("✔", "green")}
    head = Text()
    head.append("\nStandards on it: ", "bold")
    for verdict, (sign, style) in signs.items():
        head.append(f"{sign} {counts[verdict]} {verdict}  ", style)
    parts: list[RenderableType] = [head]
    by_standard: dict[str, list[Finding]] = {}
    for one in found:
        if one.verdict == "unmet":
            by_standard.setdefault(one.standard, []).append(one)
    for standard, unmet in list(by_standard.items())[:_MOST]:
        parts += _unmet(result, standard, unmet)
    if len(by_standard) > _MOST:
        parts.append(Text(f"… and {len(by_standard) - _MOST} more; --json has all"))
    return parts


def _unmet(result: Result, standard: str, unmet: Sequence[Finding]) -> list[RenderableType]:
    known = result.standards.get(standard)
    title = Text()
    title.append(f"{unmet[0].level:6} ", "dim")
    title.append(known.title if known else standard, "bold")
    parts: list[RenderableType] = [title]
    for one in unmet[:2]:
        parts.append(Padding(Text(f"{one_line(one.subject)}: {one_line(one.reason or '')}"), (0, 0, 0, 7)))
    if len(unmet) > 2:
        parts.append(Padding(Text(f"… and {len(unmet) - 2} more like it"), (0, 0, 0, 7)))
    if known:
        parts.append(Padding(Text(f"fix: {known.fix}"), (0, 0, 0, 7)))
    parts.append(Padding(Text(standard, style="dim"), (0, 0, 0, 7)))
    return parts


def log_name(log: Path, target: Path) -> str | None:
    """The log as findings name it; None where it lies outside of the target."""
    place, root = log.resolve(), target.resolve()
    return place.relative_to(root).as_posix() if place.is_relative_to(root) else None
