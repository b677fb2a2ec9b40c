"""What changed between two versions -> SARIF 2.1.0: what breaks or may, and each caller that is hit, in place."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from importlib.metadata import version
from typing import Any
from urllib.parse import quote

from assay.descriptions.changes import Change, Level
from assay.model.escape import one_line
from assay.reviews.versions import Compared

from . import hit_told, hits_told, whose

_LEVEL = {Level.BREAKING: "error", Level.POSSIBLY: "warning", Level.COMPATIBLE: "note"}
_HIT = "breaks-caller"


def render(found: Compared, *, as_of: date) -> str:  # noqa: ARG001
    """One SARIF log; what is compatible is left out."""
    results = [*_hits(found), *(_change(found, each) for each in found.of(Level.BREAKING, Level.POSSIBLY))]
    names = sorted({result["ruleId"] for result in results})
    run = {
        "tool": {"driver": {"name": "assay", "version": version("assay"), "rules": [{"id": name} for name in names]}},
        "automationDetails": {"id": "assay/review/versions"},
        "columnKind": "utf16CodeUnits",
        "results": results,
    }
    log = {"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run]}
    return json.dumps(log, indent=1)


def _hits(found: Compared) -> Iterable[dict[str, Any]]:
    for hit in hits_told(found):
        level = _LEVEL[Level.BREAKING if hit.breaking else Level.POSSIBLY]
        yield _result(_HIT, level, hit_told(hit), (hit.path, hit.line))


def _change(found: Compared, change: Change) -> dict[str, Any]:
    return _result(change.id, _LEVEL[change.level], f"{whose(change)}: {change.message}", found.line(change))


def _result(name: str, level: str, text: str, at: tuple[str, int | None] | None) -> dict[str, Any]:
    path, line = at or ("", None)
    region = {"region": {"startLine": line}} if line else {}
    location = {"physicalLocation": {"artifactLocation": {"uri": quote(path)}, **region}}
    return {
        "ruleId": name,
        "level": level,
        "message": {"text": one_line(text)},
        "locations": [location] if path else [],
    }
