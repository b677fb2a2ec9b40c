"""What a concern of this package needs: the words that languages share, and those of Python."""

from __future__ import annotations

from collections.abc import Iterator

import tree_sitter_python
from tree_sitter import Node

from assay.syntax import File, line, text

__all__ = ["GRAMMARS", "File", "arguments", "callee", "docstring", "is_public"]
__all__ += ["line", "literal", "note", "origin", "outer", "text", "title"]

GRAMMARS = {"python": tree_sitter_python.language}


def literal(node: Node | None) -> str | None:
    """Value of a string literal, also of several side by side; None where anything is filled in, and for the rest."""
    if node is None:
        return None
    if node.type == "concatenated_string":
        parts = [literal(part) for part in node.named_children if part.type != "comment"]
        return "".join(part for part in parts if part is not None) if None not in parts else None
    if node.type != "string" or any(child.type == "interpolation" for child in node.children):
        return None
    return "".join(text(child) for child in node.children if child.type == "string_content")


def callee(call: Node) -> str:
    """What a call calls, as written without white space: `requests.get`; empty when it is long."""
    function = call.child_by_field_name("function")
    if function is None or function.end_byte - function.start_byte > 200:
        return ""
    return "".join(text(function).split())


def arguments(call: Node) -> tuple[list[Node], dict[str, Node]]:
    """(positional, by keyword). A spread stands under the keyword `**` or among the positional ones."""
    given = call.child_by_field_name("arguments")
    positional: list[Node] = []
    named: dict[str, Node] = {}
    for child in given.named_children if given is not None else ():
        if child.type == "keyword_argument":
            name, value = child.child_by_field_name("name"), child.child_by_field_name("value")
            if value is not None:
                named[text(name)] = value
        elif child.type == "dictionary_splat":
            named["**"] = child
        elif child.type != "comment":
            positional.append(child)
    return positional, named


def outer(node: Node, *kinds: str) -> Iterator[Node]:
    """The nodes of these types around a node, the innermost first."""
    around = node.parent
    while around is not None:
        if around.type in kinds:
            yield around
        around = around.parent


def is_public(function: Node) -> bool:
    """Other modules may call it: its name and its classes' names are not private, and it is in no other function."""
    for one in (function, *outer(function, "function_definition", "class_definition")):
        name = text(one.child_by_field_name("name"))
        if one.type == "function_definition" and one.start_byte != function.start_byte:
            return False
        if name.startswith("_") and not name.startswith("__"):
            return False
    return True


def title(function: Node) -> str:
    """Name of a function with those of its classes before it, as a test report shows it."""
    suites = [text(one.child_by_field_name("name")) for one in outer(function, "class_definition")]
    return " > ".join([*reversed(suites), text(function.child_by_field_name("name"))])[:500]


def docstring(definition: Node) -> Node | None:
    """The docstring of a module, class or function."""
    body = definition if definition.type == "module" else definition.child_by_field_name("body")
    for statement in body.named_children if body is not None else ():
        if statement.type == "comment":
            continue
        first = statement.named_children[0] if statement.named_children else None
        is_text = statement.type == "expression_statement" and first is not None
        return first if is_text and first is not None and first.type in ("string", "concatenated_string") else None
    return None


def note(node: Node, file: File) -> None:
    """Remember where the names that an import binds come from; document order makes them known before they are used."""
    known: dict[str, str] = file.memo.setdefault("origins", {})
    module = text(node.child_by_field_name("module_name"))
    for item in node.children_by_field_name("name"):
        name = text(item.child_by_field_name("name") or item)
        alias = text(item.child_by_field_name("alias"))
        if module:
            known[alias or name] = f"{module}.{name}" if not module.endswith(".") else module + name
        elif alias:
            known[alias] = name
        else:
            top = name.partition(".")[0]
            known[top] = top


def origin(name: str, file: File) -> str:
    """A dotted name with its first part as it was imported: `r.get` -> `requests.get` after `import requests as r`."""
    first, dot, rest = name.partition(".")
    known: dict[str, str] = file.memo.get("origins", {})
    return known.get(first, first) + dot + rest
