"""How often a drop is told where none is."""

from __future__ import annotations

import pytest
from cubes import FIRST, SINCE, UNTIL, shop

from assay.analysis.payments.drops import drops


@pytest.mark.parametrize("kind", [{}, {"growth": 1.0}, {"scatter": 0.15}, {"hourly": 5.0, "scatter": 0.15}])
def test_seasons_growth_and_days_that_scatter_are_no_drop(kind: dict[str, float]) -> None:
    told = [bool(drops(shop(seed, **kind)[0], FIRST, SINCE, UNTIL)) for seed in range(40)]
    assert sum(told) <= 1
