"""Places where the type checker is told to look away: any, `!`, `as unknown as`, @ts-ignore and its kin."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from assay.model import Row
from assay.model.expressions import expression
from assay.tables.component import TypeEscape

from .syntax import File, comments, line, mentions, nodes, text

FILLS = (TypeEscape,)
HINTS = (b"@ts-", b"unknown")
#: The type; an exclamation mark behind what may be the end of an expression.
FORMS = (rb"\bany\b", rb"[^\s(,=&|?:\[{;!]\s*!(?:[^=]|$)")
_ANY = expression(rb"any(?<=\bany)\b")
_UNKNOWN = expression(rb"unknown(?<=\bunknown)\b")
_MARK = expression(rb"!(?!=)")
_DIRECTIVE = expression(rb"^(?://+|/\*+)[\s*]*@ts-(ignore|expect-error|nocheck)\b")
_EXPORTED = expression(rb"^export\s+(?:default\s+([\w$]+)\s*;?\s*$|\{([^}]*)\}(?!\s*from))", re.MULTILINE)
_SIGNATURE = frozenset(
    ("type_annotation", "formal_parameters", "interface_declaration", "type_alias_declaration", "extends_clause")
)
#: Beyond these nothing belongs to a signature any more.
_INNER = frozenset(("statement_block", "arguments", "jsx_expression", "as_expression", "satisfies_expression"))
_MEMBERS = frozenset(
    (
        "method_definition",
        "public_field_definition",
        "method_signature",
        "abstract_method_signature",
        "required_parameter",
    )
)
_OVERLOADED = ("function_declaration", "method_definition")


def finish(file: File) -> Iterator[Row]:
    """One row per escape."""
    for node in nodes("predefined_type", _ANY, file):
        if node.text == b"any":
            yield _row("any", not file.is_test and _is_exported(node, file), node, file)
    for node in nodes("non_null_expression", _MARK, file):
        yield _row("non_null", False, node, file)
    for node in nodes("predefined_type", _UNKNOWN, file) if mentions(file, (b"unknown",)) else ():
        if node.text == b"unknown" and (assertion := _double(node)):
            yield _row("double_assertion", False, assertion, file)
    for comment in comments(file) if mentions(file, (b"@ts-",)) else ():
        if directive := _DIRECTIVE.match(comment.text or b""):
            yield _row("ts_" + directive[1].decode().replace("-", "_"), False, comment, file)


def _row(escape: str, exported: bool, node: Node, file: File) -> Row:
    return TypeEscape(escape=escape, exported=exported, is_test=file.is_test, line=line(node))


def _double(unknown: Node) -> Node | None:
    """`x as unknown as T`: an assertion upon an assertion to unknown. Through any it counts as any."""
    inner = unknown.parent
    if inner is None or inner.type != "as_expression" or inner.named_children[-1] != unknown:
        return None
    outer = inner.parent
    while outer is not None and outer.type == "parenthesized_expression" and outer.named_children[0] == inner:
        inner, outer = outer, outer.parent
    asserted = outer is not None and outer.type == "as_expression" and outer.named_children[0] == inner
    return outer if asserted else None


def _is_exported(node: Node, file: File) -> bool:
    """In the signature of an exported symbol: not in a body, a private member, or the bound of a type parameter."""
    in_signature = False
    current: Node | None = node
    while current is not None:
        kind = current.type
        if kind == "export_statement":
            return in_signature
        if kind in _INNER or kind == "constraint" or (kind in _MEMBERS and _is_private(current)):
            return False
        if kind in _OVERLOADED and _is_implementation(current):
            return False
        if kind in _SIGNATURE:
            in_signature = True
        parent = current.parent
        if parent is not None and parent.type == "program":
            return in_signature and bool(_names(current) & _exported_names(file))
        current = parent
    return False


def _is_implementation(function: Node) -> bool:
    """Overloads stand before it: callers see those, and not what it takes itself."""
    outer = function.parent
    exported = outer is not None and outer.type == "export_statement"
    before = (outer if exported and outer is not None else function).prev_named_sibling
    while before is not None and before.type == "comment":
        before = before.prev_named_sibling
    if before is not None and before.type == "export_statement":
        before = before.child_by_field_name("declaration")
    if before is None or before.type not in ("function_signature", "method_signature"):
        return False
    return text(before.child_by_field_name("name")) == text(function.child_by_field_name("name"))


def _is_private(member: Node) -> bool:
    for child in member.children:
        if child.type == "accessibility_modifier":
            return child.text != b"public"
        if child.type == "private_property_identifier":
            return True
    return False


def _names(declaration: Node) -> set[str]:
    if declaration.type in ("lexical_declaration", "variable_declaration"):
        return {text(child.child_by_field_name("name")) for child in declaration.named_children}
    return {text(declaration.child_by_field_name("name"))}


def _exported_names(file: File) -> set[str]:
    """Local names that statements of their own export: `export default A`, `export { A, B as C }`."""
    names = file.memo.get("exported names")
    if names is None:
        names = file.memo["exported names"] = set()
        for match in _EXPORTED.finditer(file.data):
            listed = match[1] or match[2]
            names |= {part.split()[0].decode("utf-8", "replace") for part in listed.split(b",") if part.strip()}
    found: set[str] = names
    return found
