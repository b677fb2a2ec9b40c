"""The cases of every shipped standard hold, and each shows all three verdicts."""

from __future__ import annotations

import pytest

from assay.engine.cases import cases_of, load_cases, run_cases
from assay.engine.standards import load_standards
from assay.model.standard import Standard

STANDARDS = load_standards()


@pytest.mark.parametrize("standard", STANDARDS.values(), ids=STANDARDS.keys())
def test_cases_hold(standard: Standard) -> None:
    file = cases_of(standard)
    assert file is not None, "has no cases"
    cases = load_cases(file)
    assert {expected.verdict for case in cases for expected in case.expect} == {"met", "unmet", "unknown"}
    assert [(case.name, wrong) for case, wrong in run_cases(standard, cases) if wrong] == []
