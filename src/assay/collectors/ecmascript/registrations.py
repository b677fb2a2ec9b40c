"""Registrations: components that are resolved by key at run time, through calls that the profile names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from tree_sitter import Node

from assay.model import Conventions, Row
from assay.model.expressions import expression
from assay.tables.component import Registration

from .syntax import File, calls_by, line, literal, text

FILLS = (Registration,)
TESTS = False
_WRAPPERS = ("as_expression", "satisfies_expression", "parenthesized_expression", "non_null_expression")
_MAX_NAME = 100
#: A member of an enumeration or constant object, by the usual way to write their names.
_MEMBER = expression(r"[A-Z]\w{0,80}\.\w{1,80}$")


def house(conventions: Conventions) -> Iterable[bytes]:
    """The registrars."""
    return conventions.words("registrars")


def finish(file: File) -> Iterator[Row]:
    """One row per key."""
    for call in calls_by(_named(file.conventions.strings("registrars")), file):
        yield from _registered(call, file)


@cache
def _named(registrars: tuple[str, ...]) -> re.Pattern[bytes]:
    return re.compile(b"|".join(re.escape(name.encode()) for name in registrars))


def _registered(node: Node, file: File) -> Iterator[Row]:
    registrar = text(node.child_by_field_name("function")).rpartition(".")[2]
    if registrar not in file.conventions.strings("registrars"):
        return
    arguments = node.child_by_field_name("arguments")
    given = [child for child in arguments.named_children if child.type != "comment"] if arguments is not None else []
    if len(given) < 2:
        return
    component = text(given[0])[:_MAX_NAME] if given[0].type in ("identifier", "member_expression") else "(inline)"
    keys = _value(given[1], file)
    elements = keys.named_children if keys is not None and keys.type == "array" else [given[1]]
    for element in elements:
        if element.type == "comment":
            continue
        key, reference = _key(_value(element, file), file)
        yield Registration(component=component, registrar=registrar, key=key, reference=reference, line=line(element))


def _key(element: Node | None, file: File) -> tuple[str | None, bool]:
    """(`gateway=adyenv2 id=ach`, parts in alphabetical order; whether one is a reference). A literal is its own key."""
    if element is None or element.type != "object":
        return _scalar(element)
    parts, referring = [], False
    for pair in element.named_children:
        if pair.type == "comment":
            continue
        name = pair.child_by_field_name("key") if pair.type == "pair" else None
        value, reference = _scalar(_value(pair.child_by_field_name("value"), file))
        if name is None or value is None:
            return None, False
        parts.append(f"{literal(name) or text(name)}={value}")
        referring = referring or reference
    return " ".join(sorted(parts)) or None, referring


def _scalar(node: Node | None) -> tuple[str | None, bool]:
    if node is not None and node.type in ("true", "false", "number"):
        return text(node), False
    if node is not None and node.type == "member_expression" and _MEMBER.match(text(node)):
        return text(node), True
    return literal(node), False


def _value(node: Node | None, file: File) -> Node | None:
    """The node behind type assertions, constants and enumeration members of the same file."""
    while node is not None and node.type in _WRAPPERS:
        node = node.named_children[0] if node.named_children else None
    if node is None or node.type not in ("identifier", "member_expression"):
        return node
    return _declared(file).get(text(node), node)


def _declared(file: File) -> dict[str, Node]:
    """Constants by name, members of enumerations and of constant objects as `Name.member`; top level only."""
    if "declared" not in file.memo:
        found: dict[str, Node] = {}
        for statement in file.root.named_children:
            if statement.type == "export_statement":
                statement = statement.child_by_field_name("declaration") or statement
            if statement.type == "lexical_declaration":
                for declarator in statement.named_children:
                    _declare(declarator, found)
            elif statement.type == "enum_declaration":
                name = text(statement.child_by_field_name("name"))
                body = statement.child_by_field_name("body")
                for member in body.named_children if body is not None else ():
                    if member.type == "enum_assignment" and len(member.named_children) > 1:
                        found[f"{name}.{text(member.named_children[0])}"] = member.named_children[1]
        file.memo["declared"] = found
    declared: dict[str, Node] = file.memo["declared"]
    return declared


def _declare(declarator: Node, found: dict[str, Node]) -> None:
    value, name = declarator.child_by_field_name("value"), text(declarator.child_by_field_name("name"))
    while value is not None and value.type in _WRAPPERS:
        value = value.named_children[0] if value.named_children else None
    if value is None or not name:
        return
    found[name] = value
    for pair in value.named_children if value.type == "object" else ():
        member, inner = pair.child_by_field_name("key"), pair.child_by_field_name("value")
        if member is not None and inner is not None:
            found[f"{name}.{literal(member) or text(member)}"] = inner
