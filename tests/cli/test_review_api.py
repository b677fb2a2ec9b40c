"""`assay review api` as a user runs it: two files, a git revision, who is hit, formats, exit status."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import seeding
from assay.cli import run
from assay.reports.versions.json import schema

OLD: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Shop", "version": "1.0.0"},
    "paths": {"/orders": {"get": {"responses": {"200": {"description": "", "headers": {}}}}}},
}
DAY = {"name": "day", "in": "query", "required": True, "schema": {"type": "string"}}


def _new() -> dict[str, Any]:
    get = {**OLD["paths"]["/orders"]["get"], "parameters": [DAY], "deprecated": True, "x-sunset": "2027-01-31"}
    return {**OLD, "info": {"title": "Shop", "version": "1.1.0"}, "paths": {"/orders": {"get": get}}}


class Told(NamedTuple):
    exit_code: int
    output: str
    stdout: str


@pytest.fixture
def tell(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Told]:
    monkeypatch.setenv("COLUMNS", "200")

    def call(*words: str) -> Told:
        capsys.readouterr()
        status = run(["review", "api", *words, "--as-of", "2026-11-20"])
        told = capsys.readouterr()
        return Told(status, told.out + told.err, told.out)

    return call


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "old.json").write_text(json.dumps(OLD, indent=1))
    (tmp_path / "new.json").write_text(json.dumps(_new(), indent=1))
    return tmp_path


def test_what_breaks_fails_and_is_told_with_its_place(files: Path, tell: Callable[..., Told]) -> None:
    done = tell("old.json", "new.json")
    assert done.exit_code == 1
    assert "Shop 1.0.0 to 1.1.0: 1 breaking change, 1 compatible" in done.output
    assert "what breaks raises no major version" in done.output
    assert "query parameter day: added, and has to be sent" in done.output
    line = next(n for n, text in enumerate((files / "new.json").read_text().splitlines(), 1) if '"name": "day"' in text)
    assert f"new.json:{line - 1} request-parameter-added-required" in done.output
    assert "GET /orders ends on 2027-01-31, in 72 days" in done.output
    assert "Who is hit here is not known" in done.output


def test_the_other_way_round_nothing_breaks(files: Path, tell: Callable[..., Told]) -> None:
    assert tell("new.json", "old.json", "--fail-on", "breaking").exit_code == 0
    assert tell("new.json", "old.json", "--fail-on", "possibly").exit_code == 1
    assert tell("old.json", "new.json", "--fail-on", "never").exit_code == 0
    assert "nothing changed" in tell("old.json", "old.json").output


def test_json_keeps_its_schema_and_has_the_names_of_oasdiff(files: Path, tell: Callable[..., Told]) -> None:
    import jsonschema_rs

    found = json.loads(tell("old.json", "new.json", "--json").stdout)
    assert jsonschema_rs.validator_for(schema()).is_valid(found)
    worst = found["changes"][0]
    assert (worst["level"], worst["side"], worst["operations"]) == ("breaking", "request", ["GET /orders"])
    assert worst["oasdiff"] == ["new-required-request-parameter"]
    assert found["hits"] is None
    assert found["endings"] == [{"operation": "GET /orders", "stated": "2027-01-31", "days": 72}]


def test_reports_are_written_besides(files: Path, tell: Callable[..., Told]) -> None:
    assert tell("old.json", "new.json", "--report", "sarif=out.sarif", "--report", "markdown=out.md").exit_code == 1
    (result,) = json.loads((files / "out.sarif").read_text())["runs"][0]["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "new.json"
    written = (files / "out.md").read_text()
    assert "- **GET /orders**" in written
    assert "Who is hit here is not known" in written


def test_a_file_is_held_against_itself_at_a_revision(
    files: Path, tell: Callable[..., Told], monkeypatch: pytest.MonkeyPatch
) -> None:
    for command in (["init", "-q"], ["add", "."], ["commit", "-qm", "first"]):
        git = ["git", "-c", "user.email=a@example.org", "-c", "user.name=a", *command]
        subprocess.run(git, cwd=files, check=True, capture_output=True)
    (files / "old.json").write_text(json.dumps(_new()))
    for named in (("old.json", "--base", "HEAD"), ("HEAD:old.json", "old.json")):
        done = tell(*named)
        assert done.exit_code == 1, done.output
        assert "1 breaking change" in done.output
    monkeypatch.chdir(files.parent)
    assert "1 breaking change" in tell(f"{files.name}/old.json", "--base", "HEAD").output


@pytest.mark.parametrize(
    ("named", "said"),
    [
        (("old.json",), "two versions are needed"),
        (("old.json", "none.json"), "none.json: is not there"),
        (("old.json", "new.json", "--base", "HEAD"), "--base stands for OLD"),
        (("old.json", "notes.txt"), "cannot be read"),
        (("old.json", "new.json", "--target", "elsewhere"), "elsewhere: is not a directory"),
        (("old.json", "new.json", "--lake", "elsewhere"), "has not been checked yet"),
    ],
)
def test_what_cannot_be_compared_is_told(
    files: Path, tell: Callable[..., Told], named: tuple[str, ...], said: str
) -> None:
    (files / "notes.txt").write_text("nothing of this is a description")
    done = tell(*named)
    assert done.exit_code == 2
    assert said in done.output


def test_a_comment_lists_so_much_that_it_is_taken(files: Path, tell: Callable[..., Told]) -> None:
    ending = {"deprecated": True, "responses": {}}
    new = {**OLD, "paths": {**OLD["paths"], **{f"/<b>{number}": {"get": ending} for number in range(100)}}}
    (files / "new.json").write_text(json.dumps(new))
    written = tell("old.json", "new.json", "--format", "markdown").stdout
    assert written.count("is deprecated") == 60
    assert "- and 40 more" in written
    assert "<b>" not in written
    assert "and 85 more operations; --all shows them" in tell("old.json", "new.json").stdout


def test_no_file_outside_the_repository_is_read(files: Path, tell: Callable[..., Told]) -> None:
    inside = files / "inside"
    inside.mkdir()
    (files / "secret.json").write_text(json.dumps({"type": "string"}))
    for name, kind in (("a.json", "../secret.json"), ("b.json", "#/components/schemas/None")):
        content = {"application/json": {"schema": {"$ref": kind}}}
        paths = {"/orders": {"get": {"responses": {"200": {"description": "", "content": content}}}}}
        (inside / name).write_text(json.dumps({**OLD, "paths": paths}))
    # Had it been read, there would be a type to compare.
    assert "a reference leads nowhere from ../secret.json" in tell("inside/a.json", "inside/b.json").output


def test_a_caller_of_the_workspace_is_named_with_its_line(
    tmp_path: Path, tell: Callable[..., Told], monkeypatch: pytest.MonkeyPatch
) -> None:
    example = seeding.copy_example(tmp_path / "checkout")
    monkeypatch.chdir(example)
    assert run(["check", ".", "--as-of", "2026-11-20", "--only", "api/releases_break_no_caller"]) == 0
    api = example / "services/shop-api/openapi.yaml"
    whole = "required: [id, status, currency, lines, total, payments, refunded, created_at]"
    (example / "new.yaml").write_text(api.read_text().replace(whole, whole.replace("total, ", "")))
    done = tell("services/shop-api/openapi.yaml", "new.yaml")
    assert done.exit_code == 1
    assert "Hits" in done.output
    assert "packages/core/src/orders.ts:28" in done.output
    assert "total: became optional" in done.output
