"""A value and a self-contained JSON Schema (2020-12) -> whether it keeps it, and where it does not, in words.

Values may have been masked in their shape before they came here: what that alone can have caused is told as unsure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import jsonschema_rs

from .pointers import joined

_MOST_ERRORS = 20
_LONGEST = 200
#: Whether a value of this name may be what masking left of another one.
Hidden = Callable[[str | None, Any], bool]
#: Keywords that look at what a text or number is, not at its type.
_OF_CONTENT = frozenset(
    "format pattern enum const minLength minimum exclusiveMinimum multipleOf contentEncoding contentMediaType".split()
)
#: Keywords that hold of many values together.
_OF_MANY = frozenset("not oneOf contains uniqueItems unevaluatedProperties dependentSchemas propertyNames".split())


class Error(NamedTuple):
    """One place that breaks a schema. `sure` is false where masking may have caused it."""

    pointer: str
    place: str
    keyword: str
    message: str
    sure: bool


def never_hidden(name: str | None, value: Any) -> bool:  # noqa: ARG001
    """For values that nobody masked."""
    return False


class Schema:
    """One compiled schema. Errors: ValueError when it is none (a foreign pattern, a reference to nowhere)."""

    def __init__(self, schema: Mapping[str, Any] | bool, hidden: Hidden = never_hidden) -> None:
        # Asked of lists of values: what a question costs does not count then. What the schema refers to is in itself.
        one = {"$id": "urn:value", **schema} if isinstance(schema, Mapping) else schema
        self._validator = jsonschema_rs.Draft202012Validator(
            {"items": one}, validate_formats=True, ignore_unknown_formats=True, mask="it", offline=True
        )
        #: Whether each of a list of values keeps it.
        self.are_valid: Callable[[Sequence[Any]], bool] = self._validator.is_valid
        self._hidden = hidden

    @staticmethod
    def of(schema: Mapping[str, Any] | None, hidden: Hidden) -> Schema | None:
        """None where nothing is said, or what is said is no schema: then nothing can be told."""
        if schema is None:
            return None
        try:
            return Schema(schema, hidden)
        except ValueError:
            return None

    def is_valid(self, value: Any) -> bool:
        """Whether a value keeps it."""
        return self.are_valid([value])

    def errors(self, value: Any) -> list[Error]:
        """What is wrong, the first few of it; empty when nothing is."""
        found: list[Error] = []
        values = [value]
        try:
            for error in self._validator.iter_errors(values):
                found.extend(self._told(error, values))
                if len(found) >= _MOST_ERRORS:
                    break
        except (ValueError, RecursionError):
            # An error quotes what it is about, and this one quotes more levels than can be.
            found = found or [Error("", "", "", "is refused, and nests too deep to tell where", sure=False)]
        return found[:_MOST_ERRORS]

    def _told(self, error: Any, values: Sequence[Any]) -> Iterator[Error]:
        """An error, or of a choice of schemas those of the alternative that comes nearest."""
        keyword = error.kind.name
        branches: Sequence[Sequence[Any]] = getattr(error.kind, "context", None) or ()
        if branches and not self._excused(error, values):
            at = list(error.instance_path)
            nearest = min(branches, key=lambda branch: _distance(branch, at))
            if _distance(nearest, at)[0] == 0:
                for inner in nearest:
                    yield from self._told(inner, values)
                return
        path = list(error.instance_path)[1:]
        yield Error(
            pointer=joined("", *path),
            place=place_of(path),
            keyword=keyword,
            message=_words(error, keyword, branches),
            sure=not self._excused(error, values),
        )

    def _excused(self, error: Any, values: Sequence[Any]) -> bool:
        """Masking alone can have caused it, or nobody knows: a pattern took too many steps."""
        if isinstance(error.kind, jsonschema_rs.ValidationErrorKind.BacktrackLimitExceeded):
            return True
        keyword, path = error.kind.name, list(error.instance_path)
        branches = getattr(error.kind, "context", None)
        if branches:
            return any(branch and all(self._excused(one, values) for one in branch) for branch in branches)
        name = next((step for step in reversed(path) if isinstance(step, str)), None)
        at = _at(values, path)
        if keyword in _OF_CONTENT:
            return self._hidden(name, at)
        if keyword in ("type", "maxLength"):
            # A recorder's placeholder stands for any type and length; what masking left is no longer than it was.
            return isinstance(at, str) and self._hidden(None, at) and not (keyword == "maxLength" and _is_shape(at))
        if keyword in ("additionalProperties", "required") and isinstance(at, dict):
            return any(self._hidden(None, key) for key in at)
        return keyword in _OF_MANY and self._holds_hidden(name, at)

    def _holds_hidden(self, name: str | None, value: Any) -> bool:
        if isinstance(value, dict):
            return any(self._hidden(None, key) or self._holds_hidden(key, one) for key, one in value.items())
        if isinstance(value, list):
            return any(self._holds_hidden(name, one) for one in value)
        return self._hidden(name, value)


def _is_shape(text: str) -> bool:
    """All of its letters are x, all of its digits 0."""
    written = set(filter(str.isalnum, text))
    return bool(written) and written <= {"x", "0"}


def place_of(path: Sequence[str | int]) -> str:
    """A path in a value as a path of names: `lines[].price`; empty for the value itself."""
    place = ""
    for step in path:
        place += "[]" if isinstance(step, int) else f".{step}" if place else step
    return place


def _distance(branch: Sequence[Any], at: Sequence[str | int]) -> tuple[int, int]:
    """How far a value is from one of several schemas: (refused as a whole, number of errors)."""
    whole = [
        error for error in branch if list(error.instance_path) == at and error.kind.name in ("type", "const", "enum")
    ]
    telling = [
        error for error in branch if error.kind.name in ("const", "enum") and len(error.instance_path) == len(at) + 1
    ]
    return (1 if whole or telling or not branch else 0, len(branch))


def _words(error: Any, keyword: str, branches: Sequence[Any]) -> str:
    kind = error.kind
    if keyword == "required":
        return f"lacks {kind.property}"
    if keyword == "type":
        return f"is {_type_name(error.instance)}, described as {' or '.join(map(str, kind.types))}"
    if keyword in ("additionalProperties", "unevaluatedProperties"):
        return f"has what is not allowed: {', '.join(sorted(map(str, kind.unexpected)))}"[:_LONGEST]
    if keyword == "format":
        return f"is no {kind.format}"
    if keyword == "enum" and isinstance(error.instance, str | int | float | bool):
        return f"{str(error.instance)[:60]!r} is none of the {len(kind.options)} values described"
    if branches:
        return f"is none of the {len(branches)} forms described"
    return str(error.message).removeprefix("it ")[:_LONGEST]


def _type_name(value: Any) -> str:
    if value is None:
        return "null"
    names = {bool: "a boolean", str: "a string", int: "an integer", float: "a number", list: "an array"}
    return names.get(type(value), "an object")


def _at(value: Any, path: Sequence[str | int]) -> Any:
    for step in path:
        value = value[step]
    return value
