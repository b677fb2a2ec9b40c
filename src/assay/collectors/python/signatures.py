"""Public functions that leave types out, in files that otherwise state them: to a checker each is full of Any."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from assay.model import Row
from assay.tables.component import TypeEscape

from .syntax import File, is_public, line, text

FILLS = (TypeEscape,)
NODES = ("function_definition",)


def visit(node: Node, file: File) -> Iterator[Row]:
    """Sort the public functions; which kind of file this is, is known at its end."""
    if not file.is_test and _is_called(node) and (typed := _is_typed(node)) is not None:
        file.memo.setdefault("typed" if typed else "untyped", []).append(node)
    return iter(())


def finish(file: File) -> Iterator[Row]:
    """One row per function that is the exception in its file."""
    if is_typed(file):
        for node in file.memo.get("untyped", ()):
            yield TypeEscape(escape="untyped", exported=True, is_test=False, line=line(node))


def _is_called(function: Node) -> bool:
    """Public, and no `__eq__` or the like, whose types the language knows."""
    name = text(function.child_by_field_name("name"))
    return (not name.startswith("__") or name in ("__init__", "__call__")) and is_public(function)


def is_typed(file: File) -> bool:
    """Most public functions state the types of what they take; true only once the whole file was seen."""
    return len(file.memo.get("typed", ())) > len(file.memo.get("untyped", ()))


def _is_typed(function: Node) -> bool | None:
    """Whether all parameters have a type; None where there is nothing to say, `self`, `*args` and `_unused` aside."""
    parameters = function.child_by_field_name("parameters")
    named = parameters.named_children if parameters is not None else []
    in_class = function.parent is not None and _holder(function).type == "class_definition"
    kinds = [one for one in named[1 if in_class else 0 :] if one.type not in ("comment", *_SEPARATORS)]
    plain = [one for one in kinds if one.type in ("identifier", "default_parameter")]
    if any(not text(one).startswith("_") for one in plain):
        return False
    return True if kinds or function.child_by_field_name("return_type") is not None else None


_SEPARATORS = (
    *("keyword_separator", "positional_separator", "list_splat_pattern", "dictionary_splat_pattern"),
    "tuple_pattern",
)


def _holder(function: Node) -> Node:
    """The class, function or module that a function is defined in."""
    around = function.parent
    while around is not None and around.type not in ("class_definition", "function_definition", "module"):
        around = around.parent
    return around or function
