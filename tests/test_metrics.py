"""Every shipped metric measures the example, and its ratios keep their bounds."""

from __future__ import annotations

from pathlib import Path

import seeding
from assay.engine.check import Options, check


def test_every_metric_runs_on_the_example(tmp_path: Path) -> None:
    result = check(seeding.copy_example(tmp_path / "checkout"), Options(lake=tmp_path / "lake", as_of=seeding.AS_OF))
    assert result.errors == {}
    measures = result.measures()
    # The example has no React boundaries, too few exchanges for a 95th percentile, and as a copy no history.
    silent = {"component/boundary_share", "service/server_time_p95"}
    silent |= {"component/changes_90d", "component/main_author_share", "component/days_unchanged"}
    assert {name for name in result.metrics if not any(m.metric == name for m in measures)} <= silent
    ratios = [m for m in measures if m.low is not None]
    assert ratios
    for measure in ratios:
        assert measure.value is not None and measure.high is not None and measure.low is not None
        assert 0 <= measure.low <= measure.value + 1e-9 <= measure.high + 2e-9 <= 1 + 3e-9


def test_what_the_good_integration_measures(tmp_path: Path) -> None:
    result = check(seeding.copy_example(tmp_path / "checkout"), Options(lake=tmp_path / "lake", as_of=seeding.AS_OF))
    found = {m.metric: m for m in result.measures() if m.integration == "nordpay-integration"}
    assert (found["payment/idempotency_coverage"].numerator, found["payment/idempotency_coverage"].denominator) == (
        1,
        1,
    )
    assert found["testing/recording_age"].value == 18
    assert found["monitoring/trace_share"].value == 1
    assert found["security/exposure_density"].value == 0
