"""A run in the lake -> what the split needs of it: what judged it, what was read, and what was said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from assay.engine.opening import open_evidence
from assay.engine.standards import kept
from assay.model.standard import Standard
from assay.store.catalog import Run
from assay.store.lake import Lake, Stored, as_mapping

from .acceptance import Waiver
from .causes import Cells, Said

if TYPE_CHECKING:
    import duckdb

_WAIVERS = f"select {', '.join(Waiver._fields)} from waiver"


class Side(NamedTuple):
    """One of the two runs. `units` are rows of the table `integration`, `paths` all files of the target."""

    run: Run
    standards: Mapping[str, Standard]
    said: Cells
    waivers: Sequence[Waiver]
    units: frozenset[tuple[Any, ...]]
    collections: Sequence[Mapping[str, Any]]
    paths: frozenset[str]
    files: Mapping[str, Sequence[Stored]]

    @property
    def as_of(self) -> date:
        return date.fromisoformat(self.run.as_of)

    @property
    def names(self) -> frozenset[str]:
        return frozenset(unit[0] for unit in self.units)


def side(lake: Lake, run: Run) -> Side:
    """Errors: AssayError when the run's files are damaged."""
    evidence = open_evidence(lake.files(run.id))
    with evidence.db as db:
        evidence.require(["target_file"])
        return Side(
            run=run,
            standards=kept(lake, run)[0],
            said=cells(db),
            waivers=[Waiver._make(row) for row in db.execute(_WAIVERS).fetchall()],
            units=frozenset(db.execute("select integration, * from integration").fetchall()),
            collections=as_mapping(db.execute("select * from collection")),
            paths=frozenset(path for (path,) in db.execute("select path from target_file").fetchall()),
            files=lake.files(run.id),
        )


def cells(db: duckdb.DuckDBPyConnection) -> Cells:
    """The table `finding`, by standard, unit and subject."""
    found: dict[str, dict[str, dict[str, Said]]] = {}
    for row in db.execute(f"select {', '.join(Said._fields)} from finding").fetchall():
        said = Said._make(row)
        found.setdefault(said.standard, {}).setdefault(said.integration, {})[said.subject] = said
    return found
