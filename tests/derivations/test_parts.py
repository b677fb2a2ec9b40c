"""What packages have at their root."""

from __future__ import annotations

from assay.derivations.parts import derive
from assay.model import Target
from assay.tables.workspace import PackagePart


def test_parts_are_found_at_the_root_of_the_package_only() -> None:
    paths = ["a/readme", "a/eslint.config.mjs", "a/docs/jest.config.js", "a/tsconfig.lib.json", "a/src/package.json"]
    rows = [row for row in derive({"packages": [("a",)]}, Target(paths)) if isinstance(row, PackagePart)]
    assert {row.part: row.file for row in rows} == {
        "readme": "readme",
        "manifest": None,
        "compiler settings": "tsconfig.lib.json",
        "linter settings": "eslint.config.mjs",
        "test settings": None,
    }
