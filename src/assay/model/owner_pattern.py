"""CODEOWNERS patterns: which paths each of them covers.

Source: https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/
customizing-your-repository/about-code-owners#codeowners-syntax: the rules of .gitignore, without `!` and `[ ]`; and
`docs/*` covers the files that lie in docs/ itself, but none further down.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .paths import MAX_WILDCARDS

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec


class OwnerPattern:
    """One pattern as written. Errors: ValueError when it is none."""

    def __init__(self, written: str) -> None:
        if written.count("*") > MAX_WILDCARDS or written.startswith("!") or "[" in written:
            raise ValueError(f"{written} is no CODEOWNERS pattern")
        self.written = written
        inner = written.strip("/")
        anchored = written.startswith("/") or "/" in inner
        #: The one path that it names, relative to the root; None when it may cover several.
        self.place = inner if inner and anchored and not any(mark in inner for mark in "*?\\") else None
        # Compiling is slow, and most patterns of a large file name one directory.
        self._spec = None if self.place else _compiled(written)
        self._shallow = written.endswith("/*") and not written.endswith("**/*")

    def covers(self, path: str) -> bool:
        """The file at `path`, relative to the root, is one that it means."""
        if self._spec is None:
            return path.startswith(f"{self.place}/") or (path == self.place and not self.written.endswith("/"))
        if not self._spec.match_file(path):
            return False
        return not (self._shallow and "/" in path and self._spec.match_file(path.rpartition("/")[0]))


def _compiled(written: str) -> GitIgnoreSpec:
    import pathspec

    return pathspec.GitIgnoreSpec.from_lines([written])
