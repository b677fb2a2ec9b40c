"""assay improve on a small checkout: what it prints where, what it writes, what it refuses."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from assay.cli import run


@pytest.fixture
def tell(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    package = tmp_path / "packages" / "acme-integration"
    (package / "src").mkdir(parents=True)
    (tmp_path / "package.json").write_text('{"name": "shop", "private": true, "workspaces": ["packages/*"]}')
    (package / "package.json").write_text('{"name": "@shop/acme-integration", "version": "1.0.0"}')
    (package / "src" / "index.ts").write_text("document.body.innerHTML = await (await fetch('/x')).text();\n")
    monkeypatch.chdir(tmp_path)
    assert run(["check", "--as-of", "2024-07-15", "--fail-on", "never"]) == 0
    capsys.readouterr()

    def call(*words: str) -> tuple[int, str, str]:
        status = run(["improve", *words])
        told = capsys.readouterr()
        return status, told.out, told.err

    return call


def test_the_plan_is_printed_and_its_json_holds_every_line(tell: Any) -> None:
    status, out, _ = tell("--top", "1")
    assert status == 0
    assert "more lines (--top shows them)" in " ".join(out.split())
    status, out, _ = tell("--json", "--top", "1")
    assert status == 0
    assert len(json.loads(out)["lines"]) > 5


def test_the_way_to_fit_is_that_of_one_integration(tell: Any) -> None:
    status, out, _ = tell("--integration", "acme*", "--to", "fit")
    assert status == 0
    assert "the cheapest way to fit is" in " ".join(out.split())
    status, _, err = tell("--to", "fit")
    assert status == 2
    assert "--integration" in err


def test_issues_are_written_into_a_directory(tell: Any, tmp_path: Path) -> None:
    status, _, err = tell("--format", "issues", "--top", "3", "--output", "plan")
    assert status == 0
    assert "wrote 3 issues to plan" in err
    assert [file.name[:3] for file in sorted((tmp_path / "plan").iterdir())] == ["001", "002", "003"]


def test_markdown_goes_to_standard_output_or_a_file(tell: Any, tmp_path: Path) -> None:
    _, out, _ = tell("--format", "markdown")
    assert out.startswith("## assay: what to improve first")
    status, nothing, err = tell("--format", "markdown", "--output", "plan.md")
    assert (status, nothing, err) == (0, "", "wrote plan.md\n")
    assert (tmp_path / "plan.md").read_text() == out


def test_what_cannot_be_meant_is_refused_kindly(tell: Any) -> None:
    status, _, err = tell("--integration", "nobody")
    assert (status, "acme-integration" in err) == (2, True)
    assert tell("--output", "x")[0] == 2
