"""Which directories of a target are packages: what manifests declare, what workspaces name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from assay.model.paths import MAX_WILDCARDS

_MAX_ALTERNATIVES = 64


def unit_paths(manifests: Iterable[Sequence[Any]], patterns: Sequence[str]) -> set[str]:
    """Directories of the units, always with '.'. `manifests` are (path, kind, name), `patterns` those of workspaces.

    A package is a member if a pattern names it, or if Nx describes it. Where no workspace declares anything and the
    target itself has no manifest, each outermost manifest makes a package.
    """
    kinds: dict[str, set[str]] = {}
    for path, kind, _ in manifests:
        kinds.setdefault(path.rpartition("/")[0] or ".", set()).add(kind)
    wanted = [_plain(pattern) for pattern in patterns if not pattern.startswith("!")]
    dropped = [_compiled(_plain(pattern[1:])) for pattern in patterns if pattern.startswith("!")]
    compiled = [_compiled(pattern) for pattern in wanted]
    found = {folder for folder in kinds if "nx" in kinds[folder] or any(match(folder) for match in compiled)}
    found |= {pattern for pattern in wanted if not re.search(r"[*?\[{]", pattern)}
    if not patterns and "." not in kinds:
        found |= {folder for folder in kinds if not any(folder.startswith(f"{outer}/") for outer in kinds)}
    return {folder for folder in found if not any(match(folder) for match in dropped)} | {"."}


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
