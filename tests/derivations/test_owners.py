"""Which code owner rules cover a file."""

from __future__ import annotations

import pytest

from assay.derivations.owners import derive
from assay.model import Target
from assay.tables.workspace import OwnerReach

_PATHS = ["README.md", "apps/web/src/main.ts", "docs/start.md", "packages/a b/index.ts", "packages/pay/src/index.ts"]


@pytest.mark.parametrize(
    ("pattern", "covers"),
    [
        ("*", True),
        ("/packages/pay", True),
        ("/packages/pay/", True),
        ("packages/pay/src", True),
        ("/pay", False),
        ("pay/", True),
        ("main.ts", True),
        ("*.ts", True),
        ("*.go", False),
        ("/docs/*", True),
        ("/apps/*", False),
        ("/apps/**", True),
        ("/packages/*/src/", True),
        ("/packages/*/lib/", False),
        ("/packages/paying", False),
        ("packages/a b", True),
        ("/.yarn/releases", None),
        ("/packages/pay/node_modules/", None),
    ],
)
def test_a_rule_covers_what_its_pattern_means(pattern: str, covers: bool | None) -> None:
    (row,) = derive({"rules": [("CODEOWNERS", pattern, 3)]}, Target(_PATHS))
    assert row == OwnerReach(path="CODEOWNERS", pattern=pattern, covers=covers, line=3)


@pytest.mark.parametrize("pattern", ["!/docs", "/doc[s]", "*a" * 20])
def test_what_is_no_pattern_gives_no_row(pattern: str) -> None:
    assert list(derive({"rules": [("CODEOWNERS", pattern, 3)]}, Target(_PATHS))) == []
