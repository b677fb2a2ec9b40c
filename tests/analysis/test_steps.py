"""Steps are found where they were planted, and none where nothing but noise, a slope or a walk is."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.analysis.steps import Shape, pattern

MANY = 300
#: Of MANY series, with a true share of 1 %, more are seen once in a thousand times (binomial).
MOST = 10


def noise(seed: int, length: int, steps: dict[int, float] | None = None) -> np.ndarray:
    values = np.random.default_rng(seed).normal(size=length)
    for place, height in (steps or {}).items():
        values[place:] += height
    return values


@settings(deadline=None)
@given(value=st.floats(-1e12, 1e12), length=st.integers(1, 60))
def test_what_stays_the_same_has_no_step(value: float, length: int) -> None:
    assert pattern([value] * length).steps == ()


@settings(deadline=None)
@given(values=st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=5))
def test_five_numbers_are_too_few(values: list[float]) -> None:
    assert pattern(values).shape is Shape.SHORT
    assert pattern(values).steps == ()


@settings(deadline=None)
@given(
    before=st.integers(0, 100),
    height=st.integers(1, 50),
    left=st.integers(3, 40),
    right=st.integers(3, 40),
    down=st.booleans(),
)
def test_a_step_without_noise_is_found_exactly(before: int, height: int, left: int, right: int, down: bool) -> None:
    after = before - height if down else before + height
    (step,) = pattern([before] * left + [after] * right).steps
    assert (step.index, step.before, step.after, step.confidence) == (left, before, after, None)
    assert step.size == after - before


@pytest.mark.parametrize("seed", range(8))
def test_steps_in_noise_are_found_where_they_are(seed: int) -> None:
    found = pattern(noise(seed, 300, {100: 4.0, 180: -6.0})).steps
    assert [round(step.index / 3) for step in found] == [33, 60] or len(found) == 2
    assert all(abs(step.index - place) <= 3 for step, place in zip(found, (100, 180), strict=True))
    assert all(abs(step.size - size) < 1 for step, size in zip(found, (4, -6), strict=True))
    assert all(step.confidence is not None and step.confidence > 0.99 and 0.7 < step.scatter < 1.3 for step in found)


@pytest.mark.parametrize("length", [6, 20, 100, 500])
def test_pure_noise_gets_a_step_in_one_of_a_hundred_at_the_most(length: int) -> None:
    assert sum(bool(pattern(noise(seed, length)).steps) for seed in range(MANY)) <= MOST


@pytest.mark.parametrize("height", [5.0, 50.0])
def test_a_slope_is_no_step(height: float) -> None:
    for seed in range(20):
        found = pattern(noise(seed, 200) + np.linspace(0, height, 200))
        assert (found.shape, found.steps) == (Shape.LINE, ())


def test_a_walk_is_no_step_but_a_leap_in_it_is() -> None:
    steps = np.random.default_rng(3).normal(size=300)
    assert pattern(steps.cumsum()).steps == ()
    steps[120] = 40
    found = pattern(steps.cumsum())
    assert found.shape is Shape.WALK
    assert [step.index for step in found.steps] == [120]


@settings(deadline=None)
@given(scale=st.floats(1e-6, 1e6), shift=st.floats(-1e3, 1e3))
def test_the_unit_does_not_matter(scale: float, shift: float) -> None:
    values = noise(5, 60, {30: 8.0})
    assert [s.index for s in pattern(values * scale + shift * scale).steps] == [s.index for s in pattern(values).steps]
