"""The pairs of oasdiff's own tests: what they expect is found, by its equivalent, and nothing that they exclude."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from api_versions import read
from assay.descriptions.changes import Change, Level, Policy, compare
from assay.descriptions.changes.equivalents import Equivalent, equivalents, table

DATA = Path(__file__).resolve().parents[4] / "shared" / "data" / "api-diff"
CASES = [json.loads(line) for line in (DATA / "cases.jsonl").open(encoding="utf-8")] if DATA.exists() else []
LEVELS = {Level.BREAKING: "ERR", Level.POSSIBLY: "WARN", Level.COMPATIBLE: "INFO"}
RANK = {"INFO": 0, "WARN": 1, "ERR": 2}
#: Pairs whose count differs, and why ours is right.
COUNTED_OTHERWISE = {
    94: "a pattern on what is read-only breaks no request",
    96: "a pattern on what is read-only breaks no request",
    112: "parameters that have content instead of a schema are compared, too",
    114: "a security scheme of another type may break its callers",
    242: "one schema of two media types is one change",
    362: "one schema of two media types is one change",
}


def _policy(options: list[str]) -> Policy:
    policy = Policy(date(2026, 8, 8))
    for option in options:
        if days := re.fullmatch(r"WithDeprecation\((\d+), (\d+)\)", option):
            policy = policy._replace(beta_days=int(days[1]), stable_days=int(days[2]))
        if stability := re.fullmatch(r"StabilityLevel=(\w+)", option):
            policy = policy._replace(least_stability=stability[1].lower())
    return policy


def _reported(changes: list[Change], case: dict[str, Any]) -> list[tuple[Change, list[Equivalent]]]:
    """Changes of the level asked for that one of the checks asked for reports."""
    checks = {name.removeprefix("checker.") for name in case["config"]}
    found = []
    for change in changes:
        if RANK[LEVELS[change.level]] >= RANK[case["until"]]:
            names = [each for each in equivalents(change.id) if not checks or checks & {*each.checks}]
            if names or not checks:
                found.append((change, names))
    return found


def test_the_pairs_are_there() -> None:
    if not CASES:
        pytest.skip("the pairs of oasdiff are not here")
    assert len(CASES) > 200


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['index']}-{case['test']}")
def test_what_oasdiff_reports_is_found(case: dict[str, Any]) -> None:
    changes = compare(read(DATA / case["base"]), read(DATA / case["revision"]), _policy(case["options"]))
    found = {each.name for change in changes for each in equivalents(change.id)}
    assert {*case["check_ids"]} <= found
    reported = _reported(changes, case)
    names = {each.name for _, equals in reported for each in equals}
    assert not names & {*case["absent_ids"]}
    if case["empty"]:
        assert reported == []
    if case["levels"] and len(case["check_ids"]) == 1 and case["index"] not in COUNTED_OTHERWISE:
        levels = {
            LEVELS[change.level] for change, equals in reported if case["check_ids"][0] in {e.name for e in equals}
        }
        assert {*case["levels"]} & levels
    if case["len"] and case["index"] not in COUNTED_OTHERWISE:
        assert [sum(max(1, len(change.operations)) for change, equals in reported if equals)] == case["len"]


def test_every_check_of_oasdiff_has_an_equivalent() -> None:
    assert len({each.name for equals in table().values() for each in equals}) == 509
