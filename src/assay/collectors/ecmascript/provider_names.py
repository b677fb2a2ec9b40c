"""Enumerations of providers that the profile declares: their members, and where code mentions one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tree_sitter import Node

from assay.model import Conventions, Row
from assay.model.expressions import expression
from assay.tables.component import ProviderMention, ProviderName

from .syntax import File, line, literal, nodes, text

FILLS = (ProviderMention, ProviderName)
_ENUM = expression(rb"\benum\b")
_MEMBER = expression(rb"[A-Za-z_]\w{0,80}\b")
_WORD = expression(rb"[\w$.]$")
_COMMENTED = expression(rb"^\s*(\*|/\*)|(^|[^:])//")


def house(conventions: Conventions) -> Iterable[bytes]:
    """The enumerations."""
    return conventions.words("provider_names")


def finish(file: File) -> Iterator[Row]:
    """One row per member, and one per mention; those in comments are left out."""
    names = file.conventions.strings("provider_names")
    for declaration in nodes("enum_declaration", _ENUM, file):
        yield from _members(declaration, names)
    for name in names:
        for start, member in _mentions(name.encode() + b".", file.data):
            at = file.data.count(b"\n", 0, start) + 1
            yield ProviderMention(name=f"{name}.{member}", is_test=file.is_test, line=at)


def _mentions(prefix: bytes, data: bytes) -> Iterator[tuple[int, str]]:
    """(offset, member) of each mention outside of comments."""
    found = data.find(prefix)
    while found >= 0:
        before = data[data.rfind(b"\n", 0, found) + 1 : found]
        member = _MEMBER.match(data, found + len(prefix))
        if member and not _WORD.search(before) and not _COMMENTED.search(before):
            yield found, member[0].decode()
        found = data.find(prefix, found + len(prefix))


def _members(node: Node, names: tuple[str, ...]) -> Iterator[Row]:
    name, body = text(node.child_by_field_name("name")), node.child_by_field_name("body")
    for member in body.named_children if name in names and body is not None else ():
        if member.type == "enum_assignment":
            value = literal(member.child_by_field_name("value"))
            yield ProviderName(name=f"{name}.{text(member.named_children[0])}", value=value, line=line(member))
