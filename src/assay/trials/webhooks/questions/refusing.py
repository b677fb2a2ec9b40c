"""What is not signed, wrongly signed, or signed too long ago is refused, and has no effect."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence

from ..message import Facts
from ..trying import Delivery, Told, Trying

#: How much older than is allowed a stale delivery is.
_STALE_TIMES = 3


def unsigned(trying: Trying) -> Iterator[Told]:
    facts = trying.facts()
    yield _refused(trying, "unsigned", "no signature", facts, [], signed=False)


def wrongly_signed(trying: Trying) -> Iterator[Told]:
    another, at = trying.shop.signing.another(trying.shop.key), time.time()
    facts = trying.facts()
    name = "a key that nobody trusts" if trying.scheme.name == "paypal" else "another secret"
    strange = [trying.signature(facts, key=another, at=at)]
    yield _refused(trying, "wrongly_signed", name, facts, strange, at=at, key=another)
    facts = trying.facts()
    yield _refused(trying, "wrongly_signed", "another body", facts.dearer(), [trying.signature(facts, at=at)], at=at)
    facts = trying.facts()
    yield _refused(trying, "wrongly_signed", "cut short", facts, [trying.signature(facts, at=at)[:-4]], at=at)
    yield _refused(trying, "wrongly_signed", "empty", trying.facts(), [""], at=at)
    if not trying.scheme.many:
        reason = f"{trying.scheme.name} sends one signature"
        yield Told("wrongly_signed", "two signatures, both wrong", None, reason)
        return
    facts = trying.facts()
    both = [trying.signature(facts, key=another, at=at), trying.signature(facts.dearer(), at=at)]
    yield _refused(trying, "wrongly_signed", "two signatures, both wrong", facts, both, at=at)


def stale(trying: Trying) -> Iterator[Told]:
    """Rightly signed, but so long ago that whoever has overheard it could send it again."""
    if trying.scheme.tolerance_s is None:
        why = f"the scheme {trying.scheme.name} names no age at which a delivery is too old"
        yield Told("stale", "signed long ago", None, why)
        return
    age = trying.scheme.tolerance_s * _STALE_TIMES
    facts, at = trying.facts(), time.time() - age
    yield _refused(trying, "stale", f"signed {age // 60} minutes ago", facts, None, at=at)


def _refused(
    trying: Trying,
    intent: str,
    name: str,
    facts: Facts,
    signatures: Sequence[str] | None,
    *,
    signed: bool = True,
    at: float | None = None,
    key: object = None,
) -> Told:
    before = trying.count(facts)
    message = trying.letter(facts, signatures, at=at, key=key)
    sent = trying.deliver(intent, name, facts, message, authentic=intent == "stale", signed=signed, at=at)
    (seen,) = trying.observed([sent], before, hoped=False)
    return told(trying, seen)


def told(trying: Trying, seen: Delivery) -> Told:
    """How it stands with a delivery that is to be refused."""
    answered = seen.answer.told()
    if seen.applied:
        but = "and applied" if seen.answer.accepted else "but applied all the same"
        return Told(seen.intent, seen.name, False, f"{answered}, {but}", [seen])
    if seen.answer.accepted:
        without = " without effect" if seen.applied == 0 and trying.shows else ""
        # A stale delivery may be acknowledged, so that it is not sent again.
        held = bool(seen.intent == "stale" and without)
        return Told(seen.intent, seen.name, held, f"{answered}{without}", [seen])
    if not trying.works:
        return Told(seen.intent, seen.name, None, f"{answered}, but so is a valid delivery", [seen])
    if seen.answer.status is not None and seen.answer.status >= 500:
        return Told(seen.intent, seen.name, False, f"{answered}: it failed instead of refusing", [seen])
    without = "and had no effect" if trying.shows else "; its effect was not observed"
    return Told(seen.intent, seen.name, True, f"{answered} {without}".replace(" ;", ";"), [seen])
