"""What followed from rows that have not changed since is taken from the run before, and not asked or derived again.

In: the queries and derivations of a run, and the content of the tables that they read. Out: the rows of queries, from
the cache where the query, its values and all that it reads are what they were; whether a derivation would give the rows
that it gave then. Most edits change few tables, and asking hundreds of queries is most of what a run over a small
target costs. The cache is never the truth: without it everything is asked.
"""

from __future__ import annotations

import shutil
from collections.abc import Container, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec

from assay.model import Derivation
from assay.model.standard import Metric, Standard
from assay.store.lake import WRITTEN_AS, quoted

from .contents import Contents, Held
from .evidence import Evidence
from .reading import digest_of

#: The tables that queries fill, and the column that names the query.
_FILLED = {"raw_finding": "standard", "raw_measure": "metric"}


class _Known(msgspec.Struct, frozen=True, array_like=True):
    """The run whose files hold the rows, and of each query and derivation the hash of all that they depend on."""

    run: str = ""
    answers: dict[str, str] = {}
    by: str = ""
    derived: dict[str, str] = {}
    tables: dict[str, Held] = {}


class Remembered:
    """What the run before was answered, and what this `run` is; `file` names where it is kept, the rows beside it."""

    def __init__(self, file: Path, run: str) -> None:
        self._file = file
        self._run = run
        self._known = _read(file)
        self._contents: Contents | None = None
        self._asked: dict[str, str] = {}

    @property
    def before(self) -> str:
        """The run before; empty where there was none."""
        return self._known.run

    def made_by(self, by: str) -> Mapping[str, Held]:
        """What the tables of the run before held; what other code or conventions made is forgotten with all of it."""
        if self._known.by != by:
            self._known = _Known()
        return self._known.tables

    def compare(self, contents: Contents) -> None:
        """State what the tables of this run hold; nothing is taken for known before."""
        self._contents = contents

    def is_derived(self, derivation: Derivation) -> bool:
        """Whether a derivation would give the rows again that it gave the run before."""
        digest = self._contents.digest(derivation) if self._contents else None
        return digest is not None and self._known.derived.get(derivation.name) == digest

    def take(
        self,
        evidence: Evidence,
        units: Sequence[Standard | Metric],
        tables: Mapping[str, set[str]],
        values: Mapping[str, Mapping[str, Any]],
        mixed: bool,
    ) -> set[str]:
        """Ids of the units whose rows now stand in raw_finding or raw_measure.

        `tables` are those that each reads; `values` those of its parameters; `mixed` tells
        whether what was provoked is hidden from some.
        """
        if self._contents is None:
            return set()
        held = self._contents.of(set().union(*(tables[unit.id] for unit in units)))
        for unit in units:
            contents = [held[table] for table in sorted(tables[unit.id])]
            if None not in contents:
                said = (unit.digest, unit.provoked and mixed, values[unit.id], contents)
                self._asked[unit.id] = digest_of(repr(said))
        same = {unit.id for unit in units if self._asked.get(unit.id, "") == self._known.answers.get(unit.id)}
        return same if same and self._load(evidence, same) else set()

    def keep(self, evidence: Evidence, errors: Container[str], draft: Path) -> None:
        """Keep the rows for the next run; queries that failed are asked again."""
        run, answers = self._run, {name: digest for name, digest in self._asked.items() if name not in errors}
        self._file.parent.mkdir(exist_ok=True)
        ids = ", ".join(f"'{name}'" for name in answers) or "''"
        for table, named in _FILLED.items():
            kept = draft / f"{table}.kept.parquet"
            with evidence.db.cursor() as db:
                db.execute(f"copy (from {table} where {named} in ({ids})) to '{quoted(kept)}' ({WRITTEN_AS})")
            kept.replace(self._rows(table, run))
        written = draft / "answers.msgpack"
        known = self._contents.known() if self._contents else ("", {}, {})
        written.write_bytes(msgspec.msgpack.encode(_Known(run, answers, *known)))
        written.replace(self._file)
        for left in self._file.parent.glob(f"{self._file.stem}.*.parquet"):
            if run not in left.name:
                left.unlink(missing_ok=True)

    def lend(self, to: Path) -> None:
        """Let another file know the same."""
        with suppress(OSError):
            for table in _FILLED:
                name = self._rows(table, self._known.run).name.removeprefix(self._file.stem)
                shutil.copyfile(self._rows(table, self._known.run), to.parent / f"{to.stem}{name}")
            shutil.copyfile(self._file, to)

    def _rows(self, table: str, run: str) -> Path:
        return self._file.parent / f"{self._file.stem}.{table}.{run}.parquet"

    def _load(self, evidence: Evidence, same: set[str]) -> bool:
        from assay.store import duckdb

        listed = ", ".join(f"'{name}'" for name in sorted(same))
        with evidence.db.cursor() as db:
            db.execute("begin")
            try:
                for table, named in _FILLED.items():
                    rows = f"read_parquet('{quoted(self._rows(table, self._known.run))}')"
                    db.execute(f"insert into {table} by name from {rows} where {named} in ({listed})")
            except duckdb.Error:  # gone or damaged
                db.execute("rollback")
                return False
            db.execute("commit")
        return True


def _read(file: Path) -> _Known:
    try:
        return msgspec.msgpack.decode(file.read_bytes(), type=_Known)
    except (OSError, msgspec.DecodeError):
        return _Known()
