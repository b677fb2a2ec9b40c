"""The cases of every shipped standard hold, and each shows all three verdicts."""

from __future__ import annotations

from pathlib import Path

import pytest

from assay.engine.cases import cases_of, load_cases, run_cases
from assay.engine.standards import load_standards
from assay.model import StandardError
from assay.model.standard import Standard

STANDARDS = load_standards()


@pytest.mark.parametrize("standard", STANDARDS.values(), ids=STANDARDS.keys())
def test_cases_hold(standard: Standard) -> None:
    file = cases_of(standard)
    assert file is not None, "has no cases"
    cases = load_cases(file)
    assert {expected.verdict for case in cases for expected in case.expect} == {"met", "unmet", "unknown"}
    assert [(case.name, wrong) for case, wrong in run_cases(standard, cases) if wrong] == []


def test_a_reason_that_is_no_regular_expression_is_told_with_its_place(tmp_path: Path) -> None:
    file = tmp_path / "own.yaml"
    file.write_text("- name: a\n  expect:\n  - {verdict: met, reason: 'ids['}\n", encoding="utf-8")
    with pytest.raises(StandardError, match=r"ids\[ is no regular expression.*\$\[0\].expect\[0\]"):
        load_cases(file)
