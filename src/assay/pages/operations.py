"""What operations take, in words: the same on a terminal and on a page."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from assay.analysis.operations import Operation, Spread
from assay.analysis.quantiles import Quantile

from .digest import plural

_MOST_UNITS = 3


def headline(found: Sequence[Operation]) -> str:
    """What was looked at, and how much of it can say anything of time."""
    calls, failed = sum(one.calls for one in found), sum(one.failed for one in found)
    timed, served = sum(one.ms.count for one in found), sum(one.server_ms.count for one in found)
    told = [f"{timed:,} timed", f"{served:,} with the server's own time", f"{failed:,} failed"]
    return f"{plural(len(found), 'operation')}, {plural(calls, 'recorded call')}: {', '.join(told)}"


def units_told(one: Operation) -> str:
    """The units whose recordings hold it."""
    more = len(one.units) - _MOST_UNITS
    return f"{', '.join(one.units[:_MOST_UNITS]) or 'no unit'}{f' and {more} more' if more > 0 else ''}"


def quantile_told(one: Quantile, told: Callable[[float], str]) -> str:
    """The value with its interval, else what so few numbers say of it."""
    if one.value is not None and one.low is not None and one.high is not None:
        return f"{told(one.value)} ({_short(one.low, told)} to {_short(one.high, told)})"
    if one.low is not None:
        return f"at least {told(one.low)} (n < {one.needs})"
    if one.high is not None:
        return f"at most {told(one.high)} (n < {one.needs})"
    return f"unknown (n < {one.needs})"


def spread_told(one: Spread, told: Callable[[float], str]) -> str:
    """The quantiles, the ends, and of how many numbers they are; empty where there is none."""
    if one.least is None or one.most is None:
        return ""
    if one.least == one.most:
        return f"{told(one.least)}{' each time' if one.count > 1 else ''} (n = {one.count:,})"
    shares = ", ".join(f"p{100 * each.share:.0f} {quantile_told(each, told)}" for each in one.quantiles)
    return f"{shares}; {_short(one.least, told)} to {told(one.most)} (n = {one.count:,})"


def ms_told(value: float) -> str:
    """Milliseconds as people read them."""
    return f"{value / 1000:,.1f} s" if value >= 10_000 else f"{value:,.0f} ms"


def bytes_told(value: float) -> str:
    """Bytes as people read them."""
    return f"{value / 1000:,.0f} kB" if value >= 10_000 else f"{value:,.0f} bytes"


def _short(value: float, told: Callable[[float], str]) -> str:
    """Without the usual unit, which stands beside it."""
    return told(value).removesuffix(" ms").removesuffix(" bytes")
