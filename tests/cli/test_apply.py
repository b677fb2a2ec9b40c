"""`assay improve --apply` on the example in a git repository: what it says where, refuses, writes, and how it ends."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import seeding
from assay.cli import run

SDK = "packages/farol-integration/src/sdk.ts"


class Told(NamedTuple):
    status: int
    out: str
    err: str


class Shop:
    """The example below a directory of a repository, and the command on it."""

    def __init__(self, folder: Path, capsys: Any) -> None:
        self.repository = folder / "repository"
        self.root, self._lake = seeding.lend_judged(self.repository / "shop", folder / "lake")
        self._capsys = capsys
        self.git("init", "-q")
        self.commit()

    def git(self, *words: str, given: str | None = None) -> str:
        named = ["-c", "user.name=t", "-c", "user.email=t@example.com"]
        done = subprocess.run(
            ["git", *named, *words], cwd=self.repository, input=given, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def commit(self) -> None:
        self.git("add", "-A")
        self.git("commit", "-qm", "as it is")

    def improve(self, *words: str) -> Told:
        self._capsys.readouterr()
        status = run(
            ["improve", str(self.root), "--lake", str(self._lake), "--apply", "--as-of", str(seeding.AS_OF), *words]
        )
        said = self._capsys.readouterr()
        return Told(status, said.out, said.err)


@pytest.fixture
def shop(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Shop:
    monkeypatch.delenv("ASSAY_DEBUG", raising=False)
    return Shop(tmp_path, capsys)


def test_fixes_are_announced_shown_made_and_judged(shop: Shop) -> None:
    told = shop.improve()
    assert told.status == 0
    assert (
        told.err.index("Changes 1 file:") < told.err.index(SDK) < told.err.index("1 finding mended, and judged again")
    )
    assert "+  script.src = 'https://" in told.out
    assert shop.git("diff", "--name-only").split() == [f"shop/{SDK}"]
    assert "Nothing to apply" in shop.improve("--allow-dirty").err


def test_a_dry_run_prints_a_patch_that_git_applies_and_changes_nothing(shop: Shop) -> None:
    told = shop.improve("--dry-run")
    assert told.status == 0
    assert told.err.startswith("Would change 1 file:")
    assert shop.git("status", "--porcelain") == ""
    shop.git("apply", "-", given=told.out)
    assert shop.git("diff", "--name-only").split() == [f"shop/{SDK}"]


def test_a_patch_is_written_instead(shop: Shop, tmp_path: Path) -> None:
    file = tmp_path / "fixes.patch"
    told = shop.improve("--patch", str(file))
    assert told.status == 0
    assert shop.git("status", "--porcelain") == ""
    shop.git("apply", str(file))
    assert b"https://" in (shop.root / SDK).read_bytes()
    shop.git("checkout", "-q", ".")
    told = shop.improve("--patch", str(tmp_path / "no" / "such.patch"))
    assert (told.status, "cannot be written" in told.err) == (2, True)


def test_what_git_could_not_undo_is_refused_unless_allowed(shop: Shop) -> None:
    file = shop.root / "README.md"
    file.write_text(file.read_text(encoding="utf-8") + "\nMore.\n", encoding="utf-8")
    told = shop.improve()
    assert (told.status, "is not committed: README.md" in told.err) == (2, True)
    assert shop.git("diff", "--name-only").split() == ["shop/README.md"]
    assert shop.improve("--allow-dirty").status == 0


def test_a_file_that_git_does_not_know_counts_only_when_it_is_to_be_changed(shop: Shop) -> None:
    (shop.root / "notes.txt").write_text("mine")
    shop.git("rm", "-q", "--cached", f"shop/{SDK}")
    shop.git("-c", "core.excludesFile=", "commit", "-qm", "no longer known")
    told = shop.improve()
    assert (told.status, f"is not committed: {SDK}" in told.err) == (2, True)


def test_without_a_repository_it_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = seeding.copy_example(tmp_path / "checkout")
    words = ["improve", str(root), "--lake", str(tmp_path / "lake"), "--apply"]
    assert run(words) == 2
    assert "is in no git repository" in capsys.readouterr().err


def test_json_has_one_shape_with_everything_in_it(shop: Shop) -> None:
    told = shop.improve("--json")
    said = json.loads(told.out)
    assert said.keys() == {"mends", "files", "kept", "undone", "left", "scores", "patch"}
    assert said["files"] == [SDK]
    assert [mend["fingerprint"] for mend in said["mends"]] == said["kept"]
    assert said["mends"][0].keys() == {"fix", "standard", "integration", "subject", "fingerprint", "files"}
    assert said["scores"]["farol-integration"][0] < said["scores"]["farol-integration"][1]
    assert said["patch"].startswith("diff --git a/shop/")


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["--only", "testing/nothing"], "no standard is called testing/nothing"),
        (["--integration", "nobody*"], "no integration is called nobody*"),
        (["--run", "2026"], "--run does not go with --apply"),
        (["--output", "x"], "--output does not go with --apply"),
        (["--owners"], "--owners does not go with --apply"),
    ],
)
def test_what_makes_no_sense_is_told(words: list[str], why: str, shop: Shop) -> None:
    told = shop.improve(*words)
    assert (told.status, why in told.err) == (2, True)


def test_what_goes_with_apply_needs_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["improve", str(tmp_path), "--dry-run"]) == 2
    assert "--dry-run needs --apply" in capsys.readouterr().err


def test_selections_leave_out_the_rest(shop: Shop) -> None:
    assert "Nothing to apply" in shop.improve("--only", "testing/*").err
    assert "Nothing to apply" in shop.improve("--integration", "nordpay*").err
    assert shop.git("status", "--porcelain") == ""
