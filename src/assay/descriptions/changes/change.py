"""One change between two descriptions of an API: what it is, how bad, where, and which operations it reaches."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Any, Literal, NamedTuple

import msgspec

Side = Literal["request", "response"]


class Level(StrEnum):
    """How bad a change is for who calls (or, of webhooks, for who is called)."""

    BREAKING = "breaking"
    POSSIBLY = "possibly breaking"
    COMPATIBLE = "compatible"


class Place(NamedTuple):
    """A JSON pointer (RFC 6901) in a file."""

    path: str
    pointer: str


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One change. `side` is null where it concerns neither requests nor responses; `old` is null for what was added."""

    id: str
    level: Level
    side: Side | None = None
    operations: tuple[str, ...] = ()
    subject: str
    message: str
    old_value: str | None = None
    new_value: str | None = None
    old: Place | None = None
    new: Place | None = None


class Policy(NamedTuple):
    """What is asked of deprecations: days from announcing an end to it; the least stability that promises anything.

    Without a day `as_of`, an end is never told to be too near or not to have come yet.
    """

    as_of: date | None
    stable_days: int = 0
    beta_days: int = 0
    least_stability: str = "beta"

    def ahead(self, end: date) -> int | None:
        """Days until an end; None without a day to count from."""
        return None if self.as_of is None else (end - self.as_of).days

    def days(self, stability: str | None) -> int:
        """Days that the end of an element of this stability has to lie ahead."""
        return {"draft": 0, "alpha": 0, "beta": self.beta_days}.get(stability or "stable", self.stable_days)


def shown(value: Any) -> str:
    """A value as a message quotes it: JSON, at most 80 characters."""
    text = value if isinstance(value, str) else msgspec.json.encode(value, enc_hook=str).decode()
    return text if len(text) <= 80 else text[:79] + "…"
