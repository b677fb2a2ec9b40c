"""The example in a git repository of its own, reviewed on branches that each test makes anew from `main`."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from itertools import count

import pytest
from reviewed import Shop

from assay.engine.check import Options, check
from seeding import AS_OF, EXAMPLE

_NUMBERS = count()


@pytest.fixture(scope="session")
def _shop(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    folder = tmp_path_factory.mktemp("reviewed")
    shop = Shop(folder / "shop", folder / "lake")
    shutil.copytree(EXAMPLE, shop.root, ignore=shutil.ignore_patterns(".assay"))
    for file in shop.root.rglob("*"):
        os.utime(file, (time.time() - 100, time.time() - 100))
    shop.git("init", "--quiet", "--initial-branch=main")
    shop.commit("the example")
    check(shop.root, Options(lake=shop.lake, as_of=AS_OF))
    return shop


@pytest.fixture
def shop(_shop: Shop) -> Iterator[Shop]:
    _shop.branch = f"topic-{next(_NUMBERS)}"  # what other tests did is not its history
    _shop.git("checkout", "--quiet", "--force", "-B", _shop.branch, "main")
    yield _shop
    _shop.git("reset", "--quiet", "--hard")
    _shop.git("clean", "--quiet", "-fdx")
