"""Derived rows of one table -> a table of the database, with the unit that each belongs to.

Newline-delimited JSON is the fastest way into DuckDB without further libraries: a line for each row where there are
few; where there are many, a list for each column, whose name is then written and read once for thousands of rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from assay.model import Row
from assay.model.paths import owners_of
from assay.store.lake import quoted

from .evidence import load_rows

if TYPE_CHECKING:
    import duckdb

    from assay.model import Column

#: Of fewer rows, planning the statement that takes lists apart costs more than reading them row by row.
_MANY = 1_000
_IN_A_LINE = 2_048
#: The database reads a file in pieces of twice the longest line, and in memory that is what it asks for at once.
_LEAST_BYTES = 1_048_576
_encoder = msgspec.json.Encoder()


def load_derived(
    db: duckdb.DuckDBPyConnection,
    table: str,
    table_columns: Sequence[Column],
    rows: Sequence[Row],
    units: Mapping[str, str],
    draft: Path,
) -> None:
    """Create a table with all of its columns; `units` maps places to their units."""
    owners = owners_of({_path(row) for row in rows}, units)
    if len(rows) < _MANY:
        load_rows(db, table, table_columns, b"".join(_in_rows(rows, owners)), draft)
        return
    file = draft / f"{table}.load.json"
    longest = 0
    with file.open("wb") as lines:
        for listed in _in_columns(rows, owners):
            longest = max(longest, lines.write(_encoder.encode(listed) + b"\n"))
    types = ", ".join(f"'{column.name}': '{column.sql_type}[]'" for column in table_columns)
    apart = ", ".join(f'unnest("{column.name}") as "{column.name}"' for column in table_columns)
    db.execute(
        f"create or replace table \"{table}\" as select {apart} from read_json('{quoted(file)}', "
        f"format = 'newline_delimited', columns = {{{types}}}, maximum_object_size = {max(longest, _LEAST_BYTES)})"
    )
    file.unlink()


def _path(row: Row) -> str:
    return getattr(row, "path", ".")


def _in_rows(rows: Sequence[Row], owners: Mapping[str, str | None]) -> Iterator[bytes]:
    """Lines of one row each. Rows of one owner are encoded together."""
    of_owner: dict[str | None, list[Row]] = {}
    for row in rows:
        of_owner.setdefault(owners[_path(row)], []).append(row)
    for owner, some in of_owner.items():
        stated = set(some[0].__struct_fields__)
        keys = {key: value for key, value in (("origin", "source"), ("integration", owner)) if key not in stated}
        prefix = _encoder.encode(keys)[:-1] + (b"," if keys and stated else b"")
        yield prefix + _encoder.encode_lines(some)[1:].replace(b"\n{", b"\n" + prefix)


def _in_columns(rows: Sequence[Row], owners: Mapping[str, str | None]) -> Iterator[dict[str, Any]]:
    """What some thousand rows say, column by column."""
    names = rows[0].__struct_fields__
    for start in range(0, len(rows), _IN_A_LINE):
        some = rows[start : start + _IN_A_LINE]
        keys = {"origin": ["source"] * len(some), "integration": [owners[_path(row)] for row in some]}
        yield keys | dict(zip(names, zip(*map(msgspec.structs.astuple, some), strict=True), strict=True))
