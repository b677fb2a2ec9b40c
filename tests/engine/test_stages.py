"""Standards over what other standards have found: judged last, when waivers are applied."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from assay.engine.check import Options, check
from assay.engine.result import Finding

HEADER = """/*
title = "t"
level = "must"
why = "w"
fix = "f"
reference = []
since = "1"
scope = "{scope}"
*/
"""
PAYS = "select integration, path as subject, path not like '%pay%' as met, 'pays' as reason, path from source_file"
SETTLED = """select 'all' as subject, count(*) = 0 as met, count(*) || ' unmet' as reason
from finding where verdict = 'unmet' and not waived"""
WAIVER = '[[waiver]]\nstandard = "own/nothing_pays"\nauthor = "k"\nreason = "r"\nuntil = 2026-12-31\ncount = 1\n'


def judged(root: Path) -> Finding:
    options = Options(as_of=date(2026, 11, 20), only=("own/*",))
    (found,) = check(root, options).findings(standard="own/all_is_settled")
    return found


def test_a_standard_may_ask_what_others_found_and_what_is_waived(tmp_path: Path) -> None:
    standards = tmp_path / "assay" / "standards" / "own"
    standards.mkdir(parents=True)
    (standards / "nothing_pays.sql").write_text(HEADER.format(scope="integration") + PAYS, encoding="utf-8")
    (standards / "all_is_settled.sql").write_text(HEADER.format(scope="workspace") + SETTLED, encoding="utf-8")
    (tmp_path / "package.json").write_text('{"name": "shop"}', encoding="utf-8")
    (tmp_path / "pay.ts").write_text("export const a = 1;\n", encoding="utf-8")
    assert (judged(tmp_path).verdict, judged(tmp_path).reason) == ("unmet", "1 unmet")
    (tmp_path / "assay.toml").write_text(WAIVER, encoding="utf-8")
    assert (judged(tmp_path).verdict, judged(tmp_path).reason) == ("met", "0 unmet")
    (tmp_path / "assay.toml").unlink()
    assert judged(tmp_path).verdict == "unmet"
