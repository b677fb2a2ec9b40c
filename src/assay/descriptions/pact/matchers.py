"""One matching rule held against one value: JSON values as decoded, headers, parameters and XML as text."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable
from typing import Any

import msgspec

from assay.model.expressions import expression

from . import media
from .dates import FormatError, keeps_format
from .patterns import matches_pattern
from .rules import Rule, RuleList
from .told import Unreadable, show

#: https://semver.org, version 2.0.0
_SEMVER = expression(
    r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)"
    r"(-(0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*)(\.(0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*))*)?"
    r"(\+[0-9a-zA-Z-]+(\.[0-9a-zA-Z-]+)*)?"
)
_FORMATS = {"date": "yyyy-MM-dd", "time": "HH:mm:ss", "datetime": "yyyy-MM-dd'T'HH:mm:ssXXX"}
_STATUSES = {
    "info": (100, 199),
    "information": (100, 199),
    "success": (200, 299),
    "redirect": (300, 399),
    "clientError": (400, 499),
    "serverError": (500, 599),
    "nonError": (100, 399),
    "error": (400, 599),
}
#: What is about a whole collection; of what stands in it they say nothing.
COLLECTION_KINDS = frozenset({"values", "eachKey", "eachValue", "arrayContains"})


def kind_of(value: Any) -> str:
    """null, boolean, number, string, array or object."""
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case int() | float():
            return "number"
        case str():
            return "string"
        case list():
            return "array"
        case _:
            return "object"


def as_text(value: Any) -> str:
    """A value as text: texts and bytes as they are, all else as JSON."""
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()


def same(one: Any, other: Any) -> bool:
    """Equality of JSON values: true is not 1, and 1 is not 1.0 (an integer is another type to Pact)."""
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same(value, other[key]) for key, value in one.items())
    if isinstance(one, list):
        return len(one) == len(other) and all(map(same, one, other))
    return bool(one == other)


def complaint(rules: RuleList, expected: Any, actual: Any, *, typed: bool = True) -> str | None:
    """Why the rules do not hold for a value, None if they do. `typed`: JSON; else both are text. Errors: Unreadable."""
    said: list[str] = []
    unclear: Unreadable | None = None
    for rule in rules.rules:
        try:
            why = _complaint(rule, expected, actual, cascaded=rules.cascaded, typed=typed)
        except Unreadable as error:
            unclear = error
            continue
        if why is None and rules.any_of:
            return None
        if why is not None:
            said.append(why)
    if unclear is not None and (rules.any_of or not said):
        raise unclear
    return "; ".join(said) or None


def _complaint(rule: Rule, expected: Any, actual: Any, *, cascaded: bool, typed: bool) -> str | None:
    if not typed and rule.kind != "contentType":
        expected, actual = as_text(expected), as_text(actual)
    holds = _HOLDS.get(rule.kind)
    if holds is not None:
        return None if holds(rule, actual, typed) else _told(rule, actual)
    match rule.kind:
        case "equality":
            return None if same(expected, actual) else f"expected {show(expected)}, but was {show(actual)}"
        case "type":
            return _type_complaint(rule, expected, actual, cascaded=cascaded) if typed else None
        case "values":
            return None if same(expected, actual) else f"expected {show(expected)}, but was {show(actual)}"
        case "eachKey" | "eachValue" | "arrayContains":
            return None if cascaded else f"{show(actual)} is no collection"
    raise Unreadable(f"the matcher {rule.kind[:40]} is not known here")


def _type_complaint(rule: Rule, expected: Any, actual: Any, *, cascaded: bool) -> str | None:
    if kind_of(expected) != kind_of(actual):
        return f"expected {_article(kind_of(expected))}, but was {show(actual)}"
    if isinstance(actual, list | dict) and not cascaded:
        return size_complaint(rule, len(actual))
    return None


def size_complaint(rule: Rule, size: int) -> str | None:
    """Whether a collection has as many members as `min` and `max` say."""
    least, most = rule.number("min"), rule.number("max")
    if least is not None and size < least:
        return f"expected at least {least}, but there are {size}"
    return f"expected at most {most}, but there are {size}" if most is not None and size > most else None


def _article(kind: str) -> str:
    return kind if kind == "null" else f"an {kind}" if kind[0] in "ao" else f"a {kind}"


def _told(rule: Rule, actual: Any) -> str:
    stated = rule.text("written", "regex", "value", "format", "date", "time", "datetime", "timestamp", "status")
    return f"{show(actual)} does not satisfy {rule.kind}" + (f" {show(stated)}" if stated else "")


def _regex(rule: Rule, actual: Any, _typed: bool) -> bool:
    return matches_pattern(rule.text("regex") or "", as_text(actual))


def _include(rule: Rule, actual: Any, _typed: bool) -> bool:
    return as_text(rule.stated.get("value", "")) in as_text(actual)


def _integer(_rule: Rule, actual: Any, typed: bool) -> bool:
    if typed:
        return isinstance(actual, int) and not isinstance(actual, bool)
    return re.fullmatch(r"[+-]?\d+", actual) is not None


def _decimal(_rule: Rule, actual: Any, typed: bool) -> bool:
    return isinstance(actual, float) if typed else re.fullmatch(r"[+-]?\d+\.\d+", actual) is not None


def _number(_rule: Rule, actual: Any, typed: bool) -> bool:
    if typed:
        return kind_of(actual) == "number"
    return re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", actual) is not None


def _boolean(_rule: Rule, actual: Any, _typed: bool) -> bool:
    return isinstance(actual, bool) or actual in ("true", "false")


def _moment(rule: Rule, actual: Any, _typed: bool) -> bool:
    form = rule.text("format", rule.kind, "timestamp") or _FORMATS[rule.kind]
    try:
        return keeps_format(as_text(actual), form)
    except FormatError as error:
        raise Unreadable(f"{error}: {show(form)}") from error


def _status(rule: Rule, actual: Any, _typed: bool) -> bool:
    wanted = rule.stated.get("status")
    number = int(actual) if re.fullmatch(r"[1-9][0-9]{2}", str(actual)) else 0
    if isinstance(wanted, list):
        return number in wanted
    if isinstance(wanted, int):
        return number == wanted
    if not isinstance(wanted, str) or wanted not in _STATUSES:
        raise Unreadable(f"the class of status {show(wanted)} is not known")
    low, high = _STATUSES[wanted]
    return low <= number <= high


def _content_type(rule: Rule, actual: Any, _typed: bool) -> bool:
    data = actual if isinstance(actual, bytes) else _decoded(as_text(actual))
    return is_content_type(data, rule.text("value") or "")


def is_content_type(data: bytes, wanted: str) -> bool:
    """Whether data looks like a media type. Errors: Unreadable for types that have no look of their own."""
    found, stated = media.detect(data), media.parse(wanted)
    if stated is None:
        raise Unreadable(f"{show(wanted)} is no media type")
    if found.name in ("application/octet-stream", "text/plain") and found.name != stated.name:
        text = stated.name.startswith("text/") or not stated.is_binary
        known = stated.is_json or stated.is_xml or stated.name == "text/html" or media.has_magic(stated.name)
        if not known and text == (found.name == "text/plain"):
            raise Unreadable(f"{stated.name} cannot be told by its first bytes")
    return found.satisfies(media.MediaType(stated.name))


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return text.encode()


def _semver(_rule: Rule, actual: Any, _typed: bool) -> bool:
    return isinstance(actual, str) and _SEMVER.fullmatch(actual[:500]) is not None


_HOLDS: dict[str, Callable[[Rule, Any, bool], bool]] = {
    "regex": _regex,
    "include": _include,
    "integer": _integer,
    "decimal": _decimal,
    "number": _number,
    "boolean": _boolean,
    "null": lambda _rule, actual, _typed: actual is None,
    "date": _moment,
    "time": _moment,
    "datetime": _moment,
    "statusCode": _status,
    "contentType": _content_type,
    "notEmpty": lambda _rule, actual, _typed: actual is not None and actual not in ("", [], {}),
    "semver": _semver,
}


def is_known(kind: str) -> bool:
    """Whether there is such a matcher."""
    return kind in _HOLDS or kind in COLLECTION_KINDS or kind in ("equality", "type")
