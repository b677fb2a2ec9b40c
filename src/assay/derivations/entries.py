"""Exports, imports and export lists -> entry_export: what the entries of packages offer, and who takes it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from assay.model import Derivation, Row, Target
from assay.model.globs import foreign_expression, glob_expression
from assay.tables.component import EntryExport

_MAX_SYMBOLS = 5_000
#: Source that imports modules as well, and that no collector reads.
_UNREAD = ("vue", "svelte", "astro", "mdx")
_Inputs = Mapping[str, Sequence[tuple[Any, ...]]]


class _Export(NamedTuple):
    symbol: str
    inner: str
    specifier: str | None
    is_type: bool
    line: int


class _List(NamedTuple):
    output: str
    file: re.Pattern[str]
    ignored: frozenset[str]
    member: re.Pattern[str]


class _Exports:
    """The exports of every file, and where re-exports lead."""

    def __init__(self, inputs: _Inputs) -> None:
        self.of: dict[str, list[_Export]] = defaultdict(list)
        for path, symbol, local, specifier, is_type, line in inputs["exports"]:
            self.of[path].append(_Export(symbol, local or symbol, specifier, bool(is_type), line))
        self._leads = {(path, specifier): to for path, specifier, to in inputs["leads"]}

    def offered(self, path: str, seen: frozenset[str] = frozenset()) -> Iterator[tuple[_Export, str, bool]]:
        """(export, file that defines it, stands by name in the entry itself); `export *` is followed."""
        for export in self.of.get(path, ()):
            to = self._leads.get((path, export.specifier)) if export.specifier else None
            if export.symbol != "*":
                origin, is_type = self._origin(path, export)
                yield export._replace(is_type=is_type), origin, not seen
            elif to is not None and to not in seen and to != path:
                for inner, origin, _ in self.offered(to, seen | {path}):
                    if inner.symbol != "default":
                        yield inner._replace(line=export.line), origin, False

    def _origin(self, path: str, export: _Export) -> tuple[str, bool]:
        """(file that defines it, is a type there or on the way)."""
        seen, is_type = set(), export.is_type
        while export.specifier and (to := self._leads.get((path, export.specifier))) and to not in seen:
            seen.add(to)
            path = to
            following = next((other for other in self.of.get(to, ()) if other.symbol == export.inner), None)
            if following is None:
                break
            export, is_type = following, is_type or following.is_type
        return path, is_type


def derive(inputs: _Inputs, target: Target) -> Iterator[Row]:
    """One row per symbol of each entry."""
    exports = _Exports(inputs)
    users, test_users = _users(inputs["uses"])
    lists = list(_lists(inputs["lists"]))
    unseen = any(True for _ in target.suffixed(*_UNREAD))
    for (path,) in inputs["entries"]:
        seen: set[str] = set()
        for export, origin, named in exports.offered(path):
            if export.symbol in seen or len(seen) > _MAX_SYMBOLS:
                continue
            seen.add(export.symbol)
            yield EntryExport(
                path=path,
                symbol=export.symbol,
                is_type=export.is_type,
                line=export.line,
                origin_path=origin,
                list=next((one.output for one in lists if named and _collects(one, path, export.symbol)), None),
                users=len(users[path, export.symbol] | users[path, "*"]),
                test_users=len(test_users[path, export.symbol] | test_users[path, "*"]),
                unseen=unseen,
            )


def _users(uses: Sequence[tuple[Any, ...]]) -> tuple[dict[tuple[str, str], set[str]], dict[tuple[str, str], set[str]]]:
    """(file, name) -> files that import it; `*` for all of them. A test that requires all of a module mocks it."""
    users: dict[tuple[str, str], set[str]] = defaultdict(set)
    test_users: dict[tuple[str, str], set[str]] = defaultdict(set)
    for to, path, names, kind, is_test in uses:
        if is_test and kind == "require":
            continue
        for name in (names or "").split(","):
            (test_users if is_test else users)[to, name].add(path)
    return users, test_users


def _lists(rows: Sequence[tuple[Any, ...]]) -> Iterator[_List]:
    ignored: dict[tuple[str, str], set[str]] = defaultdict(set)
    for output, part, value, pattern in rows:
        if part == "ignored":
            ignored[output, pattern].add(value)
    for output, part, value, pattern in rows:
        member = foreign_expression(pattern)
        if part == "input" and member is not None:
            file = re.compile(glob_expression(value))
            yield _List(output, file, frozenset(ignored[output, pattern]), re.compile(member))


def _collects(one: _List, path: str, symbol: str) -> bool:
    return bool(one.member.search(symbol) and one.file.search(path) and one.ignored.isdisjoint(path.split("/")[:-1]))


DERIVATION = Derivation(
    name="entries",
    about="Follows what package entries export to where it is defined, and counts who imports it.",
    fills=(EntryExport,),
    reads={
        "exports": "select path, symbol, local_name, specifier, is_type, line from module_export order by path, line",
        "leads": """
            select distinct path, specifier, to_path from import_edge
            where to_path is not null order by path, specifier, to_path""",
        "uses": """
            select to_path, path, names, kind, is_test from import_edge
            where to_path is not null order by to_path, path, names""",
        "lists": "select output, part, value, pattern from export_list order by output, part, value",
        "entries": """
            select distinct f.path from source_file f
            join integration i on i.integration = f.integration
            left join path_alias a on a."to" = f.path
            left join manifest m on m.integration = f.integration
             and (f.path = m.entry or f.path = i.path || '/' || replace(m.entry, './', ''))
            where not f.is_test and i.path <> '.' and (a.alias is not null or m.entry is not null or f.path in (
                i.path || '/src/index.ts', i.path || '/src/index.tsx', i.path || '/src/index.js',
                i.path || '/index.ts', i.path || '/index.js'))
            order by f.path""",
    },
    derive=derive,
    files=True,
    domains=("component",),
)
