"""Findings that name a place in a file's value -> the line and column of it, found in the file.

Positions are worth computing for what is unmet or unknown alone. They are found while the files are as they were read,
and are kept with the finding.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from .reading import content_digest

if TYPE_CHECKING:
    import duckdb

_MOST_BYTES = 100_000_000
#: A row that states a share has its verdict only later.
_WANTED = """
select r.path, any_value(c.digest), list(distinct r.pointer)
from raw_finding r join collection c on c.path = r.path and c.digest is not null
where r.pointer is not null and r.line is null and r.met is distinct from true group by r.path
"""
_SET = """
update finding set line = p.line, "column" = p."column"
from (select unnest($paths::varchar[]) as path, unnest($pointers::varchar[]) as pointer,
        unnest($lines::bigint[]) as line, unnest($columns::bigint[]) as "column") p
where finding.path = p.path and finding.pointer = p.pointer and finding.line is null and finding.verdict <> 'met'
"""


class Places:
    """Where in their files findings are: asked of the rows that queries gave, found while these become verdicts."""

    def __init__(self, contents: Callable[[str, int], bytes]) -> None:
        """`contents` reads the first bytes of a file."""
        self._contents = contents
        self._wanted: list[tuple[str, str, list[str]]] = []
        self._found: list[tuple[str, str, int, int]] = []

    def ask(self, db: duckdb.DuckDBPyConnection) -> None:
        """Note which places the rows in `raw_finding` name."""
        self._wanted = db.execute(_WANTED).fetchall()

    def find(self) -> None:
        """Look for what was asked, without the database; a file that is not the one that was read any more has none."""
        for path, digest, pointers in self._wanted:
            from assay.descriptions.positions import locate

            data = self._contents(path, _MOST_BYTES)
            if content_digest(data) == digest:
                self._found += [(path, pointer, *place) for pointer, place in locate(data, pointers).items()]

    def set(self, db: duckdb.DuckDBPyConnection) -> None:
        """Set line and column in the table `finding`."""
        if self._found:
            names = ("paths", "pointers", "lines", "columns")
            db.execute(_SET, dict(zip(names, map(list, zip(*self._found, strict=True)), strict=True)))
