"""Digits -> is it a card number, and is it one that a provider publishes for testing?"""

from __future__ import annotations

import csv
import hashlib
from functools import cache
from importlib.resources import files


def luhn(digits: str) -> bool:
    """ISO/IEC 7812-1 annex B."""
    total = 0
    for position, digit in enumerate(reversed(digits)):
        number = int(digit) * (1 + position % 2)
        total += number - 9 if number > 9 else number
    return total % 10 == 0


def is_card_number(digits: str) -> bool:
    """Passes Luhn, and begins and is as long as the numbers of some brand (reference table card_range)."""
    return luhn(digits) and any(
        low <= digits[: len(low)] <= high and len(digits) in lengths for low, high, lengths in _ranges()
    )


def is_test_card(digits: str) -> bool:
    """A number that a provider publishes for testing (reference table test_card, which holds digests only)."""
    return card_digest(digits) in _test_cards()


def card_digest(digits: str) -> str:
    """How the reference table test_card names a number: the first 16 hexadecimal digits of its SHA-256."""
    return hashlib.sha256(digits.encode()).hexdigest()[:16]


@cache
def _ranges() -> tuple[tuple[str, str, frozenset[int]], ...]:
    return tuple(
        (row["low"], row["high"], frozenset(map(int, row["lengths"].split()))) for row in reference("card_range")
    )


@cache
def _test_cards() -> frozenset[str]:
    return frozenset(row["digest"] for row in reference("test_card"))


def reference(name: str) -> list[dict[str, str]]:
    """The rows of a reference table."""
    text = files("assay.tables").joinpath(f"reference/{name}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
