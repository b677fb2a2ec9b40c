"""The example in a git repository of its own, reviewed on branches that each test makes anew from `main`."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.seeding import AS_OF, EXAMPLE

from assay.engine.check import Options, check
from assay.reviews.comparison import Row, Status
from assay.reviews.reviewing import Asked, Review, review

TEXT = (".ts", ".tsx", ".json", ".js", ".toml", ".yml", ".yaml", ".md", ".py", ".har")


class Shop:
    """A repository and the lake that remembers it."""

    def __init__(self, root: Path, lake: Path) -> None:
        self.root, self.lake = root, lake

    def git(self, *words: str) -> str:
        named = ("-c", "user.name=Ada", "-c", "user.email=ada@example.com", "-c", "commit.gpgsign=false")
        done = subprocess.run(["git", *named, *words], cwd=self.root, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def commit(self, message: str = "change") -> str:
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", message)
        return self.git("rev-parse", "HEAD")

    def edit(self, path: str, change: Callable[[str], str]) -> None:
        file = self.root / path
        file.write_text(change(file.read_text(encoding="utf-8")), encoding="utf-8")

    def everywhere(self, old: str, new: str) -> None:
        """One text for another in all files, as whoever renames something must do."""
        for path in self.git("ls-files").splitlines():
            file = self.root / path
            if file.suffix in TEXT and old in (text := file.read_text(encoding="utf-8")):
                file.write_text(text.replace(old, new), encoding="utf-8")

    def review(self, base: str = "main", **asked: Any) -> Review:
        options = Options(lake=self.lake, as_of=AS_OF)
        return review(self.root, Asked(base=base, **asked), options)


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
    _shop.git("checkout", "--quiet", "--force", "-B", "topic", "main")
    yield _shop
    _shop.git("reset", "--quiet", "--hard")
    _shop.git("clean", "--quiet", "-fdx")


def told(found: Review, *statuses: Status) -> list[tuple[str, str, str, str]]:
    """(status, standard, unit, because) of the rows of these statuses: what a failing test shows."""
    shown = rows(found, *statuses)
    return [(row.status.value, row.finding.standard, row.finding.integration, row.because) for row in shown]


def rows(found: Review, *statuses: Status) -> list[Row]:
    return found.comparison.of(*statuses)
