"""Imports and re-exports by statements, type-only ones too; `loads` has those by a call."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from assay.model import Row
from assay.model.expressions import expression
from assay.tables.component import ModuleImport

from .syntax import File, is_type_only, line, literal, text

FILLS = (ModuleImport,)
NODES = ("import_statement", "export_statement")
#: `import { a, b } from 'c';`
_PLAIN = expression(rb"""import\s*\{([\w$,\s]+)\}\s*from\s*(['"])([^'"\n]+)\2;?""")
_KEYWORDS = frozenset((b"type", b"typeof"))


def visit(node: Node, file: File) -> Iterator[Row]:
    """One row per import or re-export as written."""
    stated = (_plain(node) if node.type == "import_statement" else None) or _stated(node)
    if stated is not None:
        specifier, kind, names = stated
        yield ModuleImport(specifier=specifier, kind=kind, names=names, is_test=file.is_test, line=line(node))


def _plain(node: Node) -> tuple[str, str, str | None] | None:
    """What `_stated` says of the plainest imports, which most are: their text is read sooner than their nodes."""
    match = _PLAIN.fullmatch(node.text or b"")
    if match is None:
        return None
    parts = [part.split() for part in match[1].split(b",")]
    names = [name for part in parts for name in part]
    if any(len(part) > 1 for part in parts) or not _KEYWORDS.isdisjoint(names):
        return None
    return match[3].decode("utf-8", "replace"), "static", b",".join(names).decode() or None


def _stated(node: Node) -> tuple[str, str, str | None] | None:
    """(module, kind, names); None where none is imported from."""
    source = node.child_by_field_name("source")
    if source is None and node.type == "export_statement":
        return None
    parts = {child.type: child for child in node.children}
    required = parts.get("import_require_clause")
    specifier = literal(required.child_by_field_name("source") if required is not None else source)
    if specifier is None:
        return None
    is_type = is_type_only(node, parts)
    names: str | None
    if node.type == "export_statement":
        kind, names = ("type" if is_type else "reexport"), _exported(node)
    elif required is not None:
        kind, names = ("type" if is_type else "require"), "*"
    else:
        names, all_types = _imported(parts.get("import_clause"))
        kind = "type" if is_type or all_types else "static"
    return specifier, kind, names


def _imported(clause: Node | None) -> tuple[str | None, bool]:
    """(names, whether all of them are types).

    `import { type A, type B }`: nothing is left at run time (with isolatedModules the import itself may stay).
    """
    names: list[str] = []
    types: list[bool] = []
    for part in clause.named_children if clause is not None else ():
        if part.type == "named_imports":
            for item in part.named_children:
                names.append(text(item.child_by_field_name("name")))
                types.append(any(word.type == "type" for word in item.children))
        else:
            names += {"identifier": ["default"], "namespace_import": ["*"]}.get(part.type, [])
            types.append(False)
    return ",".join(name for name in names if name) or None, bool(types) and all(types)


def _exported(node: Node) -> str:
    clause = next((child for child in node.named_children if child.type == "export_clause"), None)
    if clause is None:
        return "*"
    return ",".join(text(item.child_by_field_name("name")) for item in clause.named_children if item.type != "comment")
