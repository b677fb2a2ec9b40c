"""Places that make an HTTP request, each with the time after which it gives up, where that can be seen."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import msgspec
from tree_sitter import Node

from assay.model import Conventions, Row
from assay.model.expressions import expression
from assay.syntax.address import parse_address
from assay.tables.service import ClientCallSite

from .clients import Client, known_clients, variables
from .scope import FUNCTIONS, around, assigned, outermost_function
from .syntax import File, call_at, line, literal, mentions, text
from .timeouts import NONE, UNSEEN, Limit, limit_of
from .values import arguments, key_of, number, objects, texts, written

FILLS = (ClientCallSite,)
HINTS = (b"fetch(", b"XMLHttpRequest")
_FETCH = expression(rb"(?<![\w$.])(?:(?:window|globalThis|self)\s*\.\s*)?fetch(?=\()")
_OWN_FETCH = expression(rb"\bfunction fetch\(")
_XHR = expression(rb"\bnew\s+XMLHttpRequest\b")


def house(conventions: Conventions) -> Iterable[bytes]:
    """How files name the clients that are known, and those of the house."""
    return (name for _, names in known_clients(conventions) for name in names)


def finish(file: File) -> Iterator[Row]:
    """One row per call site; of several that are alike, the later ones are numbered."""
    seen: dict[str, int] = {}
    for site in _sites(file):
        count = seen[site.call_site] = seen.get(site.call_site, 0) + 1
        yield site if count == 1 else msgspec.structs.replace(site, call_site=f"{site.call_site} {count}")


def _sites(file: File) -> Iterator[ClientCallSite]:
    if mentions(file, (b"fetch(",)) and not _OWN_FETCH.search(file.data):
        for match in _FETCH.finditer(file.data):
            call = call_at(match.end(), file)
            if call is not None and arguments(call):
                yield _fetch(call, file)
    if mentions(file, (b"XMLHttpRequest",)):
        for match in _XHR.finditer(file.data):
            node = file.root.descendant_for_byte_range(match.start(), match.end())
            if node is not None and node.type == "new_expression":
                yield _xhr(node, file)
    for client, names in known_clients(file.conventions):
        if mentions(file, names):
            yield from _calls(client, file)


def _calls(client: Client, file: File) -> Iterator[ClientCallSite]:
    held = variables(client, file)
    if not held:
        return
    names, methods = "|".join(sorted(map(re.escape, held))), "|".join(map(re.escape, client.methods))
    pattern = rf"(?<![\w$])({names})\b(?:\s*\??\.\s*({methods}))?\s*(?:<[^()]{{0,200}}?>)?(?=\()"
    for match in re.finditer(pattern.encode(), file.data):
        name, method = match[1].decode(), match[2].decode() if match[2] else None
        call = call_at(match.end(), file)
        # Only what comes from a module may be called itself: any other name that is called is a method.
        if call is not None and call.type == "call_expression" and arguments(call) and (method or client.module):
            limit = _limit(client, method, held[name], call, file)
            verb = None if method in (None, "request", "sendRequest") else method
            yield _row(client.name, verb and verb.upper(), arguments(call)[0], limit, call, file)


def _limit(client: Client, method: str | None, made_with: Node | None, call: Node, file: File) -> Limit:
    """By the call's own options, else by those that the client was made with."""
    given = arguments(call)
    position = client.options.get(method, client.options[None])
    options = given[position] if len(given) > position and given[position].type not in FUNCTIONS else None
    if options is None and given[0].type == "object":
        options = given[0]
    limit = limit_of(options, client.timeouts, call, file)
    if limit == NONE and made_with is not None:
        limit = limit_of(made_with, client.timeouts, call, file)
    if limit == NONE and client.elsewhere and client.elsewhere.search(text(outermost_function(call) or file.root)):
        return UNSEEN
    return limit


def _fetch(call: Node, file: File) -> ClientCallSite:
    given = arguments(call)
    options = given[1] if len(given) > 1 else None
    limit = limit_of(options, ("signal",), call, file)
    method = _value("method", options, file)
    known = texts(method, file) if method is not None else []
    verb = known[0].upper() if len(known) == 1 else None
    if method is None and (options is None or limit.given is not None):
        verb = "GET"
    return _row("fetch", verb, given[0], limit, call, file)


def _value(key: str, options: Node | None, file: File) -> Node | None:
    for known in objects(options, file) if options is not None else ():
        for item in known.named_children if known is not None else ():
            if item.type == "pair" and key_of(item) == key:
                return item.child_by_field_name("value")
    return None


def _xhr(node: Node, file: File) -> ClientCallSite:
    """Its timeout is a property, set in the function that makes the request."""
    scope = around(node, *FUNCTIONS, "program") or file.root
    holder = node.parent
    target = holder.child_by_field_name("name") or holder.child_by_field_name("left") if holder is not None else None
    if target is None:
        return _row("XMLHttpRequest", None, None, UNSEEN, node, file)
    name = text(target)
    limits = list(assigned(f"{name}.timeout", scope, file))
    stated = _opened(name, scope, file)
    verb, address = (literal(stated[0]), stated[1]) if len(stated) > 1 else (None, None)
    limit = Limit(True, number(limits[0], file)) if limits else NONE
    return _row("XMLHttpRequest", verb, address, limit, node, file)


def _opened(name: str, scope: Node, file: File) -> list[Node]:
    """What `name.open(…)` is given."""
    pattern = re.compile(rb"(?<![\w$.])%s\s*\.\s*open(?=\()" % re.escape(name.encode()))
    match = pattern.search(file.data, scope.start_byte, scope.end_byte)
    call = call_at(match.end(), file) if match else None
    return arguments(call) if call is not None else []


def _row(client: str, method: str | None, address: Node | None, limit: Limit, at: Node, file: File) -> ClientCallSite:
    known = texts(address, file) if address is not None else []
    url = parse_address(known[0]).shown if known else None
    shown = url or (written(address, 60) if address is not None else None)
    return ClientCallSite(
        call_site=" ".join(part for part in (client, method, shown) if part),
        client=client,
        method=method,
        url=url,
        timeout_ms=limit.ms,
        has_timeout=limit.given,
        is_test=file.is_test,
        line=line(at),
    )
