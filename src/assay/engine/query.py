"""A user's SQL over the evidence of a run -> rows, within limits, without a way to write or to leave the database."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from contextlib import closing
from typing import Any

from assay.model import Column, UsageError, all_columns
from assay.model.standard import Standard
from assay.store.lake import as_mapping
from assay.tables import all_tables

from .evidence import COLLECTION, Evidence, open_database, reference_tables
from .outcomes import JUDGED
from .reads import tables_of

_MEMORY_BYTES = 2 * 1024**3
#: Nothing of the machine may be read or written beyond the tables that were made; a `with` that inserts, which DuckDB
#: takes for a select, fails in a transaction that only reads.
_LOCKED = """
set memory_limit = '{memory}B'; set temp_directory = ''; set python_enable_replacements = false;
set enable_external_access = false; set lock_configuration = true; begin transaction read only
"""


def tables() -> dict[str, tuple[Column, ...]]:
    """Every table that may be asked: evidence, outcome and reference tables, each with its columns."""
    found = {name: all_columns(row) for name, row in all_tables().items()}
    found |= {"collection": COLLECTION, **JUDGED}
    for name, columns in reference_tables().items():
        found[name] = tuple(Column(column, "VARCHAR", "reference data") for column in columns)
    return dict(sorted(found.items()))


def ask(
    evidence: Evidence, sql: str, *, limit: int, seconds: float, memory_bytes: int = _MEMORY_BYTES
) -> tuple[list[str], list[tuple[Any, ...]], bool]:
    """(column names, at most `limit` rows, whether there are more). Afterwards the evidence can be read only.

    Errors: UsageError.
    """
    from assay.store import duckdb

    db = evidence.db
    try:
        statements = duckdb.extract_statements(sql)
        if len(statements) != 1 or statements[0].type not in (
            duckdb.StatementType.SELECT,
            duckdb.StatementType.EXPLAIN,
        ):
            raise UsageError("only one statement that reads is allowed", where=sql[:80], remedy="Write one select.")
        evidence.require(_named(sql))
        db.execute(_LOCKED.format(memory=memory_bytes))
        clock = threading.Timer(seconds, db.interrupt)
        clock.start()
        try:
            cursor = db.execute(sql)
            rows = cursor.fetchmany(limit + 1)
        finally:
            clock.cancel()
    except duckdb.InterruptException as error:
        remedy = "Narrow the query, or allow more with --seconds."
        raise UsageError(f"the query took longer than {seconds:g} s", remedy=remedy) from error
    except OverflowError as error:
        raise UsageError("a value is too large to be told", where="the query", remedy="Cast it to text.") from error
    except duckdb.Error as error:
        remedy = "`assay query` without SQL lists the tables and columns."
        raise UsageError(str(error).split("\n\n")[0], where="the query", remedy=remedy) from error
    names = [column[0] for column in cursor.description or ()]
    return names, rows[:limit], len(rows) > limit


def _named(sql: str) -> set[str]:
    """The tables that a query names. DuckDB opens the files that it names to find them, if it may: here it may not."""
    with closing(open_database()) as db:
        db.execute("set python_enable_replacements = false; set enable_external_access = false")
        return db.get_table_names(sql)


def tables_of_standard(evidence: Evidence, standard: Standard) -> list[str]:
    """The evidence tables that a standard's query reads, that say where each row was seen."""
    known = all_tables()
    named = sorted(tables_of(evidence.db, standard.sql) & known.keys() - {"integration"})
    return [name for name in named if "path" in {column.name for column in all_columns(known[name])}]


def rows_at(evidence: Evidence, table: str, path: str, line: int | None, most: int) -> list[Mapping[str, object]]:
    """Rows of a table that were read from a file, at one line where both are known."""
    evidence.require([table])
    has_line = "line" in {column.name for column in tables()[table]}
    at_line = " and line is not distinct from ?" if line and has_line else ""
    values = [path, line] if at_line else [path]
    return as_mapping(evidence.db.execute(f'select * from "{table}" where path = ?{at_line} limit {most}', values))
