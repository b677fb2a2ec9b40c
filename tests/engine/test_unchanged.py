"""A run over an unchanged target is the earlier one again; whatever a verdict depends on makes it a new one."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from assay.engine import check as checking
from assay.engine.check import Options, check
from assay.engine.result import Result

OLD = 1_700_000_000


def _shop(root: Path) -> Path:
    for path, text in {
        "package.json": '{"name": "shop", "private": true}',
        "src/pay.ts": "export const pay = (): number => 1;\n",
    }.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        os.utime(file, (OLD, OLD))
    return root


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., Result]:
    root = _shop(tmp_path / "shop")
    return lambda **asked: check(
        root, Options(lake=tmp_path / "lake", as_of=asked.pop("as_of", date(2024, 7, 15)), **asked)
    )


def _said(result: Result) -> tuple[object, ...]:
    return result.findings(), result.measures(), result.collections(), result.integrations


def test_nothing_is_read_or_judged_again(run: Callable[..., Result], monkeypatch: pytest.MonkeyPatch) -> None:
    first = run()
    monkeypatch.setattr(checking, "Collecting", None)
    second = run()
    assert second.fresh == 0
    assert second.run.id != first.run.id
    assert _said(second) == _said(first)
    assert second.standards.keys() == first.standards.keys()


def test_a_commit_that_is_looked_at_again_is_in_nobodys_history(run: Callable[..., Result], tmp_path: Path) -> None:
    first, second = (run(commit_of=tmp_path / "other") for _ in range(2))
    assert second.fresh == 0 < first.fresh
    assert second.lake is not None
    assert not second.lake.catalog.scores(second.run.target)


@pytest.mark.parametrize("asked", [{"as_of": date(2024, 7, 16)}, {"levels": ("must",)}, {"integrations": ("shop",)}])
def test_another_question_is_answered_anew(
    asked: dict[str, object], run: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    run()
    monkeypatch.setattr(checking, "Collecting", None)
    with pytest.raises(TypeError):
        run(**asked)


def test_what_changed_is_seen(run: Callable[..., Result], tmp_path: Path) -> None:
    root = tmp_path / "shop"
    assert len(run().findings(standard="security/text_is_not_run_as_code", verdict="unmet")) == 0
    (root / "src" / "pay.ts").write_text("export const pay = (): number => eval('1');\n")
    assert len(run().findings(standard="security/text_is_not_run_as_code", verdict="unmet")) == 1
    (root / "src" / "pay.ts").unlink()
    assert [f.verdict for f in run().findings(standard="security/text_is_not_run_as_code")] == ["unknown"]


def _git(root: Path, *words: str) -> None:
    who = ("-c", "user.name=Kim", "-c", "user.email=kim@shop.example", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *who, *words], cwd=root, check=True, capture_output=True)


def test_a_new_commit_is_seen(run: Callable[..., Result], tmp_path: Path) -> None:
    root = tmp_path / "shop"
    _git(root, "init", "-q")
    _git(root, "commit", "--allow-empty", "-qm", "one")
    first = run().run.commit
    _git(root, "commit", "--allow-empty", "-qm", "two")
    assert run().run.commit not in (None, first)


def test_another_branch_at_the_same_commit_is_told(
    run: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "shop"
    _git(root, "init", "-q")
    _git(root, "commit", "--allow-empty", "-qm", "one")
    _git(root, "checkout", "-q", "-b", "first")
    assert run().run.branch == "first"
    _git(root, "checkout", "-q", "-b", "second")
    monkeypatch.setattr(checking, "Collecting", None)
    assert run().run.branch == "second"


def test_a_file_touched_a_moment_ago_is_read_again(run: Callable[..., Result], tmp_path: Path) -> None:
    (tmp_path / "shop" / "src" / "pay.ts").touch()
    run()
    assert run().fresh > 0


def test_a_damaged_lake_is_not_trusted(run: Callable[..., Result], tmp_path: Path) -> None:
    run()
    for file in (tmp_path / "lake" / "rows" / "finding").iterdir():
        file.unlink()
    assert run().findings()
