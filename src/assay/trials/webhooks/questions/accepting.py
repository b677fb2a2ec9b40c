"""What is rightly signed is accepted and takes effect, however it is written, and however long ago it happened."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta

from ..message import Facts
from ..trying import Delivery, Told, Trying

_LATE = timedelta(days=2)


def valid(trying: Trying) -> Iterator[Told]:
    """What everything else is held against comes first."""
    facts = trying.facts()
    before, state = trying.count(facts), trying.state(facts)
    seen = _delivered(trying, "valid", "as sent", facts, before)
    trying.works = seen.answer.accepted
    trying.shows = bool(seen.applied)
    trying.moves = seen.state is not None and seen.state != state
    if not trying.works:
        hint = _hint(trying.scheme.name, seen.answer.status)
        yield Told("valid", "as sent", False, f"{seen.answer.told()} to a valid delivery. {hint}", [seen])
        return
    yield _taken(seen, "valid", "as sent")
    if trying.scheme.raw:
        facts = trying.facts()
        before = trying.count(facts)
        body = trying.body(facts, odd=True)
        message = trying.letter(facts, body=body)
        sent = trying.deliver("valid", "written otherwise", facts, message)
        (seen,) = trying.observed([sent], before, hoped=sent.answer.accepted and trying.shows)
        yield _taken(seen, "valid", "written otherwise", "Is the body decoded and encoded again before it is verified?")
    else:
        yield Told("valid", "written otherwise", None, f"{trying.scheme.name} does not sign the bytes of the body")
    yield _rotated(trying)


def _hint(scheme: str, status: int | None) -> str:
    """What may be the matter where nothing is accepted."""
    if status is None:
        return "Does it answer at all?"
    if 300 <= status < 400:
        return "Providers follow no redirect: name the address itself."
    if status in (404, 405):
        return "Is that the path, or does the shop not know the order? See --prepare."
    if status >= 500:
        return "Its own log tells why."
    if scheme == "paypal":
        return "Does it trust the throw-away authority, or ask the double? See --desk and --authority."
    return "Is the secret the receiver's own, and the address the one that it knows itself by?"


def _rotated(trying: Trying) -> Told:
    name = "two signatures, one of them right"
    if not trying.scheme.many:
        return Told("valid", name, None, f"{trying.scheme.name} sends one signature")
    facts = trying.facts()
    before = trying.count(facts)
    at = time.time()
    other = trying.signature(facts, key=trying.shop.signing.another(trying.shop.key), at=at)
    message = trying.letter(facts, [other, trying.signature(facts, at=at)], at=at)
    sent = trying.deliver("valid", name, facts, message, at=at)
    (seen,) = trying.observed([sent], before, hoped=sent.answer.accepted and trying.shows)
    return _taken(seen, "valid", name, "Both are sent while a secret is changed.")


def late(trying: Trying) -> Iterator[Told]:
    """A delivery that was tried again for days is signed anew: it is old news, but authentic."""
    name = "it happened two days ago"
    if not trying.works:
        yield Told("late", name, None, "a valid delivery is refused as well")
        return
    facts = trying.facts(ago=_LATE)
    seen = _delivered(trying, "late", name, facts, trying.count(facts))
    yield _taken(seen, "late", name, "Is it the time of the event that is held against the clock?")


def _delivered(trying: Trying, intent: str, name: str, facts: Facts, before: int | None) -> Delivery:
    sent = trying.deliver(intent, name, facts, trying.letter(facts))
    hoped = sent.answer.accepted and (trying.shows or trying.works is None)
    (seen,) = trying.observed([sent], before, hoped=hoped)
    return seen


def _taken(seen: Delivery, intent: str, name: str, hint: str = "") -> Told:
    if not seen.answer.accepted:
        return Told(intent, name, False, " ".join(filter(None, [seen.answer.told() + ".", hint])), [seen])
    if seen.applied is None:
        reason = f"{seen.answer.told()}; whether it took effect was not observed"
        return Told(intent, name, True, reason, [seen])
    if not seen.applied:
        reason = f"{seen.answer.told()}, but it took no effect: does the shop know the order? See --prepare."
        return Told(intent, name, False, reason, [seen])
    return Told(intent, name, True, f"{seen.answer.told()} and applied {times(seen.applied)}", [seen])


def times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")
