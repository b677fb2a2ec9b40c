"""What a query gave of rows that are the same is not asked again, and no verdict tells whether it was."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb
import pytest

import seeding
from assay.engine.check import Options, check
from assay.engine.result import Result

AS_OF = date(2024, 7, 15)
PAY = "export const pay = (): Promise<Response> => fetch('https://pay.example/charges', {method: 'POST'});\n"


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    root = tmp_path / "shop"
    (root / "src").mkdir(parents=True)
    (root / "package.json").write_text(json.dumps({"name": "shop", "private": True}))
    (root / "src" / "pay.ts").write_text(PAY)
    return root


@pytest.fixture
def run(shop: Path, tmp_path: Path) -> Callable[[], Result]:
    return lambda: check(shop, Options(lake=tmp_path / "lake", as_of=AS_OF))


def _said(result: Result) -> tuple[object, ...]:
    return (
        sorted(map(repr, result.findings())),
        sorted(map(repr, result.measures())),
        [(unit.name, unit.fitness) for unit in result.integrations],
    )


def _kept(lake: Path, table: str) -> Path:
    (file,) = (lake / "cache").glob(f"*.{table}.*.parquet")
    return file


def _tamper(file: Path) -> None:
    """Let the cache tell another reason than any query gives."""
    told = file.with_suffix(".told")
    with duckdb.connect() as db:
        db.execute(f"copy (select * replace ('as remembered' as reason) from '{file}') to '{told}' (format parquet)")
    told.replace(file)


def _reasons(result: Result, standard: str) -> set[str | None]:
    return {finding.reason for finding in result.findings() if finding.standard == standard}


def test_only_what_an_edit_can_change_is_asked_again(run: Callable[[], Result], shop: Path, tmp_path: Path) -> None:
    before = _reasons(run(), "component/type_escapes_are_rare")
    _tamper(_kept(tmp_path / "lake", "raw_finding"))
    (shop / "src" / "pay.ts").write_text(PAY.replace("Promise<Response>", "any"))
    after = run()
    assert _reasons(after, "component/type_escapes_are_rare").isdisjoint({"as remembered", None, *before})
    assert _reasons(after, "security/resources_use_tls") == {"as remembered"}


@pytest.mark.parametrize("name", ["payment/orders_add_up", "component/providers_stand_apart"])
def test_verdicts_after_an_edit_are_those_of_a_first_run(name: str, tmp_path: Path) -> None:
    root = seeding.copy_example(tmp_path / "checkout")
    asked = Options(lake=tmp_path / "lake", as_of=seeding.AS_OF)
    check(root, asked).db.close()
    seeding.plant(seeding.load(seeding.SEEDS / f"{name}.yaml"), root, name)
    assert _said(check(root, asked)) == _said(check(root, Options(lake=tmp_path / "other", as_of=seeding.AS_OF)))


def test_another_day_is_another_question(run: Callable[[], Result], shop: Path, tmp_path: Path) -> None:
    (shop / "package-lock.json").write_text(json.dumps({"lockfileVersion": 3, "packages": {}}))
    run()
    later = check(shop, Options(lake=tmp_path / "lake", as_of=date(2025, 7, 15)))
    first = check(shop, Options(lake=tmp_path / "other", as_of=date(2025, 7, 15)))
    assert _said(later) == _said(first)


@pytest.mark.parametrize("spoil", [Path.unlink, lambda file: file.write_bytes(b"PAR1 no more")])
def test_without_what_was_kept_everything_is_asked(
    spoil: Callable[[Path], object], run: Callable[[], Result], shop: Path, tmp_path: Path
) -> None:
    first = run()
    for table in ("raw_finding", "raw_measure"):
        spoil(_kept(tmp_path / "lake", table))
    (shop / "README.md").write_text("# Shop\n")
    assert {f.standard for f in run().findings()} >= {f.standard for f in first.findings()}


def test_a_query_of_the_users_own_is_always_asked(shop: Path, tmp_path: Path) -> None:
    own = shop / "assay" / "standards" / "component" / "clocks_move.sql"
    own.parent.mkdir(parents=True)
    header = 'title = "T"\nlevel = "may"\nwhy = "W"\nfix = "F"\nreference = ["a clock"]\nsince = "1"'
    own.write_text(
        f"/*\n{header}\n*/\nselect integration, path as subject, true as met, "
        "cast(get_current_timestamp() as varchar) as reason, path, 1 as line from source_file"
    )
    asked = Options(lake=tmp_path / "lake", as_of=AS_OF)
    before = _reasons(check(shop, asked), "component/clocks_move")
    (shop / "README.md").write_text("# Shop\n")
    assert before and _reasons(check(shop, asked), "component/clocks_move") != before
