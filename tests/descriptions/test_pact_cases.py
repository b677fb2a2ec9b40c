"""The matching cases of the Pact specification: every verdict is reproduced, and none is left open."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from assay.descriptions import pact

DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "pact"
SIDES: dict[str, tuple[Any, Any]] = {
    "request": (pact.read_request, pact.match_request),
    "response": (pact.read_response, pact.match_response),
    "message": (pact.read_message, pact.match_message),
}


@pytest.mark.skipif(not DATA.exists(), reason="the cases of the Pact specification are not here")
@pytest.mark.parametrize("version", [2, 3])
def test_every_verdict_of_the_specification_is_reproduced(version: int) -> None:
    root = DATA / f"v{version}"
    cases = sorted(root.rglob("*.json"))
    assert cases
    wrong = []
    for file in cases:
        case = json.loads(file.read_text("utf-8-sig"))
        read, match = SIDES[file.relative_to(root).parts[0]]
        found = match(read(case["expected"], version), read(case["actual"], version))
        if bool(found) is case["match"] or any(mismatch.unknown for mismatch in found):
            wrong.append((str(file.relative_to(root)), case["match"], found))
    assert wrong == []
