"""The example as it is judged, once for all tests of pages."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assay.engine.check import Options, check
from assay.engine.result import Result
from seeding import AS_OF, copy_example


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Result]:
    root = copy_example(tmp_path_factory.mktemp("shop") / "checkout")
    result = check(root, Options(as_of=AS_OF))
    yield result
    result.db.close()
