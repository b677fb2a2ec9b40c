"""What a run saw of a target, as far as it tells where things are: files with their content's hash, and units."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from .evidence import places

if TYPE_CHECKING:
    import duckdb


class Unit(NamedTuple):
    """What is known of a unit here: its directory, its name, further paths of its own, and its package's name."""

    path: str
    name: str
    paths: str | None = None
    package: str | None = None


@dataclass(frozen=True, slots=True)
class State:
    """One state of a target: path -> hash of the content (empty where it is not known), and its units."""

    files: Mapping[str, str]
    units: tuple[Unit, ...] = ()

    @property
    def owners(self) -> dict[str, str]:
        """Directory or file -> the unit that owns it."""
        return places((unit.path, unit.name, unit.paths) for unit in self.units)


def state_of(db: duckdb.DuckDBPyConnection) -> State:
    """The state that a run saw, from its tables `collection` and `integration`."""
    files = db.execute(
        "select path, coalesce(any_value(digest), '') from collection where outcome <> 'absent' group by path"
    ).fetchall()
    units = db.execute("select path, integration, paths, package_name from integration order by path").fetchall()
    return State(dict(files), tuple(Unit(*unit) for unit in units))
