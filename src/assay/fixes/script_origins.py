"""A script from another host with integrity and without crossorigin -> with both."""

from __future__ import annotations

import re

from tree_sitter import Node

from assay.syntax import text

from .fix import Context, Edit, Fix, Unmet
from .tree import line_bytes, nodes, on_line, script

FIX = Fix(
    standards=("security/scripts_carry_integrity",),
    title="Gives scripts from elsewhere that carry integrity the crossorigin that it needs",
    why_safe="Without it the browser cannot compare what another host sends, and refuses to run it: nothing that works "
    "today works otherwise.",
    needs="the hash of a full version, where there is no integrity yet",
)
_TAG = re.compile(rb"<script\b[^>]*>", re.IGNORECASE)
_INTEGRITY = re.compile(rb"""\sintegrity\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>]+)""", re.IGNORECASE)


def mend(finding: Unmet, data: bytes, context: Context) -> list[Edit]:
    """Each place that loads the address so."""
    path, url = finding.path or "", finding.subject.partition(": ")[2]
    places = context.rows(
        "select via, line from script_load where path = $path and url = $url and integrity and not crossorigin",
        path=path,
        url=url,
    )
    root = script(path, data)
    if root is None:
        return [edit for _, line in places for edit in _in_page(path, line, data)]
    edits = []
    for via, line in places:
        if via == "tag":
            tags = list(on_line(root, line, "jsx_opening_element", "jsx_self_closing_element"))
            edits += [
                Edit(path, given.end_byte, given.end_byte, b' crossOrigin="anonymous"')
                for given in nodes(root, "jsx_attribute")
                if text(given).startswith("integrity") and given.parent in tags
            ]
        elif via == "script element":
            edits += _assigned(path, root, data)
    return edits


def _in_page(path: str, line: int, data: bytes) -> list[Edit]:
    start, end = line_bytes(data, line)
    tags = [tag for tag in _TAG.finditer(data, start) if tag.start() < end]
    given = _INTEGRITY.search(data, tags[0].start(), tags[0].end()) if len(tags) == 1 else None
    return [Edit(path, given.end(), given.end(), b' crossorigin="anonymous"')] if given else []


def _assigned(path: str, root: Node, data: bytes) -> list[Edit]:
    """A statement of its own behind the one that gives the hash; nothing where several do."""
    given = [
        node
        for node in nodes(root, "assignment_expression")
        if text(node.child_by_field_name("left")).endswith(".integrity")
    ]
    statement = given[0].parent if len(given) == 1 else None
    if statement is None or statement.type != "expression_statement":
        return []
    name = text(given[0].child_by_field_name("left")).removesuffix(".integrity")
    start = data.rfind(b"\n", 0, statement.start_byte) + 1
    indent = data[start : statement.start_byte]
    mark = ";" if text(statement).endswith(";") else ""
    if indent.strip():
        return []
    written = f"\n{indent.decode()}{name}.crossOrigin = 'anonymous'{mark}".encode()
    return [Edit(path, statement.end_byte, statement.end_byte, written)]
