"""The runs that commands look at together, and what goes with them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from assay.model import UsageError

from ._options import lake_there

if TYPE_CHECKING:
    from assay.model.standard import Metric
    from assay.store.lake import Lake
    from assay.store.records import Run


@dataclass(frozen=True)
class Series:
    """Runs of a branch that can be compared, oldest first, and the metrics of the newest."""

    lake: Lake
    runs: list[Run]
    metrics: dict[str, Metric]

    @property
    def branch(self) -> str | None:
        return self.runs[-1].branch

    def paths(self) -> dict[str, str]:
        """Integration -> its directory, relative to the target."""
        from assay.engine.check import open_run

        result = open_run(self.lake, self.runs[-1], {}, self.metrics)
        return {unit.name: unit.path for unit in result.integrations}


def series(root: Path, lake_at: Path | None, branch: str | None) -> Series:
    """Errors: UsageError when there is no run of the branch."""
    from assay.engine import configuration
    from assay.engine.standards import load_metrics

    lake = lake_there(root, lake_at)
    target = str(root.resolve())
    runs = lake.catalog.series(target, branch)
    if not runs:
        names = sorted({run.branch or "" for run in lake.catalog.runs(target)})
        remedy = f"There are runs of: {', '.join(names)}." if names else f"Run `assay check {root}` first."
        what = "has no whole run of that branch" if names else "has not been checked yet"
        raise UsageError(what, where=str(root), remedy=remedy)
    return Series(lake, runs, load_metrics(configuration.load(root).metrics))
