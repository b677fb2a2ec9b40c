"""What earlier runs said of one finding."""

from __future__ import annotations

from pathlib import Path

from assay.store.lake import Lake, read_parquet
from assay.store.records import Run

from .evidence import open_database
from .judge import FINDING


def history(lake: Path, target: Path, fingerprint: str, most: int = 20) -> list[tuple[Run, str, str | None]]:
    """(run, verdict, reason) of the newest runs of a target that judged it, newest first."""
    opened = Lake(lake)
    db = open_database()
    told: list[tuple[Run, str, str | None]] = []
    for run in opened.catalog.runs(str(target.resolve()))[:most]:
        files = opened.files(run.id).get("finding")
        if files:
            query = f"select verdict, reason from {read_parquet(files, FINDING)} where fingerprint = ?"
            told += [(run, verdict, reason) for verdict, reason in db.execute(query, [fingerprint]).fetchall()]
    return told
