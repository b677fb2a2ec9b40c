"""Two runs -> which causes can have changed what a standard says, told from the tables that it reads.

A standard that one cause touches needs no counterfactual: all of its change is that cause's.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from assay.engine.evidence import open_database
from assay.engine.filling import derived_tables, filled_by
from assay.engine.judge import parameters
from assay.engine.plugins import collectors
from assay.engine.reads import tables_of
from assay.model import Column, Outcome, columns, table_name
from assay.model.standard import Standard
from assay.store.lake import SOURCE_KEY, WRITTEN_BY, empty, read_parquet
from assay.tables import all_tables

from .causes import Cause
from .sides import Side
from .sources import Source
from .worths import Acted

if TYPE_CHECKING:
    import duckdb

#: What stands only when verdicts are there; standards over it are never judged in between.
_OUTCOMES = frozenset({"finding", "waiver"})


class Reach:
    """Which tables, and the reading of which collectors, each cause can have changed."""

    def __init__(self, old: Side, new: Side, sources: Sequence[Source]) -> None:
        self._sides = (old, new)
        self._db = open_database()
        self._collectors: dict[Cause, set[str]] = {}
        for source in sources:
            read = {row["outcome"] == Outcome.READ for row in (source.old, source.new) if row}
            if source.cause and (source.cause is not Cause.TOOL or read != {True} or not (source.old and source.new)):
                name = (source.old or source.new or {})["collector"]
                self._collectors.setdefault(source.cause, set()).add(name)
        self._tables = {cause: _filled(names) for cause, names in self._collectors.items()}
        self._tables.setdefault(Cause.TOOL, set()).update(_read_otherwise(old, new, sources))
        if old.run.conventions != new.run.conventions:
            self._tables[Cause.TOOL] |= derived_tables().keys()
        if old.paths != new.paths or old.run.units != new.run.units:
            self._tables.setdefault(Cause.CODE, set()).update(derived_tables())
        self._tables = {cause: _with_derived(tables) for cause, tables in self._tables.items()}
        if old.units == new.units:
            for tables in self._tables.values():
                tables.discard("integration")
        self._moves = frozenset(cause for cause, tables in self._tables.items() if tables | self._of(cause))

    def _of(self, cause: Cause) -> set[str]:
        return self._collectors.get(cause, set())

    def by(self, standard: str) -> Acted:
        """The causes that touch a standard."""
        digests = [side.run.standards.get(standard) for side in self._sides]
        texts = [side.standards[standard] for side in self._sides if standard in side.standards]
        asked = self._asked_otherwise(standard, digests, texts)
        if any(_lost(standard, side) for side in self._sides):
            return frozenset(asked & {Cause.STANDARDS} or {Cause.CODE})  # without its text it cannot be judged again
        reads = set().union(*map(self._reads, texts))
        touched = asked if reads & _OUTCOMES else asked | self._touching(reads)
        if "waiver" in reads:
            touched.discard(Cause.DAY)  # a waiver that has ended changed itself
        if not touched and self._said_otherwise(standard):
            touched.add(Cause.CODE)
        return frozenset(touched)

    def reads_waivers(self, standard: str) -> bool:
        """Whether a standard is about waivers."""
        texts = [side.standards[standard] for side in self._sides if standard in side.standards]
        return any("waiver" in self._reads(text) for text in texts)

    def _reads(self, standard: Standard) -> set[str]:
        from assay.store import duckdb

        try:
            return tables_of(self._db, standard.sql) | set(standard.evidence or ())
        except duckdb.Error:
            return set(standard.evidence or ())

    def _touching(self, reads: set[str]) -> set[Cause]:
        able = _able(reads)
        return {
            cause
            for cause in self._moves
            if (reads | {"integration"}) & self._tables[cause] or able & self._of(cause) or "collection" in reads
        }

    def _asked_otherwise(self, standard: str, digests: Sequence[str | None], texts: Sequence[Standard]) -> set[Cause]:
        old, new = (side.run for side in self._sides)
        found = set()
        known = bool(old.standards and new.standards)
        if known and (digests[0] != digests[1] or old.limits.get(standard) != new.limits.get(standard)):
            found.add(Cause.STANDARDS)
        if old.as_of != new.as_of and any("as_of" in parameters(text.sql, {}, self._sides[1].as_of) for text in texts):
            found.add(Cause.DAY)
        return found

    def _said_otherwise(self, standard: str) -> bool:
        old, new = (side.said.get(standard, {}) for side in self._sides)
        return old != new


def _lost(standard: str, side: Side) -> bool:
    """Whether a run was judged by a standard whose text is not kept; an older assay did not say what judged a run."""
    return standard not in side.standards and (standard in side.run.standards or not side.run.standards)


def _able(tables: Iterable[str]) -> set[str]:
    """Collectors whose having read something is evidence for these tables, as the engine sees it."""
    fillers = filled_by()
    languages = set(fillers.get("source_file", ()))
    names = {name for table in tables for name in fillers.get(table, ())}
    return names | languages if names & languages else names


def _filled(names: Iterable[str]) -> set[str]:
    known = collectors()
    return {table_name(row) for name in names if name in known for row in known[name].COLLECTOR.fills}


def _with_derived(tables: set[str]) -> set[str]:
    found = set(tables)
    while more := {name for name, reads in derived_tables().items() if found & set(reads)} - found:
        found |= more
    return found


def _read_otherwise(old: Side, new: Side, sources: Iterable[Source]) -> set[str]:
    """Tables in which sources that have the same content in both runs have other rows."""
    both = [(s.old, s.new) for s in sources if s.cause is Cause.TOOL and s.old and s.new and s.old["source_key"]]
    if not both:
        return set()
    with open_database() as db:
        db.execute(
            "create table pair as select unnest($1::varchar[]) as source_key, unnest($2::varchar[]) as old, "
            "unnest($3::varchar[]) as new",
            [[was["source_key"] for was, _ in both], [was["run"] for was, _ in both], [now["run"] for _, now in both]],
        )
        tables = _filled({was["collector"] for was, _ in both})
        return {table for table in tables if _differ(db, _rows(old, "old", table), _rows(new, "new", table))}


def _rows(side: Side, run: str, table: str) -> str:
    """SQL of what one of the runs read in the sources of `pair`."""
    own = (SOURCE_KEY, *columns(all_tables()[table]))
    files = side.files.get(table)
    found = read_parquet(files, own, told=True) if files else empty((*own, Column(WRITTEN_BY, "VARCHAR", "")))
    listed = ", ".join(f'r."{column.name}"' for column in own)
    return f"select {listed} from {found} r join pair p on p.source_key = r.source_key and p.{run} = r.{WRITTEN_BY}"


def _differ(db: duckdb.DuckDBPyConnection, old: str, new: str) -> bool:
    ways = [f"(from ({one}) except all from ({other}) limit 1)" for one, other in ((old, new), (new, old))]
    return bool(db.execute(" union all ".join(ways)).fetchall())
