"""Cookies that code sets, and the attributes that it gives them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from assay.model import Row
from assay.model.expressions import expression
from assay.tables.security import CookieWrite

from .scope import outermost_function
from .syntax import File, call_at, line, text
from .values import arguments, key_of, objects, plain, written

FILLS = (CookieWrite,)
HINTS = (b"document.cookie", b"js-cookie")
_ASSIGNED = expression(rb"\bdocument\s*\.\s*cookie\s*=(?![=>])")
_SET = expression(rb"(?<![\w$.])Cookies\s*\.\s*set(?=\()")
_SECURE = expression(r";\s*secure\b", re.IGNORECASE)
_SAME_SITE = expression(r";\s*samesite\s*=", re.IGNORECASE)


def finish(file: File) -> Iterator[Row]:
    """One row per place that sets a cookie."""
    for match in _ASSIGNED.finditer(file.data):
        node = file.root.descendant_for_byte_range(match.start(), match.end())
        value = node.child_by_field_name("right") if node is not None else None
        if node is not None and node.type == "assignment_expression" and value is not None:
            # What is put together before is seen in the function around.
            whole = plain(value) if value.type in ("string", "template_string") else outermost_function(node) or value
            code = text(whole)
            yield _row("document.cookie", value, bool(_SECURE.search(code)), bool(_SAME_SITE.search(code)), node, file)
    if b"js-cookie" in file.data:
        for match in _SET.finditer(file.data):
            call = call_at(match.end(), file)
            if call is not None and arguments(call):
                yield _call(call, file)


def _call(call: Node, file: File) -> Row:
    given = arguments(call)
    options = objects(given[2], file) if len(given) > 2 else []
    known = [option for option in options if option is not None]
    items = [item for option in known for item in option.named_children]
    keys = {key_of(item) for item in items if item.type != "spread_element"}
    hidden = len(known) < len(options) or any(item.type == "spread_element" for item in items)
    secure = True if "secure" in keys else None if hidden else False
    same_site = True if "sameSite" in keys else None if hidden else False
    return _row("Cookies.set", given[0], secure, same_site, call, file)


def _row(via: str, value: Node, secure: bool | None, same_site: bool | None, at: Node, file: File) -> Row:
    return CookieWrite(
        via=via,
        cookie=written(value, 40),
        secure=secure,
        same_site=same_site,
        is_test=file.is_test,
        line=line(at),
    )
