"""assay analyze lifecycle: what is told on the terminal, as JSON and as a picture."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from assay.cli import run
from seeding import copy_example


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = copy_example(tmp_path_factory.mktemp("lifecycle") / "checkout")
    text = (root / "exports" / "payments.csv").read_text(encoding="utf-8")
    (root / "exports" / "payments.csv").write_text(text.replace("payment.authorised,authorized,9.90", "x,expired,9.90"))
    run(["check", str(root), "--as-of", "2026-11-20", "--only", "payment/payments_keep*"])
    return root


def test_it_tells_changes_variants_and_fitness(checked: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["analyze", "lifecycle", str(checked)]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "18 payments in production" in said
    assert "expired -> captured 1 ILLEGAL 9.90 EUR" in said
    assert "1 of 43 changes are illegal" in said
    assert "not succession(voided, captured)" in said


def test_it_draws_and_tells_programs(checked: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["analyze", "lifecycle", str(checked), "--json", "--svg", str(tmp_path / "g.svg")]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["payments"] == 18
    assert [edge["count"] for edge in told["edges"] if edge["legal"] is False] == [1]
    assert ElementTree.parse(tmp_path / "g.svg").getroot().get("role") == "img"


def test_without_payments_it_says_what_to_do(checked: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["analyze", "lifecycle", str(checked), "--environment", "mars"]) == 2
    assert "no payment was seen" in capsys.readouterr().err
