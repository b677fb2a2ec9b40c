"""CODEOWNERS: who owns a path. The last rule that matches decides, as with .gitignore patterns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pathspec

from .members import MAX_WILDCARDS


class Rules:
    """The rules of one file, in its order; each pattern is compiled once."""

    def __init__(self, rules: Iterable[Sequence[str]]) -> None:
        """`rules` are (pattern, owners) pairs; what is no pattern matches nothing."""
        self._rules = [(spec, owners) for pattern, owners in rules if (spec := _compiled(pattern)) is not None]

    def owners_of(self, path: str) -> str | None:
        """Owners of a file or directory; None where no rule matches or the deciding rule names nobody.

        Source: https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/
        customizing-your-repository/about-code-owners ("the last matching pattern takes the most precedence").
        """
        # A rule owns a directory if it would own whatever file lies in it.
        inside = f"{path}/any" if path != "." else "any"
        for spec, owners in reversed(self._rules):
            if spec.match_file(path) or spec.match_file(inside):
                return owners or None
        return None


def _compiled(pattern: str) -> pathspec.GitIgnoreSpec | None:
    if pattern.count("*") > MAX_WILDCARDS:
        return None
    try:
        return pathspec.GitIgnoreSpec.from_lines([pattern])
    except ValueError:
        return None
