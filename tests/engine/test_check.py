"""One pass over a small workspace: what is read again, what is kept, what a broken source does."""

from __future__ import annotations

import json
import os
import time
from datetime import date, timedelta
from pathlib import Path

import pytest

from assay.engine.check import Options, check, open_run
from assay.engine.evidence import open_database
from assay.engine.gathering import OUTCOMES
from assay.engine.result import Result
from assay.model import UsageError
from assay.store.lake import Lake
from assay.store.maintenance import expire

DAY = date(2026, 11, 20)


def write(root: Path, files: dict[str, str | bytes]) -> None:
    """Files of long ago, so that their time of change can be trusted."""
    for name, text in files.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode() if isinstance(text, str) else text)
        os.utime(file, (time.time() - 100, time.time() - 100))


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    root = tmp_path / "shop"
    write(
        root,
        {
            "package.json": json.dumps({"name": "shop", "workspaces": ["packages/*"]}),
            "packages/nordpay-integration/package.json": json.dumps({"name": "@shop/nordpay-integration"}),
            "packages/nordpay-integration/src/index.ts": "export { pay } from './pay';\n",
            "packages/nordpay-integration/src/pay.ts": "import './index';\nexport const pay = () => 1;\n",
            "packages/core/package.json": json.dumps({"name": "@shop/core"}),
            "packages/core/src/index.ts": "import { pay } from '@shop/nordpay-integration';\npay();\n",
        },
    )
    return root


def run(root: Path) -> Result:
    return check(root, Options(as_of=DAY))


def rows(result: Result, query: str) -> list[tuple[object, ...]]:
    result.evidence.require(["module_import", "import_edge", "file_cycle", "integration"])
    return result.db.execute(query).fetchall()


def test_units_are_found_and_own_their_rows(shop: Path) -> None:
    result = run(shop)
    units = dict(rows(result, "select integration, layer from integration"))
    assert units == {"shop": "workspace", "nordpay-integration": "provider", "core": "core"}
    edges = rows(result, "select integration, to_path from import_edge where via = 'workspace'")
    assert edges == [("core", "packages/nordpay-integration/src/index.ts")]
    cycle = rows(result, "select distinct cycle, size from file_cycle")
    assert cycle == [("packages/nordpay-integration/src/index.ts", 2)]


def test_a_second_run_reads_nothing_and_says_the_same(shop: Path) -> None:
    first, second = run(shop), run(shop)
    assert (first.fresh > 0, second.fresh) == (True, 0)
    query = "select * from import_edge order by all"
    assert rows(first, query) == rows(second, query)
    assert first.findings() == second.findings()
    assert [c["path"] for c in first.collections()] == [c["path"] for c in second.collections()]


def test_only_what_changed_is_read_again(shop: Path) -> None:
    run(shop)
    write(shop, {"packages/nordpay-integration/src/pay.ts": "export const pay = () => 2;\n"})
    result = run(shop)
    changed = {c["path"] for c in result.collections() if c["path"].endswith("pay.ts")}
    assert changed == {"packages/nordpay-integration/src/pay.ts"}
    assert 0 < result.fresh < 5
    assert rows(result, "select * from file_cycle") == []


def test_what_becomes_again_what_it_was_has_its_rows_once(shop: Path) -> None:
    query = "select path, specifier from module_import order by all"
    before = rows(run(shop), query)
    text = (shop / "packages/core/src/index.ts").read_bytes()
    write(shop, {"packages/core/src/index.ts": "// another branch\n"})
    run(shop)
    write(shop, {"packages/core/src/index.ts": text})
    assert rows(run(shop), query) == before


def test_what_is_gone_leaves_no_rows(shop: Path) -> None:
    run(shop)
    (shop / "packages/core/src/index.ts").unlink()
    assert rows(run(shop), "select * from import_edge where integration = 'core'") == []


def test_a_broken_source_is_one_failed_collection(shop: Path) -> None:
    write(shop, {"packages/core/package.json": "{", "packages/core/src/logo.ts": b"\0\1\2\3"})
    result = run(shop)
    failed = {c["path"]: str(c["error"]) for c in result.collections() if c["outcome"] == "failed"}
    assert "packages/core/package.json" in failed
    assert "not text" in failed["packages/core/src/logo.ts"]
    unread = "standard = 'component/source_can_be_parsed' and integration = 'core' and verdict <> 'met'"
    said = rows(result, f"select subject, verdict from finding where {unread}")
    assert said == [("packages/core/src/logo.ts", "unknown")]
    assert len(result.integrations) == 3


def test_a_renamed_unit_takes_its_rows_along(shop: Path) -> None:
    run(shop)
    write(shop, {"assay.toml": '[[integration]]\npath = "packages/core"\nname = "heart"\n'})
    result = run(shop)
    assert rows(result, "select integration from import_edge where via = 'workspace'") == [("heart",)]


def test_every_run_stays_in_the_lake(shop: Path) -> None:
    first, second = run(shop), run(shop)
    assert [known.id for known in Lake(shop / ".assay").catalog.runs()] == [second.run.id, first.run.id]
    assert list((shop / ".assay" / "tmp").iterdir()) == []


def test_a_lost_file_of_the_lake_is_read_again(shop: Path) -> None:
    query = "select path, specifier from module_import order by all"
    before = rows(run(shop), query)
    for file in (shop / ".assay" / "rows" / "module_import").iterdir():
        file.unlink()
    assert rows(run(shop), query) == before


def test_a_target_that_is_no_directory_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="not a directory"):
        run(tmp_path / "nothing")


def test_a_target_whose_path_is_no_text_is_refused(shop: Path) -> None:
    odd = shop.rename(Path(os.fsdecode(os.fsencode(shop) + b"\xff")))
    with pytest.raises(UsageError, match="not UTF-8"):
        run(odd)


@pytest.mark.parametrize("name", ["it's", "a[1]*?", 'x"y', "new\nline", "{a,b}", "ü 😀", "$HOME; rm"])
def test_the_target_may_be_called_anything(shop: Path, name: str) -> None:
    first = run(shop.rename(shop.with_name(name))).findings()
    assert first and run(shop.with_name(name)).findings() == first


def test_an_unknown_standard_is_refused(shop: Path) -> None:
    with pytest.raises(UsageError, match="no standard"):
        check(shop, Options(as_of=DAY, only=("nothing/like_it",)))


def judged_by(root: Path, result: Result) -> str:
    parts = Lake(root / ".assay").catalog.parts(result.run.id)
    return next(Path(part.file).stem for part in parts if part.table == "finding")


def test_verdicts_are_kept_while_nothing_they_depend_on_changes(shop: Path) -> None:
    first, second = run(shop), run(shop)
    assert judged_by(shop, second) == first.run.id
    assert second.findings() == first.findings()
    later = check(shop, Options(as_of=date(2026, 11, 21)))
    assert judged_by(shop, later) == later.run.id
    write(shop, {"assay.toml": '[limits."component/files_form_no_large_cycle"]\nmax_files = 1\n'})
    stricter = run(shop)
    assert judged_by(shop, stricter) == stricter.run.id
    verdicts = {f.verdict for f in stricter.findings(standard="component/files_form_no_large_cycle")}
    assert verdicts == {"unmet"}


def test_further_paths_belong_to_the_unit_that_claims_them(shop: Path) -> None:
    loader = "packages/core/src/nordpay-loader.ts"
    write(shop, {loader: "export const load = () => 1;\n", "packages/core/src/kept.ts": "export const kept = 1;\n"})
    unit = '[[integration]]\npath = "packages/nordpay-integration"\npaths = ["./packages/core/src/nordpay-loader.ts"]\n'
    write(shop, {"assay.toml": unit})
    for _ in range(2):  # as discovered, then as kept
        result = run(shop)
        result.evidence.require(["source_file"])
        owners = dict(rows(result, "select path, integration from source_file where path like '%core/src%'"))
        assert (owners[loader], owners["packages/core/src/kept.ts"]) == ("nordpay-integration", "core")


def test_a_package_that_a_unit_claims_is_no_unit_of_its_own(shop: Path) -> None:
    unit = '[[integration]]\npath = "packages/nordpay-integration"\npaths = ["packages/core"]\n'
    write(shop, {"assay.toml": unit})
    assert {unit.name for unit in run(shop).integrations} == {"shop", "nordpay-integration"}


def test_further_paths_that_are_not_there_are_refused(shop: Path) -> None:
    write(shop, {"assay.toml": '[[integration]]\npath = "packages/core"\npaths = ["packages/nordpay-integratoin"]\n'})
    with pytest.raises(UsageError) as refusal:
        run(shop)
    assert "Did you mean packages/nordpay-integration?" in refusal.value.remedy


UNMET = "component/nothing_pays"
NOTHING_PAYS = """/*
title = "Nothing pays"
level = "must"
why = "because"
fix = "do it"
reference = []
since = "1"
*/
select integration, path as subject, path not like '%/pay%' as met, 'pays' as reason, path from source_file
"""


def waived(root: Path, **stated: str) -> tuple[list[bool], tuple[str, ...]]:
    """Whether each unmet finding is waived, and what is said of the waiver."""
    facts = {"standard": UNMET, "author": "Kim", "reason": "for now", "until": "2026-12-01", **stated}
    quoted = (f"{k} = {v}" if k in ("until", "count") else f'{k} = "{v}"' for k, v in facts.items())
    write(root, {"assay.toml": "[[waiver]]\n" + "\n".join(quoted), f"assay/standards/{UNMET}.sql": NOTHING_PAYS})
    result = run(root)
    found = result.findings(verdict="unmet", standard=UNMET)
    return [finding.waived for finding in found], result.run.warnings


def test_a_waiver_covers_what_it_names_until_its_end(shop: Path) -> None:
    assert waived(shop) == ([True], ())
    assert waived(shop, integration="nordpay-integration", count="1", until="2026-11-20") == ([True], ())
    for _ in range(2):  # also when verdicts are kept
        found, (said,) = waived(shop, until="2026-11-19")
        assert found == [False]
        assert "ended on 2026-11-19: 1 unmet finding counts again" in said


def test_accepting_a_finding_raises_the_high_end_and_never_the_low_one(shop: Path) -> None:
    write(shop, {f"assay/standards/{UNMET}.sql": NOTHING_PAYS})
    # The workspace is judged on its waivers, too, where there are any.
    before = {unit.name: unit for unit in run(shop).integrations if unit.path != "."}
    waived(shop)
    after = {unit.name: unit for unit in run(shop).integrations if unit.path != "."}
    assert {name: unit.score_low for name, unit in after.items()} == {n: u.score_low for n, u in before.items()}
    raised = {name for name, unit in after.items() if unit.score_high > before[name].score_high}
    assert raised == {"nordpay-integration"}


def test_a_waiver_that_matches_nothing_says_so(shop: Path) -> None:
    found, (said,) = waived(shop, integration="core")
    assert found == [False]
    assert said == f"assay.toml: the waiver of {UNMET} in core by Kim matches nothing unmet: remove it"


def test_a_waiver_for_a_count_covers_nothing_beyond_it(shop: Path) -> None:
    write(shop, {"packages/core/src/pay-later.ts": "export const a = 1;\n"})
    found, (said,) = waived(shop, count="1")
    assert found == [False, False]
    assert "was given for 1 but 2 unmet findings match" in said
    assert waived(shop, count="2") == ([True, True], ())


def stored(root: Path, result: Result) -> dict[str, int]:
    """How many rows of some tables the lake holds of a run."""
    lake = Lake(root / ".assay")
    run = lake.catalog.run(result.run.id)
    assert run is not None
    opened = open_run(lake, run, {}, {})
    tables = ("module_import", "import_edge", "target_file", "finding")
    opened.evidence.require(tables)
    counts = {table: opened.db.execute(f"select count(*) from {table}").fetchone() for table in tables}
    return {table: count[0] for table, count in counts.items() if count}


def let_go(root: Path, spared: set[str] | None = None) -> None:
    with open_database() as db:
        expire(Lake(root / ".assay"), db, 1, spared)


@pytest.mark.parametrize("changed", [False, True])
def test_no_rows_are_taken_from_a_run_whose_evidence_was_let_go(shop: Path, tmp_path: Path, changed: bool) -> None:
    run(shop)
    run(shop)
    let_go(shop, {*OUTCOMES, "integration"})
    if changed:
        write(shop, {"packages/core/src/other.ts": "import './index';\n"})
    result, fresh = run(shop), check(shop, Options(as_of=DAY, lake=tmp_path / "fresh"))
    assert result.findings() == fresh.findings()
    assert stored(shop, result) == {
        "module_import": 3 + changed,
        "import_edge": 3 + changed,
        "target_file": 6 + changed,
        "finding": len(fresh.findings()),
    }


def without_derived_rows(shop: Path) -> Options:
    """A question whose verdicts are known although the rows derived for it are not there any more."""
    run(shop)
    tomorrow = Options(as_of=DAY + timedelta(1))
    check(shop, tomorrow)
    let_go(shop)
    os.utime(shop / "packages/core/src/index.ts", (time.time() - 50, time.time() - 50))
    return tomorrow


def test_a_run_waits_for_what_is_derived_also_where_it_judges_nothing(shop: Path) -> None:
    result = check(shop, without_derived_rows(shop))
    assert stored(shop, result) == {
        "module_import": 3,
        "import_edge": 3,
        "target_file": 6,
        "finding": len(result.findings()),
    }


@pytest.mark.parametrize("judged", [False, True])
def test_what_deriving_meets_with_ends_the_run(shop: Path, monkeypatch: pytest.MonkeyPatch, judged: bool) -> None:
    asked = without_derived_rows(shop) if judged else Options(as_of=DAY)

    def stumbles(*_: object, **__: object) -> list[tuple[str, list[object]]]:
        raise ValueError("stumbled")

    monkeypatch.setattr("assay.engine.gathering.derived", stumbles)
    with pytest.raises(ValueError, match="stumbled"):
        check(shop, asked)
    assert len(Lake(shop / ".assay").catalog.runs()) == judged
    assert not list((shop / ".assay" / "tmp").iterdir())
