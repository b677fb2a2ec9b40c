"""What a comparison with an expectation came to."""

from __future__ import annotations

from typing import NamedTuple

_MOST_COMPARISONS = 500_000
_MOST_MISMATCHES = 50


class Mismatch(NamedTuple):
    """One place that is not as expected; `unknown`: where that cannot be told. `part`: body, header, query…"""

    part: str
    place: str
    message: str
    unknown: bool = False


class Exhausted(Exception):  # noqa: N818 - ends one comparison, never a program
    """A comparison that has found enough, or took too many steps."""


class Findings:
    """Gathers mismatches of one comparison, up to a limit, and counts its steps."""

    def __init__(self, part: str) -> None:
        self.part = part
        self.found: list[Mismatch] = []
        self._steps = 0

    @property
    def is_unclear(self) -> bool:
        """Whether all that was found is what cannot be told."""
        return bool(self.found) and all(mismatch.unknown for mismatch in self.found)

    def step(self, cost: int = 1) -> None:
        """Count one comparison, or one that costs as much as several. Errors: Exhausted beyond the limit."""
        self._steps += cost
        if self._steps > _MOST_COMPARISONS:
            self.found.append(
                Mismatch(self.part, "$", f"takes more than {_MOST_COMPARISONS:,} comparisons", unknown=True)
            )
            raise Exhausted

    def add(self, place: str, message: str, *, unknown: bool = False) -> None:
        """State a mismatch. Errors: Exhausted when there are enough."""
        self.found.append(Mismatch(self.part, place, message, unknown))
        if len(self.found) >= _MOST_MISMATCHES:
            raise Exhausted

    def branch(self) -> Findings:
        """A comparison on trial: its mismatches are not these, its steps are."""
        branch = Findings(self.part)
        branch._steps = self._steps
        return branch

    def join(self, branch: Findings) -> None:
        """Count the steps of a comparison on trial."""
        self._steps = max(self._steps, branch._steps)
