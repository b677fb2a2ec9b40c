"""What was sent of a parameter -> its value, in every style that OpenAPI 2.0 to 3.2 know (RFC 6570 and its kin).

In: the raw pieces of a request, a parameter's style and JSON Schema. Out: decoded values, typed as the schema allows.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import unquote, unquote_plus

from assay.model.expressions import expression

ABSENT: Any = type("Absent", (), {"__repr__": lambda _: "ABSENT"})()

_COMMA = (",", "%2c")
#: Between the items of a list that is written as one value.
_BETWEEN = {
    "spaceDelimited": (" ", "%20", "+"),
    "pipeDelimited": ("|", "%7c"),
    "tabDelimited": ("\t", "%09"),
}
_DEFAULT_STYLE = {"path": "simple", "header": "simple"}
#: Styles in which each item or property is a pair of its own when exploded.
_PAIRED = ("form", "cookie")
_INTEGER = expression(r"-?(0|[1-9]\d{0,300})")
_NUMBER = expression(r"-?\d{1,300}(\.\d{1,300})?([eE][+-]?\d{1,3})?")
_KEYS = expression(r"\[([^\[\]]*)\]")
#: Headers are not encoded; blanks around the items of their lists say nothing (RFC 9110 section 5.6.1).
_plain = str.strip
_MOST_DEPTH = 12


class Sent(NamedTuple):
    """A request's pieces as sent: percent-encoded, names of headers in lower case."""

    path: Mapping[str, str]
    query: Sequence[tuple[str, str]]
    headers: Mapping[str, str]
    cookies: Mapping[str, str]


class Form(NamedTuple):
    """How a parameter is written. `media_type` is stated where its value is a document of its own."""

    name: str
    location: str
    style: str | None = None
    explode: bool | None = None
    media_type: str | None = None


class Shape(NamedTuple):
    """What a schema allows, the parts it is put together of taken together. Nothing said: no types."""

    types: frozenset[str]
    items: Any
    properties: Mapping[str, Any]
    open: bool


def pairs_of(query: str) -> list[tuple[str, str]]:
    """The raw pairs of a query; the names decoded, the values as sent."""
    if not query:
        return []
    pairs = (pair.partition("=") for pair in query.split("&") if pair)
    return [(unquote_plus(name), value) for name, _, value in pairs]


def cookies_of(header: str | None) -> dict[str, str]:
    """The pairs of a Cookie header (RFC 6265 section 4.2.1)."""
    if not header:
        return {}
    pairs = (pair.strip().partition("=") for pair in header.split(";") if pair.strip())
    return {name: value for name, _, value in pairs}


class Shapes:
    """Shapes of the parts of one self-contained schema, each computed once."""

    def __init__(self, root: Any) -> None:
        self.root = root
        self._known: dict[int, Shape] = {}

    def of(self, schema: Any, depth: int = 0) -> Shape:
        """Errors: none; what is no schema allows anything."""
        if not isinstance(schema, Mapping) or depth > _MOST_DEPTH:
            return Shape(frozenset(), None, {}, False)
        if id(schema) not in self._known:
            self._known[id(schema)] = self._of(schema, depth)
        return self._known[id(schema)]

    def _of(self, schema: Mapping[str, Any], depth: int) -> Shape:
        stated = schema.get("type")
        types = set(stated) if isinstance(stated, list) else {stated} if isinstance(stated, str) else set()
        if not types:
            types = {_type_of(value) for value in (*(schema.get("enum") or ()), *_const(schema))}
        items, properties = schema.get("items"), dict(schema.get("properties") or {})
        additional = schema.get("additionalProperties")
        is_open = additional is True or isinstance(additional, Mapping)
        for part in self._parts(schema):
            inner = self.of(part, depth + 1)
            types |= inner.types
            items = inner.items if items is None else items
            properties = {**inner.properties, **properties}
            is_open = is_open or inner.open
        if not types:
            types = {"object"} if properties else {"array"} if items is not None else set()
        return Shape(frozenset(types), items, properties, is_open)

    def _parts(self, schema: Mapping[str, Any]) -> Iterator[Any]:
        if isinstance(schema.get("$ref"), str):
            yield resolved(self.root, schema["$ref"])
        for key in ("allOf", "anyOf", "oneOf"):
            yield from schema.get(key) or ()


def resolved(root: Any, reference: str) -> Any:
    """What a reference within a self-contained schema leads to; None where it leads nowhere."""
    place = root
    for key in reference.removeprefix("#").strip("/").split("/") if reference not in ("#", "") else ():
        place = place.get(unquote(key).replace("~1", "/").replace("~0", "~")) if isinstance(place, Mapping) else None
    return place


class ParameterReader:
    """Reads one parameter out of requests."""

    def __init__(self, form: Form, schema: Any) -> None:
        self.form = form
        self.schema = schema
        self._shapes = Shapes(schema)
        self._shape = self._shapes.of(schema)
        self._style = form.style or _DEFAULT_STYLE.get(form.location, "form")
        self._explode = form.explode if form.explode is not None else self._style in _PAIRED
        self._between = _BETWEEN.get(self._style, _COMMA)
        self._spread = (
            "object" in self._shape.types and self._explode and self._style in _PAIRED and not form.media_type
        )

        lone = not self._shape.types & {"array", "object"} and not form.media_type
        #: One text under one name, to be typed.
        self.is_single = lone and self._style == "form"
        self._decode = unquote if form.location == "path" else _plain
        #: The value of what was sent of it in a path or header.
        self.value_of: Callable[[str], Any] = self._inline
        if lone and self._style == "simple" and self._shape.types <= {"string"}:
            self.value_of = self._decode

    def single(self, raw: str) -> Any:
        """The value of a parameter that is single."""
        return _primitive(unquote_plus(raw), self._shape)

    def read(self, sent: Sent) -> Any:
        """The value, ABSENT where none was sent. What is not in the stated style is the text as sent, to be refused."""
        name, location = self.form.name, self.form.location
        if location == "querystring":
            text = "&".join(f"{name}={value}" for name, value in sent.query)
            return self._document(text) if text else ABSENT
        if location == "path":
            return self.value_of(sent.path[name]) if name in sent.path else ABSENT
        if location == "header":
            raw = sent.headers.get(name.lower())
            return ABSENT if raw is None else self.value_of(raw)
        return self._listed(list(sent.cookies.items()) if location == "cookie" else sent.query)

    def takes(self, name: str) -> bool:
        """A pair of this name in the query belongs to this parameter."""
        form = self.form
        if form.location == "querystring":
            return True
        if form.location != "query":
            return False
        if self._style == "deepObject" or "object" in self._shape.types:
            if name.partition("[")[0] == form.name:
                return True
            return self._spread and (self._shape.open or name in self._shape.properties)
        return name in (form.name, f"{form.name}[]")

    def _inline(self, raw: str) -> Any:
        """Of a path or header, where a value is one text."""
        between, decode = self._between, self._decode
        if self.form.media_type:
            return self._document(raw if decode is unquote else raw.replace("%", "%25").replace("+", "%2B"))
        if self._style == "matrix":
            return self._matrix(raw)
        if self._style == "label":
            raw, between = raw.removeprefix("."), (".",) if self._explode else _COMMA
        if "array" in self._shape.types:
            return [self._item(decode(item)) for item in _split(raw, between)] if raw else []
        if "object" in self._shape.types:
            return self._object(_split(raw, between), self._explode)
        return _primitive(decode(raw), self._shape)

    def _matrix(self, raw: str) -> Any:
        pairs = [pair.partition("=")[::2] for pair in raw.removeprefix(";").split(";")]
        if "object" in self._shape.types and self._explode:
            return {unquote(name): self._property(unquote(name), unquote(value)) for name, value in pairs}
        values = [value for name, value in pairs if unquote(name) == self.form.name]
        if not values:
            return unquote(raw)
        if "array" in self._shape.types:
            return [self._item(unquote(item)) for item in (values if self._explode else _split(values[0], _COMMA))]
        if "object" in self._shape.types:
            return self._object(_split(values[0], _COMMA), False)
        return _primitive(unquote(values[0]), self._shape)

    def _listed(self, pairs: Sequence[tuple[str, str]]) -> Any:
        """Of a query or of cookies, where a name may come again."""
        name, types = self.form.name, self._shape.types
        if self._style == "deepObject" and not self.form.media_type:
            return self._deep(pairs)
        if self._spread:
            taken = ((n, v) for n, v in pairs if self._shape.open or n in self._shape.properties)
            return {n: self._property(n, unquote_plus(v)) for n, v in taken} or ABSENT
        values = [value for sent, value in pairs if sent in (name, f"{name}[]")]
        if not values:
            return ABSENT
        if self.form.media_type:
            return self._document(values[0])
        if "array" in types:
            apart = self._explode and self._style in _PAIRED
            items = values if apart else [item for value in values for item in _split(value, self._between)]
            return [self._item(unquote_plus(item)) for item in items if item or len(items) > 1]
        if "object" in types:
            return self._object(_split(values[0], self._between), False)
        return _primitive(unquote_plus(values[-1]), self._shape)

    def _deep(self, pairs: Iterable[tuple[str, str]]) -> Any:
        """`name[a][b]=c`, as deep as it goes, and `name[a][]=b` for lists."""
        found: dict[str, Any] = {}
        for sent, raw in pairs:
            stem, bracket, rest = sent.partition("[")
            keys = _KEYS.findall("[" + rest)[:_MOST_DEPTH]
            if stem == self.form.name and bracket and keys:
                _place(found, keys, unquote_plus(raw))
        return self._retyped(found, self._shape) if found else ABSENT

    def _retyped(self, value: Any, shape: Shape) -> Any:
        """Texts inside lists and objects, typed as the schema allows; a text where a list is due is a list."""
        if isinstance(value, dict):
            return {key: self._retyped(one, self._shapes.of(shape.properties.get(key))) for key, one in value.items()}
        if isinstance(value, list):
            return [self._retyped(one, self._shapes.of(shape.items)) for one in value]
        if "array" in shape.types and "string" not in shape.types:
            return [self._retyped(one, self._shapes.of(shape.items)) for one in value.split(",")]
        return _primitive(value, shape)

    def _object(self, pieces: Sequence[str], explode: bool) -> Any:
        if explode:
            pairs = [piece.partition("=")[::2] for piece in pieces]
        elif len(pieces) % 2:
            return ",".join(map(unquote, pieces))
        else:
            pairs = list(zip(pieces[::2], pieces[1::2], strict=True))
        return {unquote(name): self._property(unquote(name), unquote(value)) for name, value in pairs}

    def _document(self, raw: str) -> Any:
        media_type = self.form.media_type or ""
        text = unquote_plus(raw)
        if "json" in media_type:
            try:
                return json.loads(text)
            except (ValueError, RecursionError):
                return text
        if media_type == "application/x-www-form-urlencoded":
            return {name: self._property(name, unquote_plus(value)) for name, value in pairs_of(raw)}
        return text

    def _item(self, text: str) -> Any:
        return _primitive(text, self._shapes.of(self._shape.items))

    def _property(self, name: str, text: str) -> Any:
        return self._retyped(text, self._shapes.of(self._shape.properties.get(name)))


def _place(found: dict[str, Any], keys: Sequence[str], value: str) -> None:
    *path, last = keys
    place = found
    for key in path[:-1] if last == "" else path:
        inner = place.setdefault(key, {})
        if not isinstance(inner, dict):
            return
        place = inner
    name = path[-1] if last == "" and path else last
    if last == "" or name in place:
        before = place.get(name, [])
        place[name] = [*(before if isinstance(before, list) else [before]), value]
    else:
        place[name] = value


def _split(raw: str, between: Sequence[str]) -> list[str]:
    """Delimiters are told from data by not being encoded; where none is, whoever sent it encoded them all."""
    for mark in between:
        for written in (mark, mark.upper()):
            if written in raw:
                return raw.split(written)
    return [raw]


def _primitive(text: str, shape: Shape) -> Any:
    """The text as the narrowest type that the schema allows and it can be of; else the text."""
    types = shape.types
    if "null" in types and (text == "null" or (text == "" and "string" not in types)):
        return None
    if "boolean" in types and text in ("true", "false"):
        return text == "true"
    if "integer" in types and _INTEGER.fullmatch(text):
        return int(text)
    if "number" in types and _NUMBER.fullmatch(text):
        return int(text) if _INTEGER.fullmatch(text) else float(text)
    return text


def _const(schema: Mapping[str, Any]) -> tuple[Any, ...]:
    return (schema["const"],) if "const" in schema else ()


def _type_of(value: Any) -> str:
    names = {bool: "boolean", str: "string", int: "integer", float: "number", list: "array", dict: "object"}
    return names.get(type(value), "null")
