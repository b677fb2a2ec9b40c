"""CSV, JSON lines, Parquet and queries of PostgreSQL, by the mapping that assay.toml declares -> rows of money.

Every row is looked at: what cannot be taken is a rejected_row that says why, the rest is taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from assay.model import Collector, Origin, Pass, Row, Scan, Target, table_name
from assay.model.globs import glob_expression
from assay.tables.ledger import Dispute, PaymentEvent, RejectedRow, SettlementLine, ShopOrder
from assay.tables.webhook import WebhookDelivery

if TYPE_CHECKING:
    import duckdb

COLLECTOR = Collector(
    name="mapped_exports",
    tool="exports by a mapping of one's own ([[export]] in assay.toml)",
    about="Reads CSV, JSON lines, Parquet and queries of PostgreSQL by the columns that [[export]] in assay.toml maps.",
    fills=(PaymentEvent, ShopOrder, SettlementLine, Dispute, WebhookDelivery, RejectedRow),
    domains=("payment",),
    origin=Origin.REPORT,
)
TABLES: dict[str, type[Row]] = {table_name(row): row for row in COLLECTOR.fills if row is not RejectedRow}


def find(target: Target) -> Iterator[Scan]:
    """Files that an [[export]] with a table names, and its queries."""
    exports = [one for one in target.conventions.tables("export") if one.get("table") in TABLES]
    files = [one for one in exports if one.get("path")]
    for path in (*target.paths, *target.beside) if files else ():
        if stated := tuple(one for one in files if re.match(glob_expression(str(one["path"])), path)):
            yield Scan(path, stated)
    for number, one in enumerate(exports):
        if not one.get("path"):
            variable = str(one["postgresql"]).removeprefix("env:")
            yield Scan(f"postgresql:{variable}:{one['table']}:{number}", (one,), variable, str(one["query"]))


def filled(row: type[Row], stated: Mapping[str, Any]) -> frozenset[str]:
    """The columns that a declaration fills, in one way or another."""
    from .mapping import mapped

    return frozenset(mapped(row, stated).made)


def scan(db: duckdb.DuckDBPyConnection, file: str, lines: int, found: Scan) -> list[Pass]:
    """A pass for each table that the export fills. Errors: SourceError when it lacks a column that is mapped."""
    return [_pass(db, file, lines, stated) for stated in found.stated]


def _pass(db: duckdb.DuckDBPyConnection, file: str, lines: int, stated: Mapping[str, Any]) -> Pass:
    from .mapping import mapped
    from .relations import relation

    row = TABLES[str(stated["table"])]
    mapping = mapped(row, stated)
    source = relation(db, file, mapping.fields, stated.get("delimiter"))
    rows = mapping.rows(source.sql)
    return Pass(rows, {row: mapping.taken(source.line(lines)), RejectedRow: mapping.rejected(source.line(lines))})
