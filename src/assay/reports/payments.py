"""What attempts to pay say -> lines on a terminal, JSON, and one HTML file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from assay.analysis.payments.answer import Answer, moment
from assay.analysis.payments.drops import Drop
from assay.analysis.payments.usual import newcombe
from assay.model.escape import one_line
from assay.pages import site, takings
from assay.reports.screen import screen
from assay.store.records import Run

_INDENT = 4


def show(found: Answer, places: Mapping[str, int], console: Console | None = None) -> None:
    """Print sentences: what is taken, how it compares, each drop with its beginning, its paths and its cost."""
    console = console or screen()
    for sentence in takings.sentences(found):
        console.print(Text(one_line(sentence)))
    for one in found.taken:
        if one.now[0] or one.usual[0]:
            now, usual = (takings.money(amount, one.currency, places) for _, amount in (one.now, one.usual))
            console.print(
                Text(one_line(f"Approved: {now} in {one.now[0]:,.0f} payments; usual in as long a time: {usual}."))
            )
    for told in found.told:
        row = takings.drop_row(told, places)
        console.print()
        console.print(Text(one_line(row.title), style="bold"))
        lines = [row.when, row.how_much, *row.paths, *(f"costs {cost}" for cost in row.costs)]
        console.print(Padding(Text(_joined(lines)), (0, 0, 0, _INDENT), expand=False))
    if found.told:
        console.print()
        for mix in found.mixes:
            told_mix = takings.mix_row(mix.dimension, mix.parts)
            words = (
                f"by {mix.dimension}: {told_mix.mix} points by the mix, {told_mix.rate} by the rates; {told_mix.most}"
            )
            console.print(Text(one_line(words), style="dim"))


def _joined(lines: list[str]) -> str:
    return "\n".join(map(one_line, lines))


def out(found: Answer, run: Run) -> dict[str, Any]:
    """The same for programs: moments as ISO 8601 (UTC), amounts in minor units of their currency."""
    return {
        "run": run.id,
        "baseline_since": found.first.isoformat(),
        "since": found.since.isoformat(),
        "until": found.until.isoformat(),
        "unknown": found.unknown or None,
        "approved": found.now[0],
        "attempts": found.now[1],
        "usual_approved": found.usual[0],
        "usual_attempts": found.usual[1],
        "difference": list(newcombe(found.usual, found.now)) if found.usual[1] and found.now[1] else None,
        "taken": [
            {"currency": one.currency, "payments": one.now[0], "minor": one.now[1], "usual_minor": one.usual[1]}
            for one in found.taken
        ],
        "drops": [
            {
                **_drop(told.drop),
                "paths": [
                    {"step": one.step, "value": one.value, "before": one.before, "during": one.during}
                    for one in told.paths
                ],
            }
            for told in found.told
        ],
        "mix_and_rate": [
            {"dimension": one.dimension, "parts": [{"value": p.value, "mix": p.mix, "rate": p.rate} for p in one.parts]}
            for one in found.mixes
        ],
    }


def _drop(drop: Drop) -> dict[str, Any]:
    low, high = drop.stretch.interval
    return {
        "where": dict(drop.where),
        "since": moment(drop.stretch.since).isoformat(),
        "until": None if drop.goes_on else moment(drop.stretch.until).isoformat(),
        "began_before_the_window": drop.from_the_start,
        "approved": drop.during[0],
        "attempts": drop.during[1],
        "expected": drop.stretch.expected,
        "wanting": {"value": drop.stretch.wanting, "low": low, "high": high},
        "p": drop.stretch.p,
        "costs": [
            {
                "currency": one.currency,
                "minor": one.minor,
                "low": one.low,
                "high": one.high,
                "per_hour": one.minor / drop.hours,
            }
            for one in drop.costs
        ],
    }


def html(view: takings.TakingsPage, name: str) -> str:
    """The page as one file that opens offline."""
    pages = site.environment(lambda kind, name="", part="": None)  # noqa: ARG005
    report = {"name": name, "style": Markup(site.asset("style.css") + site.asset("file.css")), "menu": []}
    inner = pages.get_template("takings.html").render(view=view)
    head = pages.get_template("file.html").render(report=report)
    return f'{head}<section class="page" id="overview">\n{inner}</section>\n</div></main>\n</body>\n</html>'
