"""The commands about waivers, as a person calls them in a git repository."""

from __future__ import annotations

import json
import subprocess
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from assay import cli
from assay.cli import _waivers

SQL = """/*
title = "Nothing pays"
level = "must"
why = "w"
fix = "f"
reference = []
since = "1"
*/
select integration, path as subject, path not like '%pay%' as met, 'pays' as reason, path from source_file
"""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "pay.ts").write_text("export const pay = () => 1;\n", encoding="utf-8")
    (tmp_path / "package.json").write_text('{"name": "shop"}', encoding="utf-8")
    (tmp_path / "assay" / "standards" / "own").mkdir(parents=True)
    (tmp_path / "assay" / "standards" / "own" / "nothing_pays.sql").write_text(SQL, encoding="utf-8")
    for words in (["init", "-q"], ["config", "user.email", "kim@shop.example"]):
        subprocess.run(["git", *words], cwd=tmp_path, check=True)
    assert cli.run(["check", str(tmp_path), "--only", "own/*", "--json"]) == 1
    return tmp_path


def test_a_waiver_from_its_birth_to_its_end(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    at = ["--target", str(shop)]
    capsys.readouterr()
    words = ["review", "waive", "own/nothing_pays", "--why", "it will", "--until", "10d", *at]
    assert cli.run([*words, "--dry-run"]) == 0
    assert "nothing was written" in capsys.readouterr().err
    assert not (shop / "assay.toml").exists()
    assert cli.run([*words, "--json"]) == 0
    said = capsys.readouterr()
    made = json.loads(said.out)
    assert (made["waiver"]["author"], made["waiver"]["count"]) == ("kim@shop.example", 1)
    assert made["waiver"]["until"] == str(datetime.now(UTC).date() + timedelta(days=10))
    assert "1 unmet finding" in said.err and "src/pay.ts" in said.err
    assert cli.run(["check", str(shop), "--only", "own/*", "--json"]) == 0
    capsys.readouterr()
    assert cli.run(["review", "waivers", str(shop)]) == 0
    assert "in force, ends in 10 days" in capsys.readouterr().out
    assert cli.run(["review", "decline", made["name"], "--why", "no", "--as", "@lee", *at]) == 0
    assert cli.run(["review", "waivers", str(shop), "--json"]) == 0
    (listed,) = json.loads(capsys.readouterr().out)
    assert (listed["state"], listed["declined_by"], listed["covered"]) == ("declined", "@lee", 0)
    assert cli.run(["review", "approve", made["name"], *at]) == 0
    assert 'approved_by = ["kim@shop.example"]' in (shop / "assay.toml").read_text(encoding="utf-8")
    assert cli.run(["review", "revoke", made["name"], *at]) == 0
    assert cli.run(["check", str(shop), "--only", "own/*", "--json"]) == 1


def test_options_before_a_command_below_are_refused_not_forgotten(
    shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    for name in ("review", "maintain"):
        assert cli.run([name, "--target", str(shop), "verify" if name == "maintain" else "waivers"]) == 2
        assert "--target stands before the command" in capsys.readouterr().err


def test_days_are_those_of_a_check_wherever_one_is(monkeypatch: pytest.MonkeyPatch) -> None:
    now = datetime.now(UTC)
    monkeypatch.setenv("TZ", "Etc/GMT-14" if now.hour >= 10 else "Etc/GMT+12")
    time.tzset()
    try:
        assert date.today() != now.date()
        assert _waivers.Day().convert("0d", None, None) == now.date()
    finally:
        monkeypatch.undo()
        time.tzset()


def test_a_bad_day_is_told(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["review", "waive", "own/nothing_pays", "--why", "w", "--until", "soon", "--target", str(shop)]
    assert cli.run(words) == 2
    assert "nor so many days from now like 90d" in capsys.readouterr().err
