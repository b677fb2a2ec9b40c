"""Requests that test code answers by itself: Playwright, Cypress, msw, nock, fetch-mock, and the house's own calls."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from urllib.parse import urlsplit

from tree_sitter import Node

from assay.model import Conventions, Row
from assay.model.expressions import expression
from assay.model.globs import foreign_expression, glob_expression
from assay.tables.testing import RouteMock

from .surroundings import arguments, function_around, parameters, test_around
from .syntax import File, calls_by, line, literal, text

FILLS = (RouteMock,)
TESTS = True
HINTS = (b".route(", b"intercept(", b"msw", b"nock", b"etchMock", b"fetch-mock", b"fetch")
_PAGE = expression(r"(?:^|[.)])(?:\w*[pP]age|\w*[cC]ontext)(?:\(\))?\.route$")
_METHODS = "get|post|put|patch|delete|head|options|all"
_MSW = expression(rf"^(?:rest|http)\.({_METHODS})$")
_NOCK = expression(rf"^nock\(\s*['\"`]([^'\"`]+)['\"`].*\)\s*\.({_METHODS})$", re.DOTALL)
_FETCH_MOCK = expression(rf"^fetchMock\.(?:mock|route|once|({_METHODS})(?:Once)?)$")
_SPY = expression(r"^(?:jest|vi)\.spyOn$")
#: What all of these hold.
_CALLEES = rf"\.route\b|\bcy\.intercept\b|\b(?:rest|http)\.(?:{_METHODS})\b|\bnock\b|\bfetchMock\b|\.spyOn\b"
_MAX_PATTERN = 300
_ANSWERS = (("fulfils", ".fulfill("), ("aborts", ".abort("), ("passes on", ".continue("), ("passes on", ".fallback("))


def house(conventions: Conventions) -> Iterable[bytes]:
    """The house's own calls that answer."""
    return conventions.words("route_mocks")


def finish(file: File) -> Iterator[Row]:
    """One row per mocked route."""
    house = file.conventions.strings("route_mocks")
    for call in calls_by(_named(house), file):
        callee = call.child_by_field_name("function")
        if callee is None or callee.type != "member_expression" or callee.end_byte - callee.start_byte > _MAX_PATTERN:
            continue
        yield from _mock(call, text(callee), arguments(call), house, file)


@cache
def _named(house: tuple[str, ...]) -> re.Pattern[bytes]:
    return re.compile("|".join((_CALLEES, *map(re.escape, house))).encode())


def _mock(node: Node, name: str, given: list[Node], house: tuple[str, ...], file: File) -> Iterator[Row]:
    if not given:
        return
    last = given[-1] if len(given) > 1 else None
    if any(name == known or name.endswith(f".{known}") for known in house):
        yield from _row(node, given[0], "house", None, "fulfils", file)
    elif name.endswith(".route") and _PAGE.search(name) and last is not None:
        yield from _row(node, given[0], "playwright", None, _answer(last), file)
    elif name == "cy.intercept":
        method = literal(given[0]) if len(given) > 1 else None
        known = method is not None and method.isupper()
        answer = "fulfils" if len(given) > (2 if known else 1) else "passes on"
        yield from _row(node, given[1] if known else given[0], "cypress", method if known else None, answer, file)
    elif (match := _MSW.match(name)) and b"msw" in file.data:
        yield from _row(node, given[0], "msw", match[1], "fulfils", file)
    elif match := _NOCK.match(name):
        yield from _row(node, given[0], "nock", match[2], "fulfils", file, base=match[1])
    elif match := _FETCH_MOCK.match(name):
        yield from _row(node, given[0], "fetch-mock", match[1], "fulfils", file)
    elif _SPY.match(name) and literal(last) == "fetch":
        yield _made(node, "every fetch", None, "fetch", None, "fulfils", file)


def _row(
    node: Node, pattern: Node, via: str, method: str | None, answer: str | None, file: File, base: str = ""
) -> Iterator[Row]:
    around = function_around(node)
    if pattern.type == "identifier" and around is not None and text(pattern) in parameters(around):
        return  # The callers of this function are the mocks.
    expression: str | None = None
    shown = literal(pattern)
    if pattern.type == "regex":
        shown = text(pattern)
        flags = pattern.child_by_field_name("flags")
        source = foreign_expression(text(pattern.child_by_field_name("pattern")))
        expression = f"(?i){source}" if source and "i" in text(flags) else source
    elif shown is not None:
        expression = _address(base + shown, via)
        shown = base + shown
    verb = method.upper() if method and method != "all" else None
    yield _made(node, shown or text(pattern), expression, via, verb, answer, file)


def _made(
    node: Node, pattern: str, expression: str | None, via: str, method: str | None, answer: str | None, file: File
) -> Row:
    test = test_around(node)
    spec = re.search(r"\.(test|spec|cy|e2e)\.\w+$|(^|/)__tests__/", file.path) is not None
    return RouteMock(
        pattern=pattern[:_MAX_PATTERN],
        expression=expression,
        method=method,
        via=via,
        answer=answer,
        scope="test" if test is not None else "file" if spec else "shared",
        test=test,
        line=line(node),
    )


def _address(pattern: str, via: str) -> str | None:
    """A glob (`:name` parts too in msw) over whole addresses; one that starts with a slash holds for every host."""
    if via == "msw":
        pattern = re.sub(r"(?<=/):\w+", "*", pattern)
    expression = glob_expression(pattern)
    if pattern.startswith("/"):
        expression = "^[a-z]+://[^/]+" + expression.removeprefix("^")
    elif via == "msw" and not urlsplit(pattern).scheme and not pattern.startswith("*"):
        return None
    if via in ("msw", "nock"):
        expression = expression.removesuffix("$") + "(?:[?#].*)?$"
    return expression


def _answer(handler: Node) -> str | None:
    said = text(handler)
    return next((answer for answer, hint in _ANSWERS if hint in said), None)
