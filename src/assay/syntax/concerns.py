"""One pass over one file: tree-sitter finds the nodes that any concern wants, each concern makes rows of its own."""

from __future__ import annotations

import pkgutil
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib import import_module
from threading import Lock
from typing import Any, NamedTuple, Protocol

from tree_sitter import Language, Node, Parser, Query, QueryCursor

from assay.model import Row, Source, SourceError

from .file import File

#: More loose tokens than this directly under a failed root are no source code; a query's cost is quadratic in them.
_MAX_SHARDS = 10_000


class Concern(Protocol):
    """A module that looks at one thing; `finish`, HINTS and `wants` may be left out, or NODES and `visit`."""

    FILLS: tuple[type[Row], ...]
    NODES: tuple[str, ...]

    def visit(self, node: Node, file: File) -> Iterator[Row]: ...


class _Pass(NamedTuple):
    """What a set of concerns wants to see of a grammar: one query, and who is shown which node type."""

    cursor: QueryCursor | None
    visitors: Mapping[str, tuple[Concern, ...]]


class Reader:
    """The concerns of one collector's package, and the grammars of its language by name."""

    def __init__(self, package: str, grammars: Mapping[str, Callable[[], object]]) -> None:
        path = import_module(package).__path__
        modules: list[Any] = [import_module(f"{package}.{module.name}") for module in pkgutil.iter_modules(path)]
        self.concerns: tuple[Any, ...] = tuple(module for module in modules if hasattr(module, "FILLS"))
        self.fills: tuple[type[Row], ...] = tuple(dict.fromkeys(row for each in self.concerns for row in each.FILLS))
        self._hints = _Words({hint for each in self.concerns for hint in getattr(each, "HINTS", ())})
        self._grammars = grammars
        self._known: dict[str, tuple[Language, Parser]] = {}
        self._passes: dict[tuple[str, tuple[int, ...]], _Pass] = {}
        self._cursors: dict[tuple[str, tuple[str, ...]], QueryCursor] = {}

    def read(self, source: Source, language: str) -> Iterator[Row]:
        """Rows of every concern. Errors: SourceError when the file is no source code."""
        if b"\0" in source.data[:8192]:
            raise SourceError("is not text", where=source.path, remedy="Rename it or exclude it in assay.toml.")
        grammar, parser = self._grammar(language)
        file = File(source, language, parser.parse(source.data).root_node)
        if file.root.type == "ERROR" and file.root.child_count > _MAX_SHARDS:
            raise SourceError(
                f"is not {language}: no statement can be read", where=source.path, remedy="Mend the file."
            )
        held = self._hints.held_by(source.data)
        chosen = tuple(number for number, concern in enumerate(self.concerns) if _is_wanted(concern, file, held))
        looking = tuple(number for number in chosen if hasattr(self.concerns[number], "NODES"))
        cursor, visitors = self._pass(language, grammar, looking)
        # Matches come in document order, captures do not.
        for _, found in cursor.matches(file.root) if cursor else ():
            for node in found["node"]:
                for concern in visitors.get(node.type, ()):
                    yield from concern.visit(node, file)
        for number in chosen:
            finish = getattr(self.concerns[number], "finish", None)
            if finish:
                yield from finish(file)

    def _grammar(self, language: str) -> tuple[Language, Parser]:
        if language not in self._known:
            grammar = Language(self._grammars[language]())
            self._known[language] = grammar, Parser(grammar)
        return self._known[language]

    def _pass(self, language: str, grammar: Language, chosen: tuple[int, ...]) -> _Pass:
        """One query for all node types that a concern wants; types that a grammar lacks are left out."""
        if (language, chosen) not in self._passes:
            concerns = [self.concerns[number] for number in chosen]
            wanted = sorted({kind for concern in concerns for kind in concern.NODES})
            kinds = tuple(kind for kind in wanted if kind == "ERROR" or grammar.id_for_node_kind(kind, True))
            visitors = {kind: tuple(concern for concern in concerns if kind in concern.NODES) for kind in kinds}
            self._passes[language, chosen] = _Pass(self._cursor(language, grammar, kinds), visitors)
        return self._passes[language, chosen]

    def _cursor(self, language: str, grammar: Language, kinds: tuple[str, ...]) -> QueryCursor | None:
        if kinds and (language, kinds) not in self._cursors:
            query = "[" + " ".join(f"({kind})" for kind in kinds) + "] @node"
            self._cursors[language, kinds] = QueryCursor(Query(grammar, query))
        return self._cursors.get((language, kinds))


def _is_wanted(concern: Any, file: File, held: frozenset[bytes]) -> bool:
    hints, wants = getattr(concern, "HINTS", None), getattr(concern, "wants", None)
    return (hints is None or not held.isdisjoint(hints)) and (wants is None or wants(file))


class _Words:
    """Byte strings, of which those that a file holds are found in one pass (hyperscan).

    The engine lets go of Python's lock while it scans in memory of its own, which two threads may not share.
    """

    def __init__(self, words: Iterable[bytes]) -> None:
        self._words = tuple(words)
        self._database: Any = None
        self._scanning = Lock()

    def held_by(self, data: bytes) -> frozenset[bytes]:
        if not self._words:
            return frozenset()
        held: list[int] = []
        with self._scanning:
            self._engine().scan(data, match_event_handler=lambda number, *_: held.append(number))
        return frozenset(self._words[number] for number in held)

    def _engine(self) -> Any:
        if self._database is None:
            import hyperscan

            self._database = hyperscan.Database()
            self._database.compile(
                expressions=[re.escape(word) for word in self._words],
                ids=list(range(len(self._words))),
                flags=[hyperscan.HS_FLAG_SINGLEMATCH] * len(self._words),
            )
        return self._database
