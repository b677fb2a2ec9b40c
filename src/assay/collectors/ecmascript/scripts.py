"""Scripts that code loads: by a loader's call, by an element made in code, by a tag in JSX."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from assay.model import Row
from assay.model.expressions import expression
from assay.syntax.address import parse_address
from assay.tables.security import ScriptLoad

from .scope import FUNCTIONS, around, assigned
from .syntax import File, call_at, line, literal, text
from .values import arguments, key_of, objects, texts

FILLS = (ScriptLoad,)
HINTS = (b"cript(", b"cripts(", b"cript<", b"<script", b"<Script", b"'script'", b'"script"')
_LOADER = expression(
    rb"(?<![\w$])(?:(?:load|inject|append|insert|add|get)_?[sS]cripts?|importScripts)\s*(?:<[^<>()]*>\s*)?(?=\()"
)
_ELEMENT = expression(rb"createElement(?=\(\s*['\"`]script['\"`])")
_TAG = expression(rb"<[sS]cript(?=[\s/>])")
_INTEGRITY = frozenset(("integrity",))
_CROSSORIGIN = frozenset(("crossorigin", "crossOrigin"))


def finish(file: File) -> Iterator[Row]:
    """One row per address that a script is loaded from; scripts without an address of their own are left out."""
    for match in _LOADER.finditer(file.data):
        yield from _loader(call_at(match.end(), file), file)
    for match in _ELEMENT.finditer(file.data):
        yield from _element(call_at(match.end(), file), file)
    for match in _TAG.finditer(file.data):
        yield from _tag(file.root.descendant_for_byte_range(match.start() + 1, match.end() - 1), file)


def _loader(call: Node | None, file: File) -> Iterator[Row]:
    given = arguments(call) if call is not None else []
    if call is None or not given or given[0].type in ("object", *FUNCTIONS):
        return
    options = objects(given[1], file) if len(given) > 1 else []
    known = [option for option in options if option is not None and option.type == "object"]
    yield from _rows(
        given[0],
        "loader call",
        None if options and not known and None in options else _has(known, _INTEGRITY, file),
        None if options and not known and None in options else _has(known, _CROSSORIGIN, file),
        call,
        file,
        conditional=len(options) > 1,
    )


def _has(options: list[Node], keys: frozenset[str], file: File, depth: int = 0) -> bool | None:
    """Whether one of the objects, or an object in it, has one of the keys; null when part of it cannot be seen."""
    hidden = False
    for option in options:
        for item in option.named_children:
            if item.type == "spread_element":
                hidden = True
                continue
            key = key_of(item)
            if key in keys:
                return True
            if key == "attributes" and depth == 0:
                value = item.child_by_field_name("value") or item
                inner = objects(value, file)
                hidden = hidden or None in inner
                found = _has([o for o in inner if o is not None and o.type == "object"], keys, file, depth + 1)
                if found:
                    return True
                hidden = hidden or found is None
    return None if hidden else False


def _element(call: Node | None, file: File) -> Iterator[Row]:
    holder = call.parent if call is not None else None
    if call is None or holder is None:
        return
    target = holder.child_by_field_name("name") or holder.child_by_field_name("left")
    scope = around(call, *FUNCTIONS, "program") or file.root
    name = text(target)
    if target is None or not name:
        return
    set_by_call = _attributes(name, scope, file)
    sources = [*assigned(f"{name}.src", scope, file), *set_by_call.get("src", ())]
    integrity = bool([*assigned(f"{name}.integrity", scope, file), *set_by_call.get("integrity", ())])
    crossorigin = bool([*assigned(f"{name}.crossOrigin", scope, file), *set_by_call.get("crossorigin", ())])
    for source in sources:
        yield from _rows(source, "script element", integrity, crossorigin, source, file)


def _attributes(name: str, scope: Node, file: File) -> dict[str, list[Node]]:
    """Values that `name.setAttribute(…)` sets, by attribute."""
    found: dict[str, list[Node]] = {}
    pattern = re.compile(rb"(?<![\w$.])" + re.escape(name.encode()) + rb"\s*\.\s*setAttribute(?=\()")
    for match in pattern.finditer(file.data, scope.start_byte, scope.end_byte):
        call = call_at(match.end(), file)
        given = arguments(call) if call is not None else []
        if len(given) == 2:
            found.setdefault((literal(given[0]) or "").lower(), []).append(given[1])
    return found


def _tag(name: Node | None, file: File) -> Iterator[Row]:
    tag = name.parent if name is not None else None
    if tag is None or tag.type not in ("jsx_opening_element", "jsx_self_closing_element"):
        return
    given = {text(child.named_children[0]): child for child in tag.named_children if child.type == "jsx_attribute"}
    spread = any(child.type == "jsx_expression" for child in tag.named_children)
    source = given.get("src")
    if source is None or len(source.named_children) < 2:
        return
    value = source.named_children[1]
    value = value.named_children[0] if value.type == "jsx_expression" and value.named_children else value
    integrity = True if given.keys() & _INTEGRITY else None if spread else False
    crossorigin = True if given.keys() & _CROSSORIGIN else None if spread else False
    yield from _rows(value, "tag", integrity, crossorigin, tag, file)


def _rows(
    address: Node,
    via: str,
    integrity: bool | None,
    crossorigin: bool | None,
    at: Node,
    file: File,
    *,
    conditional: bool = False,
) -> Iterator[Row]:
    for url in texts(address, file) or ["${}"]:
        parsed = parse_address(url)
        computed = parsed.shown.startswith("${")
        yield ScriptLoad(
            url=None if computed else parsed.shown,
            host=parsed.host,
            via=via,
            names_version=None if computed else parsed.names_version,
            integrity=integrity,
            crossorigin=crossorigin,
            conditional=conditional,
            is_test=file.is_test,
            line=line(at),
        )
