"""Whose tests a report tells of, however it names their files."""

from __future__ import annotations

from typing import Any

import pytest

from assay.derivations.test_results import DERIVATION, _Told, derive
from assay.model import Target
from assay.tables.testing import TestResult

FILES = [
    "packages/adyen-integration/src/card.test.ts",
    "packages/paypal-integration/src/card.test.ts",
    "packages/paypal-integration/src/button.test.ts",
    "packages/export/tests/test_export.py",
    "packages/export/reports/junit.xml",
    "reports/junit.xml",
]
UNITS = [
    ("shop", ".", None, None),
    ("adyen-integration", "packages/adyen-integration", None, "adyen"),
    ("paypal-integration", "packages/paypal-integration", None, "paypal"),
    ("export", "packages/export", None, None),
]


def told(**stated: Any) -> tuple[Any, ...]:
    row = dict.fromkeys(_Told._fields) | {"report": "reports/junit.xml", "name": "pays", "outcome": "passed", **stated}
    return tuple(row.values())


def results(*rows: tuple[Any, ...]) -> list[TestResult]:
    found = list(derive({"tests": list(rows), "units": UNITS}, Target(FILES)))
    return [row for row in found if isinstance(row, TestResult)]


ADYEN, PAYPAL, EXPORT = FILES[0], FILES[2], FILES[3]


@pytest.mark.parametrize(
    ("stated", "path", "integration"),
    [
        ({"file": ADYEN}, ADYEN, "adyen-integration"),
        ({"file": f"/home/runner/work/shop/{ADYEN}"}, ADYEN, "adyen-integration"),
        ({"file": ADYEN.replace("/", "\\")}, ADYEN, "adyen-integration"),
        ({"file": "src/button.test.ts"}, PAYPAL, "paypal-integration"),
        ({"suite": "chromium > button.test.ts"}, PAYPAL, "paypal-integration"),
        ({"class_name": "src/button.test.ts"}, PAYPAL, "paypal-integration"),
        ({"file": "tests/test_export.py", "report": "packages/export/reports/junit.xml"}, EXPORT, "export"),
        ({"class_name": "tests.test_export.TestExport"}, EXPORT, "export"),
        ({"file": "test_export.py", "root": "../packages/export/tests"}, EXPORT, "export"),
        # Two files are called so, none is, or nothing is said: the report's unit has them.
        ({"file": "src/card.test.ts"}, "reports/junit.xml", "shop"),
        ({"file": "src/gone.test.ts"}, "reports/junit.xml", "shop"),
        ({"file": "../../etc/passwd"}, "reports/junit.xml", "shop"),
        ({"file": "test_export.py", "root": "../../elsewhere"}, "reports/junit.xml", "shop"),
        ({"class_name": "Card pays"}, "reports/junit.xml", "shop"),
        # What a test declares goes before where it lies.
        ({"file": ADYEN, "declared": "PayPal"}, ADYEN, "paypal-integration"),
        ({"declared": "adyen-integration"}, "reports/junit.xml", "adyen-integration"),
        ({"file": ADYEN, "declared": "nobody"}, ADYEN, "adyen-integration"),
    ],
)
def test_the_file_and_the_unit(stated: dict[str, Any], path: str, integration: str) -> None:
    (row,) = results(told(**stated))
    assert (row.path, row.integration) == (path, integration)


def test_rows_of_one_test_are_one_with_the_worst_outcome() -> None:
    (row,) = results(
        told(file=ADYEN, outcome="passed", duration_ms=5.0, failed_attempts=1),
        told(file=ADYEN, outcome="failed", duration_ms=7.0),
    )
    assert (row.outcome, row.duration_ms, row.failed_attempts) == ("failed", 12.0, 1)


def test_titles_tell_tests_of_one_file_apart() -> None:
    found = results(told(file=ADYEN, class_name="Card"), told(file=ADYEN, class_name="Wallet"))
    assert [row.name for row in found] == ["Card > pays", "Wallet > pays"]
    (alone,) = results(told(file=EXPORT, class_name="tests.test_export", name="test_a"))
    assert alone.name == "test_a"


def test_it_reads_what_it_says() -> None:
    columns = DERIVATION.reads["tests"].removeprefix("select ").partition(" from ")[0].split(", ")
    assert len(columns) == len(_Told._fields)
