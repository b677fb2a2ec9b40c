"""Which directories of a target are packages: what manifests declare, what workspaces name."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any

from assay.model.paths import MAX_WILDCARDS, is_test_path

_MAX_ALTERNATIVES = 64


def unit_paths(manifests: Iterable[Sequence[Any]], patterns: Sequence[str], declared: Sequence[str] = ()) -> set[str]:
    """Directories of the units, always with '.'. `manifests` are (path, kind, name), `patterns` those of workspaces,
    `declared` the files that state them.

    A package is a member if a pattern names it, or if Nx describes it. Beside a workspace that covers a part of the
    target only, and where there is none and the target itself has no manifest, each outermost manifest is a package.
    """
    kinds: dict[str, set[str]] = {}
    for path, kind, _ in manifests:
        kinds.setdefault(path.rpartition("/")[0] or ".", set()).add(kind)
    wanted = [_plain(pattern) for pattern in patterns if not pattern.startswith("!")]
    dropped = [_compiled(_plain(pattern[1:])) for pattern in patterns if pattern.startswith("!")]
    compiled = [_compiled(pattern) for pattern in wanted]
    found = {folder for folder in kinds if "nx" in kinds[folder] or any(match(folder) for match in compiled)}
    found |= {pattern for pattern in wanted if not re.search(r"[*?\[{]", pattern)}
    spaces = {path.rpartition("/")[0] or "." for path in declared} or ({"."} if patterns else set())
    if "." not in (spaces or kinds):
        covered = spaces | (kinds.keys() - {"."})
        found |= {folder for folder in kinds.keys() - spaces - {"."} if not _lies_in(folder, covered)}
    return {folder for folder in found if not any(match(folder) for match in dropped)} | {"."}


def _lies_in(folder: str, others: Collection[str]) -> bool:
    """One of the others lies around the folder."""
    while "/" in folder:
        folder = folder.rpartition("/")[0]
        if folder in others:
            return True
    return False


def module_names(paths: Iterable[str], unit_of: Callable[[str], str]) -> dict[str, str]:
    """Dotted names of outermost Python packages -> the unit that alone has a package of that name."""
    packages = {path.rpartition("/")[0] for path in paths if path.endswith("/__init__.py") and not is_test_path(path)}
    found: dict[str, set[str]] = {}
    for folder in packages:
        unit = unit_of(folder)
        if unit in (".", folder) or folder.rpartition("/")[0] in packages:
            continue
        dotted = folder.removeprefix(f"{unit}/").removeprefix("src/").replace("/", ".")
        found.setdefault(dotted, set()).add(unit)
    return {name: units.pop() for name, units in found.items() if len(units) == 1}


def _plain(pattern: str) -> str:
    return pattern.removeprefix("./").strip("/") or "."


def _compiled(pattern: str) -> Any:
    """`**` spans directories, `*` and `?` stay within one, `{a,b}` are alternatives."""
    if pattern.count("*") > MAX_WILDCARDS:
        return re.compile(r"(?!)").fullmatch
    source, depth, groups = "", 0, 0
    for token in re.findall(r"/?\*\*/?|[*?{},]|[^*?{},/]+|/", pattern):
        if "**" in token:
            source += (
                "/(?:.*/)?"
                if token == "/**/"
                else "(?:.*/)?"
                if token.endswith("/")
                else "/.*"
                if token[0] == "/"
                else ".*"
            )
        elif token == "{" and groups < _MAX_ALTERNATIVES:
            source, depth, groups = source + "(?:", depth + 1, groups + 1
        elif token == "}" and depth:
            source, depth = source + ")", depth - 1
        elif token == "," and depth:
            source += "|"
        else:
            source += {"*": "[^/]*", "?": "[^/]"}.get(token, re.escape(token))
    return re.compile(source + ")" * depth).fullmatch
