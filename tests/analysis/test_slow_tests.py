"""Slow tests from a report of Jest, against the quartiles that Python's own statistics give."""

from __future__ import annotations

from pathlib import Path
from statistics import quantiles

import pytest

from assay.analysis.slow_tests import slow_tests
from assay.engine.check import Options, check
from assay.engine.result import Result
from assay.reviews.performance import performance


def reported(root: Path, seconds: list[float]) -> Result:
    root.mkdir()
    (root / "package.json").write_text('{"name": "shop", "private": true}')
    (root / "pay.test.ts").write_text("it('pays', () => { expect(1).toBe(1); });\n")
    cases = "".join(
        f'<testcase classname="pay" name="pays {n}" file="pay.test.ts" time="{took}"/>'
        for n, took in enumerate(seconds)
    )
    (root / "reports").mkdir()
    text = f'<testsuites name="jest tests"><testsuite name="pay">{cases}</testsuite></testsuites>'
    (root / "reports" / "junit.xml").write_text(text)
    return check(root, Options(lake=root.parent / "lake", only=("testing/*",)))


def test_what_is_far_out_is_slow_by_what_it_takes_above_the_fence(tmp_path: Path) -> None:
    seconds = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.2, 9.0]
    result = reported(tmp_path / "shop", seconds)
    low, _, high = quantiles([1000 * took for took in seconds], n=4, method="inclusive")
    (slow,) = slow_tests(result.evidence)
    assert slow.took == 9000
    assert slow.fence == pytest.approx(high + 3 * (high - low))
    (item,) = performance(result).tests
    assert item.total_ms == pytest.approx(9000 - slow.fence)
    assert item.flows == (slow.name,)


@pytest.mark.parametrize(
    "seconds",
    [[0.001] * 11 + [0.9], [0.1, 0.2, 9.0], [5.0] * 12],
    ids=["nobody waits for it", "too few to tell", "all alike"],
)
def test_what_is_usual_short_or_among_few_is_not_slow(tmp_path: Path, seconds: list[float]) -> None:
    assert slow_tests(reported(tmp_path / "shop", seconds).evidence) == []
