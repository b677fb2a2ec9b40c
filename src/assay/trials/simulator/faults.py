"""Faults that a test asks for: which request or webhook each strikes, and what it does to it."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from fnmatch import fnmatchcase
from typing import Any

from assay.model import UsageError

#: What strikes a request of the shop, and what strikes a webhook sent to it.
REQUESTS = {
    "error": "nothing is done; answered with `status` (500)",
    "rate_limit": "nothing is done; answered 429, with `code` (rate_limit, or lock_timeout)",
    "reset": "nothing is done; the connection is reset",
    "timeout": "nothing is done; no answer for `seconds`, then the connection is closed",
    "error_after": "it is done (the money moves), but answered with `status` (500)",
    "reset_after": "it is done, but the connection is reset before the answer",
    "timeout_after": "it is done, but there is no answer for `seconds`, then the connection is closed",
    "slow": "it is done after `seconds`; the same idempotency key in the meantime is in use",
    "decline": "the card or method is refused with `code` (generic_decline)",
}
WEBHOOKS = {
    "late": "sent `seconds` later",
    "twice": "sent twice, one after the other",
    "parallel": "sent twice at the same time",
    "reversed": "held back until the next one was sent: out of order",
    "lost": "never sent",
    "unsigned": "sent without its signature",
    "wrong_signature": "sent with a signature made with another secret",
}
KINDS = {**REQUESTS, **WEBHOOKS}
#: What strikes also what was done before and is answered again, by its key.
LOSSES = {kind: REQUESTS[kind] for kind in ("reset_after", "timeout_after")}
_MOST_SECONDS = 86_400 * 400
_MOST_RULES = 1_000


@dataclass(kw_only=True)
class Fault:
    """One rule: strikes the first `times` matches (0: every one), after `skip` of them, each with chance `rate`.

    `on` is a pattern (fnmatch) of `METHOD /path` for requests and of the type of event for webhooks; `where` are
    parameters that the request (flat names, as `metadata[order]`) has to have.
    """

    kind: str
    on: str = "*"
    times: int = 1
    skip: int = 0
    rate: float = 1.0
    status: int = 500
    seconds: float = 30.0
    code: str = ""
    where: dict[str, str] = field(default_factory=dict)
    struck: int = 0

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            kinds = ", ".join(KINDS)
            raise UsageError(f"there is no fault {str(self.kind)[:40]!r}", remedy=f"The faults are {kinds}.")
        for name, low, high in (
            ("times", 0, 1_000_000),
            ("skip", 0, 1_000_000),
            ("rate", 0, 1),
            ("seconds", 0, _MOST_SECONDS),
            ("status", 400, 599),
        ):
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
                raise UsageError(f"{name} of a fault is a number from {low} to {high}")
        if not isinstance(self.on, str) or not isinstance(self.code, str) or not isinstance(self.where, dict):
            raise UsageError("`on` and `code` of a fault are texts, `where` is an object of texts")
        self.where = {str(name): str(value) for name, value in self.where.items()}

    @classmethod
    def of(cls, said: object) -> Fault:
        """From JSON. Errors: UsageError that names what a fault cannot have."""
        if not isinstance(said, dict) or "kind" not in said:
            raise UsageError("a fault is an object with a kind", remedy=f"The faults are {', '.join(KINDS)}.")
        known = {item.name for item in fields(cls)} - {"struck"}
        strange = sorted(set(said) - known)
        if strange:
            raise UsageError(f"a fault has no {strange[0]!r}", remedy=f"It has {', '.join(sorted(known))}.")
        return cls(**said)


def read(text: str) -> Fault:
    """KIND:NAME=VALUE,NAME=VALUE as a fault. Errors: UsageError."""
    kind, _, rest = text.partition(":")
    said: dict[str, Any] = {"kind": kind}
    for pair in filter(None, rest.split(",")):
        name, _, value = pair.partition("=")
        try:
            said[name] = _READ.get(name, str)(value)
        except ValueError as error:
            raise UsageError(f"{name} of a fault is a number, and not {value!r}", where=text) from error
    return Fault.of(said)


_READ: dict[str, type] = {"times": int, "skip": int, "status": int, "rate": float, "seconds": float}


class Faults:
    """The rules in force, in the order in which they were asked for; the first that matches strikes."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(f"faults {seed}")
        self.rules: list[Fault] = []

    def add(self, fault: Fault) -> None:
        """Errors: UsageError when there are too many."""
        if len(self.rules) >= _MOST_RULES:
            raise UsageError(f"there are {_MOST_RULES:,} faults", remedy="DELETE /_assay/faults takes them away.")
        self.rules.append(fault)

    def strike(self, kinds: Mapping[str, str], what: str, parameters: Mapping[str, str] | None = None) -> Fault | None:
        """The fault that strikes this request or event, if any does; it is counted."""
        for fault in self.rules:
            if fault.kind not in kinds or not fnmatchcase(what, fault.on):
                continue
            if any((parameters or {}).get(name) != value for name, value in fault.where.items()):
                continue
            if fault.times and fault.struck >= fault.times:
                continue
            if fault.skip:
                fault.skip -= 1
                continue
            if fault.rate < 1 and self._chance.random() >= fault.rate:
                continue
            fault.struck += 1
            return fault
        return None

    def told(self) -> list[dict[str, Any]]:
        return [asdict(fault) for fault in self.rules]
