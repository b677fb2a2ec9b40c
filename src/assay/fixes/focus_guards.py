"""A test runner or linter that lets a focused test pass -> one that does not."""

from __future__ import annotations

from tree_sitter import Node

from assay.syntax import text

from .fix import Context, Edit, Fix, Unmet
from .tree import held, nodes, pairs, script, stricter, with_pair

FIX = Fix(
    standards=("testing/focused_tests_fail_the_pipeline",),
    title="Sets forbidOnly in Playwright's configuration, and jest/no-focused-tests to error",
    why_safe="It is done only where no test is marked to run alone today, so that nothing fails by it.",
    needs="a configuration that is not computed, and the focused tests put right first (`assay improve --apply` twice)",
)
_RULES = ("jest/no-focused-tests", "vitest/no-focused-tests")


def mend(finding: Unmet, data: bytes, context: Context) -> list[Edit]:
    """Nothing while a test below the configuration's directory is focused, or where the setting is computed."""
    path = finding.path or ""
    folder = path.rpartition("/")[0]
    focused = context.rows(
        "select count(*) from test_case where focused and disabled_by is distinct from 'comment' "
        "and starts_with(path, $folder)",
        folder=f"{folder}/" if folder else "",
    )
    if focused[0][0]:
        return []
    if finding.subject.endswith(": Playwright"):
        return _forbid(path, script(path, data), data)
    return stricter(path, data, _RULES, ("off", "warn", "0", "1")) if path.endswith(("json", ".eslintrc")) else []


def _forbid(path: str, root: Node | None, data: bytes) -> list[Edit]:
    values = [value for value in nodes(root, "object") if _is_outermost(value)] if root is not None else []
    known = [value for value in values if "testDir" in pairs(value) or "projects" in pairs(value)] or values
    if len(known) != 1:
        return []
    stated = held(pairs(known[0]).get("forbidOnly"))
    if stated is None:
        return [with_pair(path, known[0], "forbidOnly", "true", data)]
    return [Edit(path, stated.start_byte, stated.end_byte, b"true")] if text(stated) == "false" else []


def _is_outermost(value: Node) -> bool:
    """The configuration itself: exported, handed to defineConfig, or held by a variable of its type."""
    holder = value.parent
    if holder is None:
        return False
    if holder.type == "arguments" and holder.parent is not None:
        return text(holder.parent.child_by_field_name("function")) == "defineConfig"
    if holder.type == "variable_declarator":
        return "PlaywrightTestConfig" in text(holder.child_by_field_name("type"))
    if holder.type == "assignment_expression":
        return text(holder.child_by_field_name("left")) == "module.exports"
    return holder.type == "export_statement"
