"""What a path alone tells about a file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from .expressions import expression

#: Asked of a path with a slash before it: each alternative begins with a mark, and few places have to be looked at.
_TEST = expression(
    r"/(?:(?:__tests__|\.semgrep|__mocks__|__fixtures__|__snapshots__|\.storybook|mocks?|tests?|e2e|cypress|fixtures|testing|test-[\w-]+|test[A-Z]\w*|[\w-]+-test-[\w-]+)/"
    r"|(?:tests?|test_[^/]*|[^/]*_tests?|conftest)\.py$|(?:jest|vitest|playwright|cypress|karma)[-.][^/]*$"
    r"|mocks?(?:-[\w-]+)?\.[cm]?[jt]sx?$)"
    r"|\.(?:(?:test|spec|mock|mocks|stories|e2e|cy)\.[\w.]+$|mocks?(?:-[\w-]+)?\.[cm]?[jt]sx?$)"
    r"|-mocks?(?:-[\w-]+)?\.[cm]?[jt]sx?$"
)

#: Matching backtracks over wildcards: a pattern with more of them was written by nobody in earnest and matches nothing.
MAX_WILDCARDS = 12
#: Directories that are never evidence of the target: other people's code, caches, the lake itself.
NEVER_READ = frozenset(
    {".git", ".hg", ".svn", "node_modules", ".assay", ".venv", "venv", "__pycache__", ".tox", ".nox"}
    | {".mypy_cache", ".ruff_cache", ".pytest_cache", ".nx", ".turbo", ".yarn"}
)


@lru_cache(maxsize=64)
def is_test_path(path: str) -> bool:
    """True for tests, mocks, fixtures and end-to-end code, by the conventions of the ecosystems read here."""
    return _TEST.search(f"/{path}") is not None


def owner_of(path: str, units: Mapping[str, str]) -> str | None:
    """Name of the unit whose directory holds the path: the longest prefix wins, '.' holds everything."""
    folder = path
    while True:
        if folder in units:
            return units[folder]
        folder, separator, _ = folder.rpartition("/")
        if not separator:
            return units.get(folder) or units.get(".")


def owners_of(paths: Iterable[str], units: Mapping[str, str]) -> dict[str, str | None]:
    """`owner_of` each of many paths: what lies in one folder has one owner, where it is no unit itself."""
    found: dict[str, str | None] = {}
    folders: dict[str, str | None] = {}
    for path in paths:
        if path in units:
            found[path] = units[path]
            continue
        folder = path.rpartition("/")[0]
        if folder not in folders:
            folders[folder] = owner_of(folder, units)
        found[path] = folders[folder]
    return found
