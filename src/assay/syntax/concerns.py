"""One pass over one file: tree-sitter finds the nodes that any concern wants, each concern makes rows of its own."""

from __future__ import annotations

import pkgutil
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from importlib import import_module
from types import MappingProxyType
from typing import Any, NamedTuple, Protocol

from tree_sitter import Language, Node, Parser, Query, QueryCursor

from assay.model import Conventions, Row, Source, SourceError, table_name
from assay.model.compiled import compiled
from assay.tables import all_tables

from .file import File
from .hints import Hints, has_hints

#: More loose tokens than this directly under a failed root are no source code; a query's cost is quadratic in them.
_MAX_SHARDS = 10_000
#: More places than this are not looked for one by one: each time a tree is entered from its root.
MANY = 500


class Concern(Protocol):
    """A module that looks at one thing. All but FILLS may be left out; NODES and `visit` stand together."""

    FILLS: tuple[type[Row], ...]
    NODES: tuple[str, ...]

    def visit(self, node: Node, file: File) -> Iterator[Row]: ...


class _Choice(NamedTuple):
    """What a set of concerns is shown of a file: who each node type, and who the whole of it at the end."""

    kinds: frozenset[str]
    visitors: Mapping[str, tuple[Concern, ...]]
    finishes: tuple[Callable[[File], Iterator[Row]], ...]


class Reader:
    """The concerns of one collector's package, and the grammars of its language by name.

    They are imported when something is read: what they fill is known without them.
    `top_level` holds node types that are seldom found but at the top level, with the keyword that each begins with.
    """

    def __init__(
        self,
        package: str,
        grammars: Mapping[str, Callable[[], object]],
        top_level: Mapping[str, bytes] = MappingProxyType({}),
    ) -> None:
        self._package = package
        self._top_level = top_level
        self._grammars = grammars
        self._hints: tuple[Conventions, Hints] | None = None
        self._known: dict[str, tuple[Language, Parser]] = {}
        self._cursors: dict[tuple[str, frozenset[str]], QueryCursor] = {}
        self._choices: dict[frozenset[int], _Choice] = {}

    @cached_property
    def concerns(self) -> tuple[Any, ...]:
        """Those modules of the package that are one."""
        path = import_module(self._package).__path__
        modules = [import_module(f"{self._package}.{module.name}") for module in pkgutil.iter_modules(path)]
        return tuple(module for module in modules if hasattr(module, "FILLS"))

    @property
    def fills(self) -> tuple[type[Row], ...]:
        """The rows that they make."""
        names = compiled(f"fills-{self._package}", list[str], self._fills)
        return tuple(all_tables()[name] for name in names)

    def _fills(self) -> list[str]:
        return list(dict.fromkeys(table_name(row) for each in self.concerns for row in each.FILLS))

    def prepare(self) -> None:
        """Import what reads, so that processes that are forked have it."""
        _ = self.concerns

    @cached_property
    def _all(self) -> frozenset[str]:
        return _kinds(self.concerns)

    @cached_property
    def _always(self) -> frozenset[str]:
        return _kinds(each for each in self.concerns if not has_hints(each))

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
        choice = self._choice(file)
        for node in self._nodes(file, choice.kinds, grammar):
            for concern in choice.visitors.get(node.type, ()):
                yield from concern.visit(node, file)
        for finish in choice.finishes:
            yield from finish(file)

    def _grammar(self, language: str) -> tuple[Language, Parser]:
        if language not in self._known:
            grammar = Language(self._grammars[language]())
            self._known[language] = grammar, Parser(grammar)
        return self._known[language]

    def _choice(self, file: File) -> _Choice:
        """Who is shown a file: by whether it is a test's, and by the hints that it holds."""
        known = self._hints
        if known is None or known[0] is not file.conventions:
            known = self._hints = file.conventions, Hints(self.concerns, file.conventions)
        _, hints = known
        chosen, file.held = hints.wanted_by(file.data, is_test=file.is_test)
        if chosen not in self._choices:
            concerns = [self.concerns[number] for number in sorted(chosen)]
            kinds = _kinds(concerns)
            self._choices[chosen] = _Choice(
                kinds,
                {kind: tuple(each for each in concerns if kind in _kinds([each])) for kind in kinds},
                tuple(concern.finish for concern in concerns if hasattr(concern, "finish")),
            )
        return self._choices[chosen]

    def _nodes(self, file: File, kinds: frozenset[str], grammar: Language) -> Iterable[Node]:
        """The nodes of these types, and more where a query for more is at hand, in document order."""
        if kinds <= self._top_level.keys():
            found = [node for node in file.root.children if node.type in kinds]
            # As many keywords as statements: none of these stands deeper.
            count = sum(file.data.count(self._top_level[kind]) for kind in kinds)
            if len(found) == count:
                return found
            if count <= MANY:
                return sorted(self._by_keyword(file, kinds), key=lambda node: node.start_byte)
        # Matches come in document order, captures do not.
        matches = self._cursor(file.language, grammar, kinds).matches(file.root)
        return [node for _, captured in matches for node in captured["node"]]

    def _by_keyword(self, file: File, kinds: frozenset[str]) -> Iterator[Node]:
        for kind in kinds:
            keyword = self._top_level[kind]
            for match in re.finditer(re.escape(keyword), file.data):
                token = file.root.descendant_for_byte_range(match.start(), match.end())
                statement = token.parent if token is not None and token.type == keyword.decode() else None
                if statement is not None and statement.type == kind:
                    yield statement

    def _cursor(self, language: str, grammar: Language, kinds: frozenset[str]) -> QueryCursor:
        """A query for the types that are always looked for, or for all: making one takes longer than reading a file."""
        wanted = self._always if kinds <= self._always else self._all
        if (language, wanted) not in self._cursors:
            # Types that a grammar lacks are left out.
            known = " ".join(f"({kind})" for kind in sorted(wanted) if grammar.id_for_node_kind(kind, True))
            self._cursors[language, wanted] = QueryCursor(Query(grammar, f"[{known}] @node"))
        return self._cursors[language, wanted]


def _kinds(concerns: Iterable[Any]) -> frozenset[str]:
    return frozenset(kind for concern in concerns for kind in getattr(concern, "NODES", ()))
