"""The OpenMetrics report keeps the format's grammar and says what the run says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from assay.engine.result import Result
from assay.reports import openmetrics
from assay.reviews.gate import gate

#: OpenMetrics 1.0, section "ABNF", for the parts that are written: metadata, samples without timestamps.
_ESCAPED = r'(?:[^\n"\\]|\\[n"\\])*'
_NAME = r"[a-zA-Z_:][a-zA-Z0-9_:]*"
_META = re.compile(rf"# (?:TYPE ({_NAME}) (gauge|info)|UNIT ({_NAME}) ([a-z]+)|HELP ({_NAME}) {_ESCAPED})")
_LABEL = rf'[a-zA-Z_][a-zA-Z0-9_]*="{_ESCAPED}"'
_SAMPLE = re.compile(rf"({_NAME})(\{{{_LABEL}(?:,{_LABEL})*\}})? (-?[0-9]+(?:\.[0-9]+)?(?:e[+-]?[0-9]+)?)")


@pytest.fixture
def lines(result: Result) -> list[str]:
    return openmetrics.render(result, Path(), gate=gate(result)).split("\n")


def test_every_line_is_of_the_grammar_and_the_last_is_the_end(lines: list[str]) -> None:
    assert lines[-1] == "# EOF" and "" not in lines
    assert all(_META.fullmatch(line) or _SAMPLE.fullmatch(line) for line in lines[:-1])


def test_a_family_is_told_once_and_its_unit_ends_its_name(lines: list[str]) -> None:
    types = dict(re.findall(r"^# TYPE (\S+) (\S+)$", "\n".join(lines), re.MULTILINE))
    assert len(types) == sum(line.startswith("# TYPE") for line in lines)
    for name, unit in re.findall(r"^# UNIT (\S+) (\S+)$", "\n".join(lines), re.MULTILINE):
        assert name.endswith(f"_{unit}") and name in types
    family, seen = "", []
    for line in lines[:-1]:
        if found := _META.fullmatch(line):
            family = next(name for name in found.groups() if name)
            if line.startswith("# TYPE"):
                seen.append(family)
        else:
            suffix = "_info" if types[family] == "info" else ""
            assert line.startswith((f"{family}{suffix}{{", f"{family}{suffix} "))
    assert len(seen) == len(set(seen))


def test_no_sample_is_told_twice(lines: list[str]) -> None:
    samples = [line.rpartition(" ")[0] for line in lines if not line.startswith("#")]
    assert len(samples) == len(set(samples))


def test_it_says_what_the_run_says(lines: list[str], result: Result) -> None:
    for unit in result.integrations:
        assert f'assay_integration_fitness{{integration="{unit.name}",fitness="{unit.fitness}"}} 1.0' in lines
        floor = f'assay_integration_score_low_ratio{{integration="{unit.name}"'
        low = next(line for line in lines if line.startswith(floor))
        assert float(low.rpartition(" ")[2]) == pytest.approx(unit.score_low / 100)
    verdicts = [float(line.rpartition(" ")[2]) for line in lines if line.startswith("assay_findings{")]
    assert sum(verdicts) == len(result.findings())
    assert "assay_gate_holds 0.0" in lines


def test_hostile_names_stay_inside_their_label(result: Result) -> None:
    name = 'x"} 1\n# EOF\\'
    result.db.execute("update finding set integration = ? where integration = 'evil-pay'", [name])
    lines = openmetrics.render(result, Path()).split("\n")
    assert lines.count("# EOF") == 1
    assert all(_META.fullmatch(line) or _SAMPLE.fullmatch(line) for line in lines[:-1])
