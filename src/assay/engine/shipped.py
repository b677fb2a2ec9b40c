"""Every query that assay ships: of standards, of metrics, of derivations, and those that tell units."""

from __future__ import annotations

from .plugins import derivations
from .standards import load_metrics, load_standards


def shipped_queries() -> set[str]:
    """The texts of these queries."""
    from .discover import READS

    judging = {unit.sql for units in (load_standards(), load_metrics()) for unit in units.values()}
    return judging.union(READS.values(), *(derivation.reads.values() for derivation in derivations()))
