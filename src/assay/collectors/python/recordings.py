"""Recordings that a test replays: cassettes of VCR.py, pytest-recording and Betamax."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from assay.model import Row
from assay.tables.testing import RecordingUse

from .syntax import File, arguments, callee, line, literal, outer, text, title

FILLS = (RecordingUse,)
NODES = ("call", "decorator")
HINTS = (b"use_cassette", b"mark.vcr")


def visit(node: Node, file: File) -> Iterator[Row]:  # noqa: ARG001
    """One row per recording that is named; a bare mark names the one that is called like its test."""
    function = _function(node)
    called = text(function.child_by_field_name("name")) if function is not None else None
    if node.type == "call":
        given = arguments(node)[0]
        name = literal(given[0]) if given else called
        wanted = callee(node).endswith("use_cassette")
    else:
        given = next((arguments(child)[0] for child in node.named_children if child.type == "call"), [])
        name = next((stated for one in given if (stated := literal(one))), called)
        wanted = text(node).split("(")[0].endswith("mark.vcr")
    if wanted and name:
        skipped = any("mark.skip" in text(one)[:2_000].split("def ")[0] for one in outer(node, "decorated_definition"))
        test = title(function) if function is not None else None
        yield RecordingUse(recording=name, in_comment=False, disabled=skipped, test=test, line=line(node))


def _function(node: Node) -> Node | None:
    """The function that a decorator (or a call in one) stands on, else the one around."""
    decorator = node if node.type == "decorator" else next(outer(node, "decorator"), None)
    if decorator is None:
        return next(outer(node, "function_definition"), None)
    decorated = decorator.parent
    definition = decorated.child_by_field_name("definition") if decorated is not None else None
    return definition if definition is not None and definition.type == "function_definition" else None
