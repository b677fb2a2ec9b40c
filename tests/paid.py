"""Events of payments as rows -> evidence with what is derived of them, and what metrics measure of it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from assay.engine.deriving import derived
from assay.engine.evidence import Evidence, load_rows, open_database
from assay.engine.judge import judge
from assay.engine.standards import load_metrics
from assay.model import Target, all_columns
from assay.tables import all_tables

AS_OF = date(2024, 7, 15)
DERIVED = ("payment_attempt", "payment_part", "payment_day", "payment_step")


def event(payment: str, state: str, at: str = "2024-07-01T10:00:00", **more: Any) -> dict[str, Any]:
    """One event of one payment of the unit `shop` in production."""
    row = {"integration": "shop", "environment": "production", "origin": "report", "path": "events.csv", "entry": 0}
    row |= {"provider": "stripe", "payment": payment, "side": "report", "said": state, "state": state}
    return row | {"occurred_at": at, **more}


def evidence_of(folder: Path, **given: list[dict[str, Any]]) -> Evidence:
    """Evidence that holds the given rows of tables, and what is derived of them."""
    evidence = Evidence(open_database(), {})
    evidence.set_collections([], folder)
    tables = all_tables()
    for table, rows in given.items():
        load_rows(evidence.db, table, all_columns(tables[table]), rows, folder)
        evidence.state_made(table)
    for table, query in derived(evidence, Target([]), DERIVED):
        evidence.db.execute(f'create or replace table "{table}" as {query}')
        evidence.state_made(table)
    return evidence


def measured(metric: str, folder: Path, **given: list[dict[str, Any]]) -> dict[str, tuple[float, float]]:
    """Dimension -> (numerator, denominator), of the unit `shop`."""
    evidence = evidence_of(folder, **given)
    errors = judge(evidence, [], as_of=AS_OF, limits={}, draft=folder, metrics=[load_metrics()[metric]])
    assert errors == {}
    rows = evidence.db.execute("select dimension, numerator, denominator from measure").fetchall()
    return {dimension: (numerator, denominator) for dimension, numerator, denominator in rows}
