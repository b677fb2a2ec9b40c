"""CODEOWNERS: who owns a path. The last rule that matches decides, as with .gitignore patterns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import pathspec


class Rule(NamedTuple):
    """One rule in the order of the file."""

    pattern: str
    owners: str


def owners_of(path: str, rules: Sequence[Rule]) -> str | None:
    """Owners of a file or directory; None where no rule matches, '' where the deciding rule names nobody.

    Source: https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-
    repository/about-code-owners ("the last matching pattern takes the most precedence").
    """
    for rule in reversed(rules):
        if matches(rule.pattern, path):
            return rule.owners
    return None


def matches(pattern: str, path: str) -> bool:
    """Whether a CODEOWNERS pattern matches a path or everything below it."""
    try:
        spec = pathspec.GitIgnoreSpec.from_lines([pattern])
    except ValueError:
        return False
    return spec.match_file(path) or spec.match_file(f"{path}/any")
