"""What a path alone tells about a file."""

from __future__ import annotations

import re

_TEST = re.compile(
    r"(^|/)(__tests__|__mocks__|__fixtures__|__snapshots__|tests?|e2e|cypress|fixtures|testing|test-[\w-]+|[\w-]+-test-[\w-]+)/"
    r"|\.(test|spec|mock|mocks|stories|e2e|cy)\.[\w.]+$|(^|/)(test_[^/]*|[^/]*_test|conftest)\.py$"
    r"|(^|/)(jest|vitest|playwright|cypress|karma)[-.][^/]*$"
)


def is_test_path(path: str) -> bool:
    """True for tests, mocks, fixtures and end-to-end code, by the conventions of the ecosystems read here."""
    return _TEST.search(path) is not None
