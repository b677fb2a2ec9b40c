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
_WANTED = """
select f.path, any_value(c.digest), list(distinct f.pointer)
from finding f join collection c on c.path = f.path and c.digest is not null
where f.pointer is not null and f.line is null and f.verdict <> 'met' group by f.path
"""
_SET = """
update finding set line = p.line, "column" = p."column"
from (select unnest($paths::varchar[]) as path, unnest($pointers::varchar[]) as pointer,
        unnest($lines::bigint[]) as line, unnest($columns::bigint[]) as "column") p
where finding.path = p.path and finding.pointer = p.pointer and finding.line is null and finding.verdict <> 'met'
"""


def locate_findings(db: duckdb.DuckDBPyConnection, contents: Callable[[str, int], bytes]) -> None:
    """Set line and column in the table `finding`; a file that is not the one that was read any more has none."""
    found: list[tuple[str, str, int, int]] = []
    for path, digest, pointers in db.execute(_WANTED).fetchall():
        from assay.descriptions.positions import locate

        data = contents(path, _MOST_BYTES)
        if content_digest(data) == digest:
            found += [(path, pointer, *place) for pointer, place in locate(data, pointers).items()]
    if found:
        names = ("paths", "pointers", "lines", "columns")
        db.execute(_SET, dict(zip(names, map(list, zip(*found, strict=True)), strict=True)))
