"""An error of the JSON Schema validator -> what is wrong, in words that a person understands, and where."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from .pointers import joined

NOT_ALLOWED = "is not known here"
_MOST_SHOWN = 60
_KINDS = {dict: "an object", list: "a list", str: "text", bool: "true or false", int: "a number", float: "a number"}
_TYPES = {
    "object": "an object",
    "array": "a list",
    "string": "text",
    "boolean": "true or false",
    "integer": "a whole number",
    "number": "a number",
    "null": "null",
}

#: Keyword -> what is wrong wherever it is broken.
_ALWAYS = {
    "contains": "holds none of what has to stand in it, or too many",
    "uniqueItems": "says the same twice",
    "falseSchema": "is not allowed beside what stands with it",
}


class Complaint(NamedTuple):
    """One thing that is wrong. Of several at one place the heaviest is told."""

    pointer: str
    said: str
    weight: int


def leaves(errors: Iterable[Any]) -> Iterator[Any]:
    """What of each error is the cause: of alternatives, those of the one that was meant."""
    for error in errors:
        alternatives: list[list[Any]] = [branch for branch in getattr(error.kind, "context", ()) if branch]
        if not alternatives or _lacks_one_of(error, alternatives):
            yield error
            continue
        yield from leaves(min(alternatives, key=lambda branch: _distance(list(branch), error)))


def _lacks_one_of(error: Any, alternatives: list[list[Any]]) -> bool:
    """Each alternative only asks for another key to be there."""
    names = [one.kind.name for branch in alternatives for one in branch]
    here = all(one.instance_path == error.instance_path for branch in alternatives for one in branch)
    return here and set(names) == {"required"}


def _distance(branch: Sequence[Any], above: Any) -> tuple[int, int, int]:
    """How far a value is from an alternative: another kind of thing first, then how much is wrong, how far up."""
    other = 0
    for error in branch:
        depth = len(error.instance_path) - len(above.instance_path)
        kind = error.kind.name
        lacks_reference = kind == "required" and getattr(error.kind, "property", "") == "$ref"
        names_other = kind in ("enum", "const") and depth == 1 and error.instance_path[-1] in ("in", "type")
        other += lacks_reference or names_other or (kind == "type" and depth == 0)
    return other, len(branch), -max(len(error.instance_path) for error in branch)


def unexpected(error: Any) -> list[str] | None:
    """Names of the properties that must not be there; None where the error is about something else."""
    return list(error.kind.unexpected) if error.kind.name in ("additionalProperties", "unevaluatedProperties") else None


def complaint(error: Any, pointer: str) -> Complaint:
    """What an error says of the value at `pointer`."""
    kind, name = error.kind, error.kind.name
    if name == "propertyNames":
        return complaint(kind.error, joined(pointer, str(kind.error.instance)))
    if name == "required":
        return Complaint(joined(pointer), f"lacks {kind.property}", 4)
    if name == "type":
        wanted = " or ".join(_TYPES.get(one, one) for one in kind.types)
        return Complaint(pointer, f"has to be {wanted}, and is {_told_kind(error.instance)}", 5)
    if name == "enum":
        return Complaint(pointer, f"has to be one of {_listed(kind.options)}, and is {_shown(error.instance)}", 4)
    if name == "const":
        return Complaint(pointer, f"has to be {_shown(kind.expected_value)}, and is {_shown(error.instance)}", 4)
    if name in ("anyOf", "oneOf"):
        return Complaint(pointer, _alternatives(kind), 2)
    return Complaint(pointer, _rest(kind, name, error), 5 if name.startswith("min") else 3)


def _rest(kind: Any, name: str, error: Any) -> str:
    if name == "pattern":
        return f"is {_shown(error.instance)}, which does not match {kind.pattern}"
    if name == "not":
        return _excluded(kind.schema)
    if name in ("minItems", "minProperties", "minLength"):
        return "must not be empty" if kind.limit == 1 else f"has to have {kind.limit} or more"
    if name in ("maxItems", "maxProperties", "maxLength"):
        return f"may have {kind.limit} at the most"
    if name == "format":
        return f"is {_shown(error.instance)}, which is no {kind.format}"
    if name in ("minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum"):
        return f"is {_shown(error.instance)}, which is out of its bounds"
    if (surplus := unexpected(error)) is not None:
        return f"has what is not allowed: {_listed(surplus)}"
    return _ALWAYS.get(name) or str(error.message)[:200]


def _alternatives(kind: Any) -> str:
    keys = [
        one.kind.property for branch in getattr(kind, "context", ()) for one in branch if one.kind.name == "required"
    ]
    if keys:
        return f"lacks one of {', '.join(dict.fromkeys(keys))}"
    return "says two things of which only one is allowed"


def _excluded(schema: Any) -> str:
    required = schema.get("required") if isinstance(schema, dict) else None
    if isinstance(required, list):
        return f"has {' and '.join(map(str, required))}, of which only one is allowed"
    if isinstance(schema, dict) and isinstance(schema.get("enum"), list):
        return f"must not be any of {_listed(schema['enum'])}"
    return "has parts of which only one is allowed"


def _told_kind(value: Any) -> str:
    return "null" if value is None else _KINDS.get(type(value), "something else")


def _shown(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return f"{text[:_MOST_SHOWN]}{'…' if len(text) > _MOST_SHOWN else ''}" or "empty"


def _listed(values: Any) -> str:
    shown = [_shown(value) for value in values]
    return ", ".join(shown[:12]) + (" …" if len(shown) > 12 else "")
