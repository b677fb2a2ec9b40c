"""The options of a call -> whether it gives up after a time, and after how long."""

from __future__ import annotations

import re
from typing import NamedTuple

from tree_sitter import Node

from assay.model.expressions import expression

from .scope import bindings, outermost_function
from .syntax import File, text
from .values import arguments, key_of, number, objects

_SIGNAL = expression(r"\bAbortSignal\.timeout\(")
_ABORTS = expression(r"\bsetTimeout\(.{0,200}?\babort\b", re.DOTALL)


class Limit(NamedTuple):
    """`given` is null where it cannot be seen; `ms` where the limit is computed."""

    given: bool | None
    ms: float | None = None


UNSEEN = Limit(None)
NONE = Limit(False)


def limit_of(options: Node | None, keys: tuple[str, ...], call: Node, file: File) -> Limit:
    """The limit that one of `keys` sets in the options of a call."""
    if options is None:
        return NONE
    hidden = False
    for known in objects(options, file):
        if known is None:
            hidden = True
            continue
        for item in known.named_children:
            if item.type == "spread_element":
                hidden = hidden or None in objects(item.named_children[0] if item.named_children else None, file)
            elif key_of(item) in keys:
                return _limit(item.child_by_field_name("value") or item, call, file)
    return UNSEEN if hidden else NONE


def _limit(value: Node, call: Node, file: File) -> Limit:
    milliseconds = number(value, file)
    if milliseconds is not None:
        return Limit(milliseconds > 0, milliseconds or None)
    if value.type in ("identifier", "shorthand_property_identifier"):
        found = bindings(text(value), value, file)
        if len(found) == 1 and found[0].kind == "value" and found[0].node != value:
            return _limit(found[0].node, call, file)
    if value.type == "call_expression" and len(arguments(value)) == 1:
        milliseconds = number(arguments(value)[0], file)
        if milliseconds is not None or _SIGNAL.match(text(value)):
            return Limit(True, milliseconds)
    if value.type == "object":
        # Several limits, one for each stage of a request: the longest holds.
        stages = [number(item.child_by_field_name("value"), file) for item in value.named_children]
        seen = [stage for stage in stages if stage is not None]
        return Limit(True, max(seen)) if seen else UNSEEN
    # A controller whose abort a timer calls gives up; one that somebody else may call need not.
    return Limit(True) if _ABORTS.search(text(outermost_function(call) or call)) else UNSEEN
