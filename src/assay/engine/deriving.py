"""Collected rows of a whole target -> its units and the rows that are derived from all of them."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from typing import Any

from assay.model import Row, Target, table_name
from assay.model.paths import owner_of
from assay.tables.workspace import Integration

from .configuration import Configuration
from .discover import READS, discover
from .evidence import Evidence
from .plugins import derivations
from .reads import tables_of


def discovered(evidence: Evidence, target: Target, config: Configuration) -> list[Integration]:
    """The units of a target. Errors: UsageError."""
    return discover(_inputs(evidence, READS), target, config)


def derived(
    evidence: Evidence, target: Target, needed: Container[str] | None = None
) -> Iterator[tuple[str, list[Row]]]:
    """(table, its rows), in an order in which each finds what it reads: add a table before asking for the next.

    With `needed`, only what fills one of these tables is derived.
    """
    for derivation in derivations():
        rows: dict[str, list[Row]] = {table_name(row): [] for row in derivation.fills}
        if needed is not None and not any(table in needed for table in rows):
            continue
        for row in derivation.derive(_inputs(evidence, derivation.reads), target):
            rows[table_name(type(row))].append(row)
        yield from rows.items()


def keyed(rows: Iterable[Row], units: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """Derived rows with all columns of their table; `units` maps places to the units that own them."""
    for row in rows:
        owner = owner_of(getattr(row, "path", "."), units)
        yield {"origin": "source", "integration": owner, **{name: getattr(row, name) for name in row.__struct_fields__}}


def _inputs(evidence: Evidence, reads: Mapping[str, str]) -> dict[str, list[tuple[Any, ...]]]:
    evidence.require(set().union(*(tables_of(evidence.db, query) for query in reads.values())))
    with evidence.db.cursor() as db:
        return {name: db.execute(query).fetchall() for name, query in reads.items()}
