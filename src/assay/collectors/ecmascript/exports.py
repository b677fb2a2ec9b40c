"""Exports: every symbol that other modules can import."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from assay.model import Row
from assay.tables.component import ModuleExport

from .syntax import File, is_type_only, line, literal, text

FILLS = (ModuleExport,)
NODES = ("export_statement",)
TESTS = False
_TYPES = ("interface_declaration", "type_alias_declaration")


def visit(node: Node, file: File) -> Iterator[Row]:
    """One row per exported symbol."""
    specifier = literal(node.child_by_field_name("source"))
    parts = {child.type: child for child in node.children}
    is_type = is_type_only(node, parts)
    if "default" in parts:
        local = node.child_by_field_name("declaration") or node.child_by_field_name("value")
        name = local.child_by_field_name("name") if local is not None and local.type != "identifier" else local
        kind = is_type or (local is not None and (local.type in _TYPES or text(name) in _types_of(file)))
        bound = _imports_of(file) if local is not None and local.type == "identifier" else {}
        source, inner = bound.get(text(name), (None, text(name) or None))
        yield _row("default", inner, source, kind, node)
        return
    clause = parts.get("export_clause")
    if clause is not None:
        yield from _clause(clause, specifier, is_type, file)
    elif specifier is not None:
        named = parts.get("namespace_export")
        symbol = text(named.named_children[0]) if named is not None and named.named_children else "*"
        yield _row(symbol, "*" if symbol != "*" else None, specifier, is_type, node)
    else:
        declaration = node.child_by_field_name("declaration")
        for symbol in _declared(declaration):
            kind = is_type or (declaration is not None and declaration.type in _TYPES)
            yield _row(symbol, None, None, kind, node)


def _types_of(file: File) -> frozenset[str]:
    """Names that the file itself declares as types, and as nothing else."""
    if "types" not in file.memo:
        named = (child for child in file.root.named_children if child.type in _TYPES)
        file.memo["types"] = frozenset(text(child.child_by_field_name("name")) for child in named)
    types: frozenset[str] = file.memo["types"]
    return types


def _imports_of(file: File) -> dict[str, tuple[str | None, str | None]]:
    """Names bound by imports -> (module, name there): what is imported and exported again is a re-export."""
    if "bindings" not in file.memo:
        found: dict[str, tuple[str | None, str | None]] = {}
        for statement in file.root.named_children:
            clause = statement.named_children[0] if statement.type == "import_statement" else None
            if clause is None or clause.type != "import_clause":
                continue
            source = literal(statement.child_by_field_name("source"))
            for child in clause.named_children:
                if child.type == "identifier":
                    found[text(child)] = (source, "default")
                for item in child.named_children if child.type == "named_imports" else ():
                    name, alias = item.child_by_field_name("name"), item.child_by_field_name("alias")
                    found[text(alias or name)] = (source, text(name))
        file.memo["bindings"] = found
    bindings: dict[str, tuple[str | None, str | None]] = file.memo["bindings"]
    return bindings


def _clause(clause: Node, specifier: str | None, is_type: bool, file: File) -> Iterator[Row]:
    for item in clause.named_children:
        if item.type == "export_specifier":
            name, alias = item.child_by_field_name("name"), item.child_by_field_name("alias")
            shown, local = text(alias or name), text(name)
            kind = is_type or any(part.type == "type" for part in item.children)
            if specifier is not None:
                yield _row(shown, local if alias else None, specifier, kind, item)
            else:
                source, inner = _imports_of(file).get(local, (None, local))
                yield _row(shown, inner if inner != shown else None, source, kind or local in _types_of(file), item)


def _declared(declaration: Node | None) -> list[str]:
    if declaration is not None and declaration.type == "ambient_declaration":
        declaration = declaration.named_children[0] if declaration.named_children else None
    if declaration is None:
        return []
    if declaration.type in ("lexical_declaration", "variable_declaration"):
        names = [child.child_by_field_name("name") for child in declaration.named_children]
        return [symbol for name in names if name is not None for symbol in _bound(name)]
    name = declaration.child_by_field_name("name")
    return [text(name)] if name is not None else []


def _bound(pattern: Node) -> Iterator[str]:
    """Names that a declaration binds: one, or those of a pattern (`{ a, b: c, ...d }`, `[e, f = 1]`)."""
    waiting = [pattern]
    while waiting:
        node = waiting.pop()
        if node.type in ("identifier", "shorthand_property_identifier_pattern"):
            yield text(node)
        elif node.type == "pair_pattern":
            waiting += [part for part in (node.child_by_field_name("value"),) if part is not None]
        elif node.type in ("assignment_pattern", "object_assignment_pattern"):
            waiting += [part for part in (node.child_by_field_name("left"),) if part is not None]
        else:
            waiting += reversed(node.named_children)


def _row(symbol: str, local: str | None, specifier: str | None, is_type: bool, node: Node) -> Row:
    return ModuleExport(symbol=symbol, local_name=local, specifier=specifier, is_type=is_type, line=line(node))
