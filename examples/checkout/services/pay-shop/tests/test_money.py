"""Amounts are what ISO 4217 says they are."""

from __future__ import annotations

import pytest

from pay_shop.money import asked_for, to_minor


@pytest.mark.parametrize(
    ("amount", "currency", "minor"), [("19.99", "EUR", 1999), ("1250", "JPY", 1250), ("12.340", "KWD", 12340)]
)
def test_amounts_are_whole_minor_units(amount: str, currency: str, minor: int) -> None:
    assert to_minor(amount, currency) == minor
    assert asked_for(minor, currency) == minor


@pytest.mark.parametrize(("amount", "currency"), [("19.999", "EUR"), ("0.5", "JPY"), ("-1", "EUR"), ("0", "EUR")])
def test_what_the_currency_cannot_express_is_refused(amount: str, currency: str) -> None:
    with pytest.raises(ValueError, match="is no amount of"):
        to_minor(amount, currency)
