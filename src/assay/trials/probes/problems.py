"""Errors are problem details (RFC 9457) where the API says that they are, also those that no operation answers."""

from __future__ import annotations

from collections.abc import Iterator

from ..asking import Asking, Told, told_of
from ..exchange import Exchange, Request
from ..users import NOBODY

ABOUT = "Errors of every kind are provoked, and looked at."
_PROBLEM = "application/problem+json"
_MEMBERS = ("type", "title", "status", "detail")


def ask(asking: Asking) -> Iterator[Told]:
    if not asking.tried.promises(_PROBLEM):
        yield Told("errors", None, None, f"no error is described as {_PROBLEM}")
        return
    for question, seen in _provoked(asking):
        if seen.status is None or seen.status < 400:
            yield Told(question, seen.operation, None, f"{told_of(seen)}: no error came", [seen])
            continue
        body = seen.json()
        held = seen.media_type == _PROBLEM and isinstance(body, dict) and any(name in body for name in _MEMBERS)
        yield Told(question, seen.operation, held, told_of(seen), [seen])


def _provoked(asking: Asking) -> Iterator[tuple[str, Exchange]]:
    base = asking.tried.base
    yield "unknown_path", asking.send(Request("GET", f"{base}/assay-nowhere", {"Accept": "*/*"}), None)
    reading = next((one for one in asking.tried.operations if one.method == "GET" and "{" not in one.route), None)
    if reading is not None:
        yield "unknown_method", asking.send(Request("PATCH", base + reading.route, {"Accept": "*/*"}), None)
    secured = next((o for o in asking.tried.operations if asking.tried.secured(o) and "{" not in o.route), None)
    if secured is not None:
        seen = asking.send(Request(secured.method, base + secured.route, {"Accept": "*/*"}), secured, NOBODY)
        yield "no_credentials", seen
    for operation in asking.tried.operations:
        known = next(asking.harvest.of(operation.operation), None)
        if known is not None and operation.body and known.request.body:
            request = asking.renewed(known.request, operation)
            broken = Request(request.method, request.url, request.headers, b'{"')
            yield "broken_body", asking.send(broken, operation)
    for operation in asking.tried.operations:
        if operation.method == "GET" and operation.route.endswith("}"):
            route = operation.route.rpartition("/")[0]
            if "{" not in route:
                nowhere = f"{base}{route}/00000000-0000-4000-8000-000000000000"
                yield "unknown_object", asking.send(Request("GET", nowhere, {"Accept": "*/*"}), operation)
