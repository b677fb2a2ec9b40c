"""Two periods of one dimension -> how much of the change of a rate comes from the mix, and how much from the rates.

Kitagawa (1955): the change of the whole is the sum over the values of (share now - share then) times the mean rate, and
of (rate now - rate then) times the mean share. It adds up to the last digit, whatever happened.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Part:
    """What one value brought about: by how much of it there was (`mix`), and by how it did (`rate`)."""

    value: str
    mix: float
    rate: float


def mix_rate(before: Mapping[str, tuple[float, float]], after: Mapping[str, tuple[float, float]]) -> list[Part]:
    """Parts of the change of successes / tries, by value -> (successes, tries) of both periods, the largest first.

    A mix is reckoned against the mean of the whole, so that more of what is better is for the better; that adds nothing
    over all. Of a value that occurs in one period alone, the rate is that of the other one.
    """
    tries = [sum(tried for _, tried in period.values()) for period in (before, after)]
    if not all(tries):
        return []
    whole = (
        sum(
            sum(good for good, _ in period.values()) / total
            for period, total in zip((before, after), tries, strict=True)
        )
        / 2
    )
    found = []
    for value in before.keys() | after.keys():
        (good_b, tried_b), (good_a, tried_a) = before.get(value, (0.0, 0.0)), after.get(value, (0.0, 0.0))
        share_b, share_a = tried_b / tries[0], tried_a / tries[1]
        rates = [good / tried for good, tried in ((good_b, tried_b), (good_a, tried_a)) if tried]
        if not rates:
            continue
        mix = (share_a - share_b) * (sum(rates) / len(rates) - whole)
        found.append(Part(value, mix, (rates[-1] - rates[0]) * (share_b + share_a) / 2))
    return sorted(found, key=lambda part: (-abs(part.mix + part.rate), part.value))
