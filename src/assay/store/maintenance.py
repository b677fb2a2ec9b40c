"""A lake -> how large it is, whether it is whole, and the same without what is not wanted any more."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from .compaction import compactable, trim
from .lake import SPAN, Lake, quoted

if TYPE_CHECKING:
    import duckdb

#: A file that nobody names may be one that a run is about to name.
_STALE_SECONDS = 3600


class Survey(NamedTuple):
    """What a lake holds; sizes in bytes. `tables` are those of the rows, the largest first.

    `compactable` files could be fewer and smaller; `replaced` ones are deleted when nobody can be reading them any
    more; `orphans` are what killed processes left.
    """

    runs: int
    targets: int
    branches: int
    oldest: str | None
    newest: str | None
    files: int
    bytes: int
    tables: list[tuple[str, int]]
    compactable: tuple[int, int]
    replaced: tuple[int, int]
    orphans: tuple[int, int]


class Expired(NamedTuple):
    """How many runs went (or lost their evidence), and how many files and bytes nobody names now."""

    runs: int
    files: int
    bytes: int


def survey(lake: Lake) -> Survey:
    """Measure a lake."""
    ((runs, targets, oldest, newest),) = lake.catalog.ask(
        "select count(*), count(distinct target), min(started), max(started) from run"
    )
    ((branches,),) = lake.catalog.ask("select count(*) from (select distinct target, branch from run)")
    sizes: dict[str, int] = dict(lake.catalog.ask("select distinct file, bytes from part"))
    tables = Counter[str]()
    for file, size in sizes.items():
        tables[Path(file).parent.name] += size
    replaced = [_size(lake, file) for (file,) in lake.catalog.ask("select file from replaced")]
    orphans = [file.stat().st_size for file in _orphans(lake)]
    fewer = [size for group in compactable(lake.catalog) for size in group]
    return Survey(
        runs,
        targets,
        branches,
        oldest,
        newest,
        len(sizes),
        sum(file.stat().st_size for file in lake.root.rglob("*") if file.is_file()),
        tables.most_common(),
        (len(fewer), sum(fewer)),
        (len(replaced), sum(replaced)),
        (len(orphans), sum(orphans)),
    )


def _size(lake: Lake, file: str) -> int:
    path = lake.root / file
    return path.stat().st_size if path.exists() else 0


def _orphans(lake: Lake) -> Iterator[Path]:
    """Files of rows that no run names, and none is about to name."""
    named = {file for (file,) in lake.catalog.ask("select file from part union select file from replaced")}
    for file in (lake.root / "rows").glob("*/*.parquet"):
        known = str(file.relative_to(lake.root)) in named or lake.draft(file.stem).exists()
        if not known and time.time() - file.stat().st_mtime > _STALE_SECONDS:
            yield file


def expire(lake: Lake, db: duckdb.DuckDBPyConnection, keep: int, spared: Collection[str] | None = None) -> Expired:
    """Let the runs of each branch go but for its newest `keep`, with all that only they name; decisions stay.

    With `spared` tables, older runs stay and keep these tables' rows; the rest of their rows goes. Errors: AssayError
    when somebody else maintains the lake just now.
    """
    with lake.maintaining():
        runs, files = lake.catalog.expire(keep, spared)
        freed = sum(_size(lake, file) for file in files)
        freed += sum(done.before - done.after for done in trim(lake, db))
        for orphan in list(_orphans(lake)):
            orphan.unlink(missing_ok=True)
        return Expired(runs, len(files), freed)


def verify(lake: Lake, db: duckdb.DuckDBPyConnection) -> list[str]:
    """What is wrong with a lake, a sentence each; empty when every run is whole and every file can be read."""
    from . import duckdb

    wrong = [f"catalog.db: {said}" for (said,) in lake.catalog.ask("pragma integrity_check") if said != "ok"]
    members: dict[str, set[str]] = {}
    sizes: dict[str, int] = {}
    for file, size, member in lake.catalog.ask("select distinct file, bytes, member from part"):
        sizes[file] = size
        members.setdefault(file, set()).update({member} - {""})
    for file, size in sizes.items():
        path = lake.root / file
        if not path.exists():
            wrong.append(f"{file}: is missing")
        elif path.stat().st_size != size:
            wrong.append(f"{file}: has {path.stat().st_size:,} bytes, not {size:,}")
        else:
            try:
                wrong += _read(db, path, file, sorted(members[file]))
            except duckdb.Error as error:
                wrong.append(f"{file}: cannot be read: {str(error).splitlines()[0]}")
    return wrong


def _read(db: duckdb.DuckDBPyConnection, path: Path, file: str, members: Sequence[str]) -> Iterator[str]:
    """Read every value of a file; of a compacted one also whether it holds rows of all its members."""
    db.execute(f"create or replace temp table read as select * from read_parquet('{quoted(path)}')")
    if members:
        first, last, _ = SPAN
        held = f"exists (select 1 from read where id between {first} and {last})"
        query = f"select id from (select unnest($1) as id) where not {held}"
        for (member,) in db.execute(query, [members]).fetchall():
            yield f"{file}: holds no rows of the run {member}"
