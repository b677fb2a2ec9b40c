"""How operations, parameters and properties are announced to end: deprecation, day of the end, stability."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from .change import Policy
from .keywords import Said

SUNSET, STABILITY = "x-sunset", "x-stability-level"
#: Keywords that say how long an element is to live.
LIFE = ("deprecated", SUNSET, STABILITY)
STABILITIES = ("draft", "alpha", "beta", "stable")


def sunset_of(value: Mapping[str, Any]) -> date | None:
    """The day stated as an element's end: a date or a date and time of RFC 3339. None: not stated, or not readable."""
    stated = str(value.get(SUNSET, ""))
    try:
        return date.fromisoformat(stated) if len(stated) == 10 else datetime.fromisoformat(stated).date()
    except ValueError:
        return None


def is_unreadable(value: Mapping[str, Any]) -> bool:
    """Whether an end is stated in a way that cannot be read."""
    return SUNSET in value and sunset_of(value) is None


def stability_of(value: Mapping[str, Any]) -> str | None:
    """The stability stated, as one of STABILITIES; 'stable' where nothing is said; None: not one of them."""
    stated = value.get(STABILITY, "stable")
    return stated if stated in STABILITIES else None


def is_promised(value: Mapping[str, Any], policy: Policy) -> bool:
    """Whether the stability stated is one that promises something."""
    stability = stability_of(value)
    return stability is None or STABILITIES.index(stability) >= STABILITIES.index(policy.least_stability)


def compare_life(
    old: Mapping[str, Any], new: Mapping[str, Any], policy: Policy, stability: str | None
) -> Iterator[Said]:
    """What changed in deprecation and end; `stability` is the operation's."""
    was, is_now = old.get("deprecated") is True, new.get("deprecated") is True
    days = policy.days(stability)
    if was and not is_now:
        yield Said("reactivated", "deprecated", old.get(SUNSET))
    elif is_now and not was:
        yield from _announced(new, policy, days)
    elif is_now and SUNSET in old and SUNSET not in new:
        yield Said("sunset-removed", "deprecated", old[SUNSET])
    elif is_now and old.get(SUNSET) != new.get(SUNSET):
        yield from _moved(old, new, policy, days)


def _announced(new: Mapping[str, Any], policy: Policy, days: int) -> Iterator[Said]:
    end = sunset_of(new)
    if SUNSET not in new:
        yield Said("deprecated-without-sunset" if days else "deprecated", "deprecated")
    elif end is None:
        yield Said("deprecated-sunset-unreadable", SUNSET, None, new[SUNSET])
    elif (ahead := policy.ahead(end)) is not None and ahead < days:
        yield Said("sunset-too-near", SUNSET, None, end.isoformat())
    else:
        yield Said("deprecated-with-sunset", SUNSET, None, end.isoformat())


def _moved(old: Mapping[str, Any], new: Mapping[str, Any], policy: Policy, days: int) -> Iterator[Said]:
    before, after = sunset_of(old), sunset_of(new)
    if is_unreadable(new) or is_unreadable(old):
        yield Said("sunset-unreadable", SUNSET, old.get(SUNSET), new.get(SUNSET))
    elif before and after and after < before:
        near = (ahead := policy.ahead(after)) is not None and ahead < days
        yield Said("sunset-too-early" if near else "sunset-earlier", SUNSET, before.isoformat(), after.isoformat())
    else:
        yield Said("sunset-set" if before is None else "sunset-later", SUNSET, old.get(SUNSET), new.get(SUNSET))


def compare_stability(old: Mapping[str, Any], new: Mapping[str, Any], policy: Policy) -> Iterator[Said]:
    """Whether an element promises more or less than before."""
    before, after = stability_of(old), stability_of(new)
    if before is None or after is None:
        if old == new:
            return
        for value, stated in ((old, before), (new, after)):
            if stated is None:
                yield Said("stability-unknown", STABILITY, None, value[STABILITY])
    elif before != after and is_promised(old, policy):
        lower = STABILITIES.index(after) < STABILITIES.index(before)
        yield Said("stability-lowered" if lower else "stability-raised", STABILITY, before, after)


def removal(old: Mapping[str, Any], policy: Policy) -> Said:
    """How well the removal of an element was announced."""
    end = sunset_of(old)
    if old.get("deprecated") is not True:
        return Said("removed-without-deprecation", "deprecated")
    if SUNSET not in old:
        return Said("removed-with-deprecation", "deprecated")
    if end is None:
        return Said("removed-sunset-unreadable", SUNSET, old[SUNSET])
    ahead = policy.ahead(end)
    when = "with-deprecation" if ahead is None else "before-sunset" if ahead > 0 else "after-sunset"
    return Said(f"removed-{when}", SUNSET, end.isoformat())
