"""GraphQL documents in source: gql`…`, graphql`…`, gql(`…`), templates behind /* GraphQL */ and `#graphql …`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from assay.descriptions.finding import is_schema_language
from assay.model import Row
from assay.model.expressions import expression
from assay.syntax import is_generated
from assay.tables.graphql import GraphqlDocument

from .syntax import File, line, text

FILLS = (GraphqlDocument,)
HINTS = (b"gql", b"graphql", b"GraphQL */")
_TAG = expression(
    rb"(?<![\w$.])(?:gql|graphql)\s*(?:<[^`;]{0,200}>)?\s*(?:\(\s*)?(?:/\*\s*GraphQL\s*\*/\s*)?`"
    rb"|/\*\s*GraphQL\s*\*/\s*`"
    rb"|`(?=\s*#\s*graphql\b)"
)
_NAMED = expression(r"^\s*(?:query|mutation|subscription|fragment)\s+(\w+)", re.MULTILINE)
_INDENT = expression(r"^[ \t]+", re.MULTILINE)
_COMMENT = expression(r"#[^\n]*")
_BEGINS = expression(r"\s*(?:query\b|mutation\b|subscription\b|fragment\b|\{)")


def finish(file: File) -> Iterator[Row]:
    """One row per document; what is generated from documents elsewhere is left out."""
    if is_generated(file):
        return
    for match in _TAG.finditer(file.data):
        begin = match.end() - 1
        node = file.root.descendant_for_byte_range(begin, match.end())
        while node is not None and node.type != "template_string":
            node = node.parent
        if node is None or node.start_byte != begin:
            continue
        document, computed = _document(node)
        defines = is_schema_language(_INDENT.sub("", document).encode())
        if not defines and not _BEGINS.match(_COMMENT.sub("", document)):
            continue
        named = _NAMED.search(document)
        yield GraphqlDocument(
            name=named[1] if named else None,
            text=document,
            defines=defines,
            computed=computed,
            is_test=file.is_test,
            line=line(node),
        )


def _document(node: Node) -> tuple[str, bool]:
    """Its text, substitutions left out, and whether one of them stands inside of a definition."""
    whole, computed, at, depth = "", False, node.start_byte + 1, 0
    data = text(node).encode()
    for inner in node.named_children:
        if inner.type == "template_substitution":
            piece = data[at - node.start_byte : inner.start_byte - node.start_byte].decode("utf-8", "replace")
            bare = _COMMENT.sub("", piece)
            depth += bare.count("{") - bare.count("}")
            computed = computed or depth > 0
            whole, at = f"{whole}{piece} ", inner.end_byte
    return whole + data[at - node.start_byte : -1].decode("utf-8", "replace"), computed
