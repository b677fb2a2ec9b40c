"""Standards in two stages: those over evidence, then, with waivers applied, those over what the first have found.

In: evidence, standards, waivers. Out: the tables `finding` and `waiver`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from assay.model.standard import Metric, Standard

from .evidence import Evidence, load_rows
from .judge import judge
from .outcomes import WAIVER
from .reads import tables_of
from .remembering import Remembered
from .stated import Waivers
from .waivers import Standing, Weighed, mark, rows, weigh

#: What stands only when the first stage is done.
_LATER = frozenset({"finding", "waiver"})


def judge_in_stages(
    evidence: Evidence,
    standards: Iterable[Standard],
    waivers: Sequence[Standing],
    rules: Waivers,
    *,
    as_of: date,
    limits: Mapping[str, Mapping[str, Any]],
    draft: Path,
    metrics: Iterable[Metric] = (),
    remembered: Remembered | None = None,
) -> dict[str, str]:
    """Fill `finding`, `measure` and `waiver`; returns standard or metric id -> error, as `judge`.

    Where nothing is waived, the table `waiver` is known to be empty, and who reads that only need not wait.
    """
    load_rows(evidence.db, "waiver", WAIVER, (), draft)
    evidence.state_made("waiver")
    first: list[Standard] = []
    second: list[Standard] = []
    for standard in standards:
        waits = _later(evidence, standard) & (_LATER if waivers else {"finding"})
        (second if waits else first).append(standard)
    errors = judge(evidence, first, as_of=as_of, limits=limits, draft=draft, metrics=metrics, remembered=remembered)
    if waivers:
        apply(evidence, waivers, rules, as_of=as_of, judged={standard.id for standard in first}, draft=draft)
    if second:
        errors |= judge(evidence, second, as_of=as_of, limits=limits, draft=draft, more=True)
    return errors


def apply(
    evidence: Evidence, waivers: Sequence[Standing], rules: Waivers, *, as_of: date, judged: set[str], draft: Path
) -> list[Weighed]:
    """Weigh the waivers, mark what they cover, and fill the table `waiver`."""
    weighed = weigh(evidence.db, waivers, as_of, judged, rules)
    mark(evidence.db, weighed)
    load_rows(evidence.db, "waiver", WAIVER, rows(weighed, judged, rules), draft)
    evidence.state_made("waiver")
    return weighed


def is_later(evidence: Evidence, standard: Standard) -> bool:
    """Whether a standard speaks of what others have found: that cannot be waived."""
    return bool(_later(evidence, standard))


def _later(evidence: Evidence, standard: Standard) -> set[str]:
    from assay.store import duckdb

    words = standard.sql.lower()
    if not any(table in words for table in _LATER):
        return set()
    try:
        return tables_of(evidence.db, standard.sql) & _LATER
    except duckdb.Error:
        return set()  # judging tells what is wrong with it
