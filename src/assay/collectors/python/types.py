"""Places where the type checker is told to look away: Any, cast and `type: ignore`."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from assay.model import Row
from assay.model.expressions import expression
from assay.tables.component import TypeEscape

from .syntax import File, callee, is_public, line, origin, outer, text

FILLS = (TypeEscape,)
NODES = ("type", "call", "comment")
HINTS = (b"Any", b"cast(", b"ignore")
_IGNORE = expression(rb"#\s*(?:type|pyright|ty|pyrefly):\s*ignore\b")
_ANY = ("Any", "typing.Any", "t.Any")
#: What is in one of these besides Any is lost: `Any | None` and `Optional[Any]` are as good as Any.
_THROUGH = expression(r"^(?:\w+\.)?(?:Optional|Union|Annotated)$")


def visit(node: Node, file: File) -> Iterator[Row]:
    """One row per escape."""
    if node.type == "comment":
        if b"ignore" in (content := node.text or b"") and _IGNORE.search(content):
            yield _row("type_ignore", False, node, file)
    elif node.type == "call":
        if origin(callee(node), file) in ("typing.cast", "typing_extensions.cast"):
            yield _row("cast", False, node, file)
    elif not _is_within(node):
        for place, whole in _anys(node):
            yield _row("any", whole and not file.is_test and _is_public(node), place, file)


def _row(escape: str, exported: bool, node: Node, file: File) -> Row:
    return TypeEscape(escape=escape, exported=exported, is_test=file.is_test, line=line(node))


def _is_within(annotation: Node) -> bool:
    """Part of another annotation: `int` in `list[int]`."""
    around = annotation.parent
    return around is not None and around.type in ("type_parameter", "union_type", "constrained_type", "member_type")


def _anys(node: Node) -> Iterator[tuple[Node, bool]]:
    """(each Any in an annotation, whether it makes all of the annotation Any)."""
    waiting = [(node, True)]
    while waiting:
        part, whole = waiting.pop()
        if part.type in ("identifier", "attribute"):
            if text(part) in _ANY:
                yield part, whole
            continue
        if part.type in ("generic_type", "subscript"):
            named = part.child_by_field_name("value") or part.named_children[0]
            whole = whole and _THROUGH.match(text(named)) is not None
        elif part.type not in ("type", "union_type", "binary_operator", "type_parameter"):
            whole = False
        waiting += ((child, whole) for child in part.named_children)


def _is_public(annotation: Node) -> bool:
    """In the signature of what other modules may call; `*args: Any` and `**kwargs: Any` say nothing that is not so."""
    holder = annotation.parent
    if holder is not None and holder.type in ("typed_parameter", "typed_default_parameter"):
        name = holder.child_by_field_name("name") or holder.named_children[0]
        if name.type in ("list_splat_pattern", "dictionary_splat_pattern") or text(name).startswith("_"):
            return False
    elif holder is None or holder.type != "function_definition":
        return False
    functions = list(outer(annotation, "function_definition", "lambda"))
    return bool(functions) and functions[0].type != "lambda" and is_public(functions[0])
