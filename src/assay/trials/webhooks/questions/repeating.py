"""One event is applied once, however often and however close together it is delivered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from ..trying import Delivery, Told, Trying
from .accepting import times

_AT_ONCE = 8


def replayed(trying: Trying) -> Iterator[Told]:
    """The very same bytes, as whoever has overheard them would send them."""
    name = "the same bytes twice"
    if (why := _untold(trying)) is not None:
        yield Told("replayed", name, None, why)
        return
    facts = trying.facts()
    before, message = trying.count(facts), trying.letter(facts)
    sent = [trying.deliver("replayed", name, facts, message, attempt=attempt) for attempt in (1, 2)]
    yield _once(trying.observed(sent, before, hoped=True))


def duplicated(trying: Trying) -> Iterator[Told]:
    """As providers do when an answer was lost: the same event, signed anew."""
    name = "delivered three times"
    if (why := _untold(trying)) is not None:
        yield Told("duplicated", name, None, why)
        return
    facts = trying.facts()
    before = trying.count(facts)
    sent = [trying.deliver("duplicated", name, facts, trying.letter(facts), attempt=attempt) for attempt in (1, 2, 3)]
    yield _once(trying.observed(sent, before, hoped=True))


def parallel(trying: Trying) -> Iterator[Told]:
    """Whoever looks whether an event is known, and notes it later, applies it several times."""
    name = f"{_AT_ONCE} at once"
    if (why := _untold(trying)) is not None:
        yield Told("parallel", name, None, why)
        return
    facts = trying.facts()
    before, message, together = trying.count(facts), trying.letter(facts), Barrier(_AT_ONCE)

    def sent(number: int) -> Delivery:
        together.wait(timeout=10)
        return trying.deliver("parallel", name, facts, message, attempt=number + 1)

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        deliveries = list(pool.map(sent, range(_AT_ONCE)))
    yield _once(trying.observed(deliveries, before, hoped=True))


def _untold(trying: Trying) -> str | None:
    """Why it cannot be told how often anything was applied."""
    if not trying.works:
        return "a valid delivery is refused"
    if trying.shop.applied is None:
        return "no read tells how often an event was applied: declare one with --applied"
    return None if trying.shows else "the declared read shows no effect of a valid delivery"


def _once(seen: list[Delivery]) -> Told:
    first = seen[0]
    counted = Counter(str(one.answer.status or "nothing") for one in seen)
    answers = ", ".join(f"{status} {times(count)}" for status, count in sorted(counted.items()))
    if not any(one.answer.accepted for one in seen):
        return Told(first.intent, first.name, False, f"none was accepted: answered {answers}", seen[:1])
    if first.applied is not None and first.applied > 1:
        reason = f"answered {answers}, and applied {times(first.applied)}"
        return Told(first.intent, first.name, False, reason, seen)
    if not first.applied:
        return Told(first.intent, first.name, False, f"answered {answers}, but it took no effect", seen)
    failed = [one for one in seen if one.answer.status is None or one.answer.status >= 500]
    also = f"; {len(failed)} of {len(seen)} failed and would be delivered again" if failed else ""
    return Told(first.intent, first.name, True, f"answered {answers}, and applied once{also}", seen)
