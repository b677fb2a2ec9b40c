"""The parsed file that concerns look at, and the grammars."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterable
from functools import cache, cached_property
from importlib import import_module
from pathlib import PurePosixPath
from typing import Any, Protocol

import tree_sitter_javascript
import tree_sitter_typescript
from tree_sitter import Language, Node, Parser, Query, QueryCursor

from assay.model import Conventions, Row, Source
from assay.model.paths import is_test_path

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
_GRAMMARS = {
    "typescript": tree_sitter_typescript.language_typescript,
    "tsx": tree_sitter_typescript.language_tsx,
    "javascript": tree_sitter_javascript.language,
}


class Concern(Protocol):
    """The shape of a module of this package that looks at one thing."""

    FILLS: tuple[type[Row], ...]
    NODES: tuple[str, ...]

    def visit(self, node: Node, file: File) -> Iterable[Row]: ...


class File:
    """One parsed source file."""

    def __init__(self, source: Source, language: str, root: Node) -> None:
        self.path = source.path
        self.data = source.data
        self.conventions: Conventions = source.conventions
        self.language = language
        self.root = root
        self.is_test = is_test_path(source.path)
        self.memo: dict[str, Any] = {}

    @cached_property
    def lines(self) -> list[str]:
        return self.data.decode("utf-8", "replace").splitlines()


def text(node: Node | None) -> str:
    """Source text of a node; empty for none."""
    return node.text.decode("utf-8", "replace") if node is not None and node.text is not None else ""


def line(node: Node) -> int:
    """Line of a node, from 1."""
    return node.start_point[0] + 1


def literal(node: Node | None) -> str | None:
    """Value of a string literal, or of a template without substitutions; None for anything else."""
    if node is None or node.type not in ("string", "template_string"):
        return None
    if any(child.type == "template_substitution" for child in node.children):
        return None
    return text(node)[1:-1]


@cache
def concerns() -> tuple[Concern, ...]:
    """The modules of this package that state NODES."""
    package = __package__
    path = import_module(package).__path__
    modules = (import_module(f"{package}.{module.name}") for module in pkgutil.iter_modules(path))
    return tuple(module for module in modules if hasattr(module, "NODES"))


def parse(source: Source) -> File:
    """Parse with the grammar that the suffix names."""
    language = SUFFIXES[PurePosixPath(source.path).suffix[1:].lower()]
    tree = _parser(language).parse(source.data)
    return File(source, language, tree.root_node)


@cache
def _parser(language: str) -> Parser:
    return Parser(_language(language))


@cache
def _language(language: str) -> Language:
    return Language(_GRAMMARS[language]())


@cache
def matcher(language: str) -> QueryCursor:
    """One query for all node types that any concern wants; types that a grammar lacks are left out."""
    grammar = _language(language)
    wanted = sorted({kind for concern in concerns() for kind in concern.NODES})
    known = [kind for kind in wanted if kind == "ERROR" or grammar.id_for_node_kind(kind, True)]
    return QueryCursor(Query(grammar, "[" + " ".join(f"({kind})" for kind in known) + "] @node"))
