"""CODEOWNERS: who owns a path. The last rule that matches decides."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress

from assay.model.owner_pattern import OwnerPattern


class Rules:
    """The rules of one file, in its order; each pattern is compiled once."""

    def __init__(self, rules: Iterable[Sequence[str]]) -> None:
        """`rules` are (pattern, owners) pairs; what is no pattern matches nothing."""
        self._rules: list[tuple[OwnerPattern, str]] = []
        for pattern, owners in rules:
            with suppress(ValueError):
                self._rules.append((OwnerPattern(pattern), owners))

    def deciding(self, path: str) -> tuple[str, str] | None:
        """(pattern, owners) of the rule that decides on whatever file lies in a directory; None where none does.

        Source: https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/
        customizing-your-repository/about-code-owners ("the last matching pattern takes the most precedence").
        """
        inside = f"{path}/any/file" if path != "." else "any/file"
        return next(((known.written, owners) for known, owners in reversed(self._rules) if known.covers(inside)), None)
