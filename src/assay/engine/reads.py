"""SQL -> the tables that it reads, by the database's own parser only where a look at the words leaves a doubt."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from assay.model.compiled import compiled
from assay.model.expressions import expression
from assay.tables import all_tables

if TYPE_CHECKING:
    import duckdb

_PARAMETER = expression(r"\$([a-z_][a-z0-9_]*)", re.IGNORECASE)
_APART = expression(r"--[^\n]*|/\*.*?\*/|'(?:[^']|'')*'|\bis\s+(?:not\s+)?distinct\s+from\b", re.DOTALL | re.IGNORECASE)
_READ = expression(r"\b(?:from|join)\s+(?!lateral\b)\"?([a-z_]\w*)")
#: A table may be named after a comma; most often it is a column that is called the same.
_LISTED = expression(r",\s*\"?([a-z_]\w*)(?!\s*[.(])")
#: Where no table follows `from`, or one in brackets, no `from` a table, or a part of the query is called like a table.
_RARE = expression(
    r"\b(?:from|join)\s*\((?!\s*(?:select|with|values)\b)|\blateral\b(?!\s*\()|\bdistinct\s+from\b"
    r"|\b(?:extract|substring|trim|overlay)\s*\((?:[^()]|\([^()]*\))*?\bfrom\b"
    r"|\b(?:table|pivot|unpivot|describe|summarize)\b"
)
_AS = expression(r"\bas\s*(?:materialized\s*)?\(")
_PART = expression(r"\"?([a-z_]\w*)\"?\s*(?:\([^()]*\)\s*)?$")
_MOST_PART = 400
_TOKEN = expression(r"[(),]|[a-z_]\w*")
#: After these a comma parts tables no more, until the next `from`.
_CLAUSES = frozenset(
    ("select", "where", "group", "order", "having", "qualify", "window", "union", "intersect", "except", "limit")
)


def tables_of(db: duckdb.DuckDBPyConnection, sql: str) -> set[str]:
    """The tables that a query reads. Errors: duckdb.Error when it is not SQL, where that is seen."""
    if (seen := tables_told(sql)) is not None:
        return seen
    if sql not in _parsed:
        _parsed[sql] = frozenset(db.get_table_names(_PARAMETER.sub("null", sql)))
    return set(_parsed[sql])


def tables_told(sql: str) -> set[str] | None:
    """The same as far as its words tell; None where they leave a doubt, and a database has to be asked."""
    seen = _seen(sql)
    return None if seen is None else set(seen)


_parsed: dict[str, frozenset[str]] = {}


@cache
def _seen(sql: str) -> frozenset[str] | None:
    shipped = _shipped()
    return shipped[sql] if sql in shipped else _look(sql)


@cache
def _shipped() -> dict[str, frozenset[str] | None]:
    from .shipped import shipped_queries

    return compiled(
        "reads", dict[str, frozenset[str] | None], lambda: {sql: _look(sql) for sql in shipped_queries()}, unkept={}
    )


def _look(sql: str) -> frozenset[str] | None:
    """None where words alone do not tell; a parser takes milliseconds, and there are hundreds of queries."""
    words = _APART.sub(" ", sql).lower()
    known = _known()
    read, parts = frozenset(_READ.findall(words)), _parts(words)
    if _RARE.search(words) or parts & known:
        return None
    listed = (frozenset(_LISTED.findall(words)) & known) - read
    if listed and _are_tables(words, listed):
        return None
    return frozenset(read & known) if read - parts <= known else None


def _parts(words: str) -> frozenset[str]:
    """What queries within the query are called."""
    found = (_PART.search(words, max(0, at.start() - _MOST_PART), at.start()) for at in _AS.finditer(words))
    return frozenset(name[1] for name in found if name)


def _are_tables(words: str, names: frozenset[str]) -> bool:
    """Whether one of these follows a comma where tables are named, and not where columns are."""
    naming, after_comma = [False], False
    for token in _TOKEN.findall(words):
        if token == "(":
            naming.append(False)
        elif token == ")":
            naming.pop()
        elif token in ("from", "join"):
            naming[-1] = True
        elif token in _CLAUSES:
            naming[-1] = False
        elif after_comma and token in names:
            return True
        after_comma = token == "," and naming[-1]
        if not naming:
            return True  # what is closed more often than opened is left to the parser
    return False


@cache
def _known() -> frozenset[str]:
    from .evidence import reference_tables

    return frozenset({*all_tables(), *reference_tables(), "collection", "finding", "measure", "waiver"})
