"""Where errors are handed to a monitoring service: which share of them, and what is dropped on the way."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from assay.model import Row
from assay.model.expressions import expression
from assay.tables.monitoring import ErrorReporting

from .scope import FUNCTIONS, bindings, members
from .syntax import File, call_at, line, text
from .values import arguments, branches, key_of, meant, number, objects

FILLS = (ErrorReporting,)
HINTS = (b"entry", b"sampleRate")
_IMPORT = expression(rb"['\"]@sentry/(?!types)[\w-]+['\"]")
_INIT = expression(rb"(?<![\w$.])(?:\w*[sS]entry\s*\.\s*)?init\s*(?=\()")
_OPTION = expression(rb"(?<![\w$.])sampleRate\s*:")
_REPORTER = expression(r"(?i)error|sentry|logger|monitor")
_LISTS = ("denyUrls", "allowUrls", "ignoreErrors")
_FRAMES = expression(r"\bframes?\b|\bfilename\b|\bstacktrace\b")
_DROPS = expression(r"(?:\breturn|=>|[?:])\s*null\b")
_OWN_METHOD = expression(r"\bthis\.(#?\w+)\s*\(")


def finish(file: File) -> Iterator[Row]:
    """One row per place that sets a service up, or sets the share for a place elsewhere that does."""
    if _IMPORT.search(file.data):
        for match in _INIT.finditer(file.data):
            call = call_at(match.end(), file)
            if call is not None and call.type == "call_expression":
                yield from _init(call, file)
    for match in _OPTION.finditer(file.data):
        yield from _option(file.root.descendant_for_byte_range(match.start(), match.end()), file)


def _init(call: Node, file: File) -> Iterator[Row]:
    given = arguments(call)
    options = [known for known in objects(given[0], file) if known is not None] if given else []
    items = [item for known in options for item in known.named_children]
    values = {
        key_of(item): item.child_by_field_name("value") or item for item in items if item.type != "spread_element"
    }
    rate, default = _rate(values["sampleRate"], file) if "sampleRate" in values else (None, False)
    spread = any(item.type == "spread_element" for item in items)
    before = _bodies(values.get("beforeSend"), file)
    yield ErrorReporting(
        service="Sentry",
        via="init",
        states_rate="sampleRate" in values,
        sample_rate=rate,
        overridable=default or spread or not options,
        drops_foreign=_drops_foreign(before) if before or "beforeSend" not in values else None,
        lists=", ".join(name for name in _LISTS if name in values) or None,
        is_test=file.is_test,
        line=line(call),
    )


def _drops_foreign(bodies: list[str]) -> bool:
    """Some of what a filter is handed it drops, and it looks at where an error came from."""
    return any(_DROPS.search(body) for body in bodies) and any(_FRAMES.search(body) for body in bodies)


def _option(pair: Node | None, file: File) -> Iterator[Row]:
    """`sampleRate` in what a function that is called after errors is given."""
    holder = pair.parent if pair is not None and pair.type == "pair" else None
    call = holder.parent.parent if holder is not None and holder.parent is not None else None
    if pair is None or call is None or call.type not in ("call_expression", "new_expression"):
        return
    called = text(call.child_by_field_name("function") or call.child_by_field_name("constructor"))
    if not _REPORTER.search(called) or called.endswith("init"):
        return
    rate, default = _rate(pair.child_by_field_name("value"), file)
    yield ErrorReporting(
        service="Sentry" if "entry" in called else None,
        via=called[-60:],
        states_rate=True,
        sample_rate=rate,
        overridable=default,
        drops_foreign=False,
        lists=None,
        is_test=file.is_test,
        line=line(pair),
    )


def _rate(value: Node | None, file: File) -> tuple[float | None, bool]:
    """(share of the errors that is kept, whether that is but a default): the least of those that stand there."""
    found: list[float | None] = []
    for inner in branches(value):
        defaults = [b.default for b in bindings(text(inner), inner, file) if b.default is not None]
        rate = number(inner, file)
        found.append(rate if rate is not None else number(defaults[0], file) if defaults else None)
        if defaults:
            return found[-1], True
    known = [rate for rate in found if rate is not None]
    return (min(known) if known else None), len(known) != len(found)


def _bodies(value: Node | None, file: File) -> list[str]:
    """Text of a handler, and of the methods of its class that it calls."""
    if value is None:
        return []
    given = [value] if value.type in FUNCTIONS else meant(value, file)
    bodies = [body for body in given if body.type in FUNCTIONS]
    called = [
        text(found)
        for body in bodies
        for name in _OWN_METHOD.findall(text(body))
        for found in members(name, body, file)
    ]
    return [text(body) for body in bodies] + called
