"""A fixed result: two providers, a base and the workspace, with each verdict, hostile names, and a failed source."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assay.engine.evidence import COLLECTION, Evidence, load_rows, open_database
from assay.engine.outcomes import FINDING, MEASURE
from assay.engine.result import Result, integrations
from assay.model import Level, all_columns
from assay.model.standard import Standard
from assay.store.catalog import Run
from assay.tables.workspace import Integration

#: A file name and a reason that try to speak to a terminal, a Markdown page and an XML document.
HOSTILE_PATH = "packages/evil-pay/\x1b[2Jsrc/a|b<script>.ts"
HOSTILE_REASON = "shows \x1b]0;owned\x07 <img src=x onerror=alert(1)> | \u202etxt \x00 ]]> [link](javascript:x)\nnext"


def standard(name: str, level: str, title: str) -> Standard:
    return Standard(
        id=name,
        domain=name.split("/", maxsplit=1)[0],
        title=title,
        level=Level(level),
        why="A call that never ends holds the shopper hostage.",
        fix="Set a timeout on the client.",
        reference=("RFC 9110 section 15.6.5",),
        since="0.1",
        sql="select 1",
        digest="0",
        file="x.sql",
    )


STANDARDS = {
    found.id: found
    for found in (
        standard("service/calls_time_out", "must", "Outbound calls give up in time"),
        standard("security/sinks_are_clean", "must", "Nothing from outside becomes markup"),
        standard("testing/tests_assert", "should", "Every test asserts something"),
        standard("component/files_are_short", "may", "Files are short"),
    )
}


def finding(name: str, unit: str, subject: str, verdict: str, reason: str, **more: Any) -> dict[str, Any]:
    key = hashlib.sha256("\x1f".join((name, unit, subject)).encode()).hexdigest()[:16]
    return {
        "standard": name,
        "level": STANDARDS[name].level.value,
        "domain": STANDARDS[name].domain,
        "integration": unit,
        "subject": subject,
        "verdict": verdict,
        "reason": reason,
        "fingerprint": key,
        "waived": False,
        "subjects": 1,
        **more,
    }


FINDINGS = [
    finding(
        "service/calls_time_out",
        "acme-pay",
        "fetch POST /pay",
        "unmet",
        "never gives up",
        path="packages/acme-pay/a.ts",
        line=12,
    ),
    finding(
        "service/calls_time_out",
        "evil-pay",
        "fetch GET /x",
        "unmet",
        "never gives up",
        path="packages/evil-pay/c.ts",
        line=3,
    ),
    finding(
        "security/sinks_are_clean", "evil-pay", "sink \x1b[31m", "unmet", HOSTILE_REASON, path=HOSTILE_PATH, line=7
    ),
    finding(
        "security/sinks_are_clean",
        "acme-pay",
        "innerHTML",
        "unmet",
        "takes a response",
        path="packages/acme-pay/b.ts",
        line=1,
        waived=True,
    ),
    finding("testing/tests_assert", "acme-pay", "acme-pay", "unknown", "no evidence of test_result; add JUnit XML"),
    finding(
        "testing/tests_assert", "evil-pay", "pays", "met", "asserts twice", path="packages/evil-pay/a.spec.ts", line=4
    ),
    finding("component/files_are_short", "base", "base/index.ts", "met", "has 10 lines", path="packages/base/index.ts"),
]
UNITS = [
    {"integration": "shop", "kind": "component", "layer": "workspace", "path": ".", "signal": "it holds the others"},
    {
        "integration": "acme-pay",
        "kind": "payment",
        "layer": "provider",
        "provider": "acme",
        "owner": "@shop/pay",
        "path": "packages/acme-pay",
        "signal": "its name",
    },
    {
        "integration": "evil-pay",
        "kind": "payment",
        "layer": "provider",
        "provider": "evil",
        "owner": "@shop/pay",
        "path": "packages/evil-pay",
        "signal": "its name",
    },
    {
        "integration": "base",
        "kind": "payment",
        "layer": "base",
        "path": "packages/base",
        "signal": "providers build on it",
    },
]
COLLECTIONS = [
    {
        "collector": "har",
        "tool": "HAR 1.2",
        "path": "recordings/a b.har",
        "integration": "shop",
        "outcome": "failed",
        "error": "is cut short",
        "rows": 0,
    },
    {
        "collector": "ecmascript",
        "tool": "TypeScript",
        "path": "packages/base/index.ts",
        "integration": "base",
        "outcome": "read",
        "rows": 9,
    },
]
MEASURES = [
    {
        "metric": "testing/skipped",
        "domain": "testing",
        "integration": "acme-pay",
        "dimension": "",
        "value": 0.5,
        "numerator": 1,
        "denominator": 2,
        "low": 0.1,
        "high": 0.9,
    }
]


@pytest.fixture
def result(tmp_path: Path) -> Iterator[Result]:
    db = open_database()
    evidence = Evidence(db, {})
    for table, columns, rows in (
        ("integration", all_columns(Integration), UNITS),
        ("finding", FINDING, [{"subjects": 1, **row} for row in FINDINGS]),
        ("measure", MEASURE, MEASURES),
        ("collection", COLLECTION, COLLECTIONS),
    ):
        load_rows(db, table, columns, rows, tmp_path)
        evidence.state_made(table)
    run = Run(
        id="20240715T000000000000-abc",
        target="/shop",
        started="2024-07-15T00:00:00.000000+00:00",
        as_of="2024-07-15",
        version="0.1.0",
        commit="0123456789abcdef",
        branch="main",
        profiles=("repository",),
        seconds=1.25,
    )
    yield Result(run, evidence, STANDARDS, {}, integrations(db), fresh=2)
    db.close()
