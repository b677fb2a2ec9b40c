"""Which tables are filled by which collectors, and which are derived of which."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from assay.model import table_name
from assay.model.compiled import compiled
from assay.tables import all_tables

from .plugins import collectors, derivations


@cache
def derived_tables() -> dict[str, tuple[str, ...]]:
    """Derived tables -> the tables they are computed from. The table of units is one of them."""
    return compiled("derived", dict[str, tuple[str, ...]], _derived_from)


def _derived_from() -> dict[str, tuple[str, ...]]:
    from .discover import READS

    found = {"integration": _read_by(READS)}
    for derivation in derivations():
        found |= dict.fromkeys(map(table_name, derivation.fills), _read_by(derivation.reads))
    return found


def _read_by(reads: Mapping[str, str]) -> tuple[str, ...]:
    words = {word.strip('",()') for query in reads.values() for word in query.split()}
    return tuple(sorted(words & all_tables().keys()))


@cache
def filled_by() -> dict[str, tuple[str, ...]]:
    """Evidence tables -> names of the collectors whose reading says something about them, also by derivation."""
    direct: dict[str, set[str]] = {}
    for name, module in collectors().items():
        for row in module.COLLECTOR.fills:
            direct.setdefault(table_name(row), set()).add(name)
    derived = derived_tables()

    def fillers(table: str, seen: frozenset[str]) -> set[str]:
        if table in seen:
            return set()
        found = set(direct.get(table, set()))
        for source in derived.get(table, ()):
            found |= fillers(source, seen | {table})
        return found

    return {table: tuple(sorted(fillers(table, frozenset()))) for table in all_tables()}
