"""Files are found by name as if each name were compared with each pattern."""

from __future__ import annotations

from fnmatch import fnmatchcase

import pytest

from assay.model import Target

PATHS = (
    *("jest.config.js", "jest.config.ts", "a/jest.config.js", "a/jest-unit.json", "z/jest-a.json", "b/Jest.config.js"),
    *("tsconfig.json", "b/tsconfig.build.json", "a/tsconfig.json", "x.har", "[a].json", "a/[b].json", "a/j"),
)


@pytest.mark.parametrize(
    "pattern", ["jest.config.js", "jest.*.js", "jest-*.json", "*.json", "*", "tsconfig*.json", "j?", "[[]?].json", "q*"]
)
def test_a_pattern_finds_what_it_matches(pattern: str) -> None:
    matching = {path for path in PATHS if fnmatchcase(path.rpartition("/")[2], pattern)}
    found = list(Target(PATHS).named(pattern))
    assert set(found) == matching
    assert len(found) == len(matching)
