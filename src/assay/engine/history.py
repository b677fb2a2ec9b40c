"""What earlier runs said of one finding."""

from __future__ import annotations

from assay.store.lake import read_parquet
from assay.store.records import Run

from .evidence import open_database
from .outcomes import FINDING
from .result import Result


def history(result: Result, fingerprint: str, most: int = 20) -> list[tuple[Run, str, str | None]]:
    """(run, verdict, reason) of the newest runs of the result's target that judged it, newest first."""
    if result.lake is None:
        return []
    db = open_database()
    told: list[tuple[Run, str, str | None]] = []
    for run in result.lake.catalog.runs(result.run.target)[:most]:
        files = result.lake.files(run.id).get("finding")
        if files:
            query = f"select verdict, reason from {read_parquet(files, FINDING)} where fingerprint = ?"
            told += [(run, verdict, reason) for verdict, reason in db.execute(query, [fingerprint]).fetchall()]
    return told
