"""Verdicts: the rules that hold for every standard, whatever its query."""

from __future__ import annotations

import math
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from assay.engine.cases import Case, Expected, run_cases
from assay.engine.evidence import open_database
from assay.engine.judge import parameters
from assay.engine.standards import parse
from assay.engine.verdicts import WILSON
from assay.model import StandardError
from assay.model.standard import Standard, StandardHeader

HEADER = """/*
title = "A thing is good"
level = "must"
why = "because"
fix = "do it"
reference = ["RFC 9110"]
since = "0.1"
{more}
*/
{sql}
"""
FILES = "select integration, path as subject, not is_generated as met, 'seen' as reason from source_file"


def standard(sql: str = FILES, more: str = "") -> Standard:
    return parse(Standard, StandardHeader, HEADER.format(sql=sql, more=more), "component/thing", "thing.sql")


def file(path: str, **columns: Any) -> dict[str, Any]:
    return {"path": path, **columns}


def holds(judged: Standard, *expect: Expected, **given: list[dict[str, Any]]) -> None:
    ((_, wrong),) = run_cases(judged, [Case(name="case", given=given, expect=expect)])
    assert wrong == []


def test_true_false_and_null_are_met_unmet_and_unknown() -> None:
    rows = [file("a", is_generated=False), file("b", is_generated=True), file("c", is_generated=None)]
    expect = [Expected(verdict=v, subject=s) for v, s in (("met", "a"), ("unmet", "b"), ("unknown", "c"))]
    holds(standard(), *expect, source_file=rows)


def test_no_evidence_is_unknown_and_names_what_is_missing() -> None:
    holds(standard(), Expected(verdict="unknown", subject="shop", reason="no evidence of source_file; add .+"))


def test_evidence_without_a_row_is_not_applicable() -> None:
    holds(standard(), source_file=[])


def test_a_failing_query_is_unknown_with_its_error() -> None:
    broken = standard("select integration, no_such as subject, true as met from source_file")
    holds(broken, Expected(verdict="unknown", reason="could not be judged: .*no_such"), source_file=[])


def test_a_misspelt_result_column_is_an_error_not_a_pass() -> None:
    typo = standard("select integration, path as subject, true as mett from source_file")
    holds(typo, Expected(verdict="unknown", reason="could not be judged"), source_file=[file("a")])


def test_the_worst_of_alike_subjects_counts() -> None:
    rows = [file("a", is_generated=False), file("a", is_generated=True)]
    holds(standard(), Expected(verdict="unmet", subject="a"), source_file=rows)


def test_units_it_does_not_apply_to_are_left_out() -> None:
    only_bases = standard(more='applies = { layer = ["base"] }')
    rows = [file("a", integration="x", is_generated=True), file("b", integration="y", is_generated=True)]
    units = [{"integration": "x", "layer": "base"}, {"integration": "y", "layer": "provider"}]
    expected = Expected(verdict="unmet", integration="x", subject="a")
    holds(only_bases, expected, source_file=rows, integration=units)


@pytest.mark.parametrize(
    ("good", "of", "verdict"),
    [(3, 3, "unknown"), (1000, 1000, "met"), (100, 1000, "unmet"), (0, 0, "unknown"), (900, 1000, "unknown")],
)
def test_a_rate_is_judged_on_its_wilson_bound(good: int, of: int, verdict: str) -> None:
    rate = standard(
        f"select integration, 'all' as subject, {good} as numerator, {of} as denominator from source_file",
        more="target = 0.9",
    )
    expected = Expected(verdict=verdict, reason=f"{good} of {of}")
    holds(rate, expected, source_file=[file("a")])


@pytest.mark.parametrize(("k", "n"), [(0, 1), (1, 1), (3, 10), (81, 263), (1000, 1000)])
def test_wilson_interval_agrees_with_the_closed_form(k: int, n: int) -> None:
    z, p = 1.959964, k / n
    centre, half = p + z * z / (2 * n), z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    db = open_database()
    db.execute(WILSON)
    low, high = db.execute(f"select wilson_low({k}.0, {n}.0), wilson_high({k}.0, {n}.0)").fetchone() or (0, 0)
    assert low == pytest.approx(max(0, (centre - half) / (1 + z * z / n)), abs=1e-6)
    assert high == pytest.approx(min(1, (centre + half) / (1 + z * z / n)), abs=1e-6)


def test_parameters_in_comments_are_not_bound() -> None:
    assert set(parameters("select $a -- $b\n /* $c */", {"a": 1, "b": 2, "c": 3}, date(2024, 1, 1))) == {"a"}


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("select 1", "no header"),
        ("/*\ntitle = \n*/ select 1", "header is wrong"),
        ('/*\ntitle = "x"\n*/ select 1', "missing required field"),
        (HEADER.format(more="colour = 1", sql=FILES), "unknown field `colour`"),
        (HEADER.format(more="", sql=FILES).replace('"must"', '"maybe"'), "Invalid enum value"),
    ],
)
def test_a_malformed_standard_is_refused_by_name(text: str, what: str) -> None:
    with pytest.raises(StandardError, match=what) as raised:
        parse(Standard, StandardHeader, text, "x/y", str(Path("x") / "y.sql"))
    assert raised.value.where.endswith("y.sql")
