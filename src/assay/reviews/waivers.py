"""The waivers of a target as they stand: one list for terminal, pages and programs.

In: a run, `assay.toml` where it is at hand, what was decided in the lake. Out: each waiver and how it stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import msgspec

from assay.engine.configuration import stated
from assay.engine.result import Result
from assay.engine.waivers import State, of_run, rows, standing, weigh
from assay.store.records import Decision


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """One waiver as it stands, for lists and pages. `days` are those until it ends, below zero when it has."""

    name: str
    state: State
    about: str
    standard: str | None
    integration: str | None
    subject: str | None
    fingerprint: str | None
    author: str
    reason: str
    until: date | None
    days: int | None
    accepted: int | None
    matched: int
    covered: int
    approved_by: str | None
    declined_by: str | None
    declined_reason: str | None
    waits_for: str | None
    origin: str
    path: str | None
    line: int | None


def list_waivers(
    result: Result,
    decisions: Iterable[Decision] = (),
    *,
    root: Path | None = None,
    as_of: date | None = None,
) -> list[Listed]:
    """The waivers of a target, held against a run: those that end first come first.

    With a `root`, as its `assay.toml` states them now; else as it stated them in that run. What was decided in the lake
    since then is taken in: so it will be in the next run.
    """
    today, judged = as_of or datetime.now(UTC).date(), judged_in(result)
    if root is not None:
        own = stated(root)
        found, rules = standing(root, own.waiver, decisions), own.waivers
    else:
        found, rules = of_run(result.run, decisions)
    weighed = weigh(result.db, found, today, judged, rules)
    listed = [_listed(row, today) for row in rows(weighed, judged, rules)]
    return sorted(listed, key=lambda one: (one.until or date.max, one.about))


def judged_in(result: Result) -> set[str]:
    """Ids of the standards that a run judged."""
    return set(result.run.standards or result.standards)


def _listed(row: Mapping[str, Any], today: date) -> Listed:
    values = {name: row[name] for name in Listed.__struct_fields__ if name != "days"}
    return Listed(**values, days=(row["until"] - today).days if row["until"] else None)
