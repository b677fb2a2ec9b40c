"""A walk through the pages of a collection meets every item once, and ends."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from assay.descriptions.openapi import Operation

from .. import making
from ..asking import Asking, Told, encoded
from ..exchange import Exchange, Request

ABOUT = "Collections are walked in small pages and in large ones."
_SIZES = re.compile(r"^(limit|page_?size|per_?page|size|count|first|max_?results|top|\$top|items_?per_?page)$", re.I)
_CURSORS = re.compile(r"^(cursor|page_?token|after|starting_?after|next(_?token)?|continuation_?token|marker)$", re.I)
_COUNTED = re.compile(r"^(offset|skip|\$skip|start(_?index)?|page(_?number)?)$", re.I)
_NEXT = re.compile(r"^(next|next_?(page|cursor|token|page_?token|link|url)|cursor|continuation_?token)$", re.I)
_MOST_PAGES = 60
_LEAST_ITEMS = 3
_LARGE = 100


class _Walk(NamedTuple):
    items: list[str]
    ended: bool
    pages: list[Exchange]
    trouble: str | None


def ask(asking: Asking) -> Iterator[Told]:
    able = [one for one in asking.tried.operations if one.method == "GET" and _size(one) and _way(one)]
    if not able:
        yield Told("walk", None, None, "no operation is described to have pages with a size to choose")
    for operation in able:
        known = asking.alive(operation)
        if known is None:
            yield Told("walk", operation.operation, None, "it was never answered well")
        else:
            yield from _told(asking, operation, known)


def _told(asking: Asking, operation: Operation, known: Exchange) -> Iterator[Told]:
    whole = _walk(asking, operation, known, _most(asking, operation))
    creating = asking.beside(operation, "POST")
    if creating is not None and not whole.trouble and len(whole.items) < _LEAST_ITEMS:
        for _ in range(2 * _LEAST_ITEMS):
            making.write(asking, creating)
        whole = _walk(asking, operation, known, _most(asking, operation))
    size = max(1, min(2, len(whole.items) - 1))
    if len(whole.items) > 2 * _MOST_PAGES // 3:
        size = len(whole.items) // (_MOST_PAGES // 2) + 1
    name = operation.operation
    if whole.trouble or len(whole.items) < _LEAST_ITEMS:
        reason = whole.trouble or f"it holds {len(whole.items)} items: a walk needs {_LEAST_ITEMS} at the least"
        yield Told("walk", name, None, reason, whole.pages[-1:])
        return
    small = _walk(asking, operation, known, size)
    if small.trouble:
        yield Told("walk", name, None, small.trouble, small.pages[-1:])
        return
    if small.ended and len(small.pages) == 1 and len(small.items) > size:
        reason = f"{len(small.items)} items came where {size} were asked for: there was no second page to go to"
        yield Told("walk", name, None, reason, small.pages)
        return
    counts = Counter(small.items)
    twice = [item for item, times in counts.items() if times > 1]
    lost = [item for item in whole.items if item not in counts]
    if twice or lost:  # what others do meanwhile does not come again
        small = _walk(asking, operation, known, size)
        counts = Counter(small.items)
        twice = [item for item, times in counts.items() if times > 1]
        lost = [item for item in whole.items if item not in counts] if small.ended else lost
    pages = f"{len(small.pages)} pages of {size}"
    shown = small.pages[:3]
    yield Told("no_item_twice", name, not twice, f"{len(twice)} of {len(counts)} items came twice in {pages}", shown)
    if not small.ended:
        yield Told("ends", name, None, f"the walk was not over after {pages}", shown)
        return
    yield Told("ends", name, True, f"the walk was over after {pages}", shown)
    reason = f"{len(lost)} of {len(whole.items)} items did not come in {pages}"
    yield Told("no_item_lost", name, not lost if whole.ended else None, reason, shown)


def _size(operation: Operation) -> str | None:
    return next((p.name for p in operation.parameters if p.location == "query" and _SIZES.match(p.name)), None)


def _way(operation: Operation) -> str | None:
    """The parameter that says which page."""
    names = [p.name for p in operation.parameters if p.location == "query"]
    return next((n for form in (_CURSORS, _COUNTED) for n in names if form.match(n)), None)


def _most(asking: Asking, operation: Operation) -> int:
    parameter = next(one for one in operation.parameters if one.name == _size(operation))
    schema = asking.tried.value(parameter.schema)
    most = schema.get("maximum") if isinstance(schema, dict) else None
    return int(most) if isinstance(most, int | float) and 0 < most < 1000 else _LARGE


def _walk(asking: Asking, operation: Operation, known: Exchange, size: int) -> _Walk:
    way, named = _way(operation) or "", _size(operation) or ""
    where = known.request.url.partition("?")[0]
    kept = {
        k: v
        for k, v in parse_qsl(urlsplit(known.request.url).query)
        if k not in (way, named) and _required(operation, k)
    }
    address = f"{where}?{urlencode({**kept, named: size})}"
    items: list[str] = []
    pages: list[Exchange] = []
    been = set()
    headers = {k: v for k, v in asking.plain(known).headers.items() if k.lower() != "accept-encoding"}
    while address and len(pages) < _MOST_PAGES:
        if address in been:
            return _Walk(items, False, pages, "a page leads back to one before")
        been.add(address)
        seen = asking.send(Request("GET", address, headers), operation)
        pages.append(seen)
        found = _items(seen.json()) if seen.ok else None
        if found is None:
            return _Walk(items, False, pages, f"page {len(pages)} was answered {seen.status}, or holds no list")
        items += [making.identity(item) or encoded(item).decode() for item in found]
        address = _following(seen, address, way, len(found), size, len(items))
    return _Walk(items, not address, pages, None)


def _required(operation: Operation, name: str) -> bool:
    return any(one.name == name and one.required for one in operation.parameters)


def _items(body: Any) -> list[Any] | None:
    if isinstance(body, dict):
        lists = [value for value in body.values() if isinstance(value, list)]
        inner = next((value for value in body.values() if isinstance(value, dict)), {}) if not lists else {}
        lists = lists or [value for value in inner.values() if isinstance(value, list)]
        return lists[0] if lists else None
    return body if isinstance(body, list) else None


def _following(seen: Exchange, address: str, way: str, found: int, size: int, so_far: int) -> str:
    """The address of the next page; empty where there is none."""
    link = re.search(r'<([^>]*)>\s*;[^,]*rel="?next"?', seen.headers.get("link", ""))
    if link:
        return _stays(urljoin(address, link[1]), address)
    stated = dict(_stated(seen.json()))
    if _CURSORS.match(way):
        value = next((value for value in stated.values() if value), None)
        if isinstance(value, str) and re.match(r"https?://|/", value):
            return _stays(urljoin(address, value), address)
        return _with(address, way, str(value)) if value else ""
    if stated and not any(stated.values()):
        return ""
    if found < size:
        return ""
    number = re.match(r"page", way, re.I)
    now = dict(parse_qsl(urlsplit(address).query)).get(way)
    return _with(address, way, str(int(now or 1) + 1 if number else so_far))


def _stated(body: Any) -> Iterator[tuple[str, Any]]:
    places = [body, *(value for value in body.values() if isinstance(value, dict))] if isinstance(body, dict) else []
    for place in places:
        for name, value in place.items():
            if _NEXT.match(name) and (value is None or isinstance(value, str | int)):
                yield name, value


def _stays(following: str, address: str) -> str:
    """A server may lead nowhere else."""
    there, here = urlsplit(following), urlsplit(address)
    return f"{here.scheme}://{here.netloc}{there.path}" + (f"?{there.query}" if there.query else "")


def _with(address: str, name: str, value: str) -> str:
    where, _, query = address.partition("?")
    return f"{where}?{urlencode({**dict(parse_qsl(query)), name: value})}"
