"""Standards see what trials provoked only where they ask for it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from assay.engine.evidence import COLLECTION, Evidence, load_rows, open_database
from assay.engine.judge import judge
from assay.engine.outcomes import table_columns
from assay.model import Level
from assay.model.standard import Metric, Standard

SQL = "select integration, origin as subject, true as met, 'x' as reason from call"


def judged(folder: Path, sql: str = SQL, provoked: bool = False) -> list[str]:
    evidence = Evidence(open_database(), {})
    origins = ("recording", "trial", None)
    load_rows(
        evidence.db,
        "collection",
        COLLECTION,
        [
            {"collector": name, "path": name, "integration": "shop", "origin": origin, "outcome": "read", "rows": 1}
            for name, origin in (("trials", "trial"), ("har", "recording"))
        ],
        folder,
    )
    evidence.state_made("collection")
    rows: dict[str, list[dict[str, Any]]] = {
        "integration": [{"integration": "shop", "path": "shop", "kind": "api", "layer": "provider"}],
        "call": [{"integration": "shop", "entry": n, "origin": origin} for n, origin in enumerate(origins)],
        "trial_run": [{"integration": "shop", "origin": "trial"}],
    }
    for table, given in rows.items():
        load_rows(evidence.db, table, table_columns(table), given, folder)
        evidence.state_made(table)
    standard = Standard(
        **dict.fromkeys(("title", "why", "fix", "since", "domain", "digest", "file"), "x"),
        level=Level.MAY,
        reference=(),
        id="api/x",
        sql=sql,
        provoked=provoked,
    )
    metric = Metric(
        **dict.fromkeys(("title", "unit", "better", "kind", "why", "formula", "domain", "digest", "file"), "x"),
        id="api/y",
        sql="select integration, count(*) as value from call group by 1",
        provoked=provoked,
    )
    assert judge(evidence, [standard], as_of=date(2026, 1, 1), limits={}, draft=folder, metrics=[metric]) == {}
    count = evidence.db.execute("select value from measure").fetchone()
    found = evidence.db.execute("select subject from finding order by 1").fetchall()
    assert count == ((3 if provoked else 2),)
    return [subject for (subject,) in found]


def test_by_default_they_are_out_of_sight(tmp_path: Path) -> None:
    assert judged(tmp_path) == ["recording", "shop"]


def test_who_asks_for_them_sees_them(tmp_path: Path) -> None:
    assert judged(tmp_path, provoked=True) == ["recording", "shop", "trial"]


def test_a_standard_on_trials_sees_them(tmp_path: Path) -> None:
    assert judged(tmp_path, f"{SQL} where exists (select 1 from trial_run)") == ["recording", "shop", "trial"]
