"""Commands run while others work, and neither wait for whoever takes what they print nor outlive who began them."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from assay.engine import running
from assay.engine.check import Options, check
from assay.engine.running import Running
from assay.model import Command, SourceError


def _begun(folder: Path, program: str) -> Running:
    return Running(folder, Command(path=".", argv=(sys.executable, "-c", program), stamp=("true",)))


def _wait_for(what: Callable[[], bool]) -> None:
    until = time.monotonic() + 20
    while not what():
        assert time.monotonic() < until
        time.sleep(0.01)


def test_more_than_a_pipe_holds_is_printed_before_anybody_takes_it(tmp_path: Path) -> None:
    begun = _begun(tmp_path, "print('x' * 1_000_000); open('done', 'w').close()")
    _wait_for((tmp_path / "done").exists)
    assert len(begun.output()) == 1_000_001
    begun.end()


def test_one_that_fails_says_why(tmp_path: Path) -> None:
    begun = _begun(tmp_path, "raise SystemExit('no such revision')")
    with pytest.raises(SourceError, match="failed: no such revision"):
        begun.output()
    begun.end()


def test_one_that_takes_too_long_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "SECONDS", 2)
    begun = _begun(tmp_path, "import os, time; open('pid', 'w').write(str(os.getpid())); time.sleep(60)")
    _wait_for(lambda: (tmp_path / "pid").exists() and (tmp_path / "pid").read_text() != "")
    with pytest.raises(SourceError, match="took longer than 2 s"):
        begun.output()
    begun.end()
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)


def test_what_a_command_prints_is_read_where_there_is_little_else(tmp_path: Path) -> None:
    root = tmp_path / "shop"
    root.mkdir()
    (root / "package.json").write_text('{"name": "shop"}')
    who = ("-c", "user.name=Kim", "-c", "user.email=kim@shop.example", "-c", "commit.gpgsign=false")
    for words in (("init", "-q"), ("add", "."), ("commit", "-qm", "one")):
        subprocess.run(["git", *who, *words], cwd=root, check=True, capture_output=True)
    result = check(root, Options(lake=tmp_path / "lake"))
    assert result.db.execute("select outcome, rows from collection where collector = 'history'").fetchall() == [
        ("read", 1)
    ]
