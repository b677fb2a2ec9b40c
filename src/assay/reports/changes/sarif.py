"""A review -> SARIF 2.1.0 with `baselineState` (section 3.27.24): what is new, unchanged, updated or absent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from assay.model import Verdict
from assay.model.escape import one_line
from assay.reviews.comparison import Row, Status
from assay.reviews.gate import Gate
from assay.reviews.reviewing import Review

from ..sarif import log


def render(review: Review, *, show_all: bool = False, gate: Gate | None = None) -> str:  # noqa: ARG001
    """One SARIF log of all unmet findings of both runs; those no longer judged are open, never absent."""
    about = {
        "automationDetails": {"id": "assay/review/", "guid": _guid(review.head.run.id)},
        "baselineGuid": _guid(review.base.run.id),
    }
    return log(review.head, [(row.finding, _state(row)) for row in review.comparison.rows], about)


def _guid(run: str) -> str:
    return str(uuid5(NAMESPACE_URL, f"assay:run:{run}"))


def _state(row: Row) -> Mapping[str, Any]:
    said = {"status": row.status.value, "because": one_line(row.because), "touched": row.touched.value}
    found: dict[str, Any] = {"baselineState": _baseline(row)}
    if row.status is Status.NOT_JUDGED:
        found |= {"kind": "open", "level": "none"}
    return {**found, "properties": {**_about(row), **said}}


def _about(row: Row) -> dict[str, Any]:
    finding = row.finding
    return {
        "integration": one_line(finding.integration),
        "subject": one_line(finding.subject),
        "origin": finding.origin,
    }


def _baseline(row: Row) -> str:
    if row.status in (Status.NEW, Status.REAPPEARED):
        return "new"
    if row.status is Status.FIXED:
        return "absent"
    before, after = row.before, row.finding
    same = before is not None and (before.verdict, before.fingerprint, before.path, before.line, before.reason) == (
        Verdict.UNMET,
        after.fingerprint,
        after.path,
        after.line,
        after.reason,
    )
    return "unchanged" if same and row.status is Status.UNCHANGED else "updated"
