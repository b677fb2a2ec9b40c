"""A run -> what was read, by which tool, what failed, and what was looked for and is not there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assay.engine import tools as known
from assay.engine.result import Result
from assay.model import Outcome
from assay.store.records import Run

_MOST_FAILED = 200


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
    failed = []
    for collected in result.collections():
        part = collectors.get(collected["collector"])
        if part is None:
            continue
        part.rows += collected["rows"] or 0
        part.read += collected["outcome"] == Outcome.READ
        if collected["outcome"] == Outcome.FAILED:
            part.failed += 1
            failed.append(collected)
    parts = sorted(collectors.values(), key=lambda part: (-part.failed, -part.read, part.tool.tool))
    return ToolsPage(
        run=result.run,
        read=[part for part in parts if part.state != "absent"],
        absent=[part for part in parts if part.state == "absent"],
        computed=[tool for tool in mine if tool.tool == known.COMPUTED],
        failed=failed[:_MOST_FAILED],
        more_failed=max(0, len(failed) - _MOST_FAILED),
    )
