"""Conditional requests (RFC 9110 section 13): what is known is not sent again, what changed is not overwritten."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from assay.descriptions.openapi import Operation

from ..asking import Asking, Told, same, told_of, variants
from ..exchange import Request

ABOUT = "Reads name the version that is known, writes a version that is stale."
_MOST_BODIES = 8
_REFUSED = (409, 412)


def ask(asking: Asking) -> Iterator[Told]:
    none = True
    for operation in asking.tried.operations:
        if operation.method == "GET":
            for told in _read(asking, operation):
                none = False
                yield told
        elif operation.method in ("PUT", "PATCH") and asking.tried.parameter(operation, "header", "If-Match"):
            none = False
            yield from _written(asking, operation)
    if none:
        yield Told("unchanged_read", None, None, "no answer carries an ETag, and no operation takes If-Match")


def _read(asking: Asking, operation: Operation) -> Iterator[Told]:
    described = asking.tried.states(operation, 304) or asking.tried.parameter(operation, "header", "If-None-Match")
    question, name = "unchanged_read", operation.operation
    known = asking.alive(operation)
    if known is None:
        if described:
            yield Told(question, name, None, "it was never answered well")
        return
    tag = known.headers.get("etag")
    if not tag:
        if described:
            yield Told(question, name, None, "it answers without an ETag", [known])
        return
    seen = asking.send(known.request.having(If_None_Match=tag), operation)
    if seen.status == 304:
        yield Told(question, name, True, "answered 304 to the version that is known", [seen])
    elif seen.ok and seen.headers.get("etag") == tag:
        yield Told(question, name, False, f"{told_of(seen)} to the version that is known: it was sent again", [seen])
    else:
        yield Told(question, name, None, f"{told_of(seen)}, with another ETag each time", [seen])


def _written(asking: Asking, operation: Operation) -> Iterator[Told]:
    name, reading = operation.operation, asking.beside(operation, "GET")
    made = asking.made(operation)
    before = asking.send(Request("GET", made[0], {}), reading) if made and reading else None
    bodies = [known.request.body for known in asking.harvest.of(name) if known.request.body]
    if made and made[1].request.body:
        bodies += _others(made[1].request.body)
    if before is None or not before.ok or not bodies:
        for question in ("stale_write", "new_version"):
            yield Told(question, name, None, "no object could be made, read and changed for it")
        return
    tag, address = before.headers.get("etag", ""), before.request.url
    media_type = next(iter(operation.body), "application/json")
    for body in bodies[:_MOST_BODIES]:
        request = Request(operation.method, address, {"Content-Type": media_type, "If-Match": tag}, body)
        changed = asking.send(asking.renewed(request, operation), operation)
        after = asking.send(Request("GET", address, {}), reading)
        if changed.ok and not same(before, after):
            break
    else:
        for question in ("stale_write", "new_version"):
            yield Told(question, name, None, f"{told_of(changed)} to the version that is known: nothing changed")
        return
    now = after.headers.get("etag", "")
    reason = "a changed object has another ETag" if now != tag else "a changed object keeps its ETag"
    yield Told("new_version", name, now != tag, reason, [before, changed, after])
    if now == tag:
        yield Told("stale_write", name, None, "no version is stale, as the ETag stays", [after])
        return
    stale = asking.send(asking.renewed(request, operation), operation)
    held = False if stale.ok else True if stale.status in _REFUSED else None
    yield Told("stale_write", name, held, f"{told_of(stale)} to a stale version", [changed, stale])


def _others(body: bytes) -> list[bytes]:
    """The body with which it was made, whose texts and numbers differ."""
    try:
        decoded = msgspec.json.decode(body)
    except msgspec.DecodeError:
        return []
    return [msgspec.json.encode(other) for other in variants(decoded)][:_MOST_BODIES]
