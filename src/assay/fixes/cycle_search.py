"""A search for import cycles that only warns -> one that fails the build, where there is no cycle today."""

from __future__ import annotations

from tree_sitter import Node

from assay.syntax import text

from .fix import Context, Edit, Fix, Unmet
from .tree import held, nodes, pairs, script, stricter, with_pair

FIX = Fix(
    standards=("component/cycle_detection_fails_the_build",),
    title="Lets the search for import cycles fail the build",
    why_safe="It is done only where no files import each other in circles today, so that nothing fails by it.",
    needs="the cycles that there are to be opened first",
)
_RULES = ("import/no-cycle", "import-x/no-cycle")


def mend(finding: Unmet, data: bytes, context: Context) -> list[Edit]:
    """failOnError of the webpack plugin, or the severity of the ESLint rule in a JSON configuration."""
    path = finding.path or ""
    if context.rows("select count(*) from file_cycle")[0][0]:
        return []
    if finding.subject.endswith(": CircularDependencyPlugin"):
        root = script(path, data)
        made = nodes(root, "new_expression") if root is not None else ()
        plugins = [new for new in made if text(new.child_by_field_name("constructor")) == "CircularDependencyPlugin"]
        return [edit for plugin in plugins for edit in _failing(path, plugin, data)]
    return stricter(path, data, _RULES, ("warn", "1")) if path.endswith((".json", ".eslintrc")) else []


def _failing(path: str, plugin: Node, data: bytes) -> list[Edit]:
    given = plugin.child_by_field_name("arguments")
    options = given.named_children[0] if given is not None and given.named_children else None
    if options is None or options.type != "object":
        return []
    stated = held(pairs(options).get("failOnError"))
    if stated is None:
        spread = any(child.type == "spread_element" for child in options.named_children)
        return [] if spread else [with_pair(path, options, "failOnError", "true", data)]
    return [Edit(path, stated.start_byte, stated.end_byte, b"true")] if text(stated) == "false" else []
