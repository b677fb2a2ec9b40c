"""Collected rows -> units -> derived rows: all the tables of a run, what the lake holds already not computed again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

from assay.model import Derivation, Outcome, Row, Target, all_columns, table_name
from assay.store.lake import Lake, Stored, read_parquet
from assay.store.records import Part
from assay.tables.workspace import Integration

from .collect import Collected, Collecting, Collection, State
from .configuration import Configuration
from .contents import Basis, Contents
from .deriving import derived, discovered
from .evidence import SIDE_BY_SIDE, Evidence, draft_rows, open_database, places
from .exports import refuse_unknown_units
from .filling import derived_tables
from .former import Former
from .loading import load_derived
from .outcomes import OUTCOMES, table_columns
from .plugins import collectors, derivations
from .reading import digest_of
from .remembering import Remembered

if TYPE_CHECKING:
    import duckdb


#: Of drafts of so many bytes, one thing is done after another.
_MUCH = 50_000_000


class Gathering:
    """Collected rows -> units -> derived rows; what lies in the lake already is not computed again."""

    def __init__(
        self,
        lake: Lake,
        run: str,
        target: Target,
        config: Configuration,
        collecting: Collecting,
        remembered: Remembered,
    ) -> None:
        self.lake = lake
        self.run = run
        self.target = target
        self.config = config
        self._collecting = collecting
        self._remembered = remembered
        self._parts: list[Part] = []
        self._evidence: Evidence | None = None
        self.state = State("", run)
        self.known = False

    @cached_property
    def db(self) -> duckdb.DuckDBPyConnection:
        """The database, in which one thread works for each that asks, unless there are exports to read."""
        return open_database(self.lake.draft(self.run) / "spill", alone=True)

    def get_ready(self) -> None:
        """Do what can be done while sources are still read by others; left out, it is done when it is needed."""
        derivations()
        self.db.execute("select 1")

    def evidence(self, collection: Collection) -> Evidence:
        """All tables of the run, of what was collected."""
        self._recall(collection)
        if collection.scanned:
            self.db.execute("reset threads")
        for written_by in {c.run for c in collection.collections if c.rows and c.run != self.run}:
            self._adopt(written_by)
        if self.known:
            self._adopt(self.state.run, derived=True)
        evidence = self._evidence = Evidence(self.db, {}, self.run)
        evidence.is_sparing = _size(collection) > _MUCH
        first = frozenset(derived_tables()["integration"])
        drafts = sorted({*collection.drafts, *collection.scanned}, key=lambda table: (table not in first, table))
        with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
            written = {table: pool.submit(self._append_drafts, collection, table) for table in drafts}
            evidence.set_collections(map(_collection_row, collection.collections), self.lake.draft(self.run))
            # Whose the files are is found while what has no say in it is still written.
            for table in first & written.keys():
                written[table].result()
            self._state_files(evidence)
            units = self._known_units() if self.known else self._discover(evidence)
            for one in written.values():
                one.result()
        self._state_files(evidence)
        evidence.set_units(units)
        self._remembered.compare(self._contents(evidence, collection))
        if self.known:
            return evidence
        if evidence.is_sparing:
            # What deriving needs and what is asked beside have no room in memory together.
            self._derive(evidence, units)
            evidence.make_room()
        else:
            evidence.derive(lambda: self._derive(evidence, units))
        return evidence

    def written(self) -> list[Part]:
        """The files of the evidence, once the last is written. Errors: what deriving met with."""
        if self._evidence is not None:
            self._evidence.settle()
        return self._parts

    def wait(self) -> None:
        """Wait for what is still written beside."""
        if self._evidence is not None:
            self._evidence.wait()

    def _state_files(self, evidence: Evidence) -> None:
        """Let the tables be those of all files that there are by now."""
        for table, stored in self._by_table(list(self._parts)).items():
            evidence.add_files(table, stored)

    def _by_table(self, parts: Iterable[Part]) -> dict[str, list[Stored]]:
        files: dict[str, list[Stored]] = {}
        for part in parts:
            files.setdefault(part.table, []).append(self.lake.stored(part))
        return files

    def _recall(self, collection: Collection) -> None:
        """Whether the run before knew the same, and has what is derived of it."""
        digest = self._collecting.state(collection.collections, repr(self.config.units), "\n".join(self.target.paths))
        before = self._collecting.memory.state
        self.known = before is not None and before.digest == digest and self.lake.is_whole(before.run)
        self.state = before if self.known and before is not None else State(digest, self.run)

    def _append_drafts(self, collection: Collection, table: str) -> None:
        files = collection.drafts.get(table)
        written = [draft_rows(_row_type(table), files)] if files else []
        queries = " union all by name ".join(f"({one})" for one in (*written, *collection.scanned.get(table, ())))
        with self.db.cursor() as db:
            part = self.lake.append(db, self.run, table, queries)
        if part:
            self._parts.append(part)

    def _adopt(self, run: str, derived: bool = False) -> None:
        mine = set(self._parts)
        for part in self.lake.catalog.parts(run):
            # What was derived may be an even earlier run's, which found the same.
            own = (derived or part.writer == run) and part.table not in OUTCOMES
            if own and (part.table in _derived_names()) == derived and part not in mine:
                self._parts.append(part)

    def _known_units(self) -> dict[str, str]:
        files = [self.lake.stored(part) for part in self._parts if part.table == "integration"]
        rows = read_parquet(files, all_columns(Integration))
        return places(self.db.execute(f"select path, integration, paths from {rows}").fetchall())

    def _discover(self, evidence: Evidence) -> dict[str, str]:
        found = discovered(evidence, self.target, self.config)
        refuse_unknown_units(self.config.own.export, {unit.integration for unit in found})
        units = places((unit.path, unit.integration, unit.paths) for unit in found)
        if found:
            self._load(evidence, "integration", found, units)
            self._write(evidence, "integration", "from integration")
        return units

    def _derive(self, evidence: Evidence, units: Mapping[str, str]) -> None:
        # What stands in the database may be asked before it is written.
        with ThreadPoolExecutor(1) as writing:
            begun = []
            for table, rows in derived(evidence, self.target, known=lambda one: self._is_known(evidence, one)):
                if isinstance(rows, str):
                    self._write(evidence, table, rows)
                elif rows:
                    self._load(evidence, table, rows, units)
                    begun.append(writing.submit(self._write, evidence, table, f'from "{table}"'))
                # They would stay in memory while the next are derived.
                del rows
            for one in begun:
                one.result()

    def _is_known(self, evidence: Evidence, derivation: Derivation) -> bool:
        """Whether the rows of a derivation are those of the run before, which are this one's, too, from now on."""
        if not (self._parts_before and self._remembered.is_derived(derivation)):
            return False
        for table in map(table_name, derivation.fills):
            same = [part for part in self._parts_before if part.table == table]
            self._parts.extend(same)
            if same:
                evidence.add_files(table, [self.lake.stored(part) for part in same])
        return True

    @cached_property
    def _parts_before(self) -> list[Part]:
        """The files of the run before, none where one is missing."""
        before = self._remembered.before
        return self.lake.catalog.parts(before) if before and self.lake.is_whole(before) else []

    def _contents(self, evidence: Evidence, collection: Collection) -> Contents:
        keys: dict[str, list[str]] = {}
        for collected in collection.collections:
            if collected.outcome == Outcome.READ:
                keys.setdefault(collected.collector, []).append(collected.key)
        from assay.store import duckdb

        by = digest_of(self._collecting.state(()), duckdb.__version__)
        among = digest_of(*self.target.paths, "", *self.target.beside)
        known = self._remembered.made_by(by)
        fresh = [part for part in self._parts if part.writer == self.run]
        former = Former(evidence, self._by_table(self._parts_before), self._by_table(fresh))
        return Contents(evidence, Basis(by, among, self.state.digest, keys), known, former.is_same)

    def _load(self, evidence: Evidence, table: str, rows: Sequence[Row], units: Mapping[str, str]) -> None:
        with self.db.cursor() as db:
            load_derived(db, table, table_columns(table), rows, units, self.lake.draft(self.run))
        evidence.state_made(table)

    def _write(self, evidence: Evidence, table: str, query: str) -> None:
        with self.db.cursor() as db:
            part = self.lake.append(db, self.run, table, query)
        if part:
            self._parts.append(part)
            evidence.add_files(table, [self.lake.stored(part)])


@cache
def _derived_names() -> frozenset[str]:
    return frozenset({"integration", *(table_name(row) for derivation in derivations() for row in derivation.fills)})


def _row_type(table: str) -> type[Row]:
    from assay.tables import all_tables

    return all_tables()[table]


def _size(collection: Collection) -> int:
    return sum(file.stat().st_size for files in collection.drafts.values() for file in files)


def _collection_row(collected: Collected) -> dict[str, Any]:
    stated = collectors()[collected.collector].COLLECTOR
    return {
        "source_key": collected.key if collected.outcome == Outcome.READ else None,
        "collector": stated.name,
        "tool": stated.tool,
        "path": collected.path,
        "integration": None,
        "origin": stated.origin.value,
        "environment": stated.environment,
        "outcome": collected.outcome,
        "error": collected.error,
        "rows": collected.rows,
        "run": collected.run,
        "digest": collected.digest if collected.outcome == Outcome.READ else None,
    }
