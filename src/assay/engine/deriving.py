"""Collected rows of a whole target -> its units and the rows that are derived from all of them."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from typing import Any

from assay.model import Derivation, Row, Target, all_columns, table_name
from assay.tables.workspace import Integration

from .barren import is_barren
from .configuration import Configuration
from .discover import READS, discover
from .evidence import Evidence
from .plugins import derivations
from .reads import tables_of


def discovered(evidence: Evidence, target: Target, config: Configuration) -> list[Integration]:
    """The units of a target. Errors: UsageError."""
    # All of it is read, and nothing else goes on meanwhile: its tables are made side by side.
    asked = [query for query in READS.values() if not is_barren(query, evidence.is_empty)]
    evidence.require(set().union(*(tables_of(evidence.db, query) for query in asked)))
    return discover(_Inputs(evidence, READS), target, config)


def derived(
    evidence: Evidence,
    target: Target,
    needed: Container[str] | None = None,
    known: Callable[[Derivation], bool] = lambda _: False,
) -> Iterator[tuple[str, list[Row] | str]]:
    """(table, its rows or the query that gives them), in an order in which each finds what it reads: add a table before
    asking for the next.

    With `needed`, only what fills one of these tables is derived; nothing is whose rows are `known`.
    """
    nameless = Target((), target.conventions)
    for derivation in derivations():
        rows: dict[type[Row], list[Row]] = {row: [] for row in derivation.fills}
        if needed is not None and not any(table_name(row) in needed for row in rows):
            continue
        if known(derivation):
            continue
        if derivation.derive is None:
            yield from _queried(evidence, derivation)
            continue
        seen = target if derivation.files else nameless
        for row in derivation.derive(_Inputs(evidence, derivation.reads), seen):
            rows[type(row)].append(row)
        yield from ((table_name(row), some) for row, some in rows.items())


def _queried(evidence: Evidence, derivation: Derivation) -> Iterator[tuple[str, str]]:
    """The one query of a derivation without Python, with the columns of its table."""
    (row,), (query,) = derivation.fills, derivation.reads.values()
    if not is_barren(query, evidence.is_empty):
        evidence.require(tables_of(evidence.db, query))
        listed = ", ".join(f'"{column.name}"' for column in all_columns(row))
        yield table_name(row), f"select {listed} from ({query})"


class _Inputs(Mapping[str, Sequence[tuple[Any, ...]]]):
    """The rows of the queries `reads` by name, each asked when it is looked at: where there is little to derive from,
    one of them tells so.
    """

    def __init__(self, evidence: Evidence, reads: Mapping[str, str]) -> None:
        self._evidence = evidence
        self._reads = reads
        self._found: dict[str, list[tuple[Any, ...]]] = {}

    def __getitem__(self, name: str) -> list[tuple[Any, ...]]:
        if name not in self._found:
            self._found[name] = _rows(self._evidence, self._reads[name])
        return self._found[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._reads)

    def __len__(self) -> int:
        return len(self._reads)


def _rows(evidence: Evidence, query: str) -> list[tuple[Any, ...]]:
    if is_barren(query, evidence.is_empty):
        return []
    evidence.require(tables_of(evidence.db, query))
    with evidence.db.cursor() as db:
        return db.execute(query).fetchall()
