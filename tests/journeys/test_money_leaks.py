"""Nothing that providers say of cards and people is anywhere in the lake or the reports, of whatever they send."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb
import leaking
import money_leaking
import pytest

import seeding
from assay.engine.check import Options, check
from assay.engine.result import Result
from assay.payments import formats
from assay.tables import all_tables

_MONEY = ("payment_event", "shop_order", "settlement_line", "dispute", "webhook_delivery", "rejected_row")


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("money") / "shop"
    money_leaking.plant(root)
    return root


@pytest.fixture(scope="module")
def result(shop: Path) -> Iterator[Result]:
    result = check(shop, Options(lake=shop.parent / "lake", as_of=seeding.AS_OF))
    result.evidence.require(all_tables())
    yield result
    result.db.close()


def _leaks(data: bytes) -> list[str]:
    more = [value[:4] for value in money_leaking.SECRETS for form in leaking.forms(value) if form in data]
    return leaking.leaks(data) + more


def test_the_look_sees_what_is_planted(shop: Path) -> None:
    planted = b"".join(file.read_bytes() for file in shop.rglob("*.*"))
    seen = set(_leaks(planted))
    assert {value[:4] for value in money_leaking.SECRETS} <= seen
    assert any(one.startswith(leaking.PAN[:4]) for one in seen)


def test_every_format_was_read_and_what_is_wrong_in_it_was_kept(result: Result) -> None:
    """Else the others would hold for nothing."""
    query = " union all ".join(f"select path, '{table}' t from {table}" for table in _MONEY)
    rows = result.db.execute(
        f"select path, bool_or(t <> 'rejected_row'), bool_or(t = 'rejected_row') from ({query}) group by 1"
    )
    found = {Path(path).stem: (taken, rejected) for path, taken, rejected in rows.fetchall()}
    assert {name: found.get(name) for name in formats()} == dict.fromkeys(formats(), (True, True))
    assert found["recording"] == (True, False)
    told = result.db.execute(
        "select count(credential), count(prior), count(idempotency_key) from payment_event"
    ).fetchone()
    assert told is not None
    assert all(count > 2 for count in told)


def test_no_table_gives_it_away(result: Result) -> None:
    tables = {table for (table,) in result.db.execute("select table_name from duckdb_tables()").fetchall()}
    assert set(_MONEY) <= tables
    for table in sorted(tables):
        rows = result.db.execute(f'select * from "{table}"').fetchall()
        assert _leaks(repr(rows).encode()) == [], table


def test_no_byte_of_the_lake_gives_it_away(shop: Path, result: Result) -> None:
    assert result.findings()
    files = [file for file in (shop.parent / "lake").rglob("*") if file.is_file()]
    assert {".parquet", ".sqlite"} & {file.suffix for file in files}
    for file in files:
        assert _leaks(file.read_bytes()) == [], file.name
        if file.suffix == ".parquet":
            assert _leaks(repr(duckdb.read_parquet(str(file)).fetchall()).encode()) == [], file.name


@pytest.mark.parametrize("form", ["terminal", "json", "sarif", "markdown", "junit"])
def test_no_report_gives_it_away(shop: Path, result: Result, form: str) -> None:
    assert result.findings()
    arguments = ("report", form, str(shop), "--all", "--lake", str(shop.parent / "lake"))
    done = subprocess.run([sys.executable, "-m", "assay", *arguments], capture_output=True, check=False)
    assert done.returncode in (0, 1), done.stderr.decode()
    assert _leaks(done.stdout + done.stderr) == []
