"""Amounts as providers write them -> integers in minor units of ISO 4217."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import cache

from .dated import Meanings, reference

#: Beyond this an amount is no money; it fits any database's 64-bit integer.
LARGEST = 10**15
_MAX_TEXT = 40


class Amounts:
    """Amounts of one provider, with the exponents in which it differs from ISO 4217 (table provider_exponent)."""

    def __init__(self, provider: str) -> None:
        self._own = Meanings("provider_exponent", provider, "currency", "exponent")
        #: Currencies in which it does not differ.
        self._alike = frozenset(code for code in exponents() if code not in self._own)

    def minor(self, value: int | None, currency: str | None, at: datetime | date | None = None) -> int | None:
        """An integer in the provider's smallest unit -> minor units; None where they would not be whole."""
        if currency in self._alike:
            return value
        exponent = exponents().get(currency or "")
        if value is None or exponent is None:
            return None
        shift = exponent - int(self._own.get(currency, at) or exponent)
        if shift >= 0:
            return value * int(10**shift)
        whole, rest = divmod(value, int(10**-shift))
        return None if rest else whole

    def decimal(self, value: int | None, currency: str | None, at: datetime | date | None = None) -> str | None:
        """The same amount as a decimal, where its minor units are not whole; else None."""
        if value is None or currency is None or currency in self._alike or self.minor(value, currency, at) is not None:
            return None
        own = self._own.get(currency, at)
        return None if own is None else str(Decimal(value).scaleb(-int(own)))


@cache
def amounts(provider: str) -> Amounts:
    """The amounts of a provider."""
    return Amounts(provider)


@cache
def exponents() -> dict[str, int]:
    """Currencies of ISO 4217 and how many decimal places their minor unit has."""
    return {row["code"]: int(row["exponent"]) for row in reference("currency") if row["exponent"]}


def number(stated: object) -> Decimal | None:
    """A decimal as text or as a number, exactly; thousands may be separated as 1,234.50. None where it is none."""
    if isinstance(stated, bool) or not isinstance(stated, (str, int, float, Decimal)):
        return None
    text = str(stated).strip()
    if not text or len(text) > _MAX_TEXT or "_" in text:
        return None
    if _grouped(text):
        text = text.replace(",", "")
    try:
        found = Decimal(text)
    except InvalidOperation:
        return None
    return found if found.is_finite() and abs(found) <= LARGEST else None


def _grouped(text: str) -> bool:
    head, *groups = text.lstrip("-+").partition(".")[0].split(",")
    return bool(groups) and 1 <= len(head) <= 3 and all(len(group) == 3 and group.isdigit() for group in groups)


def minor_of(value: Decimal | None, currency: str | None) -> int | None:
    """A decimal -> minor units of its currency; None where they would not be whole, or the currency is not known."""
    exponent = exponents().get(currency or "")
    if value is None or exponent is None:
        return None
    minor = value.scaleb(exponent)
    return int(minor) if minor == minor.to_integral_value() and abs(minor) <= LARGEST else None


def added(parts: Sequence[Decimal | None]) -> Decimal | None:
    """The sum of what is told; None where nothing is."""
    told = [part for part in parts if part is not None]
    return sum(told, Decimal(0)) if told else None
