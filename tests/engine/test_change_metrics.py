"""What the metrics on git history say of a repository whose commits are known."""

from __future__ import annotations

import json
import os
import subprocess
from datetime import date
from pathlib import Path

from assay.engine.check import Options, check


def _commit(root: Path, author: str, day: str, *paths: str) -> None:
    for path in paths:
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"export const day = '{day}';\n")
    stamp = f"{day}T12:00:00Z"
    environment = {**os.environ, "GIT_AUTHOR_DATE": stamp, "GIT_COMMITTER_DATE": stamp}
    who = ("-c", f"user.name={author}", "-c", f"user.email={author}@shop.example", "-c", "commit.gpgsign=false")
    for words in (("add", "-A"), (*who, "commit", "-qm", day)):
        subprocess.run(["git", *words], cwd=root, env=environment, check=True, capture_output=True)


def test_changes_authors_and_age(tmp_path: Path) -> None:
    root = tmp_path / "shop"
    root.mkdir()
    subprocess.run(["git", "init", "-q"], cwd=root, check=True)
    (root / "package.json").write_text(json.dumps({"name": "shop", "workspaces": ["packages/*"]}))
    for name in ("a", "b"):
        (root / "packages" / name).mkdir(parents=True)
        (root / "packages" / name / "package.json").write_text(json.dumps({"name": name}))
    _commit(root, "kim", "2023-01-05", "packages/a/one.ts", "packages/b/one.ts")
    _commit(root, "kim", "2024-01-10", "packages/a/one.ts", "packages/a/two.ts")
    _commit(root, "lee", "2024-06-01", "packages/a/two.ts")
    _commit(root, "kim", "2024-06-20", "packages/a/two.ts")
    _commit(root, "kim", "2024-07-20", "packages/a/two.ts", "packages/b/one.ts")
    result = check(root, Options(lake=tmp_path / "lake", as_of=date(2024, 7, 1)))
    told = {
        (m.metric.partition("/")[2], m.integration): (m.value, m.numerator, m.denominator) for m in result.measures()
    }
    assert told["changes_90d", "a"] == (2, None, None)
    assert ("changes_90d", "b") not in told
    assert told["main_author_share", "a"] == (2 / 3, 2, 3)
    assert told["days_unchanged", "a"] == (11, None, None)
    assert told["days_unchanged", "b"] == (543, None, None)
