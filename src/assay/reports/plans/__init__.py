"""A plan in words: what each of its lines says in every format."""

from __future__ import annotations

from collections.abc import Collection

from assay.analysis.touched import CHURN_DAYS, Touched
from assay.model import Fitness, Verdict
from assay.model.escape import one_line
from assay.pages.digest import place, plural
from assay.pages.plan import kinds
from assay.reviews.groups import Group, Work, steps
from assay.reviews.mending import mendable
from assay.reviews.plan import Item, Line, Plan
from assay.reviews.way import Way


def headline(plan: Plan) -> str:
    """Where one stands today."""
    lines = plural(len(plan.lines), "line")
    return f"{plan.fit} of {plural(plan.units, 'unit')} fit, mean floor {plan.floor:.1f}; {lines} of what to improve"


def way_to(way: Way) -> str:
    """What it takes for one unit to become fit."""
    name, before, after = one_line(way.before.name), way.before, way.after
    if before.fitness is Fitness.FIT:
        return f"{name} is fit already"
    lines = way.plan.lines
    if after.fitness is not Fitness.FIT:
        return f"{name}: nothing known leads to fit; all {plural(len(lines), 'line')} that would help:"
    sure = "" if way.sure else ", if the evidence to be brought turns out well"
    left = f"{plural(after.musts_unknown, 'must')} of {after.musts} unknown still" if after.musts_unknown else ""
    return (
        f"{name} is {before.fitness}; the cheapest way to fit is {plural(len(lines), 'line')} of "
        f"{plural(way.steps, 'step')}{sure}: floor {before.score_low:.1f}, then {after.score_low:.1f}"
        f"{', ' if left else ''}{left}"
    )


def gain(item: Item) -> str:
    """What the floors gain; at most so much where the evidence is yet to come."""
    most = "at most " if item.group.verdict is Verdict.UNKNOWN else ""
    likely = f", likely +{item.likely:.1f}" if most else ""
    musts = f", {plural(item.musts, 'must')} less" if item.musts else ""
    return f"{most}+{item.floor:.1f} of floor in {plural(len(item.group.units), 'unit')}{likely}{musts}"


def effort(works: Collection[Work]) -> str:
    """`record × 37, design × 1 (116 steps)`."""
    return f"{kinds(works)} ({plural(steps(works), 'step')})"


def by_itself(group: Group) -> str | None:
    """The command that may make the fix, where there is a family of safe fixes for it."""
    if any(map(mendable, group.findings)):
        return f"assay improve --apply --only {group.standards[0].id}"
    return None


def touches(touched: Touched) -> str:
    """What it touches, each number with its whole; what is nothing is left out."""
    pairs = (
        (touched.calls, touched.of_calls, "recorded calls"),
        (touched.writes, touched.of_writes, "writes of money"),
        (touched.dependents, touched.of_files, "files build on it"),
        (touched.commits, touched.of_commits, f"commits of {CHURN_DAYS} days"),
    )
    return (
        ", ".join(f"{part:,} of {whole:,} {what}" for part, whole, what in pairs if part) or "nothing that was observed"
    )


def first_place(group: Group) -> str:
    """The place to begin with, and how many more there are."""
    path, line = group.places[0]
    more = len(group.places) - 1
    return (one_line(place(path, line)) or group.units[0]) + (f" and {plural(more, 'more place')}" if more else "")


def then(line: Line) -> str:
    """Where one stands after a line."""
    most = f" (at most {line.ceiling:.1f})" if line.ceiling - line.floor > 0.05 else ""
    becomes = []
    for fitness in Fitness:
        names = [one_line(name) for name, now in line.becomes if now is fitness]
        if names:
            becomes.append(f"{', '.join(names)} {'becomes' if len(names) == 1 else 'become'} {fitness}")
    sure = "up to " if most else ""
    return f"floor {line.floor:.1f}{most}, {sure}{line.fit} fit{'; ' if becomes else ''}{'; '.join(becomes)}"
