"""A run -> what was read, by which tool, what failed, and what was looked for and is not there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assay.engine import tools as known
from assay.engine.result import Result
from assay.model import Outcome
from assay.store.lake import as_mapping
from assay.store.records import Run

_MOST_FAILED = 200
_COUNTS = "select collector, outcome, count(*), sum(rows)::bigint from collection group by all"
_FAILED = """
select tool, path, error from collection where outcome = 'failed' and list_contains($names, collector)
order by collector, path limit $most
"""


@dataclass(slots=True)
class ToolPart:
    """One tool or format: what it gave in this run."""

    tool: known.Tool
    read: int = 0
    failed: int = 0
    rows: int = 0

    @property
    def state(self) -> str:
        return "failed" if self.failed else "read" if self.read else "absent"


@dataclass(frozen=True, slots=True)
class ToolsPage:
    """Tools by what they gave; failed sources with their reason."""

    run: Run
    read: Sequence[ToolPart]
    absent: Sequence[ToolPart]
    computed: Sequence[known.Tool]
    failed: Sequence[Mapping[str, Any]]
    more_failed: int


def tools(result: Result, domain: str = "") -> ToolsPage:
    """Tools of all domains, or of one."""
    mine = [tool for tool in known.tools() if not domain or domain in tool.domains or not tool.domains]
    collectors = {tool.name: ToolPart(tool) for tool in mine if tool.tool != known.COMPUTED}
    for name, outcome, count, rows in result.db.execute(_COUNTS).fetchall():
        part = collectors.get(name)
        if part is not None:
            part.rows += rows or 0
            part.read += count if outcome == Outcome.READ else 0
            part.failed += count if outcome == Outcome.FAILED else 0
    parts = sorted(collectors.values(), key=lambda part: (-part.failed, -part.read, part.tool.tool))
    failed = sum(part.failed for part in parts)
    told = as_mapping(result.db.execute(_FAILED, {"names": list(collectors), "most": _MOST_FAILED}))
    return ToolsPage(
        run=result.run,
        read=[part for part in parts if part.state != "absent"],
        absent=[part for part in parts if part.state == "absent"],
        computed=[tool for tool in mine if tool.tool == known.COMPUTED],
        failed=told,
        more_failed=failed - len(told),
    )
