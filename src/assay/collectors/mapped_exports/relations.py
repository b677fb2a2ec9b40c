"""A file of any size -> SQL of its records: the fields that are asked for as text (s0, s1…), their number, and
whether they are broken."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from assay.model import SourceError

if TYPE_CHECKING:
    import duckdb

_HEAD = 1_000_000
_MOST_LINE = 16_000_000
_PARQUET = b"PAR1"


@dataclass(frozen=True, slots=True)
class Relation:
    """SQL with the columns entry, broken, s0, s1…

    `first` is the line of the first record, None where records have no lines; CSV `loses` lines that are no records.
    """

    sql: str
    first: int | None = None
    loses: bool = False

    def line(self, lines: int) -> str:
        """SQL of the relation `kept` with the entry and the line of each: of CSV only where a record is a line."""
        if self.first is None:
            return "select *, entry as place, null::bigint as line from kept"
        if not self.loses:
            return f"select *, entry as place, entry + {self.first} as line from kept"
        return f"""
            select r.*, r.entry + coalesce(l.number, 0) as place,
                case when (select count(*) from kept) + (select count(*) from lost) + {self.first - 1} = {lines}
                     then r.entry + coalesce(l.number, 0) + {self.first} end as line
            from kept r asof left join (
                select number, line - {self.first} - number + 1 as before
                from (select line, row_number() over (order by line) as number from lost)
                qualify row_number() over (partition by line - number order by number desc) = 1
            ) l on r.entry >= l.before"""


def relation(db: duckdb.DuckDBPyConnection, file: str, fields: Sequence[str], delimiter: str | None) -> Relation:
    """Errors: SourceError when a field is not there, or the file has no records."""
    with Path(file).open("rb") as opened:
        head = opened.read(_HEAD)
    if not head.strip():
        raise SourceError("is empty", where=file)
    if head.startswith(_PARQUET):
        return _parquet(db, file, fields)
    if head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
        return _json(file, fields, head)
    return _csv(file, fields, head, delimiter)


def _csv(file: str, fields: Sequence[str], head: bytes, delimiter: str | None) -> Relation:
    first = head.partition(b"\n")[0].decode("utf-8-sig", "replace").rstrip("\r")
    mark = delimiter or max(",;\t|", key=first.count)
    header = [name.strip() for name in next(csv.reader([first], delimiter=mark), [])]
    places = {name: place for place, name in reversed(list(enumerate(header)))}
    _refuse_missing(fields, places, file)
    types = ", ".join(f"'c{place}': 'VARCHAR'" for place in range(len(header)))
    listed = "".join(f", c{places[name]} as s{number}" for number, name in enumerate(fields))
    sql = f"""
        select row_number() over () - 1 as entry, false as broken{listed}
        from read_csv({_text(file)}, auto_detect = false, header = false, skip = 1, delim = {_text(mark)}, quote = '"',
            escape = '"', columns = {{{types}}}, store_rejects = true, max_line_size = {_MOST_LINE},
            buffer_size = {2 * _MOST_LINE})"""
    return Relation(sql, 2, loses=True)


def _json(file: str, fields: Sequence[str], head: bytes) -> Relation:
    listed = "".join(f", found[{number + 1}] as s{number}" for number in range(len(fields)))
    paths = ", ".join(_text("$" + "".join(f'."{part}"' for part in name.split("."))) for name in fields)
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"["):
        source = f"read_json_objects({_text(file)}, format = 'array')"
        objects = f"select row_number() over () - 1 as entry, json as record from {source}"
        first = None
    else:
        # A line that is no JSON is a row all the same, and is told as one that cannot be taken.
        objects = f"""select entry, try_cast(c as json) as record from (
            select row_number() over () - 1 as entry, c from read_csv({_text(file)}, auto_detect = false,
                header = false, delim = '\x01', quote = '', escape = '', columns = {{'c': 'VARCHAR'}},
                max_line_size = {_MOST_LINE}, buffer_size = {2 * _MOST_LINE})) where trim(c) <> ''"""
        first = 1
    sql = f"""
        select entry, coalesce(json_type(record), '') <> 'OBJECT' as broken{listed} from (
            select entry, record, json_extract_string(record, [{paths}]) as found from ({objects}))"""
    return Relation(sql, first)


def _parquet(db: duckdb.DuckDBPyConnection, file: str, fields: Sequence[str]) -> Relation:
    source = f"read_parquet({_text(file)}, file_row_number = true)"
    known = {name for name, *_ in db.execute(f"describe select * from {source}").fetchall()}
    _refuse_missing([name if name in known else name.split(".")[0] for name in fields], known, file)
    columns = [_name([name] if name in known else name.split(".")) for name in fields]
    listed = "".join(f", cast({column} as varchar) as s{number}" for number, column in enumerate(columns))
    return Relation(f"select file_row_number as entry, false as broken{listed} from {source}")


def _refuse_missing(fields: Sequence[str], known: Sequence[str] | set[str] | dict[str, int], file: str) -> None:
    for name in fields:
        if name not in known:
            told = ", ".join(sorted(known)[:40])
            raise SourceError(f"has no column {name}, which assay.toml maps; it has: {told}", where=file)


def _name(parts: Sequence[str]) -> str:
    return ".".join('"' + part.replace('"', '""') + '"' for part in parts)


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
