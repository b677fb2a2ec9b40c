"""Exchanges with one host -> an OpenAPI 3.1 document of the operations in them, each with how often it was seen."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from http import HTTPStatus
from typing import Any, NamedTuple
from urllib.parse import unquote_plus

from assay.model.expressions import expression

from ..conformance import Hidden, never_hidden
from ..parameters import ABSENT
from ..validating import UNSEEN, Exchange
from .components import Components
from .paths import Observed, component_name, names_at_top, parameters, templates
from .schemas import inferred

_INTEGER = expression(r"-?(0|[1-9]\d{0,14})")
_HEADERS = expression(r"^(idempotency-key|(x-)?([a-z]+-)?(api-)?version|prefer)$")
_LONGEST_EXAMPLE = 1_500
_MOST_ITEMS = 1
_METHODS = frozenset("GET PUT POST DELETE OPTIONS HEAD PATCH TRACE".split())


class Exchanged(NamedTuple):
    """One exchange, with the path as sent, the route with identifiers as {id}, and where it was recorded."""

    path: str
    route: str
    recording: str
    exchange: Exchange


def fragment(server: str, observed: Sequence[Exchanged], hidden: Hidden = never_hidden) -> dict[str, Any]:
    """The document. What a preflight asks and what HTTP has no fixed method for is left out."""
    known = [one for one in observed if one.exchange.method in _METHODS - {"OPTIONS", "HEAD"}]
    answers: dict[Observed, list[Any]] = defaultdict(list)
    for one in known:
        good = 200 <= one.exchange.status < 300 and one.exchange.response_body not in (ABSENT, UNSEEN)
        answers[_address(one)].extend([one.exchange.response_body] if good else [])
    placed = templates({address: names_at_top(bodies) for address, bodies in answers.items()})
    operations: dict[tuple[str, str], list[Exchanged]] = defaultdict(list)
    for one in known:
        operations[placed[_address(one)], one.exchange.method].append(one)
    components = Components(hidden)
    paths: dict[str, dict[str, Any]] = {}
    names: Counter[str] = Counter()
    for (template, method), ones in sorted(operations.items()):
        name = _identifier(template, method)
        names[name] += 1
        made = {"operationId": name if names[name] == 1 else f"{name}{names[name]}"}
        paths.setdefault(template, {})[method.lower()] = made | _operation(template, ones, components, hidden)
    shared = components.settle()
    host = server.partition("://")[2]
    return {
        "openapi": "3.1.0",
        "info": {
            "title": f"{host} as observed",
            "version": "0.1.0",
            "description": "Inferred from recorded calls. What never happened is not in it: read it before you use it.",
        },
        "servers": [{"url": server}],
        "paths": paths,
        **({"components": {"schemas": shared}} if shared else {}),
    }


def _address(one: Exchanged) -> Observed:
    return Observed(one.exchange.method, one.path, one.route)


def _operation(template: str, ones: Sequence[Exchanged], components: Components, hidden: Hidden) -> dict[str, Any]:
    recordings = len({one.recording for one in ones})
    made: dict[str, Any] = {
        "description": f"Inferred from {_counted(len(ones), 'call')} in {_counted(recordings, 'recording')}.",
    }
    stated = [*_path(template, ones, hidden), *_query(ones, hidden), *_headers(ones)]
    if stated:
        made["parameters"] = stated
    name = component_name(template)
    body = _request(ones, f"{name}Request", components)
    if body:
        made["requestBody"] = body
    by_status: dict[int, list[Exchange]] = defaultdict(list)
    for one in ones:
        by_status[one.exchange.status].append(one.exchange)
    made["responses"] = {
        str(status): _response(status, answers, name if status < 400 else "Error", components)
        for status, answers in sorted(by_status.items())
        if status
    } or {"default": {"description": "No answer was recorded."}}
    return made


def _path(template: str, ones: Sequence[Exchanged], hidden: Hidden) -> Iterable[dict[str, Any]]:
    values: dict[str, list[str]] = defaultdict(list)
    for one in ones:
        for name, sent in parameters(template, one.path).items():
            values[name].append(sent)
    for name, texts in values.items():
        yield {"name": name, "in": "path", "required": True, "schema": _text_schema(texts, hidden)}


def _query(ones: Sequence[Exchanged], hidden: Hidden) -> Iterable[dict[str, Any]]:
    values: dict[str, list[list[str]]] = defaultdict(list)
    for one in ones:
        sent: dict[str, list[str]] = defaultdict(list)
        for name, raw in one.exchange.sent.query:
            sent[name].append(unquote_plus(raw))
        for name, texts in sent.items():
            values[name].append(texts)
    for name, lists in sorted(values.items()):
        schema = _text_schema([text for texts in lists for text in texts], hidden)
        if any(len(texts) > 1 for texts in lists):
            schema = {"type": "array", "items": schema}
        required = {"required": True} if len(lists) == len(ones) else {}
        yield {"name": name, "in": "query", **required, "schema": schema}


def _headers(ones: Sequence[Exchanged]) -> Iterable[dict[str, Any]]:
    """Of headers only those that are an API's own affair, and were always sent."""
    common = set(ones[0].exchange.sent.headers).intersection(*(one.exchange.sent.headers for one in ones))
    for name in sorted(common):
        if _HEADERS.match(name):
            yield {"name": name, "in": "header", "required": True, "schema": {"type": "string"}}


def _text_schema(texts: Sequence[str], hidden: Hidden) -> dict[str, Any]:
    if texts and all(_INTEGER.fullmatch(text) for text in texts):
        return {"type": "integer"}
    if texts and set(texts) <= {"true", "false"}:
        return {"type": "boolean"}
    schema = inferred(texts, hidden)
    return {name: schema[name] for name in ("type", "format") if name in schema}


def _request(ones: Sequence[Exchanged], name: str, components: Components) -> dict[str, Any]:
    sent = [one.exchange for one in ones if one.exchange.request_body is not ABSENT and one.exchange.request_type]
    if not sent:
        return {}
    content = _content([(one.request_type or "", one.request_body) for one in sent], name, components)
    return {**({"required": True} if len(sent) == len(ones) else {}), "content": content}


def _response(status: int, answers: Sequence[Exchange], name: str, components: Components) -> dict[str, Any]:
    try:
        phrase = HTTPStatus(status).phrase
    except ValueError:
        phrase = f"Status {status}"
    bodies = [
        (one.response_type, one.response_body)
        for one in answers
        if one.response_body is not ABSENT and one.response_type and status not in (204, 304)
    ]
    made: dict[str, Any] = {"description": f"{phrase} ({_counted(len(answers), 'answer')})"}
    return made | ({"content": _content(bodies, name, components)} if bodies else {})


def _content(bodies: Iterable[tuple[str, Any]], name: str, components: Components) -> dict[str, Any]:
    by_type: dict[str, list[Any]] = defaultdict(list)
    for media_type, body in bodies:
        by_type[media_type.partition(";")[0].strip().lower()].append(body)
    return {media_type: _media(values, name, components) for media_type, values in sorted(by_type.items())}


def _media(values: Sequence[Any], name: str, components: Components) -> dict[str, Any]:
    """The schema of the bodies that were stored; where none was, nothing is said."""
    stored = [value for value in values if value is not UNSEEN]
    if not stored:
        return {}
    schema = components.schema(name, stored)
    example = _shortened(min(stored, key=_size))
    return {"schema": schema} | ({"example": example} if _size(example) <= _LONGEST_EXAMPLE else {})


def _shortened(value: Any) -> Any:
    """Of lists the first item: an example shows the form."""
    if isinstance(value, dict):
        return {name: _shortened(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_shortened(inner) for inner in value[:_MOST_ITEMS]]
    return value


def _size(value: Any) -> int:
    return len(str(value))


def _identifier(template: str, method: str) -> str:
    words = re.findall(r"[A-Za-z0-9]+", template)
    return method.lower() + "".join(word[:1].upper() + word[1:] for word in words)


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
