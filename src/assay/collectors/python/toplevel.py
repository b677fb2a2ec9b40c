"""Calls that merely importing a module makes; those that only build what the module itself defines are left out."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from assay.model import Row
from assay.model.expressions import expression
from assay.tables.component import TopLevelCall

from .syntax import File, callee, line, text

FILLS = (TopLevelCall,)
NODES = ("module",)
_MAX_CALLEE = 80
#: Declarations that a framework or the language asks to be written as calls.
_DECLARING = expression(
    r"^(?:logging\.getLogger|getLogger|(?:typing\.)?(?:TypeVar|NewType|ParamSpec|NamedTuple|cast)|(?:collections\.)?namedtuple"
    r"|re\.compile|(?:pathlib\.)?Path|warnings\.warn|(?:\w+\.)*site\.(?:un)?register|frozenset|set|dict|list|tuple|object"
    r"|gettext_lazy|_|int|str|Decimal|timedelta)$"
)
_BRANCHES = ("if_statement", "elif_clause", "else_clause", "try_statement", "except_clause", "finally_clause")
_INNER = (*_BRANCHES, "with_statement", "for_statement", "block")


def visit(node: Node, file: File) -> Iterator[Row]:
    """One row per call at the top level of a module; tests, and what runs as a script only, are left out."""
    if file.is_test or file.path.endswith("/__main__.py"):
        return
    own = {name for statement in node.named_children for name in _made(statement)}
    for statement in _statements(node):
        value = statement.named_children[0] if statement.named_children else None
        bare = value is not None and value.type == "call"
        if value is not None and value.type == "assignment":
            value = value.child_by_field_name("right")
        if value is None or value.type != "call":
            continue
        name = callee(value)[:_MAX_CALLEE] or "what another call returns"
        root, dot, _ = name.partition(".")
        if not _DECLARING.match(name) and not (dot and root in own):
            yield TopLevelCall(callee=name, bare=bare, line=line(value))


def _made(statement: Node) -> Iterator[str]:
    """Names of objects and classes that the module itself makes."""
    if statement.type == "decorated_definition":
        statement = statement.child_by_field_name("definition") or statement
    if statement.type == "class_definition":
        yield text(statement.child_by_field_name("name"))
    elif statement.type == "expression_statement":
        for part in statement.named_children:
            if part.type == "assignment":
                yield text(part.child_by_field_name("left"))


def _statements(node: Node) -> Iterator[Node]:
    """Expression statements that run on import, in order: nested ones too, unless they only run as a script."""
    waiting = list(reversed(node.named_children))
    while waiting:
        inner = waiting.pop()
        if inner.type == "expression_statement":
            yield inner
        elif inner.type in _INNER and not _is_guarded(inner):
            waiting += reversed(inner.named_children)


def _is_guarded(statement: Node) -> bool:
    condition = text(statement.child_by_field_name("condition"))
    return "__name__" in condition or "TYPE_CHECKING" in condition
