"""console.log(…) that runs when a module is imported -> nothing."""

from __future__ import annotations

import re

from tree_sitter import Node

from assay.syntax import text

from .fix import Context, Edit, Fix, Unmet
from .tree import nodes, script

FIX = Fix(
    standards=("component/importing_has_no_effect",),
    title="Takes out console.log where merely importing a module writes it",
    why_safe="It is done only where nothing is called or changed to make the text, and what it tells is used "
    "elsewhere: the text alone is gone.",
    needs="a function to move the call into, wherever importing does anything but write to the console",
)
_CONSOLE = re.compile(r"console\.(?:log|debug|info|trace)")
#: What may stand between the brackets: to read it changes nothing.
_STILL = frozenset(
    (
        *("string", "string_fragment", "escape_sequence", "template_string", "template_substitution", "number"),
        *("identifier", "true", "false", "null", "undefined", "binary_expression", "arguments"),
    )
)


def mend(finding: Unmet, data: bytes, context: Context) -> list[Edit]:
    """Nothing where the module does anything else when it is imported: it would do so still."""
    path = finding.path or ""
    calls = context.rows("select callee, line from top_level_call where path = $path and bare", path=path)
    root = script(path, data)
    if root is None or not calls or not all(_CONSOLE.fullmatch(callee) for callee, _ in calls):
        return []
    lines = {line for _, line in calls}
    statements = [
        statement
        for statement in root.named_children
        if statement.type == "expression_statement" and statement.start_point[0] + 1 in lines
    ]
    if len(statements) != len(calls) or not all(_only_writes(statement) for statement in statements):
        return []
    names = {node.text or b"" for each in statements for node in nodes(each, "identifier")} - {b"console"}
    rest = re.sub(b"|".join(re.escape(each.text or b"") for each in statements), b"", data)
    if any(_is_idle(name, rest) for name in names):
        return []
    return [_removed(path, statement, data) for statement in statements]


def _is_idle(name: bytes, rest: bytes) -> bool:
    """What is left of the file only declares the name: compilers and linters mind that."""
    places = [line for line in rest.split(b"\n") if re.search(rb"(?<![\w$])%s(?![\w$])" % re.escape(name), line)]
    return len(places) == 1 and not places[0].startswith(b"export")


def _only_writes(statement: Node) -> bool:
    call = statement.named_children[0]
    if call.type != "call_expression" or not _CONSOLE.fullmatch(text(call.child_by_field_name("function"))):
        return False
    given = call.child_by_field_name("arguments")
    kinds = {node.type for node in _named(given)} if given is not None else {"?"}
    return kinds <= _STILL


def _named(node: Node) -> list[Node]:
    return [node, *(inner for child in node.named_children for inner in _named(child))]


def _removed(path: str, statement: Node, data: bytes) -> Edit:
    """The statement with its line, and the blank line before it where it was the last of the file."""
    start, end = statement.start_byte, statement.end_byte
    line = data.rfind(b"\n", 0, start) + 1
    after = data.find(b"\n", end)
    after = len(data) if after < 0 else after + 1
    if data[line:start].strip() or data[end:after].strip():
        return Edit(path, start, end, b"")
    before = data[:line]
    if not data[after:].strip() and before.endswith((b"\n\n", b"\r\n\r\n")):
        line = len(before) - (2 if before.endswith(b"\r\n\r\n") else 1)
    return Edit(path, line, after, b"")
