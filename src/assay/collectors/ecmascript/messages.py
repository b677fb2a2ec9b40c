"""Cross-window messages: to whom they are sent, and whether a listener looks at who sent them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from tree_sitter import Node

from assay.model import Conventions, Row
from assay.model.expressions import expression
from assay.tables.security import MessageUse

from .scope import FUNCTIONS, around, members
from .syntax import File, call_at, line, literal, text
from .values import arguments, branches, key_of, meant, plain, texts, written

FILLS = (MessageUse,)
HINTS = (b"ostMessage", b"message'", b'message"', b"onmessage")
_Known = dict[tuple[int, int], list[Node]]
_SEND = expression(rb"\.\s*postMessage(?=\()")
_LISTEN = expression(rb"(?:\baddEventListener|\bfromEvent(?:<[^<>()]*>)?)(?=\(\s*(?:\w+\s*,\s*)?['\"`]message['\"`])")
_ON = expression(rb"\bonmessage\s*=(?![=>])")
_ORIGIN = expression(r"\.origin\b|\borigin\b")
_SOURCE = expression(r"\.source\s*[!=]==?|[!=]==?\s*\w+\.source\b")
_WORKER = expression(r"(?i)worker[\w.-]*$")
#: A variable that is called so holds an origin, or an address that has one.
_ORIGIN_NAME = expression(r"(?i)(?:origin|url|host|domain|href)\W*$")
_OWN_METHOD = expression(r"\bthis\.(#?\w+)\s*\(")
#: What answers to postMessage or addEventListener but stays within one origin.
_INSIDE = expression(r"(?i)worker|channel|port\d?$|socket|emitter|process|^self$|eventsource|broadcast|client$")


def house(conventions: Conventions) -> Iterable[bytes]:
    """The house's own senders."""
    return conventions.words("message_senders")


def finish(file: File) -> Iterator[Row]:
    """One row per message sent to a named window, per listener to messages."""
    senders = file.conventions.strings("message_senders")
    for match in _SEND.finditer(file.data):
        yield from _send(call_at(match.end(), file), file)
    for name in senders:
        for match in re.finditer(rb"\bnew\s+" + re.escape(name.encode()) + rb"(?:<[^<>()]*>)?(?=\()", file.data):
            node = call_at(match.end(), file)
            given = arguments(node) if node is not None else []
            if node is not None and given:
                yield _sent(given[0], f"new {name}", node, file)
    for match in _LISTEN.finditer(file.data):
        yield from _listen(call_at(match.end(), file), file)
    for match in _ON.finditer(file.data):
        node = file.root.descendant_for_byte_range(match.start(), match.end())
        owner = node.child_by_field_name("left") if node is not None else None
        inside = owner is not None and _INSIDE.search(text(owner.child_by_field_name("object")))
        if node is not None and node.type == "assignment_expression" and not inside:
            yield _heard(node.child_by_field_name("right"), "onmessage", node, file)


def _send(call: Node | None, file: File) -> Iterator[Row]:
    callee = call.child_by_field_name("function") if call is not None else None
    owner = callee.child_by_field_name("object") if callee is not None else None
    given = arguments(call) if call is not None else []
    if call is None or len(given) < 2 or _INSIDE.search(text(owner)):
        return
    target = plain(given[1])
    if target is not None and target.type == "object":
        stated = [item for item in target.named_children if key_of(item) == "targetOrigin"]
        target = (stated[0].child_by_field_name("value") or stated[0]) if stated else None
    if target is not None and target.type != "array":
        yield _sent(target, "postMessage", call, file)


def _sent(target: Node, via: str, at: Node, file: File) -> Row:
    return MessageUse(
        direction="send",
        via=via,
        target=written(target, 60),
        to_any=_to_any(target, file),
        looks_at_origin=None,
        is_test=file.is_test,
        line=line(at),
    )


def _branches(target: Node, file: File, depth: int = 0, known: _Known | None = None) -> list[Node]:
    """What a target may be, each once; `known` holds what was followed already, for many ways lead to one place."""
    known = {} if known is None else known
    if (target.id, depth) not in known:
        found: dict[int, Node] = {}
        for inner in branches(target):
            given = meant(inner, file) if depth < 4 and inner.type != "string" else []
            deeper = [node for value in given for node in _branches(value, file, depth + 1, known)]
            found.update((node.id, node) for node in deeper or [inner])
        known[target.id, depth] = list(found.values())
    return known[target.id, depth]


def _to_any(target: Node, file: File) -> bool | None:
    """Whether the target is the wildcard; a variable that is called an origin or an address is taken for one."""
    found = [(branch, texts(branch, file)) for branch in _branches(target, file)]
    said = [known or [text(branch)] for branch, known in found]
    if any("*" in known for known in said):
        return True if all(known == ["*"] for known in said) else None
    named = all(known or _ORIGIN_NAME.search(text(branch)) for branch, known in found)
    return False if named or _ORIGIN_NAME.search(text(target)) else None


def _listen(call: Node | None, file: File) -> Iterator[Row]:
    callee = call.child_by_field_name("function") if call is not None else None
    if call is None or callee is None:
        return
    owner = text(callee.child_by_field_name("object")) if callee.type == "member_expression" else ""
    given = arguments(call)
    if _INSIDE.search(owner) or _WORKER.search(file.path):
        return
    if callee.type == "member_expression" or literal(given[0]) == "message":
        if len(given) > 1:
            yield _heard(given[1], "addEventListener", call, file)
    else:
        # A stream of events: what is chained to it is its listener.
        chain = around(call, "variable_declarator", "expression_statement", "return_statement", "assignment_expression")
        yield _heard(chain, "fromEvent", call, file)


def _heard(handler: Node | None, via: str, at: Node, file: File) -> Row:
    given = [handler] if handler is not None and handler.type in FUNCTIONS else meant(handler, file)
    bodies = (
        [handler]
        if handler is not None and via == "fromEvent"
        else [found for found in given if found.type in FUNCTIONS]
    )
    shown = [text(body) for body in bodies]
    for body in bodies:
        # A listener that hands the event on to a method of its own class is as good as that method.
        for name in _OWN_METHOD.findall(text(body)):
            shown += [text(found) for found in _methods(name, body, file)]
    looks: bool | None = None
    if bodies:
        looks = any(_ORIGIN.search(code) for code in shown)
        looks = None if not looks and any(_SOURCE.search(code) for code in shown) else looks
    return MessageUse(
        direction="receive",
        via=via,
        target=None,
        to_any=None,
        looks_at_origin=looks,
        is_test=file.is_test,
        line=line(at),
    )


def _methods(name: str, body: Node, file: File) -> list[Node]:
    return [found for found in members(name, body, file) if found.type in FUNCTIONS]
