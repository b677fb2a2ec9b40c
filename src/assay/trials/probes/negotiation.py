"""Media types: what is asked for and cannot be had is refused, what is sent in a type that nobody described, too."""

from __future__ import annotations

from collections.abc import Iterator

from .. import making
from ..asking import Asking, Told, told_of

ABOUT = "Answers are asked for in a type that there is not, bodies are sent in one."
_NOWHERE = "application/vnd.assay.nowhere"


def ask(asking: Asking) -> Iterator[Told]:
    yield from _accepted(asking)
    yield from _sent(asking)


def _accepted(asking: Asking) -> Iterator[Told]:
    able = [one for one in asking.tried.operations if one.method == "GET" and asking.tried.states(one, 406)]
    if not able:
        # RFC 9110 section 12.4.1 leaves it to the server whether it refuses or answers what it has.
        yield Told("accept", None, None, "no operation is described to answer 406")
    for operation in able:
        known = asking.alive(operation)
        if known is None:
            yield Told("accept", operation.operation, None, "it was never answered well")
            continue
        seen = asking.send(asking.plain(known).having(Accept=_NOWHERE), operation)
        held = True if seen.status == 406 else False if seen.ok else None
        yield Told("accept", operation.operation, held, f"{told_of(seen)} to Accept: {_NOWHERE}", [seen])


def _sent(asking: Asking) -> Iterator[Told]:
    able = [one for one in asking.tried.operations if one.body and not any("*" in media for media in one.body)]
    if not able:
        yield Told("content_type", None, None, "no operation takes a body of a stated type")
    for operation in able:
        request = next((one for one in making.requests(asking, operation) if one.body), None)
        if request is None:
            yield Told("content_type", operation.operation, None, "no body was ever answered well")
            continue
        seen = asking.send(request.having(Content_Type=_NOWHERE), operation)
        held = False if seen.ok else True if seen.status == 415 else None
        if seen.status is None or seen.status >= 500 or seen.status in (400, 406, 422):
            # It may be for something else: the same in a type that is described is answered otherwise.
            answered = seen.status is not None and seen.status < 500
            held = answered if asking.apart(seen, request, operation) else None
        yield Told("content_type", operation.operation, held, f"{told_of(seen)} to a body of {_NOWHERE}", [seen])
