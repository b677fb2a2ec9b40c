"""What a family of fixes states of itself, is given, and answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol


@dataclass(frozen=True, slots=True)
class Fix:
    """A family: the standards that it mends, what it does, and why nobody needs to decide anything.

    `needs` says when it does nothing, and what a person has to decide then.
    """

    standards: tuple[str, ...]
    title: str
    why_safe: str
    needs: str


class Edit(NamedTuple):
    """Bytes `start` to `end` of the file at `path` (relative to the target) become `text`.

    Line breaks in `text` are \\n; they are written as the file writes its own.
    """

    path: str
    start: int
    end: int
    text: bytes


class Unmet(Protocol):
    """What a family is told of a finding."""

    @property
    def standard(self) -> str: ...
    @property
    def integration(self) -> str: ...
    @property
    def subject(self) -> str: ...
    @property
    def reason(self) -> str | None: ...
    @property
    def path(self) -> str | None: ...
    @property
    def line(self) -> int | None: ...


class Context(Protocol):
    """What else of the target a family may look at."""

    @property
    def paths(self) -> Sequence[str]:
        """Files of the target, sorted."""
        ...

    def data(self, path: str) -> bytes:
        """Content of a file as it was judged; empty when there is none, or it has changed since."""
        ...

    def rows(self, query: str, **given: Any) -> list[tuple[Any, ...]]:
        """Rows of the evidence; `$name` in the query is what is given by that name."""
        ...

    def limit(self, standard: str, name: str) -> int | float | str:
        """The value of a standard's limit that was in force."""
        ...
