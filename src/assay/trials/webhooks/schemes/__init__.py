"""How providers sign what they send, a module each, found by folder.

A module has `SCHEME`, which says what the scheme can do, and the functions of `Signing`.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

from ..message import Facts, Message


@dataclass(frozen=True, slots=True)
class Scheme:
    """`tolerance_s`: how old a delivery may be, null where no time is signed. `many`: several signatures at once, while
    a secret is changed. `raw`: the very bytes of the body are signed. `secret` tells what the secret looks like.
    """

    name: str
    provider: str
    about: str
    secret: str
    tolerance_s: int | None
    many: bool
    raw: bool


@dataclass(frozen=True, slots=True)
class Desk:
    """Where what a receiver asks of the provider is found: a port of this machine, and a file for the authority that
    signs throw-away certificates. Only PayPal's scheme uses them.
    """

    port: int = 0
    authority: Path | None = None


class Signing(Protocol):
    """What a module of a scheme offers. Keys are of a shape of its own."""

    SCHEME: Scheme

    def key(self, secret: str, desk: Desk) -> AbstractContextManager[Any]:
        """The key of a secret, as long as it is needed. Errors: UsageError where it is none."""

    def another(self, key: Any) -> Any:
        """A key of the same form that the receiver does not know."""

    def identities(self, token: str) -> tuple[str, str, str]:
        """Of hexadecimal digits (40): event, payment and order, as the provider names them."""

    def event(self, facts: Facts) -> dict[str, Any]:
        """What is sent of it, decoded and without a signature."""

    def signature(self, body: bytes, facts: Facts, key: Any, at: float, url: str) -> str:
        """One signature, made at a time (seconds since 1970) for an address."""

    def message(self, body: bytes, facts: Facts, signatures: Sequence[str], at: float, key: Any) -> Message:
        """What is sent with these signatures, in that order; with none it is not signed."""

    def shell(self, variable: str) -> str:
        """Arguments of curl that sign "$body" at "$t" (and "$id") for "$url" with the secret in a variable of the
        shell; empty where no shell can.
        """


@cache
def schemes() -> dict[str, Signing]:
    """Schemes by the names that users give."""
    modules = (import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__))
    return {module.SCHEME.name: module for module in sorted(modules, key=lambda one: str(one.SCHEME.name))}
