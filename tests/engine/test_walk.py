"""What walk takes and leaves."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import seeding
from assay.engine import walk as walking
from assay.engine.walk import walk


def _tree(root: Path, **files: str) -> None:
    for path, text in files.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")


def _paths(root: Path, *exclude: str) -> list[str]:
    return [file.path for file in walk(root, exclude)[0]]


def test_files_come_sorted_with_size(tmp_path: Path) -> None:
    _tree(tmp_path, **{"b.ts": "12", "a/c.ts": "", "a.ts": ""})
    files, unreadable = walk(tmp_path)
    assert [file.path for file in files] == ["a.ts", "a/c.ts", "b.ts"]
    assert files[2].size == 2
    assert files[2].mtime_ns == (tmp_path / "b.ts").stat().st_mtime_ns
    assert unreadable == []


def test_other_peoples_code_and_caches_are_never_read(tmp_path: Path) -> None:
    _tree(
        tmp_path, **{"node_modules/x/a.js": "", "p/node_modules/y.js": "", ".git/HEAD": "", ".assay/x": "", "a.ts": ""}
    )
    _tree(tmp_path, **{"__pycache__/a.pyc": "", ".venv/lib/a.py": ""})
    assert _paths(tmp_path) == ["a.ts"]


def test_ignore_file_of_the_root(tmp_path: Path) -> None:
    _tree(tmp_path, **{".gitignore": "dist\n*.log\n/only-here\n# comment\n\ndocs/*.tmp\ncache/\n"})
    _tree(
        tmp_path,
        **{"dist/a.js": "", "p/dist/b.js": "", "a.log": "", "only-here": "", "p/only-here": "", "docs/a.tmp": ""},
    )
    _tree(tmp_path, **{"p/docs/a.tmp": "", "cache/a": "", "p/cache": ""})
    assert _paths(tmp_path) == [".gitignore", "p/cache", "p/docs/a.tmp", "p/only-here"]


def test_later_pattern_takes_back(tmp_path: Path) -> None:
    _tree(tmp_path, **{".gitignore": "*.log\n!keep.log\n", "a.log": "", "keep.log": "", "p/keep.log": ""})
    assert _paths(tmp_path) == [".gitignore", "keep.log", "p/keep.log"]


def test_inner_ignore_file_decides_over_outer(tmp_path: Path) -> None:
    _tree(
        tmp_path,
        **{".gitignore": "*.log\n", "p/.gitignore": "!*.log\n*.ts\n", "a.log": "", "p/a.log": "", "p/a.ts": ""},
    )
    _tree(tmp_path, **{"a.ts": "", "p/q/b.log": ""})
    assert _paths(tmp_path) == [".gitignore", "a.ts", "p/.gitignore", "p/a.log", "p/q/b.log"]


def test_what_lies_in_an_ignored_directory_cannot_come_back(tmp_path: Path) -> None:
    _tree(tmp_path, **{".gitignore": "build/\n!build/keep.ts\n", "build/keep.ts": ""})
    assert _paths(tmp_path) == [".gitignore"]


def test_exclude_has_patterns_of_the_same_kind_and_the_last_word(tmp_path: Path) -> None:
    _tree(tmp_path, **{".gitignore": "!legacy\n", "legacy/a.ts": "", "p/a.gen.ts": "", "p/a.ts": ""})
    assert _paths(tmp_path, "legacy/", "*.gen.ts") == [".gitignore", "p/a.ts"]


def test_links_are_not_followed(tmp_path: Path) -> None:
    _tree(tmp_path, **{"a/b.ts": ""})
    (tmp_path / "a" / "loop").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "link.ts").symlink_to(tmp_path / "a" / "b.ts")
    (tmp_path / "dangling").symlink_to(tmp_path / "nowhere")
    assert _paths(tmp_path) == ["a/b.ts"]


def test_pipes_are_left_alone(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.ts")
    assert _paths(tmp_path) == []


def test_unreadable_directory_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _tree(tmp_path, **{"a.ts": "", "secret/b.ts": ""})
    real = os.scandir

    def refuse(path: str) -> object:
        if path.endswith("secret"):
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(os, "scandir", refuse)
    files, unreadable = walk(tmp_path)
    assert [file.path for file in files] == ["a.ts"]
    assert unreadable == [("secret", "cannot be read: Permission denied")]


def test_too_deep_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(walking, "MAX_DEPTH", 2)
    _tree(tmp_path, **{"a/b/in.ts": "", "a/b/c/out.ts": ""})
    files, unreadable = walk(tmp_path)
    assert [file.path for file in files] == ["a/b/in.ts"]
    assert unreadable == [("a/b/c", "lies deeper than 2 directories")]


def test_too_many_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(walking, "MAX_FILES", 3)
    _tree(tmp_path, **{f"{n}.ts": "" for n in range(5)})
    files, unreadable = walk(tmp_path)
    assert len(files) == 3
    assert "more than 3 files" in unreadable[0][1]


def test_name_that_is_no_text_is_reported(tmp_path: Path) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/bad\xff.ts")).touch()
    files, unreadable = walk(tmp_path)
    assert files == []
    assert len(unreadable) == 1


def test_a_pattern_made_to_run_for_ever_is_left_out(tmp_path: Path) -> None:
    _tree(tmp_path, **{".gitignore": "*a" * 60 + "b\n" + "**/a/" * 60 + "b\n", "a" * 120 + ".ts": ""})
    _tree(tmp_path, **{"a/" * 50 + "c.ts": ""})
    assert len(_paths(tmp_path)) == 3


def test_a_name_that_is_a_secret_is_left_out_and_told_masked(tmp_path: Path) -> None:
    card, key = seeding.PLACEHOLDERS["{{pan}}"], seeding.PLACEHOLDERS["{{stripe_key}}"]
    _tree(tmp_path, **{f"a/{card}.ts": "", f"{key}/b.ts": "", "icon@2x.png": "", "c-4111.ts": "", "lib@1.2.3.tgz": ""})
    files, unreadable = walk(tmp_path)
    assert [file.path for file in files] == ["c-4111.ts", "icon@2x.png", "lib@1.2.3.tgz"]
    assert [path for path, _ in unreadable] == [f"a/{'0' * 16}.ts", f"{'*' * len(key)}/b.ts"]
    assert all("rename it" in reason for _, reason in unreadable)


def test_what_is_asked_for_is_read_although_git_ignores_it(tmp_path: Path) -> None:
    for name in ("reports/junit.xml", "reports/other.txt", "dist/a.js", "src/a.ts", "outside.xml"):
        (tmp_path / "shop" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "shop" / name).write_text("x")
    root = tmp_path / "shop"
    (root / "outside.xml").rename(tmp_path / "outside.xml")
    (root / ".gitignore").write_text("reports/\ndist/\n")
    (root / "linked").symlink_to(root / "reports")
    globs = ("reports/*.xml", "/src/*.ts", "../*.xml", "linked/*.xml", "", "nothing/*")
    assert [file.path for file in walk(root, include=globs)[0]] == [".gitignore", "reports/junit.xml", "src/a.ts"]
    assert "reports/junit.xml" not in [file.path for file in walk(root, ["*.xml"], globs)[0]]
