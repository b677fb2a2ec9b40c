"""A review -> a GitLab Code Quality report: a list of what the change brought, for the widget of a merge request."""

from __future__ import annotations

import json

from assay.model import Level
from assay.model.escape import one_line
from assay.reviews.comparison import Row
from assay.reviews.gate import Gate
from assay.reviews.reviewing import Review

from . import digest

_SEVERITY = {Level.MUST: "critical", Level.SHOULD: "major", Level.MAY: "minor"}


def render(review: Review, *, show_all: bool = False, gate: Gate | None = None) -> str:  # noqa: ARG001
    """What is to the account of the change; with `show_all` every new finding. Paths are the repository's."""
    rows = [row for row in review.comparison.of(*digest.APPEARED) if row.counts or show_all]
    homes = {unit.name: unit.path for unit in review.head.integrations}
    return json.dumps([_entry(row, review.head.run.prefix, homes) for row in rows], indent=1)


def _entry(row: Row, prefix: str, homes: dict[str, str]) -> dict[str, object]:
    finding = row.finding
    path = finding.path or homes.get(finding.integration, ".")
    return {
        "description": one_line(f"{finding.integration}: {finding.subject}: {finding.reason or 'not met'}"),
        "check_name": finding.standard,
        "fingerprint": finding.fingerprint,
        "severity": _SEVERITY[finding.level],
        "location": {"path": prefix + path, "lines": {"begin": max(finding.line or 1, 1)}},
    }
