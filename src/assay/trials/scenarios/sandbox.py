"""A provider that is not in the trial's hand: the shop's sandbox. What cannot be moved or seen is said so."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NoReturn

from .provider import Asked, CannotError, Delivered, Fault, Held, Settled, Shopper

_SECONDS_OF_PATIENCE = 20.0


class Sandbox:
    """Nothing of it is seen but what the shop shows."""

    patient = _SECONDS_OF_PATIENCE
    sees = False

    def __init__(self, name: str) -> None:
        self.name = name

    def lenient(self, on: bool) -> None:
        """A sandbox is as strict as its provider."""

    def shopper(self, url: str, does: Shopper) -> NoReturn:  # noqa: ARG002
        raise CannotError("the shopper's part at a sandbox takes a browser")

    def settle(self, payment: str, how: Settled) -> NoReturn:  # noqa: ARG002
        raise CannotError("a sandbox settles when it likes")

    def fail(self, fault: Fault, times: int = 0) -> NoReturn:  # noqa: ARG002
        raise CannotError("a sandbox cannot be made to fail")

    def heal(self) -> None:
        """Nothing ails it."""

    def hold(self) -> NoReturn:
        raise CannotError("a sandbox's notifications cannot be kept back")

    def release(self, *, newest_first: bool = False) -> None:
        """Nothing was kept back."""

    def repeat(self, payment: str) -> NoReturn:  # noqa: ARG002
        raise CannotError("a sandbox's notifications cannot be sent again")

    def forge(self, order: str, amount_minor: int, currency: str) -> NoReturn:  # noqa: ARG002
        raise CannotError("`assay test webhooks` tries this without a simulator")

    def payments(self) -> Sequence[Held]:
        return ()

    def quiet(self) -> bool:
        return True

    def asked(self) -> Sequence[Asked]:
        return ()

    def delivered(self) -> Sequence[Delivered]:
        return ()
