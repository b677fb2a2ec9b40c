"""What was created can be read, and what was deleted cannot (RFC 9110 section 9.3.5)."""

from __future__ import annotations

from collections.abc import Iterator

from ..asking import Asking, Told, told_of
from ..exchange import Request

ABOUT = "Objects are made, read, deleted, and read again."
_GONE = (404, 410)


def ask(asking: Asking) -> Iterator[Told]:
    able = [one for one in asking.tried.operations if one.method == "DELETE" and asking.beside(one, "GET")]
    if not able:
        yield Told("deleted", None, None, "no operation deletes what another reads")
    for operation in able:
        name, reading = operation.operation, asking.beside(operation, "GET")
        made = asking.made(operation)
        if made is None:
            for question in ("created", "deleted"):
                yield Told(question, name, None, "no object could be made for it")
            continue
        address, created = made
        read = asking.send(Request("GET", address, {"Accept": "*/*"}), reading)
        held = True if read.ok else False if read.status in _GONE else None
        yield Told("created", name, held, f"{told_of(read)} after it was created", [created, read])
        request = asking.renewed(Request("DELETE", address, _condition(read.headers.get("etag"))), operation)
        deleted = asking.send(request, operation)
        if not deleted.ok:
            yield Told("deleted", name, None, f"{told_of(deleted)} to its deletion", [deleted])
            continue
        after = asking.send(Request("GET", address, {"Accept": "*/*"}), reading)
        held = True if after.status in _GONE else False if after.ok else None
        # What is deleted later says so (RFC 9110 section 15.3.3).
        held = None if deleted.status == 202 and after.ok else held
        yield Told("deleted", name, held, f"{told_of(after)} after it was deleted", [created, deleted, after])


def _condition(tag: str | None) -> dict[str, str]:
    return {"If-Match": tag} if tag else {}
