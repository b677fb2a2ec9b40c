"""A run as files of its own, for another lake. In: a run of a lake. Out: one Parquet file a table; and the way back.

In a lake, a run's rows may lie in files that earlier runs wrote. In a parcel they lie alone. What comes out of a parcel
was written by others: `refuse` opens it as a run is opened, and lets nothing pass that is not as the tables say.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import msgspec

from assay.model import AssayError, Column, UsageError, all_columns, columns
from assay.model.expressions import expression
from assay.store.lake import SOURCE_KEY, WRITTEN_AS, WRITTEN_BY, Lake, Stored, quoted, read_parquet
from assay.store.records import Run
from assay.tables import all_tables

from .evidence import COLLECTION, Evidence
from .filling import derived_tables
from .opening import open_evidence
from .outcomes import JUDGED
from .result import Result, integrations
from .waivers import Standing, rules_of

_MOST_ROWS = 20_000_000
_MOST_TEXT = 1_000
_RUN = expression(r"\d{8}T\d{12}-[0-9a-f]{6}")
_DIGEST = expression(r"[0-9a-f]{8,64}")
_UNIT = expression(r"\w[\w-]{0,99}/\w[\w-]{0,199}")
_FINGERPRINT = "^[0-9a-f]{8,64}$"


def shapes() -> dict[str, tuple[Column, ...]]:
    """The tables that a parcel may hold, with the columns of their files."""
    found = {"collection": COLLECTION, **JUDGED}
    for name, row in all_tables().items():
        found[name] = all_columns(row) if name in derived_tables() else (SOURCE_KEY, *columns(row))
    return found


def pack(lake: Lake, run: Run, folder: Path) -> dict[str, Path]:
    """Write the rows of a run, a file for each table that has any. Errors: AssayError when the run is damaged."""
    files = lake.files(run.id)
    evidence = open_evidence(files)
    packed = {}
    for table in sorted(files.keys() & shapes().keys()):
        file = folder / f"{table}.parquet"
        rows = evidence.db.execute(
            f"copy ({_rows(table, files, run.id)}) to '{quoted(file)}' ({WRITTEN_AS})"
        ).fetchone()
        if rows and rows[0]:
            packed[table] = file
    evidence.db.close()
    return packed


def _rows(table: str, files: Mapping[str, Sequence[Stored]], run: str) -> str:
    if table in JUDGED:
        return f'select * from "{table}"'
    if table == "collection":
        return f"select * replace ('{run}' as run) from collection"
    found = read_parquet(files[table], shapes()[table], told=True)
    if table in derived_tables():
        return f"select * exclude ({WRITTEN_BY}) from {found}"
    joined = f"c.source_key = r.source_key and coalesce(c.run, r.{WRITTEN_BY}) = r.{WRITTEN_BY}"
    return f"select r.* exclude ({WRITTEN_BY}) from {found} r where exists (select 1 from collection c where {joined})"


def refuse_record(run: Run) -> None:
    """What a run's record may not say. Errors: UsageError."""
    wrong = [
        (not _RUN.fullmatch(run.id), "its id is not one of assay's"),
        (not _is_moment(run.started), "it began at no time that there was"),
        (not _is_day(run.as_of), "it was judged as of no day"),
        (any(not _UNIT.fullmatch(name) for name in (*run.standards, *run.metrics)), "a standard's id is none"),
        (
            any(not _DIGEST.fullmatch(digest) for digest in (*run.standards.values(), *run.metrics.values())),
            "a standard's digest is none",
        ),
        (any(len(text) > _MOST_TEXT for text in _texts(run)), f"a text is longer than {_MOST_TEXT} characters"),
    ]
    told = next((why for is_wrong, why in wrong if is_wrong), None)
    if told:
        raise UsageError(f"the record of the run does not hold: {told}")
    try:
        msgspec.convert(run.waivers, list[Standing])
        rules_of(run)
    except msgspec.ValidationError as error:
        raise UsageError(f"the record of the run does not hold: {error}") from error


def _texts(run: Run) -> Iterable[str]:
    optional = (run.commit, run.branch, run.base)
    stated = (run.target, run.version, run.prefix, run.selection, run.basis, run.reading)
    return *stated, *run.profiles, *filter(None, optional)


def _is_moment(text: str) -> bool:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return False
    return moment.tzinfo is not None and moment < datetime.now(UTC) + timedelta(days=1)


def _is_day(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False


def refuse(files: Mapping[str, Path], run: Run) -> int:
    """Read everything that is in the files, each called as the run is; the number of rows.

    Errors: UsageError when it is not as the tables say.
    """
    from assay.store import duckdb

    known = shapes()
    unknown = sorted(files.keys() - known.keys())
    if unknown:
        raise UsageError(f"there is no table {unknown[0][:100]}", remedy="Push with the assay that is served.")
    if "integration" not in files or "collection" not in files:
        raise UsageError("the run holds neither integrations nor what was read")
    try:
        evidence = open_evidence({})
        rows = sum(_refuse_file(evidence, table, file, known[table]) for table, file in files.items())
        evidence.db.close()
        if rows > _MOST_ROWS:
            raise UsageError(f"the run holds more than {_MOST_ROWS:,} rows")
        _refuse_values({table: [Stored(file, run.id)] for table, file in files.items()}, run)
    except (duckdb.Error, msgspec.ValidationError, ValueError) as error:
        raise UsageError(f"what was sent does not hold: {str(error).splitlines()[0][:300]}") from error
    except UsageError:
        raise
    except AssayError as error:
        raise UsageError(f"what was sent does not hold: {error.what[:300]}") from error
    return rows


def _refuse_file(evidence: Evidence, table: str, file: Path, wanted: Sequence[Column]) -> int:
    """Every value is read, and every column must be one of the table's, of its type."""
    rows = f"read_parquet('{quoted(file)}')"
    types = {column.name: column.sql_type for column in wanted}
    for name, kind, *_ in evidence.db.execute(f"describe select * from {rows}").fetchall():
        if types.get(name) != kind:
            raise UsageError(f"{table} has no column {name[:100]} of type {kind[:100]}")
    count = evidence.db.execute(f"select count(*), bit_xor(hash(t)) from {rows} t").fetchone()
    return int(count[0]) if count else 0


def _refuse_values(files: Mapping[str, Sequence[Stored]], run: Run) -> None:
    """Open it as a run is opened, and make of it all that pages are made of."""
    evidence = open_evidence(files)
    result = Result(run, evidence, {}, {}, [])
    result.findings()
    result.measures()
    result.collections()
    integrations(evidence.db)  # counts verdicts, now that they are known to be some
    evidence.require(all_tables())
    strange = evidence.db.execute(
        "select count(*) from finding where not regexp_matches(coalesce(fingerprint, ''), ?) or domain is null "
        "or standard is null or integration is null or subject is null",
        [_FINGERPRINT],
    ).fetchone()
    elsewhere = evidence.db.execute("select count(*) from collection where run is distinct from ?", [run.id]).fetchone()
    twice = evidence.db.execute("select count(*) - count(distinct integration) from integration").fetchone()
    if any(count and count[0] for count in (strange, elsewhere, twice)):
        raise UsageError("a finding, source or integration is not named as assay names them")
    evidence.db.close()
