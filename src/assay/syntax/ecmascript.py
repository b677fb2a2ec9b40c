"""TypeScript, TSX, JavaScript and JSON with comments: which grammar reads which file; a file's bytes -> its tree."""

from __future__ import annotations

from functools import cache

import tree_sitter_javascript
import tree_sitter_typescript
from tree_sitter import Language, Node, Parser

#: Suffix -> grammar. JSX is part of the JavaScript grammar.
SUFFIXES = {
    "ts": "typescript",
    "mts": "typescript",
    "cts": "typescript",
    "tsx": "tsx",
    "js": "javascript",
    "mjs": "javascript",
    "cjs": "javascript",
    "jsx": "javascript",
}
GRAMMARS = {
    "typescript": tree_sitter_typescript.language_typescript,
    "tsx": tree_sitter_typescript.language_tsx,
    "javascript": tree_sitter_javascript.language,
}


def parse(path: str, data: bytes) -> Node | None:
    """The root of a source file's tree; None for files of another kind."""
    grammar = SUFFIXES.get(path.rpartition(".")[2].lower())
    return _parser(grammar).parse(data).root_node if grammar else None


@cache
def _parser(grammar: str) -> Parser:
    return Parser(Language(GRAMMARS[grammar]()))
