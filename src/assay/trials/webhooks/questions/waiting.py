"""Whoever sends slowly does not keep others waiting."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import replace
from threading import Event, Thread

from ..sending import Answer, fed
from ..trying import Delivery, Told, Trying

_SENDERS = 24
_SIZE = 4096
_EVERY = 0.2


def slow(trying: Trying) -> Iterator[Told]:
    """Bodies that come byte by byte, while a valid delivery is made."""
    name = f"a valid one beside {_SENDERS} that drip"
    if not trying.works:
        yield Told("slow", name, None, "a valid delivery is refused")
        return
    facts = trying.facts()
    headers = trying.letter(facts, []).headers
    with ExitStack() as closing:
        began = time.time()
        doors = _opened(trying, headers, closing)
        if not doors:
            yield Told("slow", name, None, "no further connection was taken")
            return
        over = Event()
        feeder = Thread(target=_feed, args=(doors, over), daemon=True)
        feeder.start()
        before = trying.count(facts)
        sent = trying.deliver("slow", name, facts, trying.letter(facts))
        over.set()
        feeder.join()
    nothing = Answer(None, "its body never came to its end", began, None)
    other = replace(facts, event=f"{facts.event} drips")
    trying.keep(Delivery("slow", "drips", other, sent.message, nothing, False, False, None))
    (seen,) = trying.observed([sent], before, hoped=sent.answer.accepted and trying.shows)
    held = seen.answer.accepted
    yield Told("slow", name, held, f"{seen.answer.told()} beside {len(doors)} senders that drip", [seen])


def _opened(trying: Trying, headers: Mapping[str, str], closing: ExitStack) -> list[socket.socket]:
    """As many as are taken: a receiver that listens to few at a time lets others wait outside."""
    doors: list[socket.socket] = []
    for _ in range(_SENDERS):
        try:
            doors.append(closing.enter_context(trying.shop.line.dripping(headers, _SIZE)))
        except OSError:
            break
    return doors


def _feed(doors: list[socket.socket], over: Event) -> None:
    while not over.wait(_EVERY):
        for door in doors:
            fed(door)
