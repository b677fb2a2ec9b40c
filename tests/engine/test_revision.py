"""Which branch a run is of, also where a pipeline checked out a commit only."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from assay.engine.revision import revision


@pytest.fixture
def root(tmp_path: Path) -> Path:
    who = ("-c", "user.name=Kim", "-c", "user.email=kim@shop.example", "-c", "commit.gpgsign=false")
    for words in (("init", "-q", "-b", "main"), ("commit", "--allow-empty", "-qm", "one")):
        subprocess.run(["git", *who, *words], cwd=tmp_path, check=True, capture_output=True)
    return tmp_path


def detached(root: Path) -> str:
    subprocess.run(["git", "checkout", "-q", "--detach"], cwd=root, check=True)
    commit = revision(root).commit
    assert commit is not None
    return commit


@pytest.mark.parametrize(
    ("said", "branch"),
    [
        ({"GITHUB_SHA": "{}", "GITHUB_HEAD_REF": "topic", "GITHUB_REF_NAME": "7/merge"}, "topic"),
        ({"GITHUB_SHA": "{}", "GITHUB_HEAD_REF": "", "GITHUB_REF_NAME": "main"}, "main"),
        ({"CI_COMMIT_SHA": "{}", "CI_COMMIT_REF_NAME": "release"}, "release"),
        ({"CI_COMMIT_SHA": "0" * 40, "CI_COMMIT_REF_NAME": "of another repository"}, None),
        ({"CI_COMMIT_REF_NAME": "of nobody knows what"}, None),
    ],
)
def test_a_pipeline_names_the_branch_of_the_commit_it_checked_out(
    root: Path, monkeypatch: pytest.MonkeyPatch, said: dict[str, str], branch: str | None
) -> None:
    for name in ("GITHUB_SHA", "CI_COMMIT_SHA"):
        monkeypatch.delenv(name, raising=False)
    commit = detached(root)
    for name, value in said.items():
        monkeypatch.setenv(name, value.format(commit))
    assert revision(root).branch == branch


def test_where_git_knows_the_branch_it_is_believed(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_SHA", revision(root).commit or "")
    monkeypatch.setenv("GITHUB_REF_NAME", "7/merge")
    assert revision(root).branch == "main"
