"""How traffic is recorded and replayed: settings of Polly.JS and Playwright's routeFromHAR, and what is rewritten."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from assay.model import Row
from assay.model.expressions import expression
from assay.tables.testing import RecorderRewrite, RecorderSetting

from .surroundings import FUNCTIONS, ancestors, arguments, parameters, title
from .syntax import File, calls_by, line, literal, nodes, text

FILLS = (RecorderSetting, RecorderRewrite)
HINTS = (b"olly", b"OLLY", b"outeFromHAR")
_CALLED = expression(rb"\.configure\b|\bPolly\b|\.routeFromHAR\b")
_MADE = expression(rb"\bPolly\b")
_ASSIGNED = expression(rb"=(?![=>])")
_EVENTS = ("request", "beforePersist", "beforeReplay", "beforeResponse", "response")
_DEPTH = 4
_BODY = expression(r"^(?:body|jsonBody|postData(?:\.text)?|content(?:\.text)?|text)$")


def finish(file: File) -> Iterator[Row]:
    """One row per setting and per part that is rewritten."""
    polly = b"polly" in file.data.lower()
    for made in (*calls_by(_CALLED, file), *nodes("new_expression", _MADE, file)):
        yield from _configured(made, polly=polly)
    for assigned in nodes("assignment_expression", _ASSIGNED, file) if polly else ():
        yield from _rewrite(assigned, file)


def _configured(node: Node, *, polly: bool) -> Iterator[Row]:
    name = text(node.child_by_field_name("function") or node.child_by_field_name("constructor"))[-80:]
    given = arguments(node)
    if polly and (name.endswith(".configure") or name == "Polly") and given and given[-1].type == "object":
        yield from _settings("polly", "", given[-1], 0)
    elif name.endswith(".routeFromHAR"):
        options = given[1] if len(given) > 1 and given[1].type == "object" else None
        yield RecorderSetting(
            recorder="playwright", key="har", value=literal(given[0]) if given else None, line=line(node)
        )
        if options is not None:
            yield from _settings("playwright", "", options, 0)


def _settings(recorder: str, prefix: str, node: Node, depth: int) -> Iterator[Row]:
    for pair in node.named_children:
        key, value = _entry(pair)
        if key is None or value is None:
            continue
        name = prefix + (literal(key) or text(key))
        if value.type == "object" and depth < _DEPTH:
            yield from _settings(recorder, f"{name}.", value, depth + 1)
        else:
            yield RecorderSetting(recorder=recorder, key=name, value=_shown(value), line=line(pair))


def _entry(pair: Node) -> tuple[Node | None, Node | None]:
    """Key and value of a member of an object, which may be a method or a shorthand."""
    if pair.type == "pair":
        return pair.child_by_field_name("key"), pair.child_by_field_name("value")
    if pair.type == "method_definition":
        return pair.child_by_field_name("name"), pair
    return (pair, pair) if pair.type == "shorthand_property_identifier" else (None, None)


def _shown(value: Node) -> str | None:
    if value.type in FUNCTIONS:
        return "function"
    if value.type in ("true", "false", "number", "null"):
        return text(value)
    if value.type == "array":
        return text(value)[:200]
    return literal(value)


def _rewrite(node: Node, file: File) -> Iterator[Row]:
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    owner = _event(node)
    if owner is None or left is None or left.type != "member_expression":
        return
    event, names = owner
    root, _, rest = text(left).partition(".")
    part = _part(event, names.get(root), root, rest)
    if part is None or right is None:
        return
    functions = _functions(file)
    used = sorted(name for name in functions if re.search(rf"\b{re.escape(name)}\(", text(right)))
    lost = next((found for name in used for found in functions[name]), None)
    yield RecorderRewrite(
        recorder="polly",
        event=event,
        part=part,
        via=",".join(used) or None,
        loses=True if lost is not None else None if used else False,
        evidence_line=line(lost) if lost is not None else None,
        line=line(node),
    )


def _event(node: Node) -> tuple[str, dict[str, int]] | None:
    """(event of the recorder whose handler a node stands in, the handler's parameters by name -> position)."""
    inner = node
    for outer in ancestors(node):
        if inner.type in FUNCTIONS and outer.type == "arguments" and outer.parent is not None:
            call = outer.parent
            event = title(call)
            if event in _EVENTS and text(call.child_by_field_name("function")).endswith(".on"):
                return event, _positions(inner)
        elif outer.type == "method_definition" and text(outer.child_by_field_name("name")) == "onSaveRecording":
            return "onSaveRecording", {}
        inner = outer
    return None


def _positions(function: Node) -> dict[str, int]:
    stated = function.child_by_field_name("parameters") or function.child_by_field_name("parameter")
    if stated is None:
        return {}
    named = [stated] if stated.type == "identifier" else stated.named_children
    return {text(child.child_by_field_name("pattern") or child): place for place, child in enumerate(named)}


def _part(event: str, position: int | None, root: str, rest: str) -> str | None:
    """`request.body` for `req.body = …` in a handler whose first parameter is `req`."""
    side, _, field = rest.partition(".")
    if event in ("onSaveRecording", "beforePersist", "beforeReplay") and side in ("request", "response"):
        return f"{side}.{'body' if _BODY.match(field) else field.partition('.')[0] or 'whole'}"
    if position not in (0, 1):
        return None
    owner = "request" if position == 0 else "response"
    return f"{owner}.{'body' if _BODY.match(rest) else side}" if root else None


def _functions(file: File) -> dict[str, list[Node]]:
    """Functions and methods of the file by name -> statements in them that lose what was gathered before."""
    if "losing" not in file.memo:
        found: dict[str, list[Node]] = {}
        stack = [file.root]
        while stack:
            node = stack.pop()
            stack += node.named_children
            name = node.child_by_field_name("name") if node.type in FUNCTIONS else None
            if node.type == "variable_declarator" and (node.child_by_field_name("value") or node).type in FUNCTIONS:
                name = node.child_by_field_name("name")
            if name is not None:
                found.setdefault(text(name), []).extend(_losses(node))
        file.memo["losing"] = found
    losing: dict[str, list[Node]] = file.memo["losing"]
    return losing


def _losses(function: Node) -> Iterator[Node]:
    """Returns of a reducer that do not mention its accumulator: what was gathered before is gone."""
    stack = [function]
    while stack:
        node = stack.pop()
        stack += node.named_children
        if node.type != "call_expression" or not text(node.child_by_field_name("function")).endswith(".reduce"):
            continue
        reducer = next((child for child in arguments(node)[:1] if child.type in FUNCTIONS), None)
        stated = reducer.child_by_field_name("parameters") if reducer is not None else None
        if reducer is None or stated is None or not stated.named_children:
            continue
        first = stated.named_children[0]
        gathered = text(first.child_by_field_name("pattern") or first)
        if gathered in parameters(reducer):
            yield from _forgetful(reducer, gathered)


def _forgetful(reducer: Node, gathered: str) -> Iterator[Node]:
    stack = [child for child in (reducer.child_by_field_name("body"),) if child is not None]
    while stack:
        node = stack.pop()
        if node.type == "return_statement":
            if not re.search(rf"\b{re.escape(gathered)}\b", text(node)):
                yield node
        elif node.type not in FUNCTIONS:
            stack += node.named_children
