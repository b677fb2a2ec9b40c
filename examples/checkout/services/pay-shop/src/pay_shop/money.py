"""Amounts as people write them <-> whole minor units of ISO 4217."""

from __future__ import annotations

from decimal import Decimal

from .defects import planted

#: The currencies that the shop sells in, with the decimals that ISO 4217 gives them.
DECIMALS = {"EUR": 2, "USD": 2, "JPY": 0, "KWD": 3}


def to_minor(amount: str, currency: str) -> int:
    """`12.50` EUR -> 1250. Errors: ValueError where the currency has fewer decimals."""
    scaled = Decimal(amount).scaleb(DECIMALS[currency])
    if scaled != int(scaled) or scaled <= 0:
        raise ValueError(f"{amount} is no amount of {currency}")
    return int(scaled)


def asked_for(minor: int, currency: str) -> int:
    """What the provider is asked for, in the same minor units."""
    if planted("float_amounts"):
        return int(float(Decimal(minor).scaleb(-DECIMALS[currency])) * 100)
    return minor
