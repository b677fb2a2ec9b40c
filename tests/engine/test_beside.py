"""Descriptions that the configuration or the command line names are read wherever they lie, with their parts."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from assay.cli import run
from assay.engine.check import Options, check
from assay.engine.result import Result
from assay.model import UsageError

ROOT = "openapi: 3.1.0\ninfo: {title: Shop, version: '2'}\npaths:\n  /orders: {$ref: parts/orders.yaml}\n"
PART = "get: {responses: {'200': {description: ok}}}\n"


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "package.json").write_text('{"name": "shop"}')
    docs = tmp_path / "docs" / "reference"
    (docs / "parts").mkdir(parents=True)
    (docs / "shop.sf.yml").write_text(ROOT)
    (docs / "parts" / "orders.yaml").write_text(PART)
    (docs / "package.json").write_text('{"name": "docs", "dependencies": {"x": "1"}}')
    return tmp_path / "shop"


def _state(shop: Path, text: str) -> Options:
    (shop / "assay.toml").write_text(text)
    return Options(only=("api/descriptions_keep_their_format",))


def _rows(result: Result, query: str) -> list[tuple[object, ...]]:
    result.evidence.require(["api_description", "api_operation", "description_file", "package_dependency"])
    return result.db.execute(query).fetchall()


def test_a_description_outside_is_read_with_its_parts_and_nothing_else(shop: Path) -> None:
    options = _state(shop, '[[description]]\npath = "../docs/reference/*.sf.yml"\nhosts = ["shop.example"]\n')
    result = check(shop, options)
    assert _rows(result, "select path, hosts, files from api_description") == [
        ("../docs/reference/shop.sf.yml", "shop.example", 2)
    ]
    assert _rows(result, "select path from api_operation") == [("../docs/reference/parts/orders.yaml",)]
    (read,) = result.db.execute("select count(*) from collection where path like '../%'").fetchall()
    assert read == (2,), "what lies beside it is none of this target's"


def test_a_change_of_a_part_outside_is_seen(shop: Path) -> None:
    options = _state(shop, '[[description]]\npath = "../docs/reference/*.sf.yml"\n')
    check(shop, options)
    (shop.parent / "docs" / "reference" / "parts" / "orders.yaml").write_text(PART.replace("get", "put"))
    assert _rows(check(shop, options), "select operation from api_operation") == [("PUT /orders",)]


def test_the_command_line_names_one_too(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = str(shop.parent / "docs" / "reference" / "shop.sf.yml")
    words = ["--description", file, "--json", "--fail-on", "never", "--only", "api/descriptions_keep_their_format"]
    assert run(["check", str(shop), *words]) == 0
    (finding,) = json.loads(capsys.readouterr().out)["findings"]
    assert (finding["verdict"], finding["path"]) == ("met", "../docs/reference/shop.sf.yml")


def _git(root: Path, *words: str) -> None:
    who = ["-c", "user.name=x", "-c", "user.email=x@example.com", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *who, *words], cwd=root, check=True, capture_output=True)


def test_the_version_before_may_be_one_that_only_git_has(shop: Path) -> None:
    (shop / "parts").mkdir()
    (shop / "openapi.yaml").write_text(ROOT.replace("'2'", "'1'"))
    (shop / "parts" / "orders.yaml").write_text(PART)
    _git(shop, "init", "-q")
    _git(shop, "add", "-A")
    _git(shop, "commit", "-qm", "x")
    _git(shop, "tag", "v1")
    (shop / "openapi.yaml").write_text(ROOT)
    (shop / "parts" / "orders.yaml").write_text(PART.replace("200", "201"))
    result = check(shop, _state(shop, '[[description]]\npath = "openapi.yaml"\nreplaces = "git:v1"\n'))
    assert sorted(_rows(result, "select path from description_file")) == [
        ("openapi.yaml",),
        ("parts/orders.yaml",),
        ("v1:/openapi.yaml",),
        ("v1:/parts/orders.yaml",),
    ]
    assert ("v1:/openapi.yaml",) in _rows(result, "select replaces from api_description")


@pytest.mark.parametrize("stated", ['path = "*.yaml"\nreplaces = "git:v1"', 'path = "a.yaml"\nreplaces = "git:--all"'])
def test_a_revision_is_of_one_file_and_is_no_option(shop: Path, stated: str) -> None:
    with pytest.raises(UsageError, match="cannot be the version before") as told:
        check(shop, _state(shop, f"[[description]]\n{stated}\n"))
    assert told.value.where.endswith("assay.toml:3")
