"""What a path alone tells."""

from __future__ import annotations

import pytest

from assay.model.paths import is_test_path


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
