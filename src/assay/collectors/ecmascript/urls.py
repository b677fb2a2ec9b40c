"""Absolute and protocol-relative addresses in strings, each with what it is for; comments are left out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from assay.model import Row
from assay.model.expressions import expression
from assay.syntax.address import parse_address
from assay.tables.security import UrlLiteral

from .scope import around
from .syntax import File, line, text
from .values import key_of, shape

FILLS = (UrlLiteral,)
HINTS = (b"://", b"'//", b"`//", b'"//')
#: What stands before the slashes of an address, or behind those that have only a quotation mark before them.
_SCHEME = expression(rb"\b(?:https?|wss?):\Z")
_HOST = expression(rb"(?<=['\"`]//)[\w$*-]*(?:\.[\w-]|\$\{)")
_LONGEST_SCHEME = 6
_NAMESPACE = expression(r"^(?:www\.w3\.org|json-schema\.org|schemas\.[\w.-]+|www\.sitemaps\.org|ns\.[\w.-]+)$")
_RESOURCE = expression(r"\.(?:m?js|css|png|jpe?g|svg|gif|webp|ico|woff2?|ttf|wasm|map)$", re.IGNORECASE)
_RESOURCE_KEY = expression(
    r"(?:^|_|-)(?i:src|source|script|sdk|icon|image|logo|asset|cdn|stylesheet)"
    r"|(?:Src|Script|Sdk|SDK|Logo|Icon|Image)(?:Url|URL)?$"
)
_REQUEST_KEY = expression(r"(?i)(?:api|endpoint|gateway|graphql|base_?url|host|origin|webhook)")
_LINK_KEY = expression(
    r"(?i)^(?:href|to|link|homepage|docs?|help|learnmore)$|(?:link|docs?|help|href|terms|policy)(?:_?ur[il])?$"
)
_LOADS = expression(r"(?i)(?:load|inject|preload|prefetch|import)\w*$|\.src$|createElement$")
_REQUESTS = expression(
    r"(?i)(?:^|\.)(?:fetch|axios|get|post|put|patch|delete|head|request|sendRequest|ajax|sendBeacon|open|postForm)$"
    r"|^(?:WebSocket|EventSource|Request)$"
)
_NAVIGATES = expression(r"(?i)\blocation(?:\.\w+)?$|^(?:window\.)?open$")
_INSIDE = expression(r"""\b(href|src|xmlns(?::\w+)?|action)\s*=\s*\\?['"]?$""", re.IGNORECASE)
_BEFORE = 24
_HOLDERS = (
    *("pair", "jsx_attribute", "variable_declarator", "enum_assignment", "public_field_definition"),
    *("assignment_expression", "statement_block"),
)
#: What a string may be a part of on its way to whoever takes it.
_PARTS = frozenset(
    (
        *("ternary_expression", "binary_expression", "parenthesized_expression", "as_expression"),
        *("template_substitution", "template_string"),
    )
)


def finish(file: File) -> Iterator[Row]:
    """One row per address as written."""
    for start in _addresses(file.data):
        node = file.root.descendant_for_byte_range(start, start + 1)
        if node is not None and node.type in ("string_fragment", "string", "template_string", "jsx_text"):
            yield from _row(node, start, file)


def _addresses(data: bytes) -> Iterator[int]:
    """Where addresses begin: found by their slashes, for these are seldom and looked for fast."""
    slashes = data.find(b"//")
    while slashes >= 0:
        scheme = _SCHEME.search(data, max(0, slashes - _LONGEST_SCHEME), slashes)
        if scheme is not None:
            yield scheme.start()
        elif _HOST.match(data, slashes + 2):
            yield slashes
        slashes = data.find(b"//", slashes + 2)


def _row(node: Node, start: int, file: File) -> Iterator[Row]:
    whole = node.parent if node.type == "string_fragment" and node.parent is not None else node
    first = whole.type in ("string", "template_string") and start == whole.start_byte + 1
    if first:
        address = parse_address(shape(whole, file))
    else:
        address = parse_address(
            re.split(r"[\s'\"<>)\\,;]", file.data[start : start + 300].decode("utf-8", "replace"))[0]
        )
    if not address.host:
        return
    purpose = _purpose(whole, address.host, address.shown) if first else _inside(start, address.host, file)
    yield UrlLiteral(
        url=address.shown,
        scheme=address.scheme,
        host=address.host,
        local=address.local,
        purpose=purpose,
        is_test=file.is_test,
        line=line(node),
    )


def _inside(start: int, host: str, file: File) -> str:
    """An address in the middle of a longer text: what stands before it tells."""
    before = file.data[max(0, start - _BEFORE) : start].decode("utf-8", "replace")
    match = _INSIDE.search(before)
    if _NAMESPACE.match(host) or (match and match[1].lower().startswith("xmlns")):
        return "namespace"
    return {"href": "link", "src": "resource", "action": "request"}.get(match[1].lower(), "other") if match else "other"


def _purpose(string: Node, host: str, shown: str) -> str:
    """What an address is for, by what it is given to and what it is called."""
    if _NAMESPACE.match(host):
        return "namespace"
    given_to, name = _receiver(string), _name(string)
    if given_to.endswith("createElementNS") or name.startswith("xmlns") or name == "$schema":
        return "namespace"
    if _LOADS.search(given_to) or _RESOURCE.search(shown) or _RESOURCE_KEY.search(name):
        return "resource"
    if _LINK_KEY.search(name) or _NAVIGATES.search(given_to):
        return "link"
    if _REQUESTS.search(given_to) or _REQUEST_KEY.search(name):
        return "request"
    return "other"


def _receiver(string: Node) -> str:
    """The function that the string is an argument of, or the member that it is assigned to."""
    node: Node | None = string.parent
    while node is not None and node.type in _PARTS:
        node = node.parent
    if node is None:
        return ""
    if node.type == "assignment_expression":
        return text(node.child_by_field_name("left"))
    if node.type != "arguments" or node.parent is None:
        return ""
    called = node.parent.child_by_field_name("function") or node.parent.child_by_field_name("constructor")
    return text(called)[-60:]


def _name(string: Node) -> str:
    """The attribute, key, constant or enum that the string is given to."""
    holder = around(string, *_HOLDERS)
    if holder is None or holder.type == "statement_block":
        return ""
    if holder.type == "pair":
        return key_of(holder)
    if holder.type == "jsx_attribute":
        return text(holder.named_children[0])
    if holder.type == "enum_assignment":
        owner = around(holder, "enum_declaration")
        return text(owner.child_by_field_name("name")) if owner is not None else ""
    return text(holder.child_by_field_name("name") or holder.child_by_field_name("left"))
