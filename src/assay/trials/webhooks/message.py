"""What a notification tells, and the bytes and headers that it travels as."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

#: What differs between two events of one payment: the later is what the payment came to.
EARLIER, LATER = "earlier", "later"


@dataclass(frozen=True, slots=True)
class Facts:
    """One event of one payment. `amount` is in minor units of a currency with two decimals; `step` EARLIER or LATER."""

    event: str
    payment: str
    order: str
    amount: int
    currency: str
    occurred_at: datetime
    step: str = LATER

    @property
    def seconds(self) -> int:
        return int(self.occurred_at.timestamp())

    @property
    def stamp(self) -> str:
        """ISO 8601, UTC."""
        return self.occurred_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    @property
    def decimal(self) -> str:
        return f"{self.amount // 100}.{self.amount % 100:02d}"

    @property
    def version(self) -> int:
        return 1 if self.step == EARLIER else 2

    def words(self) -> dict[str, str]:
        """By name, for what a user declares with placeholders: {event}, {payment}, {order}…"""
        return {
            **{name: getattr(self, name) for name in ("event", "payment", "order", "currency", "decimal")},
            "amount": str(self.amount),
            "occurred_at": self.stamp,
            "seconds": str(self.seconds),
        }

    def dearer(self) -> Facts:
        """The same of another amount, written in as many digits."""
        return replace(self, amount=self.amount + 1)

    def before(self, event: str, gap: timedelta) -> Facts:
        """What was said of the same payment earlier."""
        return replace(self, event=event, occurred_at=self.occurred_at - gap, step=EARLIER)


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent."""

    headers: Mapping[str, str]
    body: bytes


def encoded(event: Any, *, odd: bool = False) -> bytes:
    """JSON; `odd` is as rightful and means the same, but is not what a serialiser would write again."""
    if not odd:
        return json.dumps(event, separators=(",", ":"), ensure_ascii=False).encode()
    text = json.dumps(event, indent=3, separators=(" ,", " :  "), ensure_ascii=True)
    return text.replace('"e', '"\\u0065').encode()


def filled(template: Any, facts: Facts) -> Any:
    """A user's own event: {placeholders} in its texts replaced; {amount} or {seconds} by itself is a number."""
    if isinstance(template, dict):
        return {name: filled(value, facts) for name, value in template.items()}
    if isinstance(template, list):
        return [filled(value, facts) for value in template]
    if not isinstance(template, str):
        return template
    if template in ("{amount}", "{seconds}"):
        return int(facts.words()[template[1:-1]])
    for name, value in facts.words().items():
        template = template.replace(f"{{{name}}}", value)
    return template
