"""The files of a run -> its evidence and outcome as tables, as they were when it was judged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from assay.model import Column
from assay.store.lake import Stored, empty, read_parquet, unreadable

from .evidence import COLLECTION, Evidence, open_database, places
from .outcomes import JUDGED


def open_evidence(files: Mapping[str, Sequence[Stored]]) -> Evidence:
    """Evidence tables are made when they are needed. Errors: AssayError when a file is damaged."""
    from assay.store import duckdb

    db = open_database()
    evidence = Evidence(db, files)
    try:
        evidence.require(["integration"])
        evidence.set_units(places(db.execute("select path, integration, paths from integration").fetchall()))
        for table, columns in {"collection": COLLECTION, **JUDGED}.items():
            open_table(evidence, table, columns, files)
        evidence.require(["integration"])
    except duckdb.Error as error:
        raise unreadable(
            error, next((stored.path.parent for found in files.values() for stored in found), Path())
        ) from error
    return evidence


def open_table(
    evidence: Evidence, table: str, columns: Sequence[Column], files: Mapping[str, Sequence[Stored]]
) -> None:
    """One table of what a run read or judged, empty where it wrote none."""
    rows = read_parquet(files[table], columns) if table in files else empty(columns)
    # Earlier assays kept every subject.
    told = "* replace (coalesce(subjects, 1) as subjects)" if table == "finding" else "*"
    evidence.db.execute(f"create or replace table {table} as select {told} from {rows}")
    evidence.state_made(table)
