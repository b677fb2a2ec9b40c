"""One cell of the matrix while it is played: the shop's steps, the shopper's, the provider's, and what must hold."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from .driver import Driver, Seen
from .provider import CannotError, Held, Provider, Shopper

_PAUSE = 0.02
#: Families whose money comes hours or days after the shopper has left.
LATE = ("bank_debit", "voucher", "offline")
#: Families where the shopper pays on a page of the provider.
AWAY = ("redirect", "pay_later")


class FailedError(Exception):
    """The shop did otherwise than it should: what was expected, what was seen."""

    def __init__(self, expected: str, seen: str) -> None:
        super().__init__(f"expected {expected}; seen: {seen}")


@dataclass
class Play:
    """`method` is the shop's name of the family's method, `tokens` what a shopper chooses to bring a scenario about,
    by the scenario; `decimals` those of currencies.
    """

    driver: Driver
    provider: Provider
    family: str
    method: str
    tokens: Mapping[str, str]
    decimals: Mapping[str, int]
    reference: str
    amount: int = 1999
    currency: str = "EUR"
    order: Seen = field(default_factory=Seen)
    orders: list[tuple[str, int, str]] = field(default_factory=list)
    """The orders that were made: number, amount, currency."""
    marked: Seen | None = None
    """How the order stood before notifications that are the point of the cell."""
    _before: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        self._before = frozenset(held.payment for held in self.provider.payments())

    # What the shop is asked for

    def step(self, name: str, **values: Any) -> Seen:
        """Errors: CannotError where the shop has no such step."""
        if not self.driver.has(name):
            raise CannotError(f"the shop has no step `{name}`")
        try:
            return self.driver.do(name, **values)
        except LookupError as error:
            raise CannotError(f"the shop has no step `{name}`") from error

    def create(self, amount: int | None = None, currency: str | None = None) -> Seen:
        """A new order, which the following steps are about."""
        self.amount, self.currency = amount or self.amount, currency or self.currency
        decimal = str(Decimal(self.amount).scaleb(-self.decimals[self.currency]))
        wanted = {"amount": decimal, "amount_minor": self.amount, "currency": self.currency, "method": self.method}
        seen = self.step("create", **wanted, reference=self.reference)
        if seen.refused or not seen.order:
            raise FailedError("an order", seen.refused or "none is named in the answer")
        self.order = seen
        self.orders.append((seen.order, self.amount, self.currency))
        return seen

    def pay(self, token: str = "approve", *, later: bool = False) -> Seen:
        """Pay with what brings that scenario about; `later`: authorise now, capture by a step of its own."""
        return self.submit(self.chosen(token), later=later)

    def submit(self, token: str | None, *, later: bool = False) -> Seen:
        return self.step("pay", order=self.order.order, token=token, method=self.method, capture=_when(later))

    def chosen(self, token: str) -> str | None:
        """What stands for the card; None where the family has nothing to choose."""
        if token not in self.tokens:
            if self.family in (*AWAY, *LATE) and token in ("approve", "pending_expired"):
                return self.tokens.get("approve")
            raise CannotError(f"{self.provider.name} names no test method that brings it about")
        if self.family != "vaulted_card":
            return self.tokens[token]
        return self.keep(token)

    def keep(self, token: str) -> str:
        """The name of the method that the shop keeps from now on."""
        seen = self.step("keep", token=self.tokens[token], reference=f"{self.reference}-{token}")
        if seen.refused or not seen.kept:
            raise FailedError("the method to be kept", seen.refused or "no kept method is named in the answer")
        return seen.kept

    def now(self) -> Seen:
        return self.step("read", order=self.order.order)

    def shopper(self, seen: Seen, does: Shopper, *, returns: bool = True) -> Seen:
        """The shopper on the provider's page, and back."""
        if not seen.redirect:
            raise FailedError("the shopper to be sent to the provider", told(seen))
        self.provider.shopper(seen.redirect, does)
        return self.step("return", order=self.order.order) if returns and self.driver.has("return") else seen

    def finish(self, seen: Seen) -> Seen:
        """All that a good payment takes from here on: the shopper's part, the provider's, and until the shop knows."""
        if self.family in AWAY or (seen.redirect and self.family not in LATE):
            seen = self.until(lambda one: one.redirect is not None or one.meaning == "paid", seen)
            if seen.meaning != "paid":
                seen = self.shopper(seen, "success")
        elif self.family in LATE:
            self.until(lambda _: bool(self.begun()), seen)
            self.settle("paid")
        return self.until(lambda one: one.meaning == "paid", seen)

    def settle(self, how: Any) -> None:
        for held in self.begun():
            self.provider.settle(held.payment, how)

    def until(self, holds: Callable[[Seen], bool], seen: Seen | None = None) -> Seen:
        """Read the order until that holds, or the provider's patience is over; how it stands then."""
        end = time.monotonic() + self.provider.patient
        while seen is None or seen.refused or not holds(seen):
            if time.monotonic() > end:
                return self.now()
            time.sleep(_PAUSE)
            seen = self.now()
        return seen

    def calm(self) -> None:
        """Until every notification was sent and answered."""
        end = time.monotonic() + self.provider.patient
        while not self.provider.quiet() and time.monotonic() < end:
            time.sleep(_PAUSE)
        time.sleep(_PAUSE)

    # What the provider has

    def begun(self) -> list[Held]:
        """The payments that came since the cell began."""
        return [held for held in self.provider.payments() if held.payment not in self._before]

    # What must hold

    def expect(self, holds: bool, expected: str, seen: Seen | str) -> None:
        if not holds:
            raise FailedError(expected, seen if isinstance(seen, str) else f"{told(seen)}; {self.took()}")

    def paid_once(self, seen: Seen) -> str:
        """The order is paid, and the provider took what it costs, once: in words."""
        price = self.money(self.amount, self.currency)
        expected = f"an order of {price} that is paid once"
        self.expect(seen.meaning == "paid", expected, seen)
        if seen.paid not in (None, self.amount):
            self.expect(
                False, expected, f"{told(seen)}; the shop counts {self.money(seen.paid or 0, self.currency)} as paid"
            )
        if not self.provider.sees:
            return told(seen)
        taken = [held for held in self.begun() if held.captured]
        right = len(taken) == 1 and (taken[0].captured, taken[0].currency) == (self.amount, self.currency)
        self.expect(right, expected, seen)
        return f"{told(seen)}; {self.took()}"

    def not_paid(self, seen: Seen) -> str:
        """No money was taken, and the shop does not say so."""
        self.expect(not any(held.captured for held in self.begun()), "no money to be taken", seen)
        self.expect(seen.refused is not None or seen.meaning != "paid", "an order that is not paid", seen)
        return f"{told(seen)}; {self.took()}"

    def took(self) -> str:
        """What the provider took and gave back, in words."""
        if not self.provider.sees:
            return "what the provider took cannot be seen"
        taken = [held for held in self.begun() if held.captured]
        if not taken:
            return "the provider took nothing"
        parts = [
            self.money(held.captured, held.currency)
            + (f", gave back {self.money(held.refunded, held.currency)}" if held.refunded else "")
            for held in taken
        ]
        times = f" in {len(taken)} payments" if len(taken) > 1 else ""
        return f"the provider took {' and '.join(parts)}{times}"

    def money(self, minor: int, currency: str) -> str:
        decimals = self.decimals.get(currency, 2)
        return f"{Decimal(minor).scaleb(-decimals):.{decimals}f} {currency}"


def told(seen: Seen) -> str:
    """How the shop shows the order, in words."""
    if seen.refused is not None:
        return f"the shop refused ({seen.refused})"
    if seen.meaning is None:
        return f"the order is {seen.status!r}, which nothing explains" if seen.status else "the shop shows no status"
    return f"the order is {seen.status or seen.meaning}" + ("" if seen.status == seen.meaning else f" ({seen.meaning})")


def _when(later: bool) -> str:
    return "later" if later else "now"
