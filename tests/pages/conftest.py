"""The example as it is judged, and judged again after a change, once for all tests of pages."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assay.engine.check import Options, check
from assay.engine.result import Result
from seeding import AS_OF, copy_example

#: What the change brings into a provider: two findings, one of them a `must`.
DEFECT = "\nexport function open(x: any) { document.body.innerHTML = x; }\n"


@pytest.fixture(scope="session")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Result, Result]]:
    """(before, after) a change that makes farol-integration worse."""
    folder = tmp_path_factory.mktemp("shop")
    root = copy_example(folder / "checkout")
    before = check(root, Options(lake=folder / "lake", as_of=AS_OF))
    source = root / "packages/farol-integration/src/offer.ts"
    source.write_text(source.read_text() + DEFECT)
    after = check(root, Options(lake=folder / "lake", as_of=AS_OF))
    yield before, after
    before.db.close()
    after.db.close()


@pytest.fixture(scope="session")
def example(two: tuple[Result, Result]) -> Result:
    """The run before the change. Its files have changed since in one place."""
    return two[0]
