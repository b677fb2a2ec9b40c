"""Exports: what `__all__` lists, else every public name that the module defines at its top level."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from assay.model import Row
from assay.tables.component import ModuleExport

from .syntax import File, line, literal, text

FILLS = (ModuleExport,)
NODES = ("module",)
_MAX_NAMES = 5_000


def visit(node: Node, file: File) -> Iterator[Row]:
    """One row per symbol; tests are left out."""
    if file.is_test:
        return
    bound: dict[str, Node] = {}
    passed_on: dict[str, tuple[str, str]] = {}
    listed: list[str] | None = None
    for statement in node.named_children[:_MAX_NAMES]:
        if statement.type == "import_from_statement":
            passed_on |= _imported(statement, bound)
            continue
        for name, value in _bound(statement):
            if name == "__all__":
                listed = [*(listed or ()), *_listed(value)]
            else:
                bound.setdefault(name, statement)
    whole = file.path.endswith("/__init__.py")
    public = [name for name in bound if not name.startswith("_") and (whole or name not in passed_on)]
    for name in dict.fromkeys(public if listed is None else listed):
        module, inner = passed_on.get(name, (None, name))
        yield ModuleExport(
            symbol=name,
            local_name=inner if inner != name else None,
            specifier=module,
            is_type=False,
            line=line(bound.get(name, node)),
        )


def _imported(statement: Node, bound: dict[str, Node]) -> dict[str, tuple[str, str]]:
    """Name -> (module, name there) of what a statement imports from this package."""
    module = text(statement.child_by_field_name("module_name"))
    found = {}
    for item in statement.children_by_field_name("name"):
        name = text(item.child_by_field_name("name") or item)
        local = text(item.child_by_field_name("alias")) or name
        found[local] = (module, name)
        if module.startswith("."):
            bound.setdefault(local, statement)
    return found


def _bound(statement: Node) -> Iterator[tuple[str, Node | None]]:
    """(name, value) of what a statement binds."""
    if statement.type == "decorated_definition":
        statement = statement.child_by_field_name("definition") or statement
    if statement.type in ("function_definition", "class_definition"):
        yield text(statement.child_by_field_name("name")), None
    elif statement.type == "expression_statement":
        for part in statement.named_children:
            left = part.child_by_field_name("left")
            if part.type in ("assignment", "augmented_assignment") and left is not None and left.type == "identifier":
                yield text(left), part.child_by_field_name("right")
    elif statement.type == "type_alias_statement":
        yield text(statement.child_by_field_name("left")).partition("[")[0], None


def _listed(value: Node | None) -> list[str]:
    if value is None or value.type not in ("list", "tuple"):
        return []
    return [name for item in value.named_children if (name := literal(item))]
