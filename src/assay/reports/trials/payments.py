"""What came of a trial of payments -> a screen: the matrix, what failed and why, what standards say of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from assay.model.escape import one_line
from assay.reports.screen import screen
from assay.tables.scenario import Scenario
from assay.trials.scenarios.matrix import Cell

from . import judgement
from .judgement import Judgement

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


def show(trial: Trial, wanted: Sequence[Cell], said: Judgement) -> None:
    """Print it on standard output."""
    families = tuple(dict.fromkeys(cell.family for cell in wanted))
    parts: list[RenderableType] = [_head(trial), Text(""), _matrix(trial, wanted, families), Text(_LEGEND, style="dim")]
    parts += _failed(trial)
    parts += _unexercised(trial, wanted, families)
    screen(soft_wrap=True).print(Group(*parts))
    judgement.show(said)


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
