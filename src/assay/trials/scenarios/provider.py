"""What a trial of payments asks of the provider that the shop talks to: to be moved, and to tell what it saw."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, Protocol

Fault = Literal["answer_lost", "server_error", "throttled"]
Shopper = Literal["success", "failure", "cancel"]
Settled = Literal["paid", "expired"]


@dataclass(frozen=True, slots=True)
class Asked:
    """One request of the shop and its answer; `status` is None where the answer was lost on purpose.

    Headers are in lower case; bodies as they went over the wire. `payment` is the provider's id of the payment that it
    was about, also where the shop was never told.
    """

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes
    status: int | None
    answer_headers: Mapping[str, str]
    answer: bytes
    started_at: datetime
    seconds: float
    error: str | None
    payment: str | None
    occurred_at: datetime
    """The same moment by the provider's clock."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """One notification that was sent to the shop, and how it answered; `attempt` counts those of the event, from 1."""

    event: str
    kind: str
    payload: Mapping[str, Any]
    attempt: int
    signed: bool
    authentic: bool
    status: int | None
    error: str | None
    sent_at: datetime
    answered_at: datetime | None
    arrived_at: datetime
    """When it was sent, by the provider's clock."""


@dataclass(frozen=True, slots=True)
class Held:
    """One payment as the provider has it; amounts are minor units of its currency."""

    payment: str
    order: str | None
    state: str
    currency: str
    amount: int
    captured: int
    refunded: int


class Provider(Protocol):
    """A provider in the hand of the trial. Whatever it cannot do raises CannotError with the reason."""

    name: str
    patient: float
    """Seconds within which what it does has reached the shop."""
    sees: bool
    """It tells what it has and what it was asked for; else only the shop is heard."""

    def lenient(self, on: bool) -> None:
        """Take modifications beyond what a payment's state allows, as providers do that look at them later."""

    def shopper(self, url: str, does: Shopper) -> str | None:
        """Go to the provider's page as the shopper does: where it sends the shopper back to; None: nowhere."""

    def settle(self, payment: str, how: Settled) -> None:
        """End what is pending."""

    def fail(self, fault: Fault, times: int = 0) -> None:
        """Answer the next so many payment writes with this fault; 0: all of them, until `heal`."""

    def heal(self) -> None:
        """End every fault."""

    def hold(self) -> None:
        """Keep notifications back from now on."""

    def release(self, *, newest_first: bool = False) -> None:
        """Send what was kept back, and whatever comes at once again."""

    def repeat(self, payment: str) -> None:
        """Send the last notification of a payment once more."""

    def forge(self, order: str, amount_minor: int, currency: str) -> None:
        """Send a notification that a payment of this order succeeded, as a stranger would: without a signature."""

    def payments(self) -> Sequence[Held]:
        """All payments until now."""

    def quiet(self) -> bool:
        """Whether every notification that is not kept back was sent and answered."""

    def asked(self) -> Sequence[Asked]:
        """All requests until now."""

    def delivered(self) -> Sequence[Delivered]:
        """All notifications until now."""


class CannotError(Exception):
    """The provider cannot be moved so, in words."""
