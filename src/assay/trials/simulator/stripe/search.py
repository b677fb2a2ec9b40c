"""Stripe's search: clauses of a query -> the objects that meet them, newest first. https://docs.stripe.com/search"""

from __future__ import annotations

import re
from collections.abc import Callable

from ..world import Object
from .books import Books
from .errors import malformed
from .params import Params

_CLAUSE = re.compile(
    r"""\s*(?P<no>-)?(?P<field>[a-z_]+)(?:\[["'](?P<key>[^"']{1,40})["']\])?\s*(?P<op>>=|<=|:|~|>|<)\s*"""
    r"""(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>-?\w+))\s*"""
)
_JOINED = re.compile(r"(AND|OR)\b|$", re.IGNORECASE)
_FIELDS = {
    "payment_intent": "amount created currency customer metadata status",
    "charge": "amount created currency customer disputed metadata refunded status",
    "customer": "created email metadata name phone",
}
_MOST_CLAUSES = 10
_LONGEST = 2_000
_COMPARED: dict[str, Callable[[int, int], bool]] = {
    ">": int.__gt__,
    ">=": int.__ge__,
    "<": int.__lt__,
    "<=": int.__le__,
}


def search(kind: str) -> Callable[[Books, Params, tuple[str, ...]], Object]:
    """The operation that searches objects of that kind."""

    def found(books: Books, params: Params, _ids: tuple[str, ...] = ()) -> Object:
        clauses, any_of = _read(params.needed("query"), kind)
        limit = params.integer("limit", 10) or 0
        if not 1 <= limit <= 100:
            raise malformed("This value must be between 1 and 100.", "limit", "parameter_invalid_integer")
        start = params.integer("page", 0) or 0
        meets = any if any_of else all
        said = [one for one in reversed(books.of(kind)) if meets(clause(one) for clause in clauses)]
        more = len(said) > start + limit
        return {
            "object": "search_result",
            "data": said[start : start + limit],
            "has_more": more,
            "next_page": str(start + limit) if more else None,
            "url": f"/v1/{kind}s/search",
        }

    return found


def _read(query: str, kind: str) -> tuple[list[Callable[[Object], bool]], bool]:
    """Its clauses, and whether one is enough. Errors: RefusalError."""
    if len(query) > _LONGEST:
        raise malformed(f"A query has at most {_LONGEST} characters", "query")
    clauses: list[Callable[[Object], bool]] = []
    words: set[str] = set()
    place = 0
    while True:
        match = _CLAUSE.match(query, place)
        joined = _JOINED.match(query, match.end()) if match else None
        if not match or not joined or len(clauses) == _MOST_CLAUSES:
            raise malformed(f"We were unable to parse your search query at {query[place : place + 40]!r}", "query")
        clauses.append(_clause(match, kind))
        place = joined.end()
        if not joined[1]:
            break
        words.add(joined[1].upper())
    if len(words) > 1:
        raise malformed("You cannot combine AND and OR in the same query", "query")
    return clauses, words == {"OR"}


def _clause(match: re.Match[str], kind: str) -> Callable[[Object], bool]:
    field, key, op = match["field"], match["key"], match["op"]
    if field not in _FIELDS[kind].split() or (key is None) == (field == "metadata"):
        message = f"Field `{field}` is an unsupported search field for resource `{kind}s`. It has {_FIELDS[kind]}."
        raise malformed(message, "query")
    wanted = next(value for value in (match["double"], match["single"], match["bare"], "") if value is not None)
    negated = bool(match["no"])

    def meets(said: Object) -> bool:
        value = said.get(field)
        if key is not None:
            value = (value or {}).get(key)
        return _compared(value, op, wanted) is not negated

    return meets


def _compared(value: object, op: str, wanted: str) -> bool:
    if value is None:
        return wanted == "null"
    if op in _COMPARED:
        digits = wanted.removeprefix("-")
        return isinstance(value, int) and digits.isdigit() and _COMPARED[op](value, int(wanted))
    text = str(value).lower()
    return wanted.lower() in text if op == "~" else text == wanted.lower()
