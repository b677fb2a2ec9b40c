"""What a path alone tells."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.model.paths import is_test_path, owner_of, owners_of


@pytest.mark.parametrize(
    "path",
    [
        "src/pay.test.ts",
        "e2e/pay.ts",
        "packages/test-utils/src/index.ts",
        "config/testMocks/i18nMock.ts",
        "src/order-mock-factory.ts",
        "src/mock-order.js",
        ".storybook/preview.tsx",
        "tests/test_pay.py",
        "jest.config.js",
    ],
)
def test_tests_and_their_helpers(path: str) -> None:
    assert is_test_path(path)


@pytest.mark.parametrize(
    "path", ["src/pay.ts", "src/testimonials/list.ts", "src/mockup.ts", "src/hammock.ts", "src/latest/a.ts"]
)
def test_others_whose_names_only_look_alike(path: str) -> None:
    assert not is_test_path(path)


def test_the_longest_directory_owns_a_path() -> None:
    units = {".": "root", "packages/a": "a", "packages/a/inner": "inner"}
    assert owner_of("packages/a/inner/x.ts", units) == "inner"
    assert owner_of("packages/a/x.ts", units) == "a"
    assert owner_of("packages/ab/x.ts", units) == "root"
    assert owner_of("x.ts", units) == "root"


_PLACES = st.lists(st.sampled_from("abc"), min_size=1, max_size=4).map("/".join)


@given(st.lists(_PLACES), st.dictionaries(_PLACES | st.just("."), st.sampled_from("uvw")))
def test_of_many_each_has_the_owner_that_it_has_alone(paths: list[str], units: dict[str, str]) -> None:
    assert owners_of(paths, units) == {path: owner_of(path, units) for path in paths}
