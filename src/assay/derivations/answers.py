"""call, client_call_site, source_words -> answer_field: what of an answer no source names.

Only answers of operations that source of the target itself asks for are looked at; of what others ask for (a library,
a page of the platform) nobody here can say what they read. A name counts wherever it stands in any source of the
target, if only in a comment, a text or a type, so that what is left is named nowhere. Where that proves nothing, it is
null: there is source in a language that is not read, or fewer than half of the fields at the top of the answer are
named, so that it is likely handed on whole.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from typing import Any, NamedTuple

import msgspec

from assay.model import Derivation, Row, Target
from assay.model.expressions import expression
from assay.syntax.words import as_word
from assay.tables.service import AnswerField

#: Source that may read answers, of which no collector tells the words.
_UNREAD = (
    *("vue", "svelte", "astro", "mustache", "pug", "erb", "php", "phtml", "rb", "java", "kt", "scala", "groovy"),
    *("swift", "go", "rs", "cs", "cshtml", "dart", "ex", "exs", "elm", "coffee", "jinja", "jinja2", "j2", "ftl", "vm"),
)
_HOLE = expression(r"\$\{[^}]*\}")
_ABSOLUTE = expression(r"^[a-z][a-z0-9+.-]*://([^/]*)", re.IGNORECASE)
_ANY = "{id}"
#: The least share of the names at the top of an answer that shows that it is taken apart here.
_TAKEN_APART = 0.5
_MOST_DEPTH = 40
_Key = tuple[str, str | None, str, str]


class _Site(NamedTuple):
    """What a call site asks for: the segments of its path, None for a computed one; `whole` when none lie before."""

    method: str | None
    segments: tuple[str | None, ...]
    whole: bool


def derive(inputs: Mapping[str, Sequence[tuple[Any, ...]]], target: Target) -> Iterator[Row]:
    """One row per field of the answers to an operation in a recording."""
    sites = [site for method, url in inputs["sites"] if (site := _site(method, url))]
    asked: dict[tuple[str, str], bool] = {}
    answers: dict[_Key, list[tuple[int | None, Any]]] = defaultdict(list)
    for path, line, host, method, route, body in inputs["calls"] if sites else ():
        if (method, route) not in asked:
            asked[method, route] = any(_asks(site, method, route) for site in sites)
        if asked[method, route]:
            answers[path, host, method, route].append((line, json.loads(body)))
    if not answers:
        return
    names = {word for (words,) in inputs["words"] for word in words.split()}
    seen = not any(True for _ in target.suffixed(*_UNREAD))
    for key, bodies in answers.items():
        yield from _rows(key, bodies, names, seen)


def _site(method: str | None, url: str) -> _Site | None:
    """None where so much of the address is computed that it could be any."""
    absolute = _ABSOLUTE.match(url)
    path = url[absolute.end() :] if absolute else url
    segments = [None if _HOLE.search(part) else part for part in path.split("/") if part]
    while segments and segments[0] is None:
        segments.pop(0)
    if not any(segments):
        return None
    return _Site(method, tuple(segments), absolute is not None or url.startswith("/"))


def _asks(site: _Site, method: str, route: str) -> bool:
    parts = [part for part in route.split("/") if part]
    if site.method not in (None, method) or len(parts) < len(site.segments) or not site.segments:
        return False
    if site.whole and len(parts) != len(site.segments):
        return False
    tail = parts[len(parts) - len(site.segments) :]
    return all(wanted is None or part in (wanted, _ANY) for part, wanted in zip(tail, site.segments, strict=True))


def _rows(key: _Key, bodies: Sequence[tuple[int | None, Any]], names: Set[str], seen: bool) -> Iterator[AnswerField]:
    calls: Counter[str] = Counter()
    sizes: Counter[str] = Counter()
    unnamed: set[str] = set()
    for _, body in bodies:
        own: Counter[str] = Counter()
        _measure(body, "", names, own, unnamed, 0)
        calls.update(own.keys())
        sizes.update(own)
    seen = seen and _is_taken_apart([body for _, body in bodies], names)
    path, host, method, route = key
    for field, size in sizes.items():
        yield AnswerField(
            path=path,
            line=bodies[0][0],
            host=host,
            method=method,
            route=route,
            field=field,
            calls=calls[field],
            bytes=size,
            named=field not in unnamed if seen else None,
        )


def _measure(value: Any, place: str, names: Set[str], sizes: Counter[str], unnamed: set[str], depth: int) -> None:
    """Add the bytes of a value to its fields; of a field that nobody names, all that lies in it."""
    if isinstance(value, dict) and depth < _MOST_DEPTH:
        sizes[place] += 1 + max(1, len(value))
        for name, inner in value.items():
            field = f"{place}.{name}" if place else name
            sizes[field] += len(_text(name)) + 1
            word = as_word(name)
            if word is None or word in names:
                _measure(inner, field, names, sizes, unnamed, depth + 1)
            else:
                unnamed.add(field)
                sizes[field] += len(_text(inner))
    elif isinstance(value, list) and depth < _MOST_DEPTH:
        sizes[place] += 1 + max(1, len(value))
        for inner in value:
            _measure(inner, f"{place}[]", names, sizes, unnamed, depth + 1)
    else:
        sizes[place] += len(_text(value))


def _is_taken_apart(bodies: Sequence[Any], names: Set[str]) -> bool:
    """Names enough at the top of the answers stand in the source; in a list, at the top of its items."""
    tops = [item for body in bodies for item in (body if isinstance(body, list) else [body]) if isinstance(item, dict)]
    words = {word for top in tops for name in top if (word := as_word(name))}
    return len(words & names) >= _TAKEN_APART * len(words) > 0


def _text(value: Any) -> bytes:
    return msgspec.json.encode(value)


DERIVATION = Derivation(
    name="answers",
    about="Finds what is sent in answers that no source names.",
    fills=(AnswerField,),
    reads={
        "sites": "select distinct method, url from client_call_site where not is_test and url is not null",
        "calls": "select path, line, host, method, route, response_body from call "
        "where response_body is not null and status between 200 and 299 order by path, entry",
        "words": "select words from source_words",
    },
    derive=derive,
    files=True,
    domains=("api",),
)
