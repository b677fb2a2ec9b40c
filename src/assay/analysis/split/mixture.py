"""The rows of two runs -> tables as they would be if only some causes had acted, and what standards say of them.

Rows that derive from the whole target (units, resolved imports, cycles, clones) are derived anew from each mixture, so
that they fit it: a test that is gone is imported by nobody, whatever else is old.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec

from assay.engine.configuration import NOTHING_STATED, Configuration
from assay.engine.deriving import derived, discovered
from assay.engine.evidence import Evidence, open_database, places
from assay.engine.filling import derived_tables
from assay.engine.judge import judge
from assay.engine.loading import load_derived
from assay.engine.outcomes import table_columns
from assay.engine.reads import tables_of
from assay.engine.stated import Unit
from assay.model import Conventions, Outcome, Target
from assay.model.paths import owner_of
from assay.store.lake import Stored

from .causes import Cause, Cells
from .sides import Side, cells
from .sources import Source
from .worths import Acted

#: Causes that change the rows that standards read.
OF_ROWS = frozenset({Cause.TOOL, Cause.EVIDENCE, Cause.CODE})


class Mixture:
    """Judges any mixture of two runs' rows, standards and days. Errors: AssayError when the lake is damaged."""

    def __init__(self, old: Side, new: Side, sources: Sequence[Source]) -> None:
        self._sides = (old, new)
        self._sources = sources
        kept = derived_tables().keys()
        self._files: dict[str, list[Stored]] = {}
        for side in self._sides:
            for table, files in side.files.items():
                if table not in kept:
                    listed = self._files.setdefault(table, [])
                    listed += [file for file in files if file not in listed]

    def judge(self, wanted: Mapping[Acted, Sequence[str]]) -> dict[Acted, Cells]:
        """`wanted` maps the causes that have acted to the standards to be judged."""
        found: dict[Acted, Cells] = {}
        for state in sorted({acted & OF_ROWS for acted in wanted}, key=sorted):
            here = [acted for acted in wanted if acted & OF_ROWS == state]
            needed = self._needed({name for acted in here for name in wanted[acted]})
            with tempfile.TemporaryDirectory() as folder, self._mixed(state, needed, Path(folder)) as evidence:
                for acted in here:
                    found[acted] = self._judge(evidence, acted, wanted[acted], Path(folder))
        return found

    def _needed(self, standards: Iterable[str]) -> set[str]:
        """The tables that standards read, and what these are derived from."""
        derived_from = derived_tables()
        texts = [side.standards[name] for name in standards for side in self._sides if name in side.standards]
        with open_database() as db:
            needed = set[str]().union(*(tables_of(db, text.sql) for text in texts))
        while more := {source for table in needed for source in derived_from.get(table, ())} - needed:
            needed |= more
        return needed

    def _judge(self, evidence: Evidence, acted: Acted, wanted: Sequence[str], draft: Path) -> Cells:
        by = self._sides[Cause.STANDARDS in acted]
        standards = [by.standards[name] for name in wanted if name in by.standards]
        judge(evidence, standards, as_of=self._sides[Cause.DAY in acted].as_of, limits=by.run.limits, draft=draft)
        return cells(evidence.db)

    @contextmanager
    def _mixed(self, state: Acted, needed: set[str], draft: Path) -> Iterator[Evidence]:
        with open_database() as db:
            evidence = Evidence(db, self._files)
            picked = self._picked(state)
            target, config = self._target(state), self._configuration(state)
            self._describe(evidence, picked, {}, draft)
            found = discovered(evidence, target, config)
            units = places((unit.path, unit.integration, unit.paths) for unit in found)
            self._describe(evidence, picked, units, draft)
            evidence.set_units(units)
            self._add(evidence, "integration", found, units, draft)
            for table, rows in derived(evidence, target, needed):
                self._add(evidence, table, rows, units, draft)
            yield evidence

    def _picked(self, state: Acted) -> list[Mapping[str, Any]]:
        rows = [(source.old, source.new)[(source.cause or Cause.CODE) in state] for source in self._sources]
        picked = [row for row in rows if row is not None]
        seen = {row["collector"] for row in picked}
        absent = {row["collector"]: row for side in self._sides for row in side.collections}
        return picked + [
            {**row, "path": ".", "outcome": Outcome.ABSENT, "source_key": None, "error": None, "rows": 0}
            for name, row in sorted(absent.items())
            if name not in seen
        ]

    def _target(self, state: Acted) -> Target:
        evidence = {row["path"] for s in self._sources if s.cause is Cause.EVIDENCE for row in (s.old or s.new,) if row}
        of_code, of_evidence = (self._sides[cause in state].paths for cause in (Cause.CODE, Cause.EVIDENCE))
        paths = (of_code - evidence) | (of_evidence & evidence)
        return Target(paths, Conventions(self._sides[Cause.TOOL in state].run.conventions))

    def _configuration(self, state: Acted) -> Configuration:
        conventions = Conventions(self._sides[Cause.TOOL in state].run.conventions)
        units = msgspec.convert(self._sides[Cause.CODE in state].run.units, tuple[Unit, ...])
        return msgspec.structs.replace(NOTHING_STATED, conventions=conventions, units=units)

    def _describe(
        self, evidence: Evidence, picked: Sequence[Mapping[str, Any]], units: Mapping[str, str], draft: Path
    ) -> None:
        owned = ({**row, "integration": owner_of(row["path"], units) if units else None} for row in picked)
        evidence.set_collections(owned, draft)

    def _add(self, evidence: Evidence, table: str, rows: Any, units: Mapping[str, str], draft: Path) -> None:
        if isinstance(rows, str):
            evidence.db.execute(f'create or replace table "{table}" as {rows}')
        else:
            load_derived(evidence.db, table, table_columns(table), rows, units, draft)
        evidence.state_made(table)
