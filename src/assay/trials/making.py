"""Requests that should be taken now: by the links that the description states, by what was created, or as before.

What was answered well an hour ago may not be any more: a cart is ordered once. Links (OpenAPI 3, section 4.8.20) tell
what a request needs of the answer before.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urljoin

import msgspec

from assay.descriptions.document import Node, items, step
from assay.descriptions.openapi import Operation
from assay.descriptions.pointers import tokens

from .exchange import Exchange, Request

if TYPE_CHECKING:
    from .asking import Asking

_MOST_STEPS = 3
_MOST_TRIED = 4
_IDS = ("id", "uuid", "key", "code", "number")
_GONE = object()


def write(asking: Asking, operation: Operation, depth: int = 0) -> Exchange | None:
    """A write of the first user's that was answered with 2xx just now; None where none is."""
    for request in requests(asking, operation, depth):
        seen = asking.send(request, operation)
        if seen.ok:
            return seen
    return None


def requests(asking: Asking, operation: Operation, depth: int = 0) -> Iterator[Request]:
    """Requests that the system may take, each with a key of its own, the likeliest first."""
    if depth < _MOST_STEPS:
        for source, link in _links_to(asking, operation):
            before = write(asking, source, depth + 1)
            request = _linked(asking, operation, link, before) if before is not None else None
            if request is not None:
                yield request
        yield from _below(asking, operation, depth)
    for known in list(asking.harvest.of(operation.operation))[:_MOST_TRIED]:
        request = asking.renewed(known.request, operation)
        yield request
        if (other := _named_anew(asking, operation, request)) is not None:
            yield other


def _named_anew(asking: Asking, operation: Operation, request: Request) -> Request | None:
    """The same for an object of another name, where the client gives it: names may be taken once."""
    body = _decoded(request.body)
    below = (one.route.removeprefix(operation.route.rstrip("/") + "/") for one in asking.tried.operations)
    names = {rest[1:].partition("}")[0] for rest in below if rest.startswith("{")}
    given = {name for name in names if isinstance(body, dict) and isinstance(body.get(name), str)}
    if operation.method != "POST" or not given:
        return None
    other = {**body, **{name: f"{body[name][:20]}-{uuid.uuid4().hex[:8]}" for name in given}}
    return Request(request.method, request.url, request.headers, msgspec.json.encode(other))


def address_of(asking: Asking, created: Exchange, parameter: str) -> str | None:
    """Where what was created can be read; None where the answer does not tell."""
    where = created.headers.get("location")
    if where:
        address = urljoin(created.request.url, where)
        return address if address.startswith(f"{asking.tried.base}/") else None  # else it may be another host's
    body = created.json()
    inner = next((body[name] for name in ("data", "item", "result") if isinstance(body, dict) and name in body), body)
    sent = _decoded(created.request.body)
    given = sent.get(parameter) if isinstance(sent, dict) else None
    value = str(given) if isinstance(given, str | int) else identity(inner, parameter)
    return f"{created.request.url.partition('?')[0].rstrip('/')}/{quote(value, safe='')}" if value else None


def identity(item: Any, *names: str) -> str | None:
    """By which an object is known: the value of one of these names, else of a name that identifies."""
    if not isinstance(item, dict):
        return None
    wanted = (*names, *_IDS, *(name for name in item if name.lower().endswith(("_id", "id"))), "sku", "name")
    return next((str(item[name]) for name in wanted if isinstance(item.get(name), (str, int))), None)


def _links_to(asking: Asking, operation: Operation) -> Iterator[tuple[Operation, Mapping[str, Any]]]:
    document = asking.tried.document
    for source in asking.tried.operations:
        for response in source.responses:
            if not response.status.startswith("2") or source.method != "POST":
                continue
            for _, node in items(step(response.node, "links")):
                link = document.follow(node)
                if link is not None and isinstance(link.value, dict) and _leads_to(link, operation):
                    yield source, link.value


def _leads_to(link: Node, operation: Operation) -> bool:
    name = link.value.get("operationId")
    if name is not None:
        return bool(name == operation.operation_id)
    reference = link.value.get("operationRef")
    return isinstance(reference, str) and reference.endswith(operation.node.pointer)


def _linked(asking: Asking, operation: Operation, link: Mapping[str, Any], before: Exchange) -> Request | None:
    stated = link.get("parameters")
    values = {name: _value(stated[name], before) for name in stated} if isinstance(stated, dict) else {}
    body = _value(link["requestBody"], before) if "requestBody" in link else None
    if _GONE in (*values.values(), body) or (operation.body and body is None and _body(asking, operation) is None):
        return None
    names = {name.rpartition(".")[2]: str(value) for name, value in values.items()}
    return _request(asking, operation, names, body)


def _below(asking: Asking, operation: Operation, depth: int) -> Iterator[Request]:
    """For a route below an object: a new one of these, where a POST makes them."""
    head, brace, rest = operation.route.partition("/{")
    parameter, _, tail = rest.partition("}")
    creating = next((one for one in asking.tried.operations if one.operation == f"POST {head}"), None)
    if not brace or "{" in tail or creating is None or (operation.body and _body(asking, operation) is None):
        return
    created = write(asking, creating, depth + 1)
    address = address_of(asking, created, parameter) if created is not None else None
    if address is not None:
        value = address.rstrip("/").rpartition("/")[2]
        request = _request(asking, operation, {parameter: value}, None, quoted=True)
        if request is not None:
            yield request


def _request(
    asking: Asking, operation: Operation, names: Mapping[str, str], body: Any, quoted: bool = False
) -> Request | None:
    route = operation.route
    for name, value in names.items():
        route = route.replace("{" + name + "}", value if quoted else quote(value, safe=""))
    if "{" in route:
        return None
    media_type = next(iter(operation.body), None)
    sent = msgspec.json.encode(body) if body is not None else _body(asking, operation)
    headers = {"Accept": "*/*", **({"Content-Type": media_type} if media_type and sent is not None else {})}
    return asking.renewed(Request(operation.method, asking.tried.base + route, headers, sent), operation)


def _body(asking: Asking, operation: Operation) -> bytes | None:
    """A body that was answered well before; else one that was sent as described."""
    known = next((one for one in asking.harvest.of(operation.operation) if one.request.body), None)
    known = known or asking.harvest.answered.get(operation.operation)
    return known.request.body if known is not None and operation.body else None


def _value(expression: Any, before: Exchange) -> Any:
    """What a runtime expression (section 4.8.20.4) stands for; a value that holds expressions is filled in."""
    if isinstance(expression, dict):
        filled = {name: _value(inner, before) for name, inner in expression.items()}
        return _GONE if _GONE in filled.values() else filled
    if not isinstance(expression, str) or not expression.startswith("$"):
        return expression
    side, _, rest = expression.partition(".")
    if rest.startswith("header."):
        name = rest.removeprefix("header.")
        found = before.headers.get(name.lower()) if side == "$response" else before.request.header(name)
        return _GONE if found is None else found
    if not rest.startswith("body"):
        return _GONE
    value: Any = before.json() if side == "$response" else _decoded(before.request.body)
    for token in tokens(rest.partition("#")[2]):
        value = value.get(token, _GONE) if isinstance(value, dict) else _GONE
    return value


def _decoded(body: bytes | None) -> Any:
    try:
        return msgspec.json.decode(body or b"")
    except msgspec.DecodeError:
        return None
