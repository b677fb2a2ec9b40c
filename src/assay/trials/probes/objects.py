"""Objects that one user made are closed to another (OWASP API1:2023, broken object level authorization)."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase
from urllib.parse import quote

from assay.descriptions.openapi import Operation

from .. import making
from ..asking import SAFE, Asking, Told, same, told_of
from ..exchange import Exchange, Request
from ..users import User

ABOUT = "A second user reads, changes and deletes what the first has made."
_GONE = (404, 410)
_GUARDED = (401, 403, *_GONE)
_UNCLEAR = ": refused, but whether for whose it is cannot be told"


def ask(asking: Asking) -> Iterator[Told]:
    second = asking.caller.second
    if second is None:
        yield Told("another_user", None, None, "no second user's credentials were given (--second-auth)")
        return
    if not _let_in(asking, second):
        yield Told("another_user", None, None, "the second user was never answered well: no refusal tells anything")
        return
    for operation in asking.tried.operations:
        shared = any(fnmatchcase(operation.operation, pattern) for pattern in asking.shared)
        if "{" not in operation.route or not asking.tried.secured(operation) or shared:
            continue
        if operation.method in SAFE:
            yield _read(asking, operation, second)
        elif operation.method in ("PUT", "PATCH", "DELETE"):
            yield _written(asking, operation, second)
        else:
            yield _posted(asking, operation, second)


def _let_in(asking: Asking, second: User) -> bool:
    """Whether the second user's credentials open anything: else all is refused, whoever made it."""
    secured = [one for one in asking.tried.operations if asking.tried.secured(one)]
    for operation in sorted(secured, key=lambda one: (one.method not in SAFE, "{" in one.route)):
        if operation.method in SAFE:
            known = asking.alive(operation)
        else:
            known = next(asking.harvest.of(operation.operation), None) if "{" not in operation.route else None
        if known and asking.send(asking.renewed(asking.plain(known), operation), operation, second).ok:
            return True
    return False


def _read(asking: Asking, operation: Operation, second: User) -> Told:
    question, name, reason = "read", operation.operation, "no object that the first user has made could be read"
    for own in _own(asking, operation):
        seen = asking.send(own.request, operation, second)
        if seen.ok and same(own, seen):
            return Told(question, name, False, f"{told_of(seen)} to another user, what the first had made", [seen])
        if seen.status in _GUARDED:
            return Told(question, name, True, f"{told_of(seen)} to another user", [seen])
        reason = f"{told_of(seen)} to another user, otherwise than to the first"
    return Told(question, name, None, reason)


def _own(asking: Asking, operation: Operation) -> Iterator[Exchange]:
    """Reads, answered well, of objects that the first user made in this trial."""
    made = asking.made(operation)
    for address in (_owned(asking, operation), made[0] if made else None):
        seen = asking.send(Request("GET", address, {"Accept": "*/*"}), operation) if address else None
        if seen is not None and seen.ok:
            yield seen
    written = _written_ids(asking)
    for known in asking.harvest.of(operation.operation):
        values = asking.tried.path_values(operation, known.request.url) or {}
        if any(value in written for value in values.values()):
            seen = asking.send(asking.plain(known), operation)
            if seen.ok:
                yield seen


def _owned(asking: Asking, operation: Operation) -> str | None:
    """The address of what is known to be the first user's."""
    route = operation.route
    for name, value in asking.owned.items():
        route = route.replace("{" + name + "}", quote(value, safe=""))
    return asking.tried.base + route if "{" not in route else None


def _written_ids(asking: Asking) -> set[str]:
    """Identifiers in the answers to what the first user has posted."""
    found: set[str] = set()
    for operation in asking.tried.operations:
        if operation.method == "POST":
            for known in asking.harvest.of(operation.operation):
                body = known.json()
                if isinstance(body, dict):
                    found |= {str(value) for name, value in body.items() if name.lower().endswith("id")}
                found.add(known.headers.get("location", "/").rstrip("/").rpartition("/")[2])
    return found - {""}


def _written(asking: Asking, operation: Operation, second: User) -> Told:
    """PUT, PATCH and DELETE on a new object of the first user's."""
    question, name = "change", operation.operation
    made, owned = asking.made(operation), _owned(asking, operation)
    address = owned or (made[0] if made else None)
    if address is None:
        return Told(question, name, None, "no object of the first user's could be made for it")
    body = next((known.request for known in asking.harvest.of(name) if known.request.body is not None), None)
    if operation.body and body is None and made is not None:
        body = made[1].request
    headers = {"Content-Type": "application/json"} if operation.body else {}
    if made is not None and owned is None and (tag := made[1].headers.get("etag")):
        headers["If-Match"] = tag
    request = Request(operation.method, address, headers, body.body if operation.body and body else None)
    reading = _reading(asking, operation, address)
    before = asking.send(reading[1], reading[0]) if reading else None
    seen = asking.send(asking.renewed(request, operation), operation, second)
    if not seen.ok:
        # What cannot be read by its owner may not be there at all.
        held = seen.status in _GUARDED and (seen.status not in _GONE or (before is not None and before.ok))
        return Told(question, name, held or None, f"{told_of(seen)} to another user{'' if held else _UNCLEAR}", [seen])
    after = asking.send(reading[1], reading[0]) if reading else None
    if before is None or after is None or not before.ok:
        reason = f"{told_of(seen)} to another user; whether it changed what is the first's cannot be read"
        return Told(question, name, None, reason, [seen])
    if same(before, after):
        reason = f"{told_of(seen)} to another user, but nothing of the first's that can be read has changed"
        return Told(question, name, None, reason, [seen, after])
    reason = f"{told_of(seen)} to another user: what the first had made is changed"
    return Told(question, name, False, reason, [seen, after])


def _reading(asking: Asking, operation: Operation, address: str) -> tuple[Operation, Request] | None:
    """What reads the object back, at its own address or at the one above."""
    for route, at in ((operation.route, address), (operation.route.rpartition("/")[0], address.rpartition("/")[0])):
        found = next((one for one in asking.tried.operations if one.operation == f"GET {route}" and "{" in route), None)
        if found is not None:
            return found, Request("GET", at, {"Accept": "*/*"})
    return None


def _posted(asking: Asking, operation: Operation, second: User) -> Told:
    """What is posted below an object of the first user's."""
    question, name = "post", operation.operation
    request = next(making.requests(asking, operation), None)
    if request is None:
        return Told(question, name, None, "the first user was never answered well")
    seen = asking.send(request, operation, second)
    if seen.ok:
        return Told(question, name, False, f"{told_of(seen)} to another user", [seen])
    # What is not there for its owner either is not guarded.
    held = seen.status in _GUARDED and (seen.status not in _GONE or asking.apart(seen, request, operation))
    return Told(question, name, held or None, f"{told_of(seen)} to another user{'' if held else _UNCLEAR}", [seen])
