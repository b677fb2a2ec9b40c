"""Declared exports through a whole check: files within and outside, git's ignorance, PostgreSQL, what is not there."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

import postgresql_server
from assay.engine.check import Options, check
from assay.engine.result import Result
from assay.model import UsageError

_MAPPING = 'table = "shop_order"\n[export.columns]\norder_id = "number"\ntotal_minor = "total"\n'


@pytest.fixture(scope="module")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with postgresql_server.running(tmp_path_factory.mktemp("pg")) as told:
        yield told


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    root = tmp_path / "shop"
    for name in ("acme", "other"):
        (root / "packages" / name).mkdir(parents=True)
        (root / "packages" / name / "package.json").write_text(f'{{"name": "{name}"}}')
    (root / "package.json").write_text('{"name": "shop", "workspaces": ["packages/*"]}')
    return root


def _check(root: Path, text: str, only: str = "payment/exports_are_taken_whole") -> Result:
    units = "".join(
        f'[[integration]]\npath = "packages/{name}"\nkind = "payment"\nprovider = "{name}"\nlayer = "provider"\n'
        for name in ("acme", "other")
    )
    (root / "assay.toml").write_text(units + text)
    return check(root, Options(only=(only,), lake=root.parent / "lake"))


def _orders(result: Result) -> list[tuple[str | None, ...]]:
    result.evidence.require(["shop_order", "rejected_row"])
    query = "select integration, path, order_id, total_minor from shop_order order by all"
    return result.db.execute(query).fetchall()


def test_files_within_and_outside_are_read_though_git_ignores_them(shop: Path) -> None:
    (shop / ".gitignore").write_text("books/\n")
    for folder in (shop / "books", shop.parent / "books"):
        folder.mkdir()
        (folder / "a.csv").write_text(f"number,total\n{folder.parent.name},5\n")
    text = "".join(
        f'[[export]]\npath = "{path}"\nprovider = "acme"\n{_MAPPING}' for path in ("books/*.csv", "../books/*.csv")
    )
    result = _check(shop, text)
    assert _orders(result) == [
        ("acme", "../books/a.csv", shop.parent.name, 5),
        ("acme", "books/a.csv", "shop", 5),
    ]


def test_rows_are_those_of_the_unit_that_is_named_or_has_the_provider(shop: Path) -> None:
    (shop / "a.csv").write_text("number,total,who\n1,5,acme\n2,5,nobody\n3,5,other\n")
    mapped = f'[[export]]\npath = "a.csv"\n{_MAPPING}provider = "who"\n'
    assert [row[0] for row in _orders(_check(shop, mapped))] == ["acme", "other", "shop"]
    named = f'[[export]]\npath = "a.csv"\nintegration = "other"\n{_MAPPING}provider = "who"\n'
    assert [row[0] for row in _orders(_check(shop, named))] == ["other"] * 3


def test_a_unit_that_is_not_there_is_refused(shop: Path) -> None:
    (shop / "a.csv").write_text("number,total\n1,5\n")
    with pytest.raises(UsageError, match="no integration is called akme") as refusal:
        _check(shop, f'[[export]]\npath = "a.csv"\nintegration = "akme"\n{_MAPPING}')
    assert "acme" in refusal.value.remedy


@pytest.mark.parametrize(
    ("columns", "what"),
    [
        ('order_id = "number"\ntotal = {unit = "major"}\n', "nothing says what fills total"),
        ('order_id = "number"\ntotal_mino = "total"\n', "shop_order has no column total_mino"),
        ('order_id = "number"\ntotal_minor = {from = "total", unit = "major"}\n', "in major units of no currency"),
        ('total_minor = "total"\n', "nothing fills order_id"),
    ],
)
def test_a_mapping_without_sense_is_refused(shop: Path, columns: str, what: str) -> None:
    with pytest.raises(UsageError, match=what):
        _check(shop, f'[[export]]\npath = "a.csv"\ntable = "shop_order"\n[export.columns]\n{columns}')


def test_a_file_that_is_not_there_is_told(shop: Path) -> None:
    result = _check(shop, f'[[export]]\npath = "books/*.csv"\n{_MAPPING}')
    assert [warning for warning in result.run.warnings if "books/*.csv" in warning and "[[export]]" in warning]


def test_what_did_not_change_is_not_read_again(shop: Path) -> None:
    file = shop / "a.csv"
    file.write_text("number,total\n1,5\n")
    os.utime(file, (1_700_000_000, 1_700_000_000))
    text = f'[[export]]\npath = "a.csv"\n{_MAPPING}'
    first = _check(shop, text)
    (shop / "packages" / "acme" / "new.ts").write_text("export const a = 1;\n")
    second = _check(shop, text)
    assert _orders(second) == _orders(first)
    run = "select run from collection where collector = 'mapped_exports'"
    assert second.db.execute(run).fetchall() == first.db.execute(run).fetchall()


def test_a_file_that_cannot_be_read_is_a_failed_collection(shop: Path) -> None:
    (shop / "a.csv").write_text("\n")
    result = _check(shop, f'[[export]]\npath = "a.csv"\n{_MAPPING}')
    failed = result.db.execute("select error from collection where collector = 'mapped_exports'").fetchall()
    assert failed == [("is empty",)]


_QUERY = """[[export]]
postgresql = "env:SHOP_BOOKS"
query = "{query}"
table = "shop_order"
provider = "acme"
[export.columns]
order_id = "number"
total_minor = {{ from = "total", unit = "major" }}
currency = {{ value = "EUR" }}
placed_at = "at"
"""


def test_a_query_of_postgresql(shop: Path, postgresql: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOP_BOOKS", postgresql)
    result = _check(shop, _QUERY.format(query="select number, total, at, note from orders;"))
    assert _orders(result) == [("acme", "postgresql:SHOP_BOOKS:shop_order:0", f"o-{n}", 1990) for n in (1, 2, 3)]
    assert str(result.db.execute("select max(placed_at) from shop_order").fetchone()) == (
        "(datetime.datetime(2024, 5, 31, 10, 0),)"
    )
    import psycopg

    with psycopg.connect(postgresql) as db:
        db.execute("insert into orders values ('o-4', 1, null, null)")
    assert len(_orders(_check(shop, _QUERY.format(query="select * from orders")))) == 4


@pytest.mark.parametrize(
    ("query", "error"),
    [
        ("delete from orders returning *", "syntax"),
        ("with gone as (delete from orders returning *) select * from gone", "data-modifying"),
        ("select nothing from orders", "nothing"),
        ("select 1) to program 'true' --", "syntax"),
    ],
)
def test_a_query_only_reads(
    shop: Path, postgresql: str, monkeypatch: pytest.MonkeyPatch, query: str, error: str
) -> None:
    monkeypatch.setenv("SHOP_BOOKS", postgresql)
    result = _check(shop, _QUERY.format(query=query))
    ((said,),) = result.db.execute("select error from collection where collector = 'mapped_exports'").fetchall()
    import re

    assert re.search(error, said)


def test_a_value_that_the_database_stumbles_over_is_not_told(
    shop: Path, postgresql: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOP_BOOKS", postgresql)
    query = "select cast('Kim of 4 Mill Lane' || number as integer) as number, total, at from orders"
    result = _check(shop, _QUERY.format(query=query))
    ((said,),) = result.db.execute("select error from collection where collector = 'mapped_exports'").fetchall()
    assert "invalid input syntax for type integer" in said and "Kim" not in said and "Mill" not in said


def test_without_the_variable_it_says_so(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SHOP_BOOKS", raising=False)
    result = _check(shop, _QUERY.format(query="select 1"))
    ((said,),) = result.db.execute("select error from collection where collector = 'mapped_exports'").fetchall()
    assert "SHOP_BOOKS" in said
