"""Trials of the shop API, each made once: they take seconds."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest

from assay import masking
from trying import Tried, tried


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Tried]:
    """A function of the defects to plant."""
    masking.set_key(b"trial" * 7)
    return cache(lambda *defects: tried(tmp_path_factory.mktemp("trial") / "checkout", *defects))
