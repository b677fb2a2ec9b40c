"""Places where the browser is sent somewhere: location, window.open, form.action; and where the address comes from."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from assay.model import Row
from assay.model.expressions import expression
from assay.tables.security import Navigation

from .scope import around, bindings, outermost_function
from .syntax import File, call_at, line, text
from .values import arguments, branches, meant, texts, written

FILLS = (Navigation,)
HINTS = (b"ocation", b"window.open", b".action", b"postForm")
_ASSIGNED = expression(rb"(?:ocation(?:\s*\??\.\s*href)?|\.action)\s*=(?![=>])")
_IS_SINK = expression(
    r"^(?:[\w$.?#]*\b_?(?:window|document|self|globalThis|top|parent|opener)[!?]?\??\.)?location(?:\??\.href)?$"
    r"|(?i:form\w*)\.action$|\b_?location\??\.href$"
)
_CALLED = expression(rb"\b_?location\s*\??\.\s*(?:assign|replace)(?=\()|\bwindow\s*\??\.\s*open(?=\()")
#: The host is written, or it is the page's own.
_FIXED = expression(
    r"^(?:/(?![/\\$])|[?#]|\.{1,2}/|[\w-]+(?:\.\w+)?(?:[/?#]|$)|(?:https?:)?//[^/?#$]+(?:[/?#]|$)|(?:mailto|tel|about|blob):"
    r"|\$\{(?:(?:window|document|self|globalThis)\??\.)?location\.(?:origin|pathname|href|protocol|search))"
)
_SETTING = expression(r"^(?:process|import\.meta)\.env\b")
_OWN = expression(r"^(?:(?:window|document|self|globalThis)\??\.)?location\b")
#: Comparisons by which code makes sure of a host before it goes there.
_GUARD = expression(
    r"(?i)\b\w*(?:allow|trusted|safe|permitted|known|white)\w*(?:hosts?|origins?|urls?|domains?|redirects?|list)\w*\b"
    r"|\.(?:host|hostname|origin)\s*[!=]==?|[!=]==?\s*[\w.]+\.(?:host|hostname|origin)\b"
)
#: Calls by which it does so, when they are given the address.
_ASSURED = (
    r"(?i)\b(?!\w*(?:error|invalid))\w*(?:safe|trusted|allow|valid|permitted|assert|ensure|sanitiz|verif)\w*"
    r"\([^()]*\b%s\b"
)
_THROUGH = expression(r"^(?:decodeURI|encodeURI|String|decodeURIComponent)$|\.(?:toString|replace|trim|concat|href)$")
_RANK = ("literal", "computed", "parameter", "data")
_DEPTH = 6


def finish(file: File) -> Iterator[Row]:
    """One row per navigation."""
    for match in _ASSIGNED.finditer(file.data):
        node = file.root.descendant_for_byte_range(match.start(), match.end())
        if node is not None and node.type == "assignment_expression":
            left = text(node.child_by_field_name("left"))
            yield from _row(left, node.child_by_field_name("right"), node, file)
    called = [*_CALLED.finditer(file.data), *_declared(file)]
    for match in called:
        node = call_at(match.end(), file)
        given = arguments(node) if node is not None else []
        # A string's `replace` takes two arguments, a location's one.
        if node is not None and given and (len(given) == 1 or b"open" in match[0] or b"ocation" not in match[0]):
            yield from _row(text(node.child_by_field_name("function")), given[0], node, file)


def _declared(file: File) -> Iterator[re.Match[bytes]]:
    """Calls that the house says send the browser to the address they are given first."""
    names = "|".join(re.escape(name) for name in file.conventions.strings("navigators"))
    if names:
        yield from re.finditer(rb"\.\s*(?:" + names.encode() + rb")(?=\()", file.data)


def _row(sink: str, address: Node | None, at: Node, file: File) -> Iterator[Row]:
    if address is None or (at.type == "assignment_expression" and not _is_navigation(sink, at, file)):
        return
    source = _source(address, file)
    function = outermost_function(at)
    guarded = _is_guarded(address, text(function or address))
    yield Navigation(
        sink=re.sub(r"\s+", "", sink)[-60:],
        address=written(address),
        source=source,
        validated=True if source == "literal" or guarded else False if source == "data" else None,
        is_test=file.is_test,
        line=line(at),
    )


def _is_guarded(address: Node, code: str) -> bool:
    names = re.findall(r"[A-Za-z_$][\w$]*", text(address)) or [""]
    return _GUARD.search(code) is not None or re.search(_ASSURED % re.escape(names[-1]), code) is not None


def _is_navigation(sink: str, at: Node, file: File) -> bool:
    """A variable or a field that is merely called location is none."""
    return _IS_SINK.search(sink) is not None and (sink != "location" or not bindings("location", at, file))


def _source(node: Node, file: File, depth: int = 0) -> str:
    """Where an address comes from, the least certain of its branches: literal, computed, parameter or data."""
    if depth > _DEPTH:
        return "computed"
    kinds = [_branch(inner, file, depth) for inner in branches(node)]
    return max(kinds, key=_RANK.index, default="computed")


def _branch(node: Node, file: File, depth: int) -> str:
    known = texts(node, file)
    if known and all(_FIXED.match(value) for value in known):
        return "literal"
    if _OWN.match(text(node)):
        return "literal"
    if _SETTING.match(text(node)):
        return "computed"
    if node.type in ("template_string", "binary_expression"):
        return _first(node, file, depth)
    if node.type == "call_expression":
        return _call(node, file, depth)
    if node.type == "identifier":
        return _name(node, file, depth)
    if node.type in ("member_expression", "subscript_expression"):
        given = meant(node, file)
        if given:
            return max((_source(value, file, depth + 1) for value in given), key=_RANK.index)
        owner = node.child_by_field_name("object")
        url = text(node.child_by_field_name("property")) == "href" and owner is not None and owner.type == "identifier"
        return _source(owner, file, depth + 1) if url and owner is not None else "data"
    return "computed"


def _first(node: Node, file: File, depth: int) -> str:
    """The part of a text that holds its host is the first one."""
    if node.type == "binary_expression":
        left = node.child_by_field_name("left")
        return _source(left, file, depth + 1) if left is not None else "computed"
    hole = next((child for child in node.named_children if child.type == "template_substitution"), None)
    return _source(hole.named_children[0], file, depth + 1) if hole is not None and hole.named_children else "computed"


def _call(node: Node, file: File, depth: int) -> str:
    callee = node.child_by_field_name("function")
    name, given = text(callee), arguments(node)
    if callee is not None and _THROUGH.search(name):
        owner = callee.child_by_field_name("object") if callee.type == "member_expression" else None
        inner = owner or (given[0] if given else None)
        return _source(inner, file, depth + 1) if inner is not None else "computed"
    # A getter of an object hands out what the object holds.
    return (
        "data"
        if callee is not None and callee.type == "member_expression" and not given and "get" in name
        else "computed"
    )


def _name(node: Node, file: File, depth: int) -> str:
    kinds = []
    for found in bindings(text(node), node, file):
        if found.kind == "value":
            inner = found.node
            if inner.type == "new_expression" and arguments(inner):
                inner = arguments(inner)[0]
            kinds.append(_source(inner, file, depth + 1))
        elif found.kind == "part":
            kinds.append("data")
        elif found.kind == "parameter":
            kinds.append(_parameter(text(node), found.node, file, depth))
    return max(kinds, key=_RANK.index, default="computed")


def _parameter(name: str, function: Node, file: File, depth: int) -> str:
    """What the callers of a callback hand in is data; of a method, what this file's own calls give it."""
    if function.parent is not None and function.parent.type == "arguments":
        return "data"
    method = text(function.child_by_field_name("name"))
    if function.type != "method_definition" or not method:
        return "parameter"
    names = [text(p.child_by_field_name("pattern") or p) for p in _parameters(function)]
    body = around(function, "class_body")
    kinds = []
    if name in names and body is not None:
        pattern = re.compile(rb"\bthis\." + re.escape(method.encode()) + rb"(?=\()")
        for match in pattern.finditer(file.data, body.start_byte, body.end_byte):
            call = call_at(match.end(), file)
            given = arguments(call) if call is not None else []
            if len(given) > names.index(name):
                kinds.append(_source(given[names.index(name)], file, depth + 1))
    return max(kinds, key=_RANK.index, default="parameter")


def _parameters(function: Node) -> list[Node]:
    listed = function.child_by_field_name("parameters")
    return listed.named_children if listed is not None else []
