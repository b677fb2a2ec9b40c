"""CODEOWNERS patterns: which paths each of them covers.

Source: https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/
customizing-your-repository/about-code-owners#codeowners-syntax: the rules of .gitignore, without `!` and `[ ]`; and
`docs/*` covers the files that lie in docs/ itself, but none further down.
"""

from __future__ import annotations

import pathspec

from .paths import MAX_WILDCARDS


class OwnerPattern:
    """One pattern as written. Errors: ValueError when it is none."""

    def __init__(self, written: str) -> None:
        if written.count("*") > MAX_WILDCARDS or written.startswith("!") or "[" in written:
            raise ValueError(f"{written} is no CODEOWNERS pattern")
        self.written = written
        self._spec = pathspec.GitIgnoreSpec.from_lines([written])
        self._shallow = written.endswith("/*") and not written.endswith("**/*")

    @property
    def place(self) -> str | None:
        """The one path that it names, relative to the root; None when it may cover several."""
        inner = self.written.strip("/")
        anchored = self.written.startswith("/") or "/" in inner
        return inner if anchored and not any(mark in inner for mark in "*?\\") else None

    def covers(self, path: str) -> bool:
        """The file at `path`, relative to the root, is one that it means."""
        if not self._spec.match_file(path):
            return False
        return not (self._shallow and "/" in path and self._spec.match_file(path.rpartition("/")[0]))
