"""Enumerations of providers that the profile declares: their members, and where code mentions one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from tree_sitter import Node

from assay.model import Row
from assay.tables.component import ProviderMention, ProviderName

from .syntax import File, line, literal, text

FILLS = (ProviderMention, ProviderName)
NODES = ("program", "enum_declaration")
_COMMENTED = re.compile(rb"^\s*(\*|/\*)|(^|[^:])//")


def visit(node: Node, file: File) -> Iterator[Row]:
    """One row per member, and one per mention; those in comments are left out."""
    names = file.conventions.strings("provider_names")
    if node.type == "enum_declaration":
        yield from _members(node, names)
        return
    if not any(name.encode() in file.data for name in names):
        return
    for found in _mention(names).finditer(file.data):
        start = file.data.rfind(b"\n", 0, found.start()) + 1
        if not _COMMENTED.search(file.data[start : found.start()]):
            at = file.data.count(b"\n", 0, found.start()) + 1
            yield ProviderMention(name=found[0].decode("utf-8", "replace"), is_test=file.is_test, line=at)


def _members(node: Node, names: tuple[str, ...]) -> Iterator[Row]:
    name, body = text(node.child_by_field_name("name")), node.child_by_field_name("body")
    for member in body.named_children if name in names and body is not None else ():
        if member.type == "enum_assignment":
            value = literal(member.child_by_field_name("value"))
            yield ProviderName(name=f"{name}.{text(member.named_children[0])}", value=value, line=line(member))


@cache
def _mention(names: tuple[str, ...]) -> re.Pattern[bytes]:
    return re.compile(rb"\b(?:" + b"|".join(re.escape(name).encode() for name in names) + rb")\.[A-Za-z_]\w{0,80}\b")
