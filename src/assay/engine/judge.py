"""Standards and metrics over evidence -> the tables `finding` and `measure`.

Every standard is one INSERT of its query's rows; what follows from them is said in `verdicts`, once for all standards.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from pathlib import Path
from typing import Any

from assay.model.expressions import expression
from assay.model.standard import Metric, Standard

from . import provoked, verdicts
from .barren import is_barren
from .evidence import SIDE_BY_SIDE, Evidence
from .folding import fold
from .reads import tables_of
from .remembering import Remembered

_PACKAGE = Path(__file__).resolve().parent.parent
#: So many are asked, where there is much, before what they read is let go of.
_AT_ONCE = 100
_PARAMETER = expression(r"\$([a-z_][a-z0-9_]*)", re.IGNORECASE)
_COMMENT = expression(r"--[^\n]*|/\*.*?\*/", re.DOTALL)


def parameters(sql: str, limits: Mapping[str, Any], as_of: date) -> dict[str, Any]:
    """The values of the `$names` that a query uses."""
    if "$" not in sql:
        return {}
    values = {**limits, "as_of": datetime(as_of.year, as_of.month, as_of.day)}
    return {name: values[name] for name in set(_PARAMETER.findall(_COMMENT.sub(" ", sql))) if name in values}


def judge(
    evidence: Evidence,
    standards: Iterable[Standard],
    *,
    as_of: date,
    limits: Mapping[str, Mapping[str, Any]],
    draft: Path,
    metrics: Iterable[Metric] = (),
    more: bool = False,
    remembered: Remembered | None = None,
) -> dict[str, str]:
    """Fill the tables `finding` and `measure`; returns standard or metric id -> error.

    A standard that fails is unknown wherever it applies. With `more`, what `finding` holds already stays. What is
    `remembered` is not asked again, and what was answered is remembered.
    """
    db = evidence.db
    standards, metrics = list(standards), list(metrics)
    db.execute(verdicts.WILSON + verdicts.RAW)
    evidence.require(["integration", "collection"])
    values = {s.id: parameters(s.sql, {**s.limits, **limits.get(s.id, {})}, as_of) for s in standards}
    values |= {metric.id: parameters(metric.sql, metric.limits, as_of) for metric in metrics}
    tables, errors = _tables(evidence, [*standards, *metrics])
    with ThreadPoolExecutor(1) as beside, db.cursor() as own:
        prepared = beside.submit(verdicts.prepare, own, standards, tables, draft)
        _insert(evidence, [*standards, *metrics], tables, values, errors, remembered, draft)
        prepared.result()
    evidence.settle()
    evidence.make_room()
    with ThreadPoolExecutor(1) as beside:
        kept = beside.submit(remembered.keep, evidence, errors, draft) if remembered is not None else None
        if metrics:
            verdicts.measure(db, metrics)
        verdicts.conclude(evidence, standards, errors, draft, more=more)
        if kept is not None:
            kept.result()
    db.execute("drop view judged; drop table raw_finding")
    return errors


def _tables(evidence: Evidence, units: Iterable[Standard | Metric]) -> tuple[dict[str, set[str]], dict[str, str]]:
    """(tables read by id, errors by id)."""
    from assay.store import duckdb

    errors: dict[str, str] = {}
    tables: dict[str, set[str]] = {}
    for unit in units:
        tables[unit.id] = set()
        try:
            tables[unit.id] = tables_of(evidence.db, unit.sql)
        except duckdb.Error as error:
            errors[unit.id] = _brief(error)
    return tables, errors


def _insert(
    evidence: Evidence,
    units: Iterable[Standard | Metric],
    tables: Mapping[str, set[str]],
    values: Mapping[str, Mapping[str, Any]],
    errors: dict[str, str],
    remembered: Remembered | None,
    draft: Path,
) -> None:
    """Append all units' rows, or say in `errors` why not. Each query is small, so several run side by side."""
    from assay.store import duckdb

    mixed = provoked.is_there(evidence)

    def append(unit: Standard | Metric) -> None:
        into, name = ("raw_finding", "standard") if isinstance(unit, Standard) else ("raw_measure", "metric")
        query = f"insert into {into} by name select '{unit.id}' as {name}, * from ({unit.sql}\n)"
        try:
            with evidence.db.cursor() as db:
                if mixed and (apart := provoked.views(unit, tables[unit.id])):
                    db.execute(apart)
                if isinstance(unit, Standard) and unit.target is None and evidence.is_large(tables[unit.id]):
                    fold(db, unit.id, unit.sql, values[unit.id], draft)
                    return
                db.execute(query, values[unit.id]) if values[unit.id] else db.execute(query)
        except duckdb.Error as error:
            errors[unit.id] = _brief(error)

    able = [unit for unit in units if unit.id not in errors]
    awaited = {unit.id for unit in able if evidence.is_awaited(tables[unit.id])}
    for late in (False, True):
        if late and awaited:
            evidence.settle()
        asked = [unit for unit in able if (unit.id in awaited) is late and not _is_vain(evidence, unit)]
        if remembered is not None:
            # A user's own query may ask what the time is.
            known = remembered.take(evidence, [unit for unit in asked if _is_shipped(unit)], tables, values, mixed)
            asked = [unit for unit in asked if unit.id not in known]
        at_once = _AT_ONCE if evidence.is_sparing else max(1, len(asked))
        for some in (asked[first : first + at_once] for first in range(0, len(asked), at_once)):
            evidence.require(set().union(*(tables[unit.id] for unit in some)))
            with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
                list(pool.map(append, some))
            if evidence.is_sparing:
                evidence.make_room()


def _is_vain(evidence: Evidence, unit: Standard | Metric) -> bool:
    """Whether a shipped query gives no row for want of any evidence; a user's own is asked, so that its errors show."""
    return _is_shipped(unit) and is_barren(unit.sql, evidence.is_empty)


def _is_shipped(unit: Standard | Metric) -> bool:
    return unit.file.startswith(f"{_PACKAGE}{os.sep}")


def _brief(error: Exception) -> str:
    said = str(error).split("\n\n")[0][:300]
    return re.sub(r'Table "raw_\w+" does not have a column', "the result may not have a column", said)
