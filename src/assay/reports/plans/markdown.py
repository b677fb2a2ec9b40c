"""A plan -> a short Markdown page: a table of its first lines, then each of them."""

from __future__ import annotations

from collections.abc import Iterable

from assay.model.escape import markdown as escaped
from assay.model.escape import one_line
from assay.pages.digest import plural
from assay.reviews.plan import Line, Plan

from . import by_itself, effort, first_place, gain, headline, then, touches


def render(plan: Plan, *, top: int) -> str:
    """The page, with its first `top` lines."""
    lines = plan.lines[:top]
    parts = ["## assay: what to improve first", "", f"{escaped(headline(plan))}.", "", *_table(lines), ""]
    for line in lines:
        parts += [*_line(line), ""]
    if len(plan.lines) > top:
        parts += [f"And {plural(len(plan.lines) - top, 'more line')}: `assay improve --json` holds them.", ""]
    return "\n".join(parts)


def _table(lines: Iterable[Line]) -> Iterable[str]:
    yield "| # | what | level | floor | units | steps | then |"
    yield "|--:|---|---|--:|--:|--:|--:|"
    for line in lines:
        group = line.item.group
        yield (
            f"| {line.rank} | {escaped(group.title)} | {group.standards[0].level} | +{line.item.likely:.1f} "
            f"| {len(group.units)} | {line.steps} | {line.floor:.1f} |"
        )


def _line(line: Line) -> Iterable[str]:
    group = line.item.group
    yield f"### {line.rank}. {escaped(group.title)}"
    yield ""
    yield f"- {escaped(group.seen)} ({escaped(first_place(group))})"
    yield f"- **Fix:** {escaped(group.fix)}"
    if command := by_itself(group):
        yield f"- Where that is safe, `{one_line(command)}` makes it"
    yield f"- {escaped(gain(line.item))}; for {escaped(effort(line.works))}"
    yield f"- touches {escaped(touches(line.item.touched))}"
    for other in line.also:
        yield f"- also answers: {escaped(other.group.title)} ({plural(len(other.group.findings), 'finding')})"
    yield f"- then {escaped(then(line))}"
