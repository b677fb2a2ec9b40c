"""Conditional requests (RFC 9110 section 13): what is known is not sent again, what changed is not overwritten."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from assay.descriptions.openapi import Operation

from ..asking import Asking, Told, same, told_of, variants
from ..exchange import Exchange, Request

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
        yield from _neither(name, "no object could be made, read and changed for it")
        return
    tag = before.headers.get("etag")
    if not tag:
        yield from _neither(name, "it is read without an ETag")
        return
    writes = [_write(operation, before, tag, body) for body in bodies[:_MOST_BODIES]]
    for write in writes:
        changed = asking.send(asking.renewed(write, operation), operation)
        after = asking.send(Request("GET", before.request.url, {}), reading)
        if changed.ok and not same(before, after):
            break
    else:
        yield from _neither(name, f"{told_of(changed)} to the version that is known: nothing changed")
        return
    now = after.headers.get("etag", "")
    reason = "a changed object has another ETag" if now != tag else "a changed object keeps its ETag"
    yield Told("new_version", name, now != tag, reason, [before, changed, after])
    if now == tag:
        yield Told("stale_write", name, None, "no version is stale, as the ETag stays", [after])
        return
    yield _stale(asking, operation, changed, [write, *(one for one in writes if one.body != write.body)])


def _neither(name: str, reason: str) -> Iterator[Told]:
    for question in ("stale_write", "new_version"):
        yield Told(question, name, None, reason)


def _write(operation: Operation, before: Exchange, tag: str, body: bytes) -> Request:
    media_type = next(iter(operation.body), "application/json")
    return Request(operation.method, before.request.url, {"Content-Type": media_type, "If-Match": tag}, body)


def _stale(asking: Asking, operation: Operation, changed: Exchange, writes: list[Request]) -> Told:
    """The write that was applied once more, and where that is taken another: to what has been applied already 2xx may
    be answered, however stale it is (RFC 9110 section 13.1.1).
    """
    for number, write in enumerate(writes):
        stale = asking.send(asking.renewed(write, operation), operation)
        held = True if stale.status in _REFUSED else False if stale.ok and number > 0 else None
        if held is not None:
            break
    return Told("stale_write", operation.operation, held, f"{told_of(stale)} to a stale version", [changed, stale])


def _others(body: bytes) -> list[bytes]:
    """The body with which it was made, whose texts and numbers differ."""
    try:
        decoded = msgspec.json.decode(body)
    except msgspec.DecodeError:
        return []
    return [msgspec.json.encode(other) for other in variants(decoded)][:_MOST_BODIES]
