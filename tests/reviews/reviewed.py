"""A git repository of the example, and what a review says of a change to it."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

from assay.engine.check import Options
from assay.reviews.comparison import Row, Status
from assay.reviews.reviewing import Asked, Review, review
from seeding import AS_OF

TEXT = (".ts", ".tsx", ".json", ".js", ".toml", ".yml", ".yaml", ".md", ".py", ".har")


class Shop:
    """A repository and the lake that remembers it."""

    def __init__(self, root: Path, lake: Path) -> None:
        self.root, self.lake, self.branch = root, lake, "main"

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


def told(found: Review, *statuses: Status) -> list[tuple[str, str, str, str]]:
    """(status, standard, unit, because) of the rows of these statuses: what a failing test shows."""
    shown = rows(found, *statuses)
    return [(row.status.value, row.finding.standard, row.finding.integration, row.because) for row in shown]


def rows(found: Review, *statuses: Status) -> list[Row]:
    return found.comparison.of(*statuses)
