"""One pushed run, looked through in a process of its own (`sandbox`). In: a Parcel on standard input. Out: its rows."""

from __future__ import annotations

from pathlib import Path

import msgspec

from assay.store.records import Run

from .sandbox import Limits, serve


class Parcel(msgspec.Struct, frozen=True, kw_only=True):
    """Files by table, the run's record, and what reading them may take."""

    files: dict[str, str]
    run: Run
    limits: Limits


def look_through(parcel: Parcel) -> int:
    """The number of rows. Errors: UsageError when anything in it is not as the tables say."""
    from assay.engine.parcel import refuse

    return refuse({table: Path(file) for table, file in parcel.files.items()}, parcel.run)


if __name__ == "__main__":
    serve(Parcel, look_through)
