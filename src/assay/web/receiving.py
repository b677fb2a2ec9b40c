"""One pushed run, looked through in a process of its own (`sandbox`). In: a Parcel on standard input. Out: its rows."""

from __future__ import annotations

import sys
from pathlib import Path

import msgspec

from assay.model import AssayError
from assay.store.records import Run

from .sandbox import Limits, answer, complain, confine


class Parcel(msgspec.Struct, frozen=True, kw_only=True):
    """Files by table, the run's record, and what reading them may take."""

    files: dict[str, str]
    run: Run
    limits: Limits


def main() -> None:
    parcel = msgspec.json.decode(sys.stdin.buffer.read(), type=Parcel)
    confine(parcel.limits)
    from assay.engine.parcel import refuse

    try:
        answer(refuse({table: Path(file) for table, file in parcel.files.items()}, parcel.run))
    except AssayError as error:
        complain(error)


if __name__ == "__main__":
    main()
