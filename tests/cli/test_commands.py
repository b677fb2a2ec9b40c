"""The commands on a small checkout: what they print where, and with which exit status they end."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import click
import pytest

from assay.cli import Commands, run

STANDARD = "component/files_are_short"


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A workspace with one provider, and a standard of its own that one of its two files does not meet."""
    package = tmp_path / "packages" / "acme-integration"
    (package / "src").mkdir(parents=True)
    (tmp_path / "package.json").write_text('{"name": "shop", "private": true, "workspaces": ["packages/*"]}')
    (package / "package.json").write_text('{"name": "@shop/acme-integration", "version": "1.0.0"}')
    (package / "src" / "short.ts").write_text("export const a = 1;\n")
    (package / "src" / "long.ts").write_text("export const b = 1;\n" * 600)
    assert run(["standards", "--target", str(tmp_path), "new", STANDARD]) == 0
    return tmp_path


class Told:
    def __init__(self, status: int, out: str, err: str) -> None:
        self.status, self.out, self.err = status, out, err


@pytest.fixture
def tell(shop: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.chdir(shop)
    monkeypatch.delenv("ASSAY_DEBUG", raising=False)
    capsys.readouterr()

    def call(*words: str) -> Told:
        status = run(list(words))
        told = capsys.readouterr()
        return Told(status, told.out, told.err)

    return call


def only(*words: str) -> tuple[str, ...]:
    return ("check", "--only", STANDARD, "--integration", "acme*", "--as-of", "2024-07-15", *words)


def test_an_unmet_should_passes_the_usual_gate_and_fails_a_strict_one(tell: Any) -> None:
    assert tell(*only()).status == 0
    strict = tell(*only("--fail-on", "should"))
    assert strict.status == 1
    assert "The gate does not hold: 1 unmet should" in strict.out
    assert tell(*only("--fail-on", "never")).status == 0


def test_the_screen_names_what_matters_its_place_and_its_fix(tell: Any) -> None:
    screen = tell(*only()).out
    assert "acme-integration" in screen
    assert "has 600 lines" in screen
    assert "packages/acme-integration/src/long.ts" in screen
    assert "fix: What to do about it." in screen
    assert "\x1b" not in screen


def test_json_alone_is_on_standard_output(tell: Any) -> None:
    told = tell(*only("--json"))
    out = json.loads(told.out)
    verdicts = {Path(f["subject"]).name: f["verdict"] for f in out["findings"]}
    assert verdicts == {"short.ts": "met", "long.ts": "unmet"}
    assert {unit["name"] for unit in out["integrations"]} >= {"acme-integration"}
    assert out["run"]["as_of"] == "2024-07-15"


def test_several_reports_are_written_in_one_run(tell: Any, shop: Path) -> None:
    words = only("--report", "sarif=a.sarif", "--report", "junit=a.xml", "--format", "markdown", "--output", "a.md")
    assert tell(*words).status == 0
    assert json.loads((shop / "a.sarif").read_text())["version"] == "2.1.0"
    assert (shop / "a.xml").read_text().startswith("<?xml")
    assert (shop / "a.md").read_text().startswith("## assay:")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("check", "nowhere"), "nowhere: is not a directory"),
        (("check", "package.json"), "'package.json' is a file"),
        (("check", "--profile", "sistem"), "Did you mean system?"),
        (("check", "--only", "no/such"), "no standard is called no/such"),
        (("check", "--integration", "nobody"), "no integration is called nobody"),
        (("check", "--report", "pdf=x"), "is not FORMAT=FILE"),
        (("check", "--output", "x"), "--output needs --format"),
        (("check", "--as-of", "yesterday"), "yesterday"),
        (("check", "--report", "json=no/such/place.json"), "cannot be written"),
        (("query", "select 1"), "has not been checked yet"),
        (("explain", "nothing-like-it"), "has not been checked yet"),
        (("standards", "new", "Bad Name"), "Bad Name"),
        (("standards", "new", STANDARD), "is there already"),
        (("nonsense",), "nonsense"),
    ],
)
def test_what_cannot_be_done_says_why_and_ends_with_two(tell: Any, words: tuple[str, ...], said: str) -> None:
    told = tell(*words)
    assert (told.status, told.out) == (2, "")
    assert said in told.err


def test_a_defect_ends_with_three(tell: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assay.engine.check.check", lambda *_: 1 / 0)
    told = tell("check")
    assert told.status == 3
    assert "ZeroDivisionError" in told.err and "Traceback" not in told.err


def test_a_query_reads_tables_as_text_json_and_csv(tell: Any) -> None:
    tell(*only())
    sql = "select verdict, count(*) as n from finding group by all order by all"
    assert "unmet    1" in tell("query", sql).out
    assert json.loads(tell("query", sql, "--json").out) == [{"verdict": "met", "n": 1}, {"verdict": "unmet", "n": 1}]
    assert list(csv.reader(io.StringIO(tell("query", sql, "--csv").out)))[1:] == [["met", "1"], ["unmet", "1"]]
    cut = tell("query", "select * from finding", "--limit", "1", "--json")
    assert len(json.loads(cut.out)) == 1 and "more rows" in cut.err


@pytest.mark.parametrize(
    "sql",
    [
        "copy finding to 'stolen.csv'",
        "delete from finding",
        "select * from read_csv('package.json')",
        "select * from 'package.json'",
        "select 1; drop table finding",
        "set enable_external_access = true",
        "attach 'x.db'",
        "install httpfs",
        "select no_such_column from finding",
        "selec",
        "",
    ],
)
def test_a_query_can_neither_write_nor_leave_the_evidence(tell: Any, shop: Path, sql: str) -> None:
    tell(*only())
    before = sorted(path.name for path in shop.iterdir())
    told = tell("query", sql or ";")
    assert told.status == 2
    assert sorted(path.name for path in shop.iterdir()) == before


def test_a_query_that_takes_too_long_is_stopped(tell: Any) -> None:
    tell(*only())
    started = time.monotonic()
    told = tell(
        "query",
        "select count(*) from range(10000000) a, range(10000000) b where a.range + b.range = 3",
        "--seconds",
        "0.3",
    )
    assert told.status == 2 and "took longer than 0.3 s" in told.err
    assert time.monotonic() - started < 20


def test_a_query_without_sql_lists_every_table(tell: Any) -> None:
    told = json.loads(tell("query", "--json").out)
    assert {"finding", "measure", "collection", "integration", "call"} <= told.keys()


def test_explain_tells_of_a_standard_a_finding_and_an_integration(tell: Any) -> None:
    assert "from source_file" in tell("explain", STANDARD).out  # without any run
    tell(*only())
    tell(*only())
    page = tell("explain", STANDARD).out
    assert "why        What goes wrong" in page and "a long file: unmet" in page and "1 unmet, 0 unknown, 1 met" in page
    unmet = json.loads(tell("query", "select fingerprint from finding where verdict = 'unmet'", "--json").out)
    found = tell("explain", unmet[0]["fingerprint"][:8]).out
    assert "has 600 lines" in found and "Evidence in source_file" in found
    assert found.count("unmet    has 600 lines") == 2  # the history of both runs
    unit = tell("explain", "acme-integration").out
    assert "acme-integration: " in unit and "has 600 lines" in unit
    assert json.loads(tell("explain", STANDARD, "--json").out)["standard"]["id"] == STANDARD
    assert "Did you mean acme-integration?" in tell("explain", "acme-integratoin").err


def test_the_last_run_is_reported_without_checking_again(tell: Any) -> None:
    checked = json.loads(tell(*only("--json")).out)
    reported = json.loads(tell("report", "json").out)
    assert reported["run"] == checked["run"]
    assert reported["findings"] == checked["findings"]


def test_an_earlier_run_can_be_reported_asked_and_explained(tell: Any, shop: Path) -> None:
    first = json.loads(tell(*only("--json")).out)["run"]["id"]
    (shop / "packages" / "acme-integration" / "src" / "long.ts").write_text("export const b = 1;\n" * 700)
    tell(*only())
    sql = "select reason from finding where verdict = 'unmet'"
    assert json.loads(tell("query", sql, "--run", first, "--json").out) == [{"reason": "has 600 lines"}]
    assert "has 600 lines" in tell("report", "terminal", "--run", first[:25]).out
    assert "has 700 lines" in tell("explain", STANDARD).out
    assert "has 600 lines" in tell("explain", STANDARD, "--run", first).out
    refused = tell("report", "json", "--run", "1999")
    assert refused.status == 2 and first in refused.err


def test_a_selection_is_told_as_one(tell: Any) -> None:
    assert f"a selection only: {STANDARD}" in tell(*only()).out
    assert f"a selection only: {STANDARD}" in tell("explain", "acme-integration").out


def test_cases_of_own_standards_are_run(tell: Any, shop: Path) -> None:
    assert "3 cases hold, 0 do not" in tell("standards", "test", STANDARD).out
    cases = shop / "assay" / "cases" / f"{STANDARD}.yaml"
    cases.write_text(cases.read_text().replace("verdict: met", "verdict: unmet"))
    told = tell("standards", "test", STANDARD)
    assert told.status == 1
    assert "a short file" in told.out and "2 cases hold, 1 do not" in told.out


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('level     = "should" ', 'level     = "most" ', "Invalid enum value 'most'"),
        ("/*\n", "", "has no header"),
        ("title     =", "titel     =", "unknown field `titel`"),
    ],
)
def test_a_malformed_standard_of_ones_own_is_named(tell: Any, shop: Path, before: str, after: str, said: str) -> None:
    file = shop / "assay" / "standards" / f"{STANDARD}.sql"
    file.write_text(file.read_text().replace(before, after))
    told = tell("check")
    assert (told.status, told.out) == (2, "")
    assert f"{STANDARD}.sql" in told.err and said in told.err


def test_a_standard_that_fails_is_told_each_time_and_the_others_are_judged(tell: Any, shop: Path) -> None:
    (shop / "assay" / "standards" / "payment").mkdir()
    good = shop / "assay" / "standards" / f"{STANDARD}.sql"
    broken = good.read_text().replace("from source_file", "from no_such_table")
    (shop / "assay" / "standards" / "payment" / "broken.sql").write_text(broken)
    for _ in range(2):
        told = tell("check", "--only", "payment/broken", "--only", STANDARD)
        assert "! payment/broken failed:" in told.out and "no_such_table" in told.out
        assert "has 600 lines" in told.out


def test_a_case_that_gives_an_unknown_table_is_refused(tell: Any, shop: Path) -> None:
    (shop / "assay" / "cases" / f"{STANDARD}.yaml").write_text("- name: x\n  given: {source_fil: []}\n  expect: []\n")
    told = tell("standards", "test", STANDARD)
    assert told.status == 2 and "no table source_fil" in told.err and "Did you mean source_file?" in told.err


def test_lists_are_there_as_text_and_json(tell: Any) -> None:
    assert STANDARD in tell("standards", "--domain", "component").out
    assert STANDARD in {found["id"] for found in json.loads(tell("standards", "--json").out)}
    assert "package manifests" in tell("tools").out
    assert json.loads(tell("tools", "--json").out)
    assert isinstance(json.loads(tell("metrics", "--json").out), list)
    assert tell("metrics").status == 0


def test_init_writes_a_configuration_that_the_next_check_reads(tell: Any, shop: Path) -> None:
    assert tell("init").status == 0
    assert "acme-integration" in (shop / "assay.toml").read_text()
    written = (shop / "assay.toml").read_text()
    corrected = re.sub(r'kind = "(?!component)\w+"', 'kind = "api"   # it only relays', written, count=1)
    assert corrected != written
    (shop / "assay.toml").write_text(corrected)
    assert "states all 2 units, 0 of them new" in tell("init").err
    assert (shop / "assay.toml").read_text() == corrected
    units = json.loads(tell(*only("--json")).out)["integrations"]
    assert {unit["name"]: unit["kind"] for unit in units}["acme-integration"] == "api"
    assert tell("init", "--force").status == 0
    assert 'kind = "api"\n' in (shop / "assay.toml").read_text()
    assert json.loads(tell("init", "--schema").out)["title"] == "assay.toml"
    assert tell(*only()).status == 0


def test_colours_are_for_terminals_that_want_them(shop: Path) -> None:
    def shown(*words: str, **more: str) -> bytes:
        main, terminal = pty.openpty()
        usual = {key: value for key, value in os.environ.items() if key != "NO_COLOR"}
        argv = [sys.executable, "-m", "assay", *words]
        subprocess.run(
            argv, cwd=shop, env={**usual, "TERM": "xterm", **more}, stdout=terminal, stderr=terminal, check=False
        )
        os.close(terminal)
        return os.read(main, 65536)

    for words in (("metrics",), ("explain", "nothing-like-it")):
        assert b"\x1b[" in shown(*words)
        assert b"\x1b[" not in shown(*words, NO_COLOR="1")


def test_help_starts_without_what_commands_need() -> None:
    code = "import sys, assay.cli as c; c.run(['--help']); print(*[m for m in sys.modules], file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ)
    loaded = set(done.stderr.split())
    assert not loaded & {"duckdb", "_duckdb", "rich", "msgspec", "yaml", "sqlite3", "assay.engine", "assay.cli.check"}
    assert "Judge a checkout" in done.stdout


def test_a_check_loads_the_core_of_the_database_alone(tmp_path: Path) -> None:
    code = "import sys, assay.cli as c; c.run(sys.argv[1:]); print(*[m for m in sys.modules], file=sys.stderr)"
    words = ["check", str(tmp_path), "--lake", str(tmp_path / "lake")]
    argv = [sys.executable, "-c", code, *words]
    loaded = set(subprocess.run(argv, capture_output=True, text=True, check=True, env=os.environ).stderr.split())
    assert "_duckdb" in loaded
    assert "duckdb" not in loaded


def test_a_command_of_a_group_is_a_file_named_after_both(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "shop.py").write_text('"""Everything about shops."""\n')
    (tmp_path / "shop_open.py").write_text('"""Open a shop. More."""\nimport click\ncommand = click.Command("open")\n')
    (tmp_path / "_shopping.py").write_text('"""No command."""\n')
    monkeypatch.setattr("assay.cli._FOLDER", tmp_path)
    monkeypatch.setattr("assay.cli.__path__", [str(tmp_path)])
    monkeypatch.delitem(sys.modules, "assay.cli.shop_open", raising=False)
    group = Commands("shop", below="shop")
    context = click.Context(group)
    assert group.list_commands(context) == ["open"]
    assert Commands("assay").list_commands(context) == ["shop"]
    assert "Open a shop" in group.get_help(context)
    opened = group.get_command(context, "open")
    assert opened is not None and opened.name == "open"
    sys.modules.pop("assay.cli.shop_open")


def test_every_command_has_examples_or_says_how_to_use_it(tell: Any) -> None:
    for name in ("check", "explain", "query", "report", "init", "standards", "metrics", "tools"):
        assert f"assay {name}" in tell(name, "--help").out.split("Options:")[0].split("\n", 1)[1]


def test_a_reader_that_goes_away_is_no_broken_gate(tell: Any, shop: Path) -> None:
    tell(*only())
    sql = "select repeat('x', 1000) from finding, range(100000)"
    words = [sys.executable, "-m", "assay", "query", sql, "--limit", "200000", "--csv"]
    with subprocess.Popen(words, cwd=shop, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as told:
        assert told.stdout and told.stderr
        told.stdout.read(10)
        told.stdout.close()
        said = told.stderr.read().decode()
    assert told.returncode == 3
    assert "Traceback" not in said
