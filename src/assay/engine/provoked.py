"""What trials and probes provoked -> kept out of sight of standards that speak of what was observed.

A trial sends on purpose what no client sends: what a flow does, and how often it fails, cannot be told from it. A
standard sees these rows when it says so (`provoked`), or when it reads a table that nothing else fills.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from assay.model import Origin, all_columns
from assay.model.standard import Metric, Standard
from assay.tables import all_tables

from .evidence import Evidence
from .filling import filled_by
from .plugins import collectors

PROVOKED = (Origin.TRIAL, Origin.PROBE)


def is_there(evidence: Evidence) -> bool:
    """Whether anything of the kind was read."""
    wanted = ", ".join(f"'{origin.value}'" for origin in PROVOKED)
    row = evidence.db.execute(f"select 1 from collection where origin in ({wanted}) limit 1").fetchone()
    return row is not None


def views(unit: Standard | Metric, tables: Iterable[str]) -> str:
    """Statements that put, for one connection, views in the place of tables: the rows that were not provoked."""
    read = set(tables)
    if unit.provoked or read & _of_trials():
        return ""
    origins = ", ".join(f"'{origin.value}'" for origin in PROVOKED)
    return "".join(
        f'create or replace temp view "{table}" as select * from memory.main."{table}" '
        f"where origin is null or origin not in ({origins});"
        for table in sorted(read & _mixed())
    )


@cache
def _of_trials() -> frozenset[str]:
    """Tables that hold nothing else."""
    return frozenset(table for table, origins in _origins().items() if origins and origins <= set(PROVOKED))


@cache
def _mixed() -> frozenset[str]:
    """Tables of events that hold both."""
    rows = all_tables()
    return frozenset(
        table
        for table, origins in _origins().items()
        if origins & set(PROVOKED)
        and origins - set(PROVOKED)
        and rows[table].lifetime == "event"
        and any(column.name == "origin" for column in all_columns(rows[table]))
    )


@cache
def _origins() -> dict[str, set[Origin]]:
    return {table: {collectors()[name].COLLECTOR.origin for name in names} for table, names in filled_by().items()}
