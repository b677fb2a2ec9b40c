"""HTTP requests as written: requests, httpx, aiohttp and urllib, by function or by a client made in the same file."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from tree_sitter import Node

from assay.model import Row
from assay.model.expressions import expression
from assay.tables.service import ClientCallSite

from .syntax import File, arguments, callee, line, literal, origin, outer, text

FILLS = (ClientCallSite,)
NODES = ("call", "assignment", "as_pattern")
HINTS = (b"requests", b"httpx", b"aiohttp", b"urlopen")
_METHODS = frozenset("get post put patch delete head options request stream".split())
_FUNCTION = expression(r"^(requests|httpx)\.(?:api\.)?(\w+)$|^urllib2?\.(?:request\.)?(urlopen)$")
#: What makes a client -> (its library, the timeout in ms that its documentation promises where none is stated).
_MAKERS: dict[str, tuple[str, float | None]] = {
    "requests.Session": ("requests", None),
    "requests.session": ("requests", None),
    "requests.sessions.Session": ("requests", None),
    "httpx.Client": ("httpx", 5_000),
    "httpx.AsyncClient": ("httpx", 5_000),
    "aiohttp.ClientSession": ("aiohttp", 300_000),
}
_DEFAULT = {"httpx": 5_000.0}
_MAX_ADDRESS = 120


class _Timeout(NamedTuple):
    """has: given, switched off, or not to be seen. ms: where it is a number."""

    has: bool | None
    ms: float | None


class _Client(NamedTuple):
    library: str
    timeout: _Timeout


def visit(node: Node, file: File) -> Iterator[Row]:
    """Remember clients and calls; what a client was told may stand after its use, so rows are made at the end."""
    if node.type == "call":
        function = node.child_by_field_name("function")
        name = text(function.child_by_field_name("attribute")) if function and function.type == "attribute" else ""
        if name in _METHODS or name == "urlopen" or (function is not None and function.type == "identifier"):
            file.memo.setdefault("requests", []).append(node)
        return iter(())
    if node.type == "assignment":
        target, value = node.child_by_field_name("left"), node.child_by_field_name("right")
    else:
        target, value = node.named_children[-1], node.named_children[0]
    client = _made(value, file)
    if client and target is not None:
        clients = file.memo.setdefault("clients", {})
        clients[_scope(node) if "." not in text(target) else 0, text(target)] = client
    return iter(())


def finish(file: File) -> Iterator[Row]:
    """One row per request."""
    seen: Counter[str] = Counter()
    for node in file.memo.get("requests", ()):
        found = _request(node, file)
        if found is None:
            continue
        client, name = found
        given, named = arguments(node)
        method, place = _method(name, given, named)
        address = named.get("url") or (given[place] if len(given) > place else None)
        url = _address(address)
        site = f"{client.library} {method or name} {(url or ' '.join(text(address).split()))[:_MAX_ADDRESS]}".strip()
        seen[site] += 1
        timeout = _timeout(name, given, named, file) or client.timeout
        yield ClientCallSite(
            call_site=site if seen[site] == 1 else f"{site} {seen[site]}",
            client=client.library,
            method=method,
            url=url,
            timeout_ms=timeout.ms,
            has_timeout=timeout.has,
            is_test=file.is_test,
            line=line(node),
        )


def _scope(node: Node) -> int:
    return next((around.start_byte for around in outer(node, "function_definition")), 0)


def _request(node: Node, file: File) -> tuple[_Client, str] | None:
    """(client, name of what is called on it), None where no known client is asked."""
    written = callee(node)
    match = _FUNCTION.match(origin(written, file))
    if match and (match[3] or match[2] in _METHODS):
        library = "urllib" if match[3] else match[1]
        default = _DEFAULT.get(library)
        return _Client(library, _Timeout(default is not None, default)), match[3] or match[2]
    function = node.child_by_field_name("function")
    if function is None or function.type != "attribute":
        return None
    made = function.child_by_field_name("object")
    clients = file.memo.get("clients", {})
    client = _made(made, file) or clients.get((_scope(node), text(made))) or clients.get((0, text(made)))
    name = text(function.child_by_field_name("attribute"))
    return (client, name) if client and name in _METHODS else None


def _address(node: Node | None) -> str | None:
    """An address as written without its query, what is filled in as `${…}`; None where none of it is written."""
    found = literal(node)
    if found is None and node is not None and any(child.type == "string_content" for child in node.children):
        found = "".join(map(_part, node.children))
    return None if found is None else found.partition("?")[0]


def _part(child: Node) -> str:
    if child.type == "interpolation":
        return "${" + text(child).replace("{", "").replace("}", "") + "}"
    return text(child) if child.type == "string_content" else ""


def _made(value: Node | None, file: File) -> _Client | None:
    """The client that an expression makes."""
    if value is not None and value.type == "await":
        value = value.named_children[0] if value.named_children else None
    if value is None or value.type != "call":
        return None
    known = _MAKERS.get(origin(callee(value), file))
    if known is None:
        return None
    library, default = known
    given, named = arguments(value)
    stated = _timeout("", given, named, file) if library != "requests" else None
    # An adapter may bring a timeout of its own.
    hidden = library == "requests" and b".mount(" in file.data and b"imeout" in file.data
    return _Client(library, stated or _Timeout(None if hidden else default is not None, default))


def _method(name: str, given: list[Node], named: dict[str, Node]) -> tuple[str | None, int]:
    """(HTTP method, position of the address)."""
    if name == "urlopen":
        plain = bool(given) and literal(given[0]) is not None
        return ("POST" if "data" in named or len(given) > 1 else "GET") if plain else None, 0
    if name in ("request", "stream"):
        stated = literal(named.get("method") or (given[0] if given else None))
        return (stated.upper() if stated else None), 1
    return name.upper(), 0


def _timeout(name: str, given: list[Node], named: dict[str, Node], file: File) -> _Timeout | None:
    """What a call is told; None where it says nothing."""
    value = named.get("timeout")
    if value is None and name == "urlopen" and len(given) > 2:
        value = given[2]
    if value is None:
        return _Timeout(None, None) if "**" in named else None
    if value.type == "none":
        return _Timeout(False, None)
    seconds = _seconds(value, file)
    return _Timeout(True, seconds * 1000 if seconds is not None else None)


def _seconds(value: Node, file: File) -> float | None:
    """A number, the longest of a tuple, what a Timeout object is given, or the number that a name is bound to."""
    if value.type in ("integer", "float"):
        try:
            return float(text(value).replace("_", ""))
        except ValueError:
            return None
    if value.type == "tuple":
        parts = [_seconds(part, file) for part in value.named_children if part.type != "tuple"]
        return max((part for part in parts if part is not None), default=None) if None not in parts else None
    if value.type == "call" and callee(value).endswith("Timeout"):
        given, named = arguments(value)
        whole = named.get("total") or named.get("timeout") or (given[0] if given else None)
        return _seconds(whole, file) if whole is not None else None
    if value.type == "identifier":
        pattern = rb"^" + re.escape(value.text or b"") + rb"\s*(?::[^=\n]+)?=\s*([0-9][0-9_.]*)\s*(?:#|$)"
        bound = re.search(pattern, file.data, re.MULTILINE)
        return float(bound[1].replace(b"_", b"")) if bound and bound[1].count(b".") < 2 else None
    return None
