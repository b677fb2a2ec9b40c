"""What merely importing a module does: calls, and assignments to what all modules share; harmless ones are left out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from assay.model import Row
from assay.model.expressions import expression
from assay.tables.component import TopLevelCall

from .syntax import File, line, text

FILLS = (TopLevelCall,)
TESTS = False
_MAX_CALLEE = 80
_PURE = expression(
    r"^(?:React\.)?(?:createContext|memo|forwardRef|lazy|createRef)$|^(?:loadable|require|import|Symbol|BigInt|RegExp)$"
    r"|^styled\b|^(?:css|gql|graphql)$|^(?:Object|Array|Number|String|Math|JSON|Symbol|Boolean)\.\w+$|^defineConfig$"
    r"|^(?:Object\.freeze|defineMessages|createSelector|createStyles|makeStyles)$"
)
_BUNDLER_PURE = expression(rb"/\*\s*[#@]__PURE__\s*\*/\s*$")
#: What belongs to all modules: the global object, and what built-in classes hand on.
_GLOBAL = expression(
    r"^(?:window|globalThis|global|self|document)[.\[]|^(?:Object|Array|String|Number|Promise|Function)\.prototype\."
)
_DECLARING = ("lexical_declaration", "variable_declaration")


def finish(file: File) -> Iterator[Row]:
    """One row per call at the top level of a module."""
    for statement in file.root.named_children:
        if statement.type == "export_statement":
            inner = statement.child_by_field_name("declaration") or statement.child_by_field_name("value")
            if inner is None:
                continue
            statement = inner
        if statement.type == "expression_statement":
            yield from _call(statement.named_children[0] if statement.named_children else None, True, file)
        elif statement.type in _DECLARING:
            for declarator in statement.named_children:
                yield from _call(declarator.child_by_field_name("value"), False, file)
        elif statement.type == "call_expression":
            yield from _call(statement, False, file)


def _call(value: Node | None, bare: bool, file: File) -> Iterator[Row]:
    while value is not None and value.type in ("await_expression", "as_expression", "parenthesized_expression"):
        value = value.named_children[0] if value.named_children else None
    if bare and value is not None and value.type == "assignment_expression":
        yield from _global(value)
    if value is None or value.type not in ("call_expression", "new_expression"):
        return
    callee = value.child_by_field_name("function") or value.child_by_field_name("constructor")
    if value.type == "new_expression" and not bare:
        return
    if callee is not None and callee.type in ("parenthesized_expression", "arrow_function", "function_expression"):
        name = "function called on the spot"
    else:
        name = re.sub(r"\s+", "", text(callee))[:_MAX_CALLEE]
    if _PURE.match(name) or _BUNDLER_PURE.search(file.data, max(0, value.start_byte - 24), value.start_byte):
        return
    yield TopLevelCall(callee=name, bare=bare, line=line(value))


def _global(assignment: Node) -> Iterator[Row]:
    target = re.sub(r"\s+", "", text(assignment.child_by_field_name("left")))[:_MAX_CALLEE]
    if _GLOBAL.match(target):
        yield TopLevelCall(callee=f"{target} = …", bare=True, line=line(assignment))
