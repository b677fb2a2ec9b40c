"""The collections of two runs -> for each source, which cause made its rows other ones.

What is read in both with the same content differs by the tool alone. A recording or report that appeared or vanished in
a unit that was and is there, and whatever could be read in one run only, is evidence gained or lost. All else is the
code under examination.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from assay.model import Origin, Outcome

from .causes import Cause

Collected = Mapping[str, Any]


class Source(NamedTuple):
    """One collector on one path in both runs (None where it was not), and why its rows differ: None if they do not."""

    cause: Cause | None
    old: Collected | None
    new: Collected | None


def sources(old: Iterable[Collected], new: Iterable[Collected], *, same_tool: bool) -> list[Source]:
    """Rows of the table `collection` of both runs, paired; `same_tool` says that both were read by the same code."""
    runs = [
        {(row["collector"], row["path"]): row for row in rows if row["outcome"] != Outcome.ABSENT}
        for rows in (old, new)
    ]
    common = runs[0].keys() & runs[1].keys()
    unchanged = {path for collector, path in common if _same(runs[0][collector, path], runs[1][collector, path])}
    paths = [{path for _, path in run} for run in runs]
    observed = {path for run in runs for (_, path), row in run.items() if row["origin"] != Origin.SOURCE}
    names = [{row["integration"] for row in run.values()} for run in runs]
    stays = {path for run in runs for (_, path), row in run.items() if row["integration"] in names[0] & names[1]}
    moved = (paths[0] ^ paths[1]) & observed & stays
    found = []
    for key in sorted(runs[0].keys() | runs[1].keys()):
        before, after = runs[0].get(key), runs[1].get(key)
        known = key[1] in unchanged
        found.append(Source(_cause(before, after, known, key[1] in moved, same_tool), before, after))
    return found


def _same(old: Collected, new: Collected) -> bool:
    """Whether the content is the same; an older assay knew it by the key alone, which it had of what it could read."""
    before, after = (
        [row["digest"] for row in (old, new)]
        if old["digest"] and new["digest"]
        else [row["source_key"] for row in (old, new)]
    )
    return before is not None and before == after


def _cause(old: Collected | None, new: Collected | None, unchanged: bool, moved: bool, same_tool: bool) -> Cause | None:
    if old is not None and new is not None:
        failed = [row["outcome"] == Outcome.FAILED for row in (old, new)]
        if all(failed):
            return None
        if any(failed):
            return Cause.TOOL if unchanged and not same_tool else Cause.EVIDENCE
        if _same(old, new):
            return None if same_tool or old["run"] == new["run"] else Cause.TOOL
        return Cause.CODE
    if unchanged and not same_tool:
        return Cause.TOOL
    return Cause.EVIDENCE if moved else Cause.CODE
