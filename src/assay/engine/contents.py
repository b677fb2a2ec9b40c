"""What each table of a run holds, by name: tables of one name have the same rows, and no row is looked at to tell it.

In: the keys of the sources that were read, and what the run before knew. Out: a name of each table's rows, and a hash
of each derivation's inputs. A collected table follows from its sources, the units and the code that reads; a derived
one from what its derivation reads and from which files there are. Rows are called by the hash of what they follow from.
Where that is another than before, the rows of both runs are compared, and equal ones keep their name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import NamedTuple

from assay.model import Derivation, table_name
from assay.tables import all_tables

from .evidence import SIDE_BY_SIDE, Evidence, reference_tables
from .filling import derived_tables
from .plugins import collectors, derivations
from .reading import digest_of
from .reads import tables_of

#: What the rows of an empty table are called.
_NONE = "none"


class Held(NamedTuple):
    """Hash of what a table follows from, and the name of its rows."""

    made_of: str
    content: str


class Basis(NamedTuple):
    """What the tables of a run follow from.

    `by` is a hash of the code and conventions that turn sources into rows, `among` one of which files there are,
    `state` one of all that units follow from; `keys` are those of the sources that each collector read.
    """

    by: str
    among: str
    state: str
    keys: Mapping[str, Sequence[str]]


class Contents:
    """The tables of one run."""

    def __init__(
        self, evidence: Evidence, basis: Basis, known: Mapping[str, Held], is_same: Callable[[str], bool]
    ) -> None:
        """`known` is what the run before kept of its own tables. `is_same` compares the rows of one with those that it
        had then.
        """
        self._evidence = evidence
        self._basis = basis
        self._known = known
        self._is_same = is_same
        self._found: dict[str, Held | None] = {}
        self._digests: dict[str, str | None] = {}
        self._sources = {name: digest_of(*sorted(keys)) for name, keys in basis.keys.items()}
        self._units = self.of(["integration"])["integration"] or ""
        if "integration" in known and known["integration"].content != self._units:
            self._known = {}  # rows of other units

    def of(self, tables: Iterable[str]) -> dict[str, str | None]:
        """Names of what these tables hold; None where there is no such table, or it is another in every run."""
        wanted = set(tables)
        missing = sorted(wanted - self._found.keys())
        held = {table: self._held(table) for table in missing}
        changed = [table for table, one in held.items() if one and self._may_be_same(table, one)]
        if changed:
            # Here, not in another thread: that one would wait for the one that derives, which waits for it.
            self._evidence.require(derived_tables().keys() & changed)
            with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
                for table, same in zip(changed, pool.map(self._is_same, changed), strict=True):
                    one = held[table]
                    if same and one:
                        held[table] = Held(one.made_of, self._known[table].content)
        self._found |= held
        return {table: one.content if (one := self._found[table]) else None for table in wanted}

    def digest(self, derivation: Derivation) -> str | None:
        """Hash of everything that the rows of a derivation follow from; None where that is not known."""
        if derivation.name not in self._digests:
            read = set().union(*(tables_of(self._evidence.db, query) for query in derivation.reads.values()))
            held = self.of(read)
            said = repr((derivation.name, sorted(held.items())))
            known = None not in held.values()
            among = self._basis.among if derivation.files else ""
            self._digests[derivation.name] = digest_of(self._basis.by, self._units, among, said) if known else None
        return self._digests[derivation.name]

    def known(self) -> tuple[str, dict[str, str], dict[str, Held]]:
        """What the next run may know: what made the rows, of each derivation its digest, what each table holds."""
        digests = {one.name: digest for one in derivations() if (digest := self.digest(one))}
        return self._basis.by, digests, {table: held for table, held in self._found.items() if held}

    def _held(self, table: str) -> Held | None:
        """What a table holds, as far as it is known without a look at its rows."""
        made_of = self._made_of(table)
        if made_of is None:
            return None
        if self._evidence.is_empty(table):
            return Held(made_of, _NONE)
        before = self._known.get(table)
        return before if before is not None and before.made_of == made_of else Held(made_of, made_of)

    def _may_be_same(self, table: str, held: Held) -> bool:
        before = self._known.get(table)
        return before is not None and before.made_of != held.made_of and _NONE not in (before.content, held.content)

    def _made_of(self, table: str) -> str | None:
        if table == "integration":
            return self._basis.state
        if table in (filled := _derived()):
            digest = self.digest(filled[table])
            return digest and digest_of(digest, table)
        if table in all_tables():
            sources = (f"{name} {self._sources[name]}" for name in _read()[table] if name in self._sources)
            return digest_of(self._basis.by, self._units, table, *sources)
        return digest_of(self._basis.by, table) if table in reference_tables() else None


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
