"""The whole run as JSON: the contract that programs read; its JSON Schema comes from these types."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from assay.engine.result import Finding, Measure, Result
from assay.model import Fitness
from assay.reviews.gate import Gate
from assay.store.catalog import Run

from .escape import json_text


class IntegrationOut(msgspec.Struct, frozen=True, kw_only=True):
    """One unit and its answer; scores run from 0 to 100."""

    name: str
    kind: str
    layer: str
    provider: str | None
    owner: str | None
    path: str
    verdict: Fitness
    score: tuple[float, float]
    signal: str


class CollectionOut(msgspec.Struct, frozen=True, kw_only=True):
    """What was read and how it ended."""

    collector: str
    tool: str
    path: str
    integration: str | None
    outcome: str
    rows: int
    error: str | None


class CheckOut(msgspec.Struct, frozen=True, kw_only=True):
    """The result of one `assay check`; all verdicts are in it, the met ones too."""

    version: str = "1"
    run: Run
    integrations: list[IntegrationOut]
    findings: list[Finding]
    collections: list[CollectionOut]
    measures: list[Measure]


def render(result: Result, target: Path, *, show_all: bool = False, gate: Gate | None = None) -> str:  # noqa: ARG001
    """One line of JSON; every verdict is in it, `show_all` or not."""
    units = [
        IntegrationOut(
            name=unit.name,
            kind=unit.kind,
            layer=unit.layer,
            provider=unit.provider,
            owner=unit.owner,
            path=unit.path,
            verdict=unit.fitness,
            score=(round(unit.score_low, 1), round(unit.score_high, 1)),
            signal=unit.signal,
        )
        for unit in result.integrations
    ]
    # As CheckOut says; the schema is made of that, and a test holds what is written against it.
    out = {
        "version": "1",
        "run": result.run,
        "integrations": units,
        "findings": _findings(result),
        "collections": [CollectionOut(**collected) for collected in result.collections()],
        "measures": result.measures(),
    }
    return json_text(msgspec.json.encode(out).decode())


def _findings(result: Result) -> msgspec.Raw:
    """All findings as the database writes them: tens of thousands need not become objects on their way to text."""
    columns = ", ".join(Finding.__struct_fields__)
    rows = result.db.execute(
        f"select to_json(f) from (select {columns} from finding order by standard, integration, subject) f"
    ).fetchall()
    return msgspec.Raw("[" + ",".join(row for (row,) in rows) + "]")


def schema() -> dict[str, Any]:
    """JSON Schema of the contract."""
    return msgspec.json.schema(CheckOut)
