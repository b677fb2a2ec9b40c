"""SQL -> the tables that it reads, by the database's own parser only where a look at the words leaves a doubt."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from assay.tables import all_tables

if TYPE_CHECKING:
    import duckdb

_PARAMETER = re.compile(r"\$([a-z_][a-z0-9_]*)", re.IGNORECASE)
_APART = re.compile(r"--[^\n]*|/\*.*?\*/|'(?:[^']|'')*'", re.DOTALL)
_READ = re.compile(r"\b(?:from|join)\s+\"?([a-z_]\w*)", re.IGNORECASE)
#: A table may be named after a comma; most often it is a column that is called the same.
_LISTED = re.compile(r",\s*\"?([a-z_]\w*)(?!\s*[.(])", re.IGNORECASE)
#: Where no table follows `from`, or one in brackets, no `from` a table, or a part of the query is called like a table.
_RARE = re.compile(
    r"\bdistinct\s+from\b|\b(?:from|join)\s*\((?!\s*(?:select|with|values)\b)|\b(?:extract|substring|trim|overlay)\s*\("
    r"|\b(?:table|pivot|unpivot|describe|summarize)\b",
    re.IGNORECASE,
)
_PART = re.compile(r"\"?([a-z_]\w*)\"?\s*(?:\([^()]*\)\s*)?as\s*(?:materialized\s*)?\(", re.IGNORECASE)


def tables_of(db: duckdb.DuckDBPyConnection, sql: str) -> set[str]:
    """The tables that a query reads. Errors: duckdb.Error when it is not SQL, where that is seen."""
    if sql not in _parsed:
        seen = _seen(sql)
        _parsed[sql] = frozenset(db.get_table_names(_PARAMETER.sub("null", sql))) if seen is None else seen
    return set(_parsed[sql])


_parsed: dict[str, frozenset[str]] = {}


def _seen(sql: str) -> frozenset[str] | None:
    """None where words alone do not tell; a parser takes a millisecond, and there are hundreds of queries."""
    words = _APART.sub(" ", sql)
    known = _known()
    read, parts = _in(words, _READ), _in(words, _PART)
    if _RARE.search(words) or parts & known or (_in(words, _LISTED) & known) - read:
        return None
    return frozenset(read & known) if read - parts <= known else None


def _in(words: str, pattern: re.Pattern[str]) -> frozenset[str]:
    return frozenset(word.lower() for word in pattern.findall(words))


@cache
def _known() -> frozenset[str]:
    from .evidence import reference_tables

    return frozenset({*all_tables(), *reference_tables(), "collection", "finding", "measure", "waiver"})
