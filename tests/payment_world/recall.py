"""A world and a real `assay check` of it -> for each payment standard, who had to be named and who was."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from .plan import AS_OF
from .world import World

_UNMET = "select standard, subject from finding where verdict = 'unmet' and domain = 'payment' group by all"


@dataclass(frozen=True)
class Recall:
    """Subjects of one standard: those planted, and those that it found unmet."""

    planted: frozenset[str]
    found: frozenset[str]

    @property
    def precision(self) -> float:
        """Share of those found that were planted; 1 where none was found."""
        return len(self.found & self.planted) / len(self.found) if self.found else 1.0

    @property
    def recall(self) -> float:
        """Share of those planted that were found; 1 where none was planted."""
        return len(self.found & self.planted) / len(self.planted) if self.planted else 1.0


def recall(world: World, lake: Path) -> dict[str, Recall]:
    """Standard -> its recall, of every payment standard that was planted or is unmet. Errors: CalledProcessError."""
    kept = ["--lake", str(lake)]
    day = f"{AS_OF:%Y-%m-%d}"
    _assay("check", str(world.folder), *kept, "--profile", "production", "--as-of", day, "--fail-on", "never")
    rows = csv.reader(io.StringIO(_assay("query", _UNMET, str(world.folder), *kept, "--csv", "--limit", "1000000")))
    found: dict[str, set[str]] = {}
    for standard, subject in list(rows)[1:]:
        found.setdefault(standard, set()).add(subject)
    names = sorted(found.keys() | world.planted.keys())
    return {
        name: Recall(world.planted.get(name, frozenset()), frozenset(found.get(name, frozenset()))) for name in names
    }


def unplanted(planted: Collection[str]) -> list[str]:
    """Payment standards over the tables of a world in which nothing was planted."""
    from assay.engine.evidence import open_database
    from assay.engine.reads import tables_of
    from assay.engine.standards import load_standards

    from .rows import TABLES

    derived = {"payment_attempt", "payment_step"}
    with open_database() as db:
        return [
            name
            for name, standard in load_standards().items()
            if standard.domain == "payment"
            and name not in planted
            and tables_of(db, standard.sql) & {*TABLES, *derived}
        ]


def _assay(*arguments: str) -> str:
    return subprocess.run(
        [sys.executable, "-m", "assay", *arguments], check=True, capture_output=True, text=True
    ).stdout
