"""What each table of a run holds, as a hash: known without its rows where it is made of what it was made of before.

In: the keys of the sources that were read, and what the run before knew. Out: a hash of each table's rows, in whatever
order they stand, and of each derivation's inputs. A collected table follows from its sources, the units and the code
that reads; a derived one from what its derivation reads and from which files there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from assay.model import Derivation, table_name
from assay.tables import all_tables

from .evidence import SIDE_BY_SIDE, Evidence, reference_file, reference_tables
from .plugins import collectors, derivations
from .reading import digest_of
from .reads import tables_of

if TYPE_CHECKING:
    import duckdb

#: Hashing more rows than these takes longer than most queries over them.
_MOST_ROWS = 200_000


class Held(NamedTuple):
    """Hashes of what a table follows from, and of its rows."""

    made_of: str
    content: str


class Contents:
    """The tables of one run. `known` is what the run before kept of its own."""

    def __init__(
        self, evidence: Evidence, keys: Mapping[str, Sequence[str]], by: str, among: str, known: Mapping[str, Held]
    ) -> None:
        """`keys` are those of the sources that each collector read, `by` a hash of the code and conventions that turn
        them into rows, `among` one of which files there are.
        """
        import duckdb

        self._evidence = evidence
        self._keys = keys
        self._by = digest_of(by, duckdb.__version__)
        self._among = among
        self._known = known
        self._found: dict[str, str | None] = {}
        self._digests: dict[str, str | None] = {}
        self._units = self.of(["integration"])["integration"] or ""

    def of(self, tables: Iterable[str]) -> dict[str, str | None]:
        """Hashes of what these tables hold; None where there is no such table, or nobody can tell so fast."""
        wanted = set(tables)
        made = {table: self._made_of(table) for table in wanted - self._found.keys()}
        for table, made_of in made.items():
            before = self._known.get(table)
            if self._evidence.is_empty(table):
                self._found[table] = _told(0, None, None)
            elif before is not None and before.made_of == made_of:
                self._found[table] = before.content
            elif table in reference_tables():
                self._found[table] = digest_of(reference_file(table).read_bytes())
        unknown = sorted(made.keys() - self._found.keys())
        self._evidence.require(unknown)
        with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
            self._found |= dict(zip(unknown, pool.map(self._look, unknown), strict=True))
        return {table: self._found[table] for table in wanted}

    def digest(self, derivation: Derivation) -> str | None:
        """Hash of everything that the rows of a derivation follow from; None where that is not known."""
        if derivation.name not in self._digests:
            read = set().union(*(tables_of(self._evidence.db, query) for query in derivation.reads.values()))
            held = self.of(read)
            said = repr((derivation.name, sorted(held.items())))
            known = None not in held.values()
            among = self._among if derivation.files else ""
            self._digests[derivation.name] = digest_of(self._by, self._units, among, said) if known else None
        return self._digests[derivation.name]

    def held(self) -> dict[str, Held]:
        """What the next run may know of the tables of this one."""
        made = {table: self._made_of(table) for table in self._found}
        found = {table: (made[table], content) for table, content in self._found.items()}
        return {table: Held(of, content) for table, (of, content) in found.items() if of and content}

    def _made_of(self, table: str) -> str | None:
        if table == "integration":
            return None
        if table in (filled := _derived()):
            return self.digest(filled[table])
        if table in all_tables():
            keys = sorted(key for name in _read()[table] for key in self._keys.get(name, ()))
            return digest_of(self._by, self._units, *keys)
        return self._by if table in reference_tables() else None

    def _look(self, table: str) -> str | None:
        with self._evidence.db.cursor() as db:
            return _content(db, table)


def _content(db: duckdb.DuckDBPyConnection, table: str) -> str | None:
    import duckdb

    # A sum tells how often a row stands there, too.
    query = f'select count(*), sum(hash(t)::hugeint), bit_xor(hash(t)) from (from "{table}" limit {_MOST_ROWS + 1}) t'
    try:
        found = db.execute(query).fetchone()
    except duckdb.Error:  # no such table: whoever asks it is told
        return None
    return None if found is None or found[0] > _MOST_ROWS else _told(*found)


def _told(rows: int, total: int | None, mixed: int | None) -> str:
    return f"{rows} {total} {mixed}"


@cache
def _derived() -> dict[str, Derivation]:
    """Derived tables -> the derivation that fills each."""
    return {table_name(row): derivation for derivation in derivations() for row in derivation.fills}


@cache
def _read() -> dict[str, tuple[str, ...]]:
    """Evidence tables -> names of the collectors that fill each."""
    found: dict[str, tuple[str, ...]] = dict.fromkeys(all_tables(), ())
    for name, module in collectors().items():
        for row in module.COLLECTOR.fills:
            found[table_name(row)] += (name,)
    return found
