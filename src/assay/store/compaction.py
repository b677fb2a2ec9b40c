"""Many runs' files of a table -> one file in which each row stands once for all the runs in a row that wrote it.

Most rows of a run are those of the run before. A compacted file therefore holds, with each row, the first and the last
of its members that wrote it (`_first`, `_last`: ids of runs, which sort by time) and, where a run wrote several rows
alike, which of them it is (`_copy`). A member's rows are those whose span holds it. Files are never changed: a new one
is written, and in one transaction the catalog names it instead of the old ones. These are deleted later, when nobody
who read the catalog before can still be reading them.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterable, Sequence, Set
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from .catalog import Catalog
from .lake import SPAN, WRITTEN_AS, Lake, quoted
from .records import Part

if TYPE_CHECKING:
    import duckdb

#: A compacted file that is larger is left as it is, and another one begun.
_LARGE = 128 * 1024 * 1024
_FIRST, _LAST, _COPY = SPAN

#: Runs whose rows are much alike: those of one target that judged the same selection with the same profiles.
_ALIKE = """select id, target || char(10) || json_extract(about, '$.selection') || char(10) ||
    json_extract(about, '$.profiles') from run"""
#: What the newest run of a target is made of is left alone: the next one takes its rows from there.
_LEFT = "select file from part where run in (select max(id) from run group by target)"
_MEMBERS = """
select file, "table", bytes, json_group_array(distinct member) from part where member <> '' group by file
"""


class Compacted(NamedTuple):
    """What compacting one group of files did: how many became one, and their bytes before and after."""

    table: str
    files: int
    before: int
    after: int


class _File(NamedTuple):
    file: str
    bytes: int
    members: Set[str]
    compacted: bool

    @property
    def first(self) -> str:
        return min(self.members)

    @property
    def last(self) -> str:
        return max(self.members)


class _Group(NamedTuple):
    """Files of one table that become one, the oldest first; only the first may be a compacted one."""

    table: str
    files: tuple[_File, ...]


def compact(
    lake: Lake, db: duckdb.DuckDBPyConnection, told: Callable[[int, int], None] | None = None
) -> list[Compacted]:
    """Compact what is not read by every run. Errors: AssayError when somebody else maintains the lake just now."""
    with lake.maintaining():
        groups = _plan(lake.catalog)
        total, done, found = sum(len(group.files) for group in groups), 0, []
        for group in groups:
            file = _written(lake, db, group)
            lake.catalog.replace(
                [(old.file, "" if old.compacted else old.first) for old in group.files],
                str(file.relative_to(lake.root)),
                file.stat().st_size,
            )
            before = sum(old.bytes for old in group.files)
            found.append(Compacted(group.table, len(group.files), before, file.stat().st_size))
            done += len(group.files)
            if told:
                told(done, total)
        return found


def compactable(catalog: Catalog) -> list[list[int]]:
    """Sizes in bytes of the files that compacting would make one of, group by group."""
    return [[file.bytes for file in group.files] for group in _plan(catalog)]


def _plan(catalog: Catalog) -> list[_Group]:
    alike: dict[str, str] = dict(catalog.ask(_ALIKE))
    left = {file for (file,) in catalog.ask(_LEFT)}
    files: dict[tuple[str, str], dict[str, _File]] = {}
    for run, *named in catalog.ask('select run, "table", file, bytes, member from part order by run'):
        part = Part(*named)
        if part.member or part.file not in left:
            group = files.setdefault((part.table, alike.get(part.writer, alike[run])), {})
            known = group[part.file].members if part.file in group else set[str]()
            group[part.file] = _File(part.file, part.bytes, known | {part.writer}, bool(part.member))
    plans = (_Group(table, _foldable(list(group.values()))) for (table, _), group in files.items())
    return [plan for plan in plans if len(plan.files) > 1]


def _foldable(files: Sequence[_File]) -> tuple[_File, ...]:
    """The plain files in order of their writers, behind the compacted one that they continue."""
    plain = sorted((file for file in files if not file.compacted), key=lambda file: file.first)
    if not plain:
        return ()
    heads = [f for f in files if f.compacted and f.bytes < _LARGE and f.last < plain[0].first]
    return (*sorted(heads, key=lambda file: file.last)[-1:], *plain)


def _written(lake: Lake, db: duckdb.DuckDBPyConnection, group: _Group) -> Path:
    """Fold the files of a group into a new one."""
    columns = _columns(db, [lake.root / old.file for old in group.files])
    names = ", ".join(f'"{name}"' for name, _ in columns)
    typed = ", ".join(f'"{name}" {kind}' for name, kind in columns)
    db.execute(f"create or replace temp table closed ({typed}, {_FIRST} varchar, {_LAST} varchar, {_COPY} bigint)")
    db.execute(f"create or replace temp table open ({typed}, {_FIRST} varchar, {_COPY} bigint)")
    last = ""
    for old in group.files:
        file = f"read_parquet('{quoted(lake.root / old.file)}')"
        if old.compacted:
            last = old.last
            db.execute(f"insert into closed by name select * from {file} where {_LAST} <> '{last}'")
            db.execute(f"insert into open by name select * exclude ({_LAST}) from {file} where {_LAST} = '{last}'")
        else:
            _fold(db, names, typed, file, old.first, last)
            last = old.first
    db.execute(f"insert into closed by name select *, '{last}' as {_LAST} from open")
    return _stored(lake, db, group.table, f"select * from closed order by {names}, {_COPY}, {_FIRST}", last)


def _fold(db: duckdb.DuckDBPyConnection, names: str, typed: str, file: str, member: str, last: str) -> None:
    """The next member: rows that it wrote again stay open, those that it did not are closed, others begin with it."""
    same = " and ".join(f"o.{name} is not distinct from n.{name}" for name in (*names.split(", "), _COPY))
    db.execute(f"create or replace temp table next ({typed})")
    db.execute(f"insert into next by name select * from {file}")
    numbered = f"(select *, row_number() over (partition by {names}) as {_COPY} from next)"
    db.execute(
        f"insert into closed by name select o.*, '{last}' as {_LAST} from open o "
        f"where not exists (select 1 from {numbered} n where {same})"
    )
    db.execute(
        f"create or replace temp table open as "
        f"select n.*, coalesce(o.{_FIRST}, '{member}') as {_FIRST} from {numbered} n left join open o on {same}"
    )


def _columns(db: duckdb.DuckDBPyConnection, files: Iterable[Path]) -> list[tuple[str, str]]:
    """Columns of the files, of all the versions of assay that wrote them: (name, type)."""
    listed = ", ".join(f"'{quoted(file)}'" for file in files)
    rows = db.execute(f"describe select * from read_parquet([{listed}], union_by_name = true)").fetchall()
    return [(name, kind) for name, kind, *_ in rows if name not in SPAN]


def _stored(lake: Lake, db: duckdb.DuckDBPyConnection, table: str, query: str, last: str) -> Path:
    """Write a compacted file and see to it that it is on the disk before anything is forgotten for its sake."""
    final = lake.root / "rows" / table / f"{last}-{secrets.token_hex(3)}.compact.parquet"
    draft = lake.root / "tmp" / final.name
    db.execute(f"copy ({query}) to '{quoted(draft)}' ({WRITTEN_AS})")
    _to_disk(draft)
    draft.replace(final)
    _to_disk(final.parent)
    return final


def _to_disk(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def trim(lake: Lake, db: duckdb.DuckDBPyConnection) -> list[Compacted]:
    """Write compacted files anew without the rows of members that no run asks for any more. The caller maintains."""
    found = []
    for file, table, size, listed in lake.catalog.ask(_MEMBERS):
        old = f"read_parquet('{quoted(lake.root / file)}')"
        db.execute("create or replace temp table member as select unnest($1::json::varchar[]) as id", [listed])
        wanted = f"exists (select 1 from member where id between {_FIRST} and {_LAST})"
        gone, last = db.execute(f"select count(*) filter (not {wanted}), max({_LAST}) from {old}").fetchone() or (0, "")
        if gone:
            new = _stored(lake, db, table, f"select * from {old} where {wanted}", last)
            lake.catalog.replace([(file, "")], str(new.relative_to(lake.root)), new.stat().st_size)
            found.append(Compacted(table, 1, size, new.stat().st_size))
    return found
