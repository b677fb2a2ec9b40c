"""Places where a string becomes markup or code."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from assay.model import Row
from assay.model.expressions import expression
from assay.tables.security import DynamicCode, HtmlSink

from .syntax import File, calls_by, line, nodes, text
from .values import meant, texts

FILLS = (HtmlSink, DynamicCode)
HINTS = (
    *(b"innerHTML", b"outerHTML", b"insertAdjacentHTML", b"document.write", b"dangerouslySetInnerHTML", b"srcdoc"),
    *(b"eval(", b"new Function"),
)
_SANITISER = expression(r"\b(DOMPurify\.sanitize|sanitizeHtml|sanitize[A-Z]?\w*|xss|escapeHtml|escape)\s*\(")
_SERIALISED = expression(r"(?:[`\s+]|\$\{\s*[\w$.]+\.outerHTML\s*\}|[\w$.]+\.outerHTML)+")
_CREATED = expression(r"createElement\(\s*['\"`](\w+)['\"`]")
_ASSIGNED = ("assignment_expression", "augmented_assignment_expression")
_PROPERTY = expression(rb"(?<![\w$])(?:innerHTML|outerHTML|srcdoc)(?![\w$])")
_ATTRIBUTE = expression(rb"\b(?:dangerouslySetInnerHTML|srcDoc)\b")
_CALLED = expression(rb"\b(?:insertAdjacentHTML|write|writeln|eval)\b")
_FUNCTION = expression(rb"\bFunction\b")
_CALLS = {"insertAdjacentHTML": 1, "write": 0, "writeln": 0}


def finish(file: File) -> Iterator[Row]:
    """One row per sink."""
    for match in _PROPERTY.finditer(file.data):
        name = file.root.descendant_for_byte_range(match.start(), match.end())
        member = name.parent if name is not None and name.type == "property_identifier" else None
        node = member.parent if member is not None and member.type == "member_expression" else None
        if node is not None and node.type in _ASSIGNED and node.child_by_field_name("left") == member:
            yield from _assigned(text(name), node, file)
    for attribute in nodes("jsx_attribute", _ATTRIBUTE, file):
        yield from _attribute(attribute, file)
    for call in calls_by(_CALLED, file):
        if text(call.child_by_field_name("function")) == "eval":
            yield DynamicCode(sink="eval", is_test=file.is_test, line=line(call))
        yield from _call(call, file)
    for made in nodes("new_expression", _FUNCTION, file):
        if text(made.child_by_field_name("constructor")) == "Function":
            yield DynamicCode(sink="new Function", is_test=file.is_test, line=line(made))


def _assigned(name: str, node: Node, file: File) -> Iterator[Row]:
    """The content of a script element is code, or data if it is JSON; that of a style element neither."""
    value = node.child_by_field_name("right")
    element = _element(node, file)
    if element not in ("script", "style"):
        yield _sink(name, value, node, file)
    elif element == "script" and not texts(value, file) and not text(value).startswith("JSON.stringify("):
        yield DynamicCode(sink="script element", is_test=file.is_test, line=line(node))


def _attribute(node: Node, file: File) -> Iterator[Row]:
    name = node.named_children[0] if node.named_children else None
    if text(name) in ("dangerouslySetInnerHTML", "srcDoc"):
        value = node.named_children[1] if len(node.named_children) > 1 else None
        yield _sink(text(name), value, node, file)


def _call(node: Node, file: File) -> Iterator[Row]:
    callee = node.child_by_field_name("function")
    if callee is None or callee.type != "member_expression":
        return
    name = text(callee.child_by_field_name("property"))
    arguments = node.child_by_field_name("arguments")
    position = _CALLS.get(name)
    if position is None or arguments is None or len(arguments.named_children) <= position:
        return
    if name.startswith("write") and text(callee.child_by_field_name("object")) not in ("document", "window.document"):
        return
    shown = name if name == "insertAdjacentHTML" else f"document.{name}"
    yield _sink(shown, arguments.named_children[position], node, file)


def _sink(name: str, value: Node | None, node: Node, file: File) -> Row:
    sanitiser = _SANITISER.search(text(value))
    known = texts(value, file)
    return HtmlSink(
        sink=name,
        constant=bool(known) and not any("${" in written for written in known),
        sanitiser=sanitiser[1] if sanitiser else "outerHTML" if _is_serialised(value) else None,
        is_test=file.is_test,
        line=line(node),
    )


def _is_serialised(value: Node | None) -> bool:
    """Nothing but the markup of elements that are there: the browser escapes what it writes out."""
    return _SERIALISED.fullmatch(text(value)) is not None


def _element(assignment: Node, file: File) -> str | None:
    """The tag of the element whose property is assigned, where the file shows how it is made."""
    target = assignment.child_by_field_name("left")
    owner = target.child_by_field_name("object") if target is not None else None
    for made in meant(owner, file):
        match = _CREATED.search(text(made))
        if match:
            return match[1].lower()
    return None
