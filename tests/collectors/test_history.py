"""git log as rows, from bytes and from a real repository."""

from __future__ import annotations

import subprocess
from datetime import datetime
from pathlib import Path

import pytest

from assay import masking
from assay.collectors import history
from assay.model import Command, Source, SourceError, Target
from assay.tables.workspace import CommitFile


@pytest.fixture(autouse=True)
def _key() -> None:
    masking.set_key(b"k" * 32)


def _rows(log: bytes) -> list[CommitFile]:
    return [row for row in history.read(Source(".", log)) if isinstance(row, CommitFile)]


def test_commits_and_files() -> None:
    log = b"\x01aa\x021700000000\x02Kim@x.example\x02HEAD -> main\0\0M\0a b.ts\0A\0logo.png\0"
    log += b"\x01bb\x021690000000\x02kim@X.example\x02\0\0D\0a b.ts\0\x01cc\x021680000000\x02z@x.example\x02\0"
    first, image, second = _rows(log)
    assert (first.commit, first.path, first.change) == ("aa", "a b.ts", "changed")
    assert first.authored_at == datetime(2023, 11, 14, 22, 13, 20)
    assert (image.path, image.change) == ("logo.png", "added")
    assert (second.commit, second.change) == ("bb", "deleted")
    assert first.author == second.author
    assert "kim" not in first.author.lower()


def test_the_edge_of_a_shallow_clone_is_left_out() -> None:
    assert _rows(b"\x01aa\x021700000000\x02k@x.example\x02grafted, HEAD\0\0M\0a.ts\0") == []


def test_no_log_is_refused() -> None:
    with pytest.raises(SourceError):
        _rows(b"fatal: nothing")


def test_a_real_repository(tmp_path: Path) -> None:
    def git(*words: str) -> None:
        who = ("-c", "user.name=Kim", "-c", "user.email=kim@shop.example", "-c", "commit.gpgsign=false")
        subprocess.run(["git", *who, *words], cwd=tmp_path, check=True, capture_output=True)

    git("init", "-q")
    for number, name in enumerate(("ä b.ts", "c.ts")):
        (tmp_path / name).write_text("x\n" * (number + 1), encoding="utf-8")
        git("add", "-A")
        git("commit", "-qm", f"change {number}")
    git("rm", "-q", "c.ts")
    git("commit", "-qm", "gone")
    (command,) = history.find(Target(["ä b.ts"]))
    assert isinstance(command, Command)
    log = subprocess.run(command.argv, cwd=tmp_path, check=True, capture_output=True).stdout
    assert [(row.path, row.change) for row in _rows(log)] == [("ä b.ts", "added")]
    (everything,) = history.find(Target([]))
    assert isinstance(everything, Command)
    log = subprocess.run(everything.argv, cwd=tmp_path, check=True, capture_output=True).stdout
    assert [(row.path, row.change) for row in _rows(log)] == [
        ("c.ts", "deleted"),
        ("c.ts", "added"),
        ("ä b.ts", "added"),
    ]
    stamp = subprocess.run(command.stamp, cwd=tmp_path, check=True, capture_output=True, text=True).stdout
    assert "false" in stamp.split()
