"""Requests, responses and messages: as a pact states them, and an actual one held against an expected one.

Requests are strict (what is not expected must not be sent), responses and messages loose (it may be received).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import unquote

from .body import MISSING, Body, State, read_body
from .fields import (
    Lists,
    compare_headers,
    compare_lists,
    compare_metadata,
    compare_one,
    parse_form,
    read_headers,
    read_query,
)
from .json_bodies import Hidden, JsonComparison, never_hidden
from .matchers import complaint
from .media import MediaType
from .mismatch import Exhausted, Findings, Mismatch
from .multipart import compare_parts, parse_multipart
from .paths import ROOT, RulePath, Token
from .rules import ReadRules, Rule, RuleList, Rules, read_rules
from .told import Unreadable, show
from .xml_bodies import XmlComparison, of_elements, parse_xml

_UNRULED = ReadRules({}, ())


@dataclass(frozen=True, slots=True)
class Request:
    """A request. `query` is None where nothing is said of it; `exact_query`: as version 1.0 compares it, as text."""

    method: str | None
    path: str | None
    query: Lists | None = None
    headers: Lists = field(default_factory=dict)
    body: Body = MISSING
    rules: ReadRules = _UNRULED
    exact_query: str | None = None


@dataclass(frozen=True, slots=True)
class Response:
    """A response."""

    status: int | None
    headers: Lists = field(default_factory=dict)
    body: Body = MISSING
    rules: ReadRules = _UNRULED


@dataclass(frozen=True, slots=True)
class Message:
    """A message, or one side of a synchronous one."""

    body: Body = MISSING
    metadata: Mapping[str, Any] = field(default_factory=dict)
    rules: ReadRules = _UNRULED


def read_request(stated: Mapping[str, Any], version: float) -> Request:
    """A request as a pact of this version states it."""
    headers = read_headers(stated.get("headers"))
    method, path, query = stated.get("method"), stated.get("path"), stated.get("query")
    return Request(
        method=method.upper() if isinstance(method, str) else None,
        path=path if isinstance(path, str) else None,
        query=read_query(query),
        headers=headers,
        body=read_body(stated, "body", ", ".join(headers.get("content-type", ())), version),
        rules=read_rules(stated.get("matchingRules")),
        exact_query=unquote(query) if version < 1.1 and isinstance(query, str) else None,
    )


def read_response(stated: Mapping[str, Any], version: float) -> Response:
    """A response as a pact of this version states it."""
    headers = read_headers(stated.get("headers"))
    status = stated.get("status")
    return Response(
        status=int(status) if isinstance(status, int | str) and re.fullmatch(r"[0-9]{1,9}", str(status)) else None,
        headers=headers,
        body=read_body(stated, "body", ", ".join(headers.get("content-type", ())), version),
        rules=read_rules(stated.get("matchingRules")),
    )


def read_message(stated: Mapping[str, Any], version: float) -> Message:
    """A message as a pact of this version states it."""
    given: Mapping[str, Any] = next(
        (stated[name] for name in ("metadata", "metaData") if isinstance(stated.get(name), Mapping)), {}
    )
    kind = next((value for name, value in given.items() if name.lower().replace("-", "") == "contenttype"), None)
    return Message(
        body=read_body(stated, "contents", str(kind) if kind else None, version),
        metadata=given,
        rules=read_rules(stated.get("matchingRules")),
    )


def match_request(expected: Request, actual: Request) -> list[Mismatch]:
    """What of a request is not as expected; empty: it matches."""
    found: list[Mismatch] = []
    if expected.method is not None and expected.method != (actual.method or "").upper():
        found.append(Mismatch("method", "", f"expected {expected.method}, but was {actual.method}"))
    rules = expected.rules
    with _Gathered("path", found) as findings:
        if expected.path is not None:
            compare_one("path", expected.path, actual.path or "", rules.of("path"), findings)
    with _Gathered("query", found) as findings:
        if expected.exact_query is not None and actual.exact_query is not None:
            compare_one("query", expected.exact_query, actual.exact_query, Rules(), findings)
        else:
            compare_lists(expected.query or {}, actual.query or {}, rules.of("query"), findings)
    with _Gathered("header", found) as findings:
        compare_headers(expected.headers, actual.headers, rules.of("header"), findings)
    found.extend(match_body(expected.body, actual.body, rules, strict=True))
    return found


def match_response(expected: Response, actual: Response, hidden: Hidden = never_hidden) -> list[Mismatch]:
    """What of a response is not as expected; empty: it matches. `hidden` knows values that masking left."""
    found: list[Mismatch] = []
    rules = expected.rules
    with _Gathered("status", found) as findings:
        if expected.status is not None or rules.of("status").listed:
            compare_one("status", expected.status, actual.status, rules.of("status"), findings)
    with _Gathered("header", found) as findings:
        compare_headers(expected.headers, actual.headers, rules.of("header"), findings)
    found.extend(match_body(expected.body, actual.body, rules, strict=False, hidden=hidden))
    return found


def searching(rules: ReadRules) -> ReadRules:
    """The same with patterns that may be found anywhere, as writers of version 1 and 2 (Ruby's) understand them."""
    return ReadRules({part: found.searching() for part, found in rules.parts.items()}, rules.problems)


def contradictions(request: Request, response: Response, version: float) -> list[Mismatch]:
    """Where the examples of an interaction break the rules that stand with them."""
    if version < 3:
        request = replace(request, rules=searching(request.rules))
        response = replace(response, rules=searching(response.rules))
    found = (*match_request(request, request), *match_response(response, response))
    return [mismatch for mismatch in found if not mismatch.unknown]


def loosened(expected: Response, version: float) -> Response:
    """The same for traffic of other data: what no rule speaks of has to be of the same type, not the very same."""
    if version < 3:
        expected = replace(expected, rules=searching(expected.rules))
    anything = (RulePath(()), RuleList((Rule("type", {}),)))
    body = Rules((*expected.rules.of("body").listed, anything))
    header = expected.rules.of("header")
    unruled = (name for name in expected.headers if name != "content-type" and header.at(("$", name)) is None)
    named = ((RulePath((Token("name", name),)), anything[1]) for name in unruled)
    parts = {**expected.rules.parts, "body": body, "header": Rules((*header.listed, *named))}
    return replace(expected, rules=ReadRules(parts, expected.rules.problems))


def match_message(expected: Message, actual: Message) -> list[Mismatch]:
    """What of a message is not as expected; empty: it matches."""
    found: list[Mismatch] = []
    with _Gathered("metadata", found) as findings:
        compare_metadata(expected.metadata, actual.metadata, expected.rules.of("metadata"), findings)
    found.extend(match_body(expected.body, actual.body, expected.rules, strict=False))
    return found


class _Gathered:
    """Findings of one part, added to a list once they are complete."""

    def __init__(self, part: str, found: list[Mismatch]) -> None:
        self._findings = Findings(part)
        self._found = found

    def __enter__(self) -> Findings:
        return self._findings

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> bool:
        self._found.extend(self._findings.found)
        return kind is not None and issubclass(kind, Exhausted)


def match_body(
    expected: Body, actual: Body, rules: ReadRules, *, strict: bool, hidden: Hidden = never_hidden
) -> list[Mismatch]:
    """What of a body is not as expected."""
    findings = Findings("body")
    if expected.state is State.MISSING:
        return []
    kinds = (expected.media_type, actual.media_type)
    ruled = rules.of("header").at(("$", "content-type"))
    if None not in kinds and not kinds[1].satisfies(kinds[0]):  # type: ignore[union-attr, arg-type]
        names = [kind.name for kind in kinds if kind]
        fits = ruled is not None and _fits(ruled, *names)
        if fits is not True and expected.state is State.PRESENT and actual.state is State.PRESENT:
            return [Mismatch("body", "$", f"expected {names[0]}, but was {names[1]}", unknown=fits is None)]
    if expected.state in (State.NULL, State.EMPTY):
        if actual.state is State.PRESENT and actual.data != b"null":
            findings.add("$", f"expected no body, but was {show(actual.data)}")
    elif actual.state is not State.PRESENT:
        findings.add("$", f"expected a body, but it is {actual.state}")
    else:
        with suppress(Exhausted):
            _contents(expected, actual, rules.of("body"), findings, strict=strict, hidden=hidden)
    return findings.found


def _fits(rules: RuleList, expected: Any, actual: Any) -> bool | None:
    """Whether the rules hold for a text; None where that cannot be told."""
    try:
        return complaint(rules, expected, actual, typed=False) is None
    except Unreadable:
        return None


def _contents(expected: Body, actual: Body, rules: Rules, findings: Findings, *, strict: bool, hidden: Hidden) -> None:
    kind = expected.media_type or MediaType("text/plain")
    if any(rule.kind == "contentType" for rule in rules.exact(ROOT)):
        # What it looks like is all that is asked of it.
        _plain(expected, actual, rules, findings, binary=True)
        return
    try:
        if kind.is_json:
            JsonComparison(rules, strict, findings, hidden).compare(ROOT, expected.json(), actual.json())
        elif kind.is_xml:
            XmlComparison(of_elements(rules), strict, findings).compare(
                parse_xml(expected.data), parse_xml(actual.data)
            )
        elif kind.is_multipart:
            compare_parts(parse_multipart(expected.data), parse_multipart(actual.data), rules, findings)
        elif kind.is_form:
            form, sent = (parse_form(body.data.decode("utf-8", "replace")) for body in (expected, actual))
            compare_lists(form, sent, rules, findings, what="field")
        else:
            _plain(expected, actual, rules, findings, binary=kind.is_binary)
    except (Unreadable, RecursionError) as error:
        why = str(error) if isinstance(error, Unreadable) else "nests too deep to be compared"
        findings.add("$", f"the body {why}", unknown=True)
    except ValueError as error:
        findings.add("$", f"the body {error}")


def _plain(expected: Body, actual: Body, rules: Rules, findings: Findings, *, binary: bool) -> None:
    found = rules.at(ROOT)
    if found is None:
        if expected.data != actual.data:
            shown = [show(body.data if binary else body.data.decode("utf-8", "replace")) for body in (expected, actual)]
            findings.add("$", f"expected {shown[0]}, but was {shown[1]}")
        return
    try:
        if why := complaint(found, expected.data, actual.data, typed=False):
            findings.add("$", why)
    except Unreadable as error:
        findings.add("$", str(error), unknown=True)
