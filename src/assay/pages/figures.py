"""Values -> words that people read: numbers with their unit, intervals, times."""

from __future__ import annotations

from datetime import datetime

_SECOND_MS = 1000
_KILO = 1000
#: What is nearer to 100 than this is 100: sums of shares leave what binary fractions do.
_ALL = 100 - 1e-9
_BYTES = ("B", "kB", "MB", "GB", "TB")


def number(value: float | None, unit: str = "count") -> str:
    """A number in its unit: `53.8 %` of a ratio, `1.01 s` of milliseconds; `–` when there is none.

    A share that is not the whole is never told as 100 %.
    """
    if value is None:
        return "–"
    if unit == "ratio":
        return f"{_figures(min(100 * value, 99.9) if value < 1 else 100 * value)} %"
    if unit == "ms":
        return f"{_figures(value / _SECOND_MS)} s" if abs(value) >= _SECOND_MS else f"{_figures(value)} ms"
    if unit == "bytes":
        return _bytes(value)
    text = _figures(value)
    return text if unit == "count" else f"{text} {unit}"


def interval(low: float | None, high: float | None, unit: str = "count") -> str:
    """`40.5 – 66.7 %`; empty when there is none."""
    if low is None or high is None:
        return ""
    first, last = number(low, unit), number(high, unit)
    if first == last:
        return last
    value, _, name = first.rpartition(" ")
    return f"{value} – {last}" if name and last.endswith(f" {name}") else f"{first} – {last}"


def score(low: float, high: float) -> str:
    """A score of 0 to 100 as whole numbers: `86–87`, or `99` when both ends are the same."""
    first, last = points(low), points(high)
    return str(first) if first == last else f"{first}–{last}"


def points(score: float) -> int:
    """One end of a score as a whole number; it is 100 only where nothing is missing."""
    return round(score) if score >= _ALL else min(round(score), 99)


def population(numerator: float | None, denominator: float | None) -> str:
    """`28 of 52`; empty for what is no ratio."""
    if numerator is None or denominator is None:
        return ""
    return f"{_figures(numerator)} of {_figures(denominator)}"


def moment(value: datetime | str | None) -> str:
    """`15 Jul 2024, 14:05`, UTC; a text is read as ISO 8601, and shown as it is when it is none."""
    return _time(value, "%-d %b %Y, %H:%M")


def day(value: datetime | str | None) -> str:
    """`15 Jul 2024`, UTC."""
    return _time(value, "%-d %b %Y")


def _time(value: datetime | str | None, form: str) -> str:
    if not isinstance(value, datetime):
        try:
            value = datetime.fromisoformat(value or "")
        except ValueError:
            return value or "–"  # type: ignore[return-value]
    return value.strftime(form)


def _bytes(value: float) -> str:
    power = 0
    while abs(value) >= _KILO and power < len(_BYTES) - 1:
        value, power = value / _KILO, power + 1
    return f"{_figures(value)} {_BYTES[power]}"


def _figures(value: float) -> str:
    """Three figures, and thousands told apart."""
    if value == round(value) or abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}" if abs(value) < 1 else f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"
