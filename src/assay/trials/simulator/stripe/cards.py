"""Stripe's test cards: how each behaves. The table holds digests, never numbers.

Sources: https://docs.stripe.com/testing (cards, declines, 3-D Secure, disputes, refunds) and, for codes and advice
codes of declines, answers of Stripe's test mode.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from assay.masking.cards import card_digest, is_test_card, luhn

_BRANDS = {"34": "amex", "37": "amex", "35": "jcb", "30": "diners", "36": "diners", "6": "discover", "5": "mastercard"}


@dataclass(frozen=True)
class Card:
    """`effect`: approve, decline, block, challenge and its kinds, frictionless, dispute:…, refund:…"""

    brand: str
    last4: str
    funding: str
    country: str
    effect: str
    code: str
    decline_code: str
    param: str
    advice_code: str

    @property
    def challenged(self) -> bool:
        return self.effect.startswith("challenge")


@cache
def _table() -> tuple[dict[str, Card], dict[str, Card]]:
    """By token and by digest."""
    text = files(__package__).joinpath("cards.csv").read_text(encoding="utf-8")
    tokens, digests = {}, {}
    for row in csv.DictReader(text.splitlines()):
        names, digest = row.pop("tokens").split(), row.pop("digest")
        card = Card(**row)
        digests[digest] = card
        for name in names:
            tokens[name] = card
    return tokens, digests


def by_token(token: str) -> Card | None:
    """pm_card_visa and its like, and tok_visa and its like."""
    for prefix in ("pm_card_", "tok_"):
        if token.startswith(prefix):
            return _table()[0].get(token.removeprefix(prefix))
    return None


def by_number(number: str) -> Card:
    """Any number: what is no test card is refused when it is charged, as Stripe's test mode does."""
    digits = "".join(sign for sign in number if sign.isascii() and sign.isdigit())
    known = _table()[1].get(card_digest(digits))
    if known:
        return known
    brand = next((brand for start, brand in _BRANDS.items() if digits.startswith(start)), "visa")
    if not 12 <= len(digits) <= 19 or not luhn(digits):
        refused = ("decline", "incorrect_number", "incorrect_number", "number")
    elif is_test_card(digits):
        refused = ("approve", "", "", "")
    else:
        refused = ("decline", "card_declined", "test_mode_live_card", "")
    effect, code, decline_code, param = refused
    return Card(brand, digits[-4:].rjust(4, "0"), "credit", "US", effect, code, decline_code, param, "")


def tokens() -> list[str]:
    """Every test PaymentMethod of a card."""
    return [f"pm_card_{name}" for name in _table()[0]]
