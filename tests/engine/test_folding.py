"""Standards over large tables: what is unmet stays, who meets it is counted, and every number is what it was."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from assay.engine import evidence as evidences
from assay.engine import folding
from assay.engine.check import Options, check
from assay.engine.result import Result, tallies

AS_OF = date(2026, 11, 20)
_STANDARD = """/*
title = "Orders are small"
level = "must"
why = "x"
fix = "x"
reference = ["x"]
since = "1"
evidence = []
limits = { most = 95 }
*/
select integration, case when order_id = 'o-7' then 'o-6' else order_id end as subject, total_minor <= $most as met,
    total_minor || ' is the total' as reason, path, line
from shop_order
"""
_EXPORT = """[[export]]
path = "orders.csv"
table = "shop_order"
[export.columns]
order_id = "id"
total_minor = "total"
"""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    root = tmp_path / "shop"
    (root / "assay" / "standards" / "payment").mkdir(parents=True)
    (root / "assay" / "standards" / "payment" / "small.sql").write_text(_STANDARD)
    (root / "package.json").write_text('{"name": "shop"}')
    (root / "assay.toml").write_text(_EXPORT)
    # o-6 is met and, called o-7, once more; o-3 has no total; the five last are too large.
    lines = [f"o-{n},{'' if n == 3 else n}" for n in range(101)]
    (root / "orders.csv").write_text("\n".join(["id,total", *lines, "o-2,99"]) + "\n")
    return root


def _judged(root: Path, lake: str) -> tuple[Result, dict[str, Any]]:
    result = check(root, Options(lake=root.parent / lake, as_of=AS_OF, only=("payment/small",)))
    said = {
        "tallies": tallies(result.db),
        "scores": [(unit.name, unit.score_low, unit.score_high, unit.fitness) for unit in result.integrations],
        "unmet": [(f.subject, f.reason, f.line, f.fingerprint) for f in result.findings("unmet")],
        "unknown": [f.subject for f in result.findings("unknown")],
    }
    return result, said


def test_all_numbers_are_those_of_the_rows_one_by_one(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    each, expected = _judged(shop, "each")
    monkeypatch.setattr(evidences, "_LARGE", 0)
    monkeypatch.setattr(folding, "MOST", 10)
    folded, said = _judged(shop, "folded")
    assert said == expected
    assert (len(each.findings("met")), len(folded.findings("met"))) == (93, 1)
    (others,) = folded.findings("met")
    assert (others.subject, others.subjects, others.reason) == ("(all others)", 93, "93 subjects meet it")


def test_few_are_kept_each_though_the_table_is_large(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evidences, "_LARGE", 0)
    result, _ = _judged(shop, "lake")
    assert len(result.findings("met")) == 93


def test_what_is_mended_is_told_though_it_is_counted_only(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evidences, "_LARGE", 0)
    monkeypatch.setattr(folding, "MOST", 10)
    whole = Options(lake=shop.parent / "lake", as_of=AS_OF)
    check(shop, whole)
    orders = shop / "orders.csv"
    orders.write_text(orders.read_text().replace("o-100,100", "o-100,1"))
    told = check(shop, whole).since
    assert told and [old.subject for old in told.fixed] == ["o-100"]


def test_a_query_that_fails_is_told_as_ever(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evidences, "_LARGE", 0)
    file = shop / "assay" / "standards" / "payment" / "small.sql"
    file.write_text(_STANDARD.replace("total_minor <= $most", "nothing <= $most"))
    result, said = _judged(shop, "lake")
    assert said["unknown"] == ["shop"]
    assert "nothing" in (result.findings("unknown")[0].reason or "")
