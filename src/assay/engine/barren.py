"""SQL and the tables known to be empty -> whether the query can give no row, told from its text.

Planning a query takes a thousand times as long as looking at it, and most targets lack most kinds of evidence. What is
not sure counts as able to give rows: a query then is simply asked.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from assay.model.compiled import compiled
from assay.model.expressions import expression

_APART = expression(r"--[^\n]*|/\*.*?\*/|'(?:[^']|'')*'", re.DOTALL)
#: What may give a row of nothing, or joins in a way that keeps the other side.
_UNSURE = expression(
    r"\b(?:right|full|positional|rollup|cube|grouping|recursive|pivot|intersect|except)\b(?!(?<=right)\s*\()"
)
#: A relation that is joined; after these words the other side stays where it has no rows.
_JOINED = expression(r"(?:\b(left|outer|anti|asof|semi|natural)\s+)?\bjoin\s+\"?([a-z_]\w*)\"?(?!\w)(?!\s*[(.])")
_WHERE = expression(r"\b(?:where|group\s+by|having|qualify|window|order\s+by|limit)\b")
_PARTED = expression(r"\bunion\b(?:\s+all\b)?(?:\s+by\s+name\b)?")
_SELECT = expression(r"\s*select\s+(?:distinct\s+)?(.*?)\bfrom\s+(.*)", re.DOTALL)
#: A column alone: beside it no aggregate stands without `group by`, which gives nothing of nothing.
_COLUMN = expression(r"\s*((?:\w+\.)?(?:\*|\"?[a-z_]\w*\"?))(?:\s+as\s+\"?(\w+)\"?)?\s*")
#: Joins of joins without brackets: the condition of the first stands behind that of the second.
_NESTED = expression(r"(?<!cross )\bjoin\b(?:(?!\b(?:on|using|join)\b).)*\bjoin\b", re.DOTALL)
_NAMED = expression(r"\s*\"?([a-z_]\w*)\"?\s*(?:\([^()]*\)\s*)?as\s*(?:not\s+materialized\s*|materialized\s*)?\(")
_CONSTANT = expression(r"null|true|false|user|(?:current|session|local)_?\w+")
_GROUPED = expression(r"\bgroup\s+by\s+(?!all\b|\.)")


class _Query(NamedTuple):
    """A query: its named parts, and of each branch of its union relations without each of which it gives no row."""

    parts: dict[str, _Query | None]
    branches: tuple[tuple[str | _Query, ...], ...]


def is_barren(sql: str, is_empty: Callable[[str], bool]) -> bool:
    """Whether a query over tables of which `is_empty` knows the empty ones gives no row, whatever else there is."""
    query = _parsed(sql)
    return query is not None and _gives_nothing(query, {}, is_empty)


def _gives_nothing(query: _Query, around: dict[str, bool], is_empty: Callable[[str], bool]) -> bool:
    known = dict(around)
    for name, part in query.parts.items():
        known[name] = part is not None and _gives_nothing(part, known, is_empty)

    def is_nothing(source: str | _Query) -> bool:
        if isinstance(source, _Query):
            return _gives_nothing(source, known, is_empty)
        return known[source] if source in known else is_empty(source)

    return all(any(map(is_nothing, branch)) for branch in query.branches)


@cache
def _parsed(sql: str) -> _Query | None:
    shipped = _shipped()
    return shipped[sql] if sql in shipped else _parse(sql)


@cache
def _shipped() -> dict[str, _Query | None]:
    from .shipped import shipped_queries

    return compiled(
        "barren", dict[str, _Query | None], lambda: {sql: _parse(sql) for sql in shipped_queries()}, unkept={}
    )


def _parse(sql: str) -> _Query | None:
    words = _APART.sub(lambda found: " '' " if found[0].startswith("'") else " ", sql).lower()
    return None if _UNSURE.search(words) else _query(words)


def _query(words: str) -> _Query | None:
    """Errors: none; None where its shape is not known."""
    words, parts = words.strip().rstrip(";"), dict[str, _Query | None]()
    if re.match(r"with\s", words):
        at = 4
        while True:
            name = _NAMED.match(words, at)
            closing = _closing(words, name.end() - 1) if name else -1
            if name is None or closing < 0:
                return None
            parts[name[1]] = _query(words[name.end() : closing])
            at = closing + 1
            if not words[at:].lstrip().startswith(","):
                words = words[at:]
                break
            at = words.index(",", at) + 1
    flat = _flat(words)
    branches, start = [], 0
    for match in [*_PARTED.finditer(flat), None]:
        end = match.start() if match else len(flat)
        branches.append(_sources(words[start:end], flat[start:end]))
        start = match.end() if match else end
    return _Query(parts, tuple(branches))


def _sources(words: str, flat: str) -> tuple[str | _Query, ...]:
    """The relation that one `select` starts from, and those that it is joined with; none where unsure."""
    select = _SELECT.match(flat)
    if select is None or select[1].rstrip().endswith("distinct"):
        return ()
    if not _GROUPED.search(flat) and not _has_column(select[1]):
        return ()
    at = select.start(2)
    where = _WHERE.search(flat, at)
    end = where.start() if where else len(flat)
    if _NESTED.search(flat, at, end):
        return ()
    joined = _JOINED.findall(flat, at, end)
    others = [name for keeping, name in joined if not keeping]
    if words[at] == "(":
        closing = _closing(words, at)
        inner = _query(words[at + 1 : closing]) if closing >= 0 else None
        return (inner, *others) if inner else tuple(others)
    name = re.match(r"\"?([a-z_]\w*)\"?(?!\w|\s*[(.])", words[at:])
    return (name[1], *others) if name else tuple(others)


def _has_column(listed: str) -> bool:
    """Whether one of the things selected is a column, and not what another of them is called."""
    items = listed.split(",")
    columns = [match for match in map(_COLUMN.fullmatch, items) if match]
    others = (item for item in items if not _COLUMN.fullmatch(item))
    called = {match[2] for match in columns} | set(re.findall(r"\w+(?![\w.])", " ".join(others)))
    return any(
        not _CONSTANT.fullmatch(match[1]) and called.isdisjoint(re.findall(r"\w+", match[1])) for match in columns
    )


def _flat(words: str) -> str:
    """The same text of the same length, with blanks for all that stands in brackets."""
    depth, made = 0, []
    for letter in words:
        depth -= letter == ")"
        made.append(" " if depth > 0 else "." if letter in "()" else letter)
        depth += letter == "("
    return "".join(made)


def _closing(words: str, opening: int) -> int:
    """Where the bracket that opens there is closed; -1 where it is not."""
    depth = 0
    for at in range(opening, len(words)):
        depth += (words[at] == "(") - (words[at] == ")")
        if depth == 0:
            return at
    return -1
