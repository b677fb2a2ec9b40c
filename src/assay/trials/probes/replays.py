"""A write that is repeated under its key is applied once, and the key names no other write.

draft-ietf-httpapi-idempotency-key-header-07 sections 2.6 and 2.7.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import jsonschema_rs
import msgspec

from assay.descriptions.json_schema import json_schema
from assay.descriptions.openapi import Operation

from .. import making
from ..asking import Asking, Told, encoded, same, told_of, variants
from ..exchange import Exchange, Request

_MOST_TRIED = 4
ABOUT = "Writes are sent twice under one key, and another body under a key that was used."


def ask(asking: Asking) -> Iterator[Told]:
    able = [operation for operation in asking.tried.operations if asking.keys(operation)]
    if not able:
        yield Told("repeated", None, None, "no operation is described to take an idempotency key")
    for operation in able:
        writes = list(_writes(asking, operation))
        if not writes:
            reason = "no write was ever answered well"
            yield Told("repeated", operation.operation, None, reason)
            yield Told("key_with_another_body", operation.operation, None, reason)
            continue
        yield _worst([_repeated(asking, operation, first) for first in writes])
        yield _other_body(asking, operation, writes[0])
        yield from _without_key(asking, operation)


def _writes(asking: Asking, operation: Operation) -> Iterator[Exchange]:
    """A new write where one succeeds, then those that succeeded before."""
    fresh = making.write(asking, operation)
    if fresh is not None:
        yield fresh
    keys = asking.keys(operation)
    known = (one for one in asking.harvest.of(operation.operation) if any(map(one.request.header, keys)))
    yield from list(known)[:_MOST_TRIED]


def _worst(told: list[Told]) -> Told:
    return min(told, key=lambda one: (False, True, None).index(one.held))


def _repeated(asking: Asking, operation: Operation, first: Exchange) -> Told:
    again = asking.send(first.request, operation)
    question, name, seen = "repeated", operation.operation, [first, again]
    if again.ok and same(first, again):
        if not _names_it(first):
            why = "nothing in the answer tells whether it was applied again"
            return Told(question, name, None, f"was answered as before, but {why}", seen)
        return Told(question, name, True, "was answered as before", seen)
    if again.ok:
        before, after = making.identity(first.json()), making.identity(again.json())
        other = f" with another {'identity' if before != after else 'body'}"
        return Told(question, name, False, f"was applied again: the same key was answered {again.status}{other}", seen)
    why = "whether because of its key cannot be told"
    return Told(question, name, None, f"{told_of(again)} to the repetition; {why}", seen)


def _names_it(seen: Exchange) -> bool:
    """Whether the answer names what was made, by a name that the request did not give."""
    name = seen.headers.get("location") or making.identity(seen.json())
    return bool(name) and str(name).encode() not in (seen.request.body or b"")


def _other_body(asking: Asking, operation: Operation, first: Exchange) -> Told:
    question, name = "key_with_another_body", operation.operation
    told = Told(question, name, None, "no other body of the same shape could be made")
    for body in islice(_others(asking, operation, first), _MOST_TRIED):
        request = Request(first.request.method, first.request.url, first.request.headers, body)
        again = asking.send(request, operation)
        seen = [first, again]
        if again.ok:
            how = "as if it were the same" if same(first, again) else "and applied"
            reason = f"another body under a used key was answered {again.status}, {how}"
            return Told(question, name, False, reason, seen)
        # A body may be refused for its own sake: then it is under a key of its own, too.
        held = True if again.status in (400, 409, 422) and asking.apart(again, request, operation) else None
        told = Told(question, name, held, f"{told_of(again)} to another body under a used key", seen)
        if held:
            break
    return told


def _without_key(asking: Asking, operation: Operation) -> Iterator[Told]:
    names = [
        name for name in asking.keys(operation) if any(p.name == name and p.required for p in operation.parameters)
    ]
    request = next(making.requests(asking, operation), None) if names else None
    if request is None:
        return
    headers = {name: value for name, value in request.headers.items() if name not in names}
    seen = asking.send(Request(request.method, request.url, headers, request.body), operation)
    held = False if seen.ok else True if seen.status == 428 else None
    if seen.status in (400, 422) and asking.apart(seen, request, operation):
        held = True
    yield Told("without_key", operation.operation, held, f"{told_of(seen)} without the key that is required", [seen])


def _others(asking: Asking, operation: Operation, first: Exchange) -> Iterator[bytes]:
    """Bodies that the description allows, one value of which differs."""
    schema = next((node for media, node in operation.body.items() if "json" in media and node), None)
    try:
        body = msgspec.json.decode(first.request.body or b"")
    except msgspec.DecodeError:
        return
    valid = None
    if schema is not None:
        try:
            valid = jsonschema_rs.validator_for(json_schema(asking.tried.document, schema, side="request")).is_valid
        except ValueError:
            valid = None
    for other in variants(body):
        if other != body and (valid is None or valid(other)):
            yield encoded(other)
