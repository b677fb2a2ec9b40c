"""`it.only`, `fit`, `describe.only`, `fdescribe` -> the test or suite among the others."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from assay.syntax import text

from .fix import Context, Edit, Fix, Unmet
from .tree import nodes, script

FIX = Fix(
    standards=("testing/no_test_runs_alone",),
    title="Takes `.only` off tests and suites",
    why_safe="No test changes; those that were left out run again, as everybody believes they do.",
    needs="a look at marks under a condition, which somebody set on purpose; where a test that was left out "
    "fails, it did so before, unseen",
)
_ROOTS = ("it", "test", "specify", "describe", "suite", "context", "fit", "fdescribe")
_CONDITIONS = ("if_statement", "ternary_expression", "switch_statement", "try_statement")
_FOCUSED = {"fit": b"it", "fdescribe": b"describe"}


def mend(finding: Unmet, data: bytes, context: Context) -> list[Edit]:  # noqa: ARG001
    """Every mark in the file: one alone would leave the others switched off."""
    path = finding.path or ""
    root = script(path, data)
    if root is None:
        return []
    calls = (call for call in nodes(root, "call_expression") if not _is_conditional(call))
    return [edit for call in calls for edit in _marks(path, call)]


def _is_conditional(node: Node) -> bool:
    """It is made under a condition: somebody wrote it on purpose."""
    outer = node.parent
    while outer is not None and outer.type not in _CONDITIONS:
        outer = outer.parent
    return outer is not None


def _marks(path: str, call: Node) -> Iterator[Edit]:
    node, found = call.child_by_field_name("function"), list[Edit]()
    while node is not None and node.type in ("member_expression", "call_expression"):
        if node.type == "call_expression":
            node = node.child_by_field_name("function")
            continue
        inner = node.child_by_field_name("object")
        if inner is not None and text(node.child_by_field_name("property")) == "only":
            found.append(Edit(path, inner.end_byte, node.end_byte, b""))
        node = inner
    if node is None or node.type != "identifier" or text(node) not in _ROOTS:
        return
    if text(node) in _FOCUSED:
        found.append(Edit(path, node.start_byte, node.end_byte, _FOCUSED[text(node)]))
    yield from found
