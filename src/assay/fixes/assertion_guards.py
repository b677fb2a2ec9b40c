"""expect.hasAssertions() in beforeAll -> in beforeEach."""

from __future__ import annotations

from tree_sitter import Node

from assay.syntax import text

from .fix import Context, Edit, Fix, Unmet
from .tree import nodes, script

FIX = Fix(
    standards=("testing/assertion_guards_run_per_test",),
    title="Calls expect.hasAssertions() before each test",
    why_safe="It is done only where every unit test that runs asserts something itself, so that none fails by it.",
    needs="assertions in the tests that have none, and a hook of its own where the hook does more than this",
)
_CALL = "expect.hasAssertions()"


def mend(finding: Unmet, data: bytes, context: Context) -> list[Edit]:
    """Nothing where a test is known that asserts nothing, or only through what cannot be seen."""
    path = finding.path or ""
    root = script(path, data)
    bare = context.rows(
        "select count(*) from test_case where level = 'unit' and framework = 'jest' and disabled_by is null "
        "and assertions + snapshots = 0"
    )
    if root is None or bare[0][0]:
        return []
    edits = []
    for call in nodes(root, "call_expression"):
        if text(call) != _CALL:
            continue
        hook = _hook(call)
        if hook is None:
            return []
        edits.append(Edit(path, hook.start_byte, hook.end_byte, b"beforeEach"))
    return edits


def _hook(call: Node) -> Node | None:
    """The name `beforeAll` of the hook that does this and nothing else."""
    statement = call.parent
    body = statement.parent if statement is not None and statement.type == "expression_statement" else call.parent
    if body is None or (body.type == "statement_block" and len(body.named_children) != 1):
        return None
    function = body.parent if body.type == "statement_block" else body
    arguments = function.parent if function is not None and function.type in _FUNCTIONS else None
    outer = arguments.parent if arguments is not None and arguments.type == "arguments" else None
    name = outer.child_by_field_name("function") if outer is not None else None
    return name if text(name) == "beforeAll" else None


_FUNCTIONS = ("arrow_function", "function_expression", "function")
