"""Safeguards that test set-up puts around tests: that each test asserts, and that lost errors fail the run."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from assay.model import Row
from assay.model.expressions import expression
from assay.tables.testing import TestGuard

from .surroundings import FUNCTIONS, arguments, hook_around, title
from .syntax import File, calls_by, line, text

FILLS = (TestGuard,)
HINTS = (b"hasAssertions", b"unhandledRejection", b"uncaughtException")
_CALLS = expression(
    rb"\bexpect\.hasAssertions\b|\b(?:beforeEach|beforeAll|before)\b|\bprocess\.(?:on|once|addListener)\b"
)
_LISTEN = ("process.on", "process.once", "process.addListener")
_EVENTS = ("unhandledRejection", "uncaughtException")
_FAILS = expression(r"\bthrow\b|\bprocess\.(exit|abort|kill)\b|\bexitCode\b|\bfail\s*\(|\breject\s*\(|\bpush\s*\(")
_SETUP = expression(r"setup|config", re.IGNORECASE)


def finish(file: File) -> Iterator[Row]:
    """One row per guard that holds beyond one test."""
    for call in calls_by(_CALLS, file):
        yield from _guard(call, file)


def _guard(node: Node, file: File) -> Iterator[Row]:
    callee = text(node.child_by_field_name("function"))[:60]
    if callee == "expect.hasAssertions":
        hook = hook_around(node)
        if hook in ("beforeEach", "beforeAll", "module"):
            yield TestGuard(guard="assertions", hook=hook, fails=True, line=line(node))
    elif callee in ("beforeEach", "beforeAll", "before") and any(
        text(given) == "expect.hasAssertions" for given in arguments(node)
    ):
        hook = "beforeEach" if callee == "beforeEach" else "beforeAll"
        yield TestGuard(guard="assertions", hook=hook, fails=True, line=line(node))
    elif callee in _LISTEN and title(node) in _EVENTS and (file.is_test or _SETUP.search(file.path.rpartition("/")[2])):
        yield from _handler(node)


def _handler(node: Node) -> Iterator[Row]:
    hook, given = hook_around(node), arguments(node)
    if hook == "test" or len(given) < 2:
        return
    seen = given[1].type in FUNCTIONS
    fails = _FAILS.search(text(given[1])) is not None if seen else None
    yield TestGuard(guard="rejections", hook=hook, fails=fails, line=line(node))
