"""Nothing sensitive that a recording, the source or the history holds is anywhere in the lake or the reports."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb
import leaking
import pytest

import seeding
from assay.engine.check import Options, check
from assay.engine.plugins import collectors
from assay.engine.reading import Batch, Job, holds_text, read_batch
from assay.engine.result import Result
from assay.engine.walk import walk
from assay.model import Conventions, Target, columns
from assay.tables import all_tables

FORMATS = ("terminal", "json", "sarif", "markdown", "junit")


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = seeding.copy_example(tmp_path_factory.mktemp("leaks") / "checkout")
    leaking.plant(root)
    return root


@pytest.fixture(scope="module")
def result(shop: Path) -> Iterator[Result]:
    result = check(shop, Options(lake=shop.parent / "lake", as_of=seeding.AS_OF))
    result.evidence.require(all_tables())
    yield result
    result.db.close()


@pytest.fixture(scope="module")
def lake(shop: Path, result: Result) -> Path:
    assert result.findings()
    return shop.parent / "lake"


def test_the_look_sees_what_is_planted(shop: Path) -> None:
    planted = b"".join(file.read_bytes() for file in shop.rglob("*") if file.is_file() and ".git" not in file.parts)
    seen = {value[:4] for value in leaking.SECRETS if any(form in planted for form in leaking.forms(value))}
    assert seen == {value[:4] for value in leaking.SECRETS} - {leaking.AUTHOR[:4]}


def test_everything_planted_was_read(result: Result) -> None:
    """Else the others would hold for nothing."""
    found = dict(result.db.execute("select detector, count(*) from sensitive_datum group by all").fetchall())
    places = {row[0] for row in result.db.execute("select distinct place from sensitive_datum").fetchall()}
    failed = result.db.execute("select count(*) from collection where outcome = 'failed'").fetchone()
    commits = result.db.execute("select count(*) from commit_file").fetchone()
    assert {"jwt", "stripe_secret_key", "luhn_iin", "email", "by_name", "security_code", "private_key"} <= found.keys()
    assert {"source", "url", "request_header", "response_header", "request_body", "response_body"} == places
    assert failed and failed[0] >= 3
    assert commits and commits[0] > 20


def test_no_table_gives_it_away(result: Result) -> None:
    tables = {table for (table,) in result.db.execute("select table_name from duckdb_tables()").fetchall()}
    assert {"call", "call_header", "sensitive_datum", "recording", "collection", "finding", "source_file"} <= tables
    for table in sorted(tables):
        rows = result.db.execute(f'select * from "{table}"').fetchall()
        assert leaking.leaks(repr(rows).encode()) == [], table


def test_no_byte_of_the_lake_gives_it_away(lake: Path) -> None:
    for name, data in _contents(lake):
        assert leaking.leaks(data) == [], name
        assert leaking.leaks(name.encode()) == [], name


def _contents(lake: Path) -> Iterator[tuple[str, bytes]]:
    """Each file as it is, and what is compressed in it besides."""
    files = [file for file in lake.rglob("*") if file.is_file()]
    assert {".parquet", ".msgpack"} <= {file.suffix for file in files}
    for file in files:
        yield str(file.relative_to(lake)), file.read_bytes()
        if file.suffix == ".parquet":
            yield file.name, repr(duckdb.read_parquet(str(file)).fetchall()).encode()


@pytest.mark.parametrize("form", FORMATS)
def test_no_report_gives_it_away(shop: Path, lake: Path, form: str) -> None:
    assert leaking.leaks(_assay("report", form, str(shop), "--all", "--lake", str(lake))) == []


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "{shop}", "--all"),
        ("check", "{shop}", "--json"),
        ("query", "select * from call", "{shop}", "--csv"),
        ("query", "select * from sensitive_datum", "{shop}"),
        ("query", "select * from collection", "{shop}", "--json"),
        ("explain", "nordpay-integration", "{shop}"),
        ("explain", "security/recordings_hold_no_secret", "{shop}", "--json"),
        ("init", "{shop}", "--force"),
    ],
)
def test_no_command_gives_it_away(shop: Path, lake: Path, arguments: tuple[str, ...]) -> None:
    told = _assay(*(argument.format(shop=shop) for argument in arguments), "--lake", str(lake))
    written = (shop / "assay.toml").read_bytes() if arguments[0] == "init" else b""
    assert leaking.leaks(told + written) == []


def test_what_a_killed_run_leaves_gives_nothing_away(shop: Path, tmp_path: Path) -> None:
    """Drafts are what a worker has written when it is killed."""
    files, _ = walk(shop)
    target = Target(file.path for file in files)
    by_path = {file.path: file for file in files}
    wanted: dict[str, list[str]] = {}
    for name, module in collectors().items():
        for found in module.find(target):
            if isinstance(found, str):
                wanted.setdefault(found, []).append(name)
    jobs = tuple(
        Job(path, tuple(names), by_path[path].size, by_path[path].mtime_ns, None, "") for path, names in wanted.items()
    )
    told = read_batch(Batch(str(shop), str(tmp_path), jobs, Conventions(), b"k" * 32))
    drafts = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert len(drafts) > 50_000
    assert leaking.leaks(drafts) == []
    assert leaking.leaks(repr(told).encode()) == []


def test_rows_of_which_a_column_holds_text_are_known_by_how_they_are_written() -> None:
    texts = {name for name, row in all_tables().items() if any(each.sql_type == "VARCHAR" for each in columns(row))}
    told = {name for name, row in all_tables().items() if holds_text(row)}
    assert texts <= told < all_tables().keys()


def _assay(*arguments: str) -> bytes:
    done = subprocess.run([sys.executable, "-m", "assay", *arguments], capture_output=True, check=False)
    assert done.returncode in (0, 1), done.stderr.decode()
    return done.stdout + done.stderr
