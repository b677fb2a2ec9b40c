"""Seed and size -> files of a target that `assay check` can judge, and what is wrong in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from .defects import DEFECTS, ODDITIES
from .ledger import deliveries, disputes, orders, payouts, settlements
from .markets import METHODS, PROVIDERS
from .plan import plan
from .planting import Defect, plant
from .rows import TABLES, events, load


@dataclass(frozen=True)
class World:
    """Where it lies, the rows of each table, and for each standard the subjects that are wrong."""

    folder: Path
    rows: dict[str, int]
    planted: dict[str, frozenset[str]] = field(default_factory=dict)


def make(folder: Path, payments: int, *, seed: int = 7, defects: Iterable[Defect] = DEFECTS) -> World:
    """Write the world into an empty or new folder. The same seed and size make the same rows."""
    chosen = tuple(defects)
    found = plan(payments, seed)
    plant(found, ODDITIES, seed + 1)
    plant(found, chosen, seed + 2)
    with duckdb.connect() as db:
        db.execute("set enable_progress_bar = false")
        load(db, found)
        events(db)
        orders(db)
        settlements(db)
        disputes(db)
        deliveries(db)
        numbered = [*enumerate(chosen, 1), *((-number, odd) for number, odd in enumerate(ODDITIES, 1))]
        for number, defect in numbered:
            for statement in defect.then:
                db.execute(statement.format(flaw=number))
        payouts(db)
        for number, defect in numbered:
            for statement in defect.paid_out:
                db.execute(statement.format(flaw=number))
        planted = _planted(db, chosen)
        rows = {table: _write(db, table, folder / "exports") for table in TABLES}
        declared = "\n".join([*map(_unit, PROVIDERS), *(_export(db, table) for table in TABLES)])
    for unit in units():
        package = folder / "packages" / unit / "package.json"
        package.parent.mkdir(parents=True, exist_ok=True)
        package.write_text(f'{{"name": "@world/{unit}", "private": true}}\n', encoding="utf-8")
    (folder / "assay.toml").write_text(f'profile = ["production"]\n\n{declared}', encoding="utf-8")
    return World(folder, rows, planted)


def _planted(db: duckdb.DuckDBPyConnection, defects: tuple[Defect, ...]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for number, defect in enumerate(defects, 1):
        for standard, (subject, where) in defect.subjects.items():
            rows = db.execute(f"select {subject} from plan where flaw = {number} and {where}").fetchall()
            found.setdefault(standard, set()).update(str(name) for (name,) in rows)
    return {standard: frozenset(subjects) for standard, subjects in found.items()}


def _write(db: duckdb.DuckDBPyConnection, table: str, to: Path) -> int:
    to.mkdir(parents=True, exist_ok=True)
    db.execute(f"copy {table} to '{to / table}.parquet' (format parquet, compression snappy)")
    (count,) = db.execute(f"select count(*) from {table}").fetchone() or (0,)
    return int(count)


def _unit(provider: str) -> str:
    name = provider.replace(".", "-")
    stated = {"path": f"packages/{name}", "name": name, "kind": "payment", "layer": "provider", "provider": provider}
    return "\n".join(["[[integration]]", *(f'{key} = "{value}"' for key, value in stated.items()), ""])


def _export(db: duckdb.DuckDBPyConnection, table: str) -> str:
    columns = [name for name, *_ in db.execute(f"describe {table}").fetchall()]
    mapped = "\n".join(f'{name} = "{name}"' for name in columns)
    return f'[[export]]\npath = "exports/{table}.parquet"\ntable = "{table}"\n\n[export.columns]\n{mapped}\n'


def units() -> tuple[str, ...]:
    """Names of the integrations, one for each provider."""
    return tuple(dict.fromkeys(method.provider.replace(".", "-") for method in METHODS))
