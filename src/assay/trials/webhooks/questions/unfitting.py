"""What is no event is refused, without failing; what is too large is not taken."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ..message import encoded
from ..sending import Answer
from ..trying import Delivery, Told, Trying

_SIZE = 8 * 1024 * 1024
_PATIENCE = 5.0


def malformed(trying: Trying) -> Iterator[Told]:
    """Signed rightly where the scheme signs bytes, so that nothing else is a reason to refuse it."""
    raw = trying.scheme.raw
    half = trying.body(trying.facts())
    bodies = {"cut in half": half[: len(half) // 2], "no object": encoded(["assay"]), "no JSON": b"\xff\xfe<xml/>"}
    for name, body in bodies.items():
        yield _unfit(trying, name, body, signed=raw)
    if raw:
        yield _unfit(trying, "no JSON, not signed", b"\xff\xfe<xml/>", signed=False)


def _unfit(trying: Trying, name: str, body: bytes, *, signed: bool) -> Told:
    facts = trying.facts()
    before = trying.count(facts)
    message = trying.letter(facts, body=body) if signed else replace(trying.letter(facts, []), body=body)
    sent = trying.deliver("malformed", name, facts, message, authentic=signed, signed=signed)
    (seen,) = trying.observed([sent], before, hoped=False)
    answered = seen.answer.told()
    if seen.answer.status is None:
        return Told("malformed", name, False, answered, [seen])
    if seen.answer.status >= 500:
        return Told("malformed", name, False, f"{answered}: it failed instead of refusing", [seen])
    if seen.answer.accepted:
        return Told("malformed", name, False, f"{answered}: nobody will send it again, and nothing was read", [seen])
    if not trying.works:
        return Told("malformed", name, None, f"{answered}, but so is a valid delivery", [seen])
    return Told("malformed", name, True, f"{answered}", [seen])


def oversized(trying: Trying) -> Iterator[Told]:
    """Whoever reads all that anybody sends can be filled up by anybody."""
    name = f"{_SIZE >> 20} MiB, not signed"
    facts = trying.facts()
    trying.wait_for_turn()
    message = trying.letter(facts, [])
    answer = trying.shop.line.pour(message.headers, _SIZE, _PATIENCE)
    command = f"head -c {_SIZE} /dev/zero | curl -i -H 'Content-Type: application/json' --data-binary @- "
    seen = Delivery("oversized", name, facts, message, answer, False, False, None, curl=command + trying.shop.line.url)
    trying.keep(seen)
    yield Told("oversized", name, *_bounded(answer), [seen])


def _bounded(answer: Answer) -> tuple[bool, str]:
    taken = (answer.taken or 0) / (1 << 20)
    if answer.accepted:
        return False, f"{answer.told()}"
    if answer.status is not None and answer.status >= 500:
        return False, f"{answer.told()}: it failed instead of refusing"
    if (answer.taken or 0) >= _SIZE:
        return False, f"all of it was taken before it was refused ({answer.told()})"
    return True, f"{answer.told()} when {taken:.1f} MiB were sent"
