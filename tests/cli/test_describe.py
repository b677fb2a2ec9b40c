"""assay improve --kind description on the example: what is inferred of the calls that no description has."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

import seeding
from assay.cli import run
from assay.descriptions.document import open_document
from assay.descriptions.validity import judge_format


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = seeding.copy_example(tmp_path_factory.mktemp("described") / "checkout")
    run(["check", str(root), "--as-of", str(seeding.AS_OF), "--fail-on", "never"])
    return root


def test_a_document_is_printed_and_what_it_rests_on_is_told_beside(
    checked: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["improve", str(checked), "--kind", "description"]) == 0
    told = capsys.readouterr()
    document = yaml.safe_load(told.out)
    assert judge_format(open_document("a.json", {"a.json": document})).valid
    assert "/api/orders/{orderId}" in document["paths"]
    assert "checkout.harbour.example: " in told.err
    assert "Also called and not described (--host): " in told.err


def test_of_one_host_and_one_integration(checked: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "tally.yaml"
    words = ["--kind", "description", "--host", "api.tally.example", "--output", str(file)]
    assert run(["improve", str(checked), *words, "--integration", "kvitto*"]) == 0
    assert list(yaml.safe_load(file.read_text(encoding="utf-8"))["paths"]) == ["/v1/eligibility"]
    assert f"wrote {file}" in capsys.readouterr().err
    assert run(["improve", str(checked), *words, "--integration", "nordpay*"]) == 2
    assert "no undescribed call goes to api.tally.example" in capsys.readouterr().err


def test_programs_are_told_how_many_calls_keep_it(checked: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["improve", str(checked), "--kind", "description", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["problems"] == []
    assert told["kept"] + told["untold"] == told["calls"] > 10


def test_what_does_not_go_together_is_refused(checked: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["improve", str(checked), "--kind", "description", "--format", "markdown"]) == 2
    assert run(["improve", str(checked), "--host", "api.tally.example"]) == 2
    assert "--host" in capsys.readouterr().err
