"""A decoded file of a description -> places that keep the format and yet defeat themselves.

Schemas that contradict themselves (a value twice, one not of its type, a list of nothing, bounds crossed, a pattern
that is none), and words that run code where they are rendered.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import msgspec

from assay.model.expressions import expression

from .document import BEFORE_3_1
from .json_schema import is_pattern
from .pointers import joined
from .walking import Meaning, Trail, Walk, pointer_of


class Flaw(NamedTuple):
    """`certain` is false where it depends on the tool that reads it."""

    kind: str
    certain: bool
    message: str
    pointer: str


_BOUNDS = (
    ("minimum", "maximum"),
    ("minLength", "maxLength"),
    ("minItems", "maxItems"),
    ("minProperties", "maxProperties"),
)
#: Without one of these, and where it is no list, nothing that a schema says can contradict itself.
_LOW = frozenset(low for low, _ in _BOUNDS)
_JUDGED = frozenset(("enum", "pattern", "discriminator", *_LOW))
_WORDS = ("description", "title", "summary")
_NUMBER = (int, float)
_TYPES: Mapping[str, tuple[type, ...]] = {
    "string": (str,),
    "boolean": (bool,),
    "number": (int, float),
    "integer": (int, float),
    "array": (list,),
    "object": (dict,),
    "null": (type(None),),
}
_SCRIPT = expression(r"<script\b", re.IGNORECASE)
_SCRIPT_IN_BYTES = expression(rb"<script\b", re.IGNORECASE)
_EVAL = expression(r"\beval\(")
_CODE = expression(r"```.*?```|~~~.*?~~~|``[^`]*``|`[^`]*`", re.DOTALL)
#: Groups of Perl and Python that ECMA-262 does not have: (?i), (?P<name>, (?>, (?#.
_FOREIGN_GROUP = expression(r"(?<!\\)\(\?(?![:=!]|<[=!]|<[A-Za-z_$])")

_CLASS_IN_RANGE = expression(r"range .*\\[dDsSwW]")


def may_run(file: bytes) -> bool:
    """Whether words in a file may run code where they are rendered: those of most files do not."""
    return b"eval(" in file or _SCRIPT_IN_BYTES.search(file) is not None


class Flaws:
    """What looks for flaws on a walk over files. `found` are the files and their flaws.

    Objects without one of the keys `telling` have none, except where they are the schema of a list.
    """

    def __init__(self, version: str, words: bool = True) -> None:
        """`version` is that of the format, e.g. 3.0.3. Without `words`, nothing that is said in words is looked at."""
        self._version = version
        self._words = words
        self.telling = _JUDGED.union(("parameters",), _WORDS if words else ())
        self.found: list[tuple[str, Flaw]] = []

    def look_through(self, path: str, value: Any) -> None:
        """At all objects of a file's decoded value."""
        for found, trail, meaning in Walk("openapi", self.telling).objects(value):
            self.look(path, found, trail, meaning)

    def look(self, path: str, found: dict[str, Any], trail: Trail, meaning: Meaning) -> None:
        """At one object, not at what stands in it."""
        if not meaning.judged:
            return
        said: list[_Said] = []
        if "parameters" in found and isinstance(found["parameters"], list):
            said += _parameters(found["parameters"])
        if not _JUDGED.isdisjoint(found) or _is_list(found.get("type")):
            said += _schema(found, self._version)
        if self._words and _may_run(found):
            said += _words(found)
        for kind, certain, message, below in said:
            self.found.append((path, Flaw(kind, certain, message, joined(pointer_of(trail), *below))))


#: Kind, whether it is certain, what is wrong, and the keys that lead to the place.
_Said = tuple[str, bool, str, tuple[str | int, ...]]


def _parameters(listed: list[Any]) -> Iterator[_Said]:
    """Parameters of one list that have the same name and location, or are the same reference."""
    seen: set[Any] = set()
    for number, one in enumerate(listed):
        if isinstance(one, dict):
            name = one["$ref"] if isinstance(one.get("$ref"), str) else (one.get("name"), one.get("in"))
            if _is_name(name) and name in seen:
                said = name.rpartition("/")[2] if isinstance(name, str) else f"{name[1]} parameter {name[0]}"
                yield "repeated_parameter", True, f"declares {said} more than once", ("parameters", number)
            seen |= {name} if _is_name(name) else set()


def _is_name(name: Any) -> bool:
    return isinstance(name, str) or all(isinstance(part, str) for part in name)


def _is_list(stated: Any) -> bool:
    """Whether a list is among the types."""
    return stated == "array" or isinstance(stated, list)


def _schema(schema: Mapping[str, Any], version: str) -> Iterator[_Said]:
    listed, stated = schema.get("enum"), schema.get("type")
    types = [stated] if isinstance(stated, str) else stated if isinstance(stated, list) else []
    if isinstance(listed, list) and listed:
        yield from _values(listed, types, schema, version)
    if "array" in types and not {"items", "prefixItems", "$ref", "contains"} & schema.keys():
        certain = version.startswith(BEFORE_3_1)
        yield "no_items", certain, "is a list, and nothing says of what" + ("" if certain else ": of anything"), ()
    for low, high in _BOUNDS if not _LOW.isdisjoint(schema) else ():
        least, most = schema.get(low), schema.get(high)
        if isinstance(least, _NUMBER) and isinstance(most, _NUMBER) and least > most:
            yield "bounds", True, f"{low} {least:g} is above {high} {most:g}: nothing can keep both", ()
    if isinstance(pattern := schema.get("pattern"), str):
        yield from _pattern(pattern)
    if version.startswith("2.") and isinstance(name := schema.get("discriminator"), str):
        yield from _discriminator(name, schema)


def _pattern(stated: str) -> Iterator[_Said]:
    if foreign := _FOREIGN_GROUP.search(stated):
        wrong: str | None = f"{foreign[0]} begins a group that ECMA-262 does not have"
    elif not is_pattern(stated):
        wrong = _complaint(stated)
    else:
        return
    said = (
        f"is no regular expression: {wrong}"
        if wrong
        else "is one only where Unicode is off, and may mean another thing"
    )
    yield "pattern", bool(wrong), f"its pattern {said}", ("pattern",)


def _complaint(pattern: str) -> str | None:
    """What is wrong with it in every dialect; a class within a range is taken for itself where Unicode is off."""
    try:
        re.compile(pattern)
    except re.error as error:
        return None if _CLASS_IN_RANGE.search(error.msg) else error.msg
    return None


def _values(listed: list[Any], types: Iterable[str], schema: Mapping[str, Any], version: str) -> Iterator[_Said]:
    if set(map(type, listed)) == {str} and len(set(listed)) == len(listed) and "string" in types:
        return
    seen: set[Any] = set()
    for one in listed:
        # 1 and true are two values, though not to Python; texts are most of all.
        told = one if one.__class__ is str else msgspec.json.encode(one)
        if told in seen:
            yield "repeated_value", True, f"has the value {_shown(one)} more than once", ("enum",)
            break
        seen.add(told)
    if not types or not all(isinstance(one, str) and one in _TYPES for one in types):
        return
    nullable = (version.startswith("3.0") and schema.get("nullable") is True) or schema.get("x-nullable") is True
    for wrong in [one for one in listed if not (one is None and nullable) and not _is_of(one, types)][:1]:
        yield (
            "value_type",
            True,
            f"has the value {_shown(wrong)}, which is not of its type {', '.join(types)}",
            ("enum",),
        )


def _is_of(value: Any, types: Iterable[str]) -> bool:
    return (value.__class__ is str and "string" in types) or any(
        isinstance(value, _TYPES[one])
        and (one == "boolean" or not isinstance(value, bool))
        and (one != "integer" or (isinstance(value, int | float) and float(value).is_integer()))
        for one in types
    )


def _discriminator(name: str, schema: Mapping[str, Any]) -> Iterator[_Said]:
    properties, required = schema.get("properties"), schema.get("required")
    if not isinstance(properties, dict) or name not in properties:
        yield "discriminator", True, f"its discriminator {name} is none of its properties", ("discriminator",)
    elif not isinstance(required, list) or name not in required:
        yield "discriminator", True, f"its discriminator {name} is not required", ("discriminator",)


def _may_run(found: Mapping[str, Any]) -> bool:
    """Looking for letters is much faster than for a form, and most words have none of them."""
    for key in _WORDS:
        if key in found:
            text = found[key]
            if text.__class__ is str and ("<s" in text or "<S" in text or "eval(" in text):
                return True
    return False


def _words(found: Mapping[str, Any]) -> Iterator[_Said]:
    for key in _WORDS:
        text = found.get(key)
        if isinstance(text, str):
            for kind, form, what in (("script", _SCRIPT, "a script element"), ("eval", _EVAL, "a call of eval")):
                if form.search(text):
                    certain = bool(form.search(_CODE.sub("", text)))
                    message = f"its words have {what}" + ("" if certain else ", shown as code")
                    yield kind, certain, message, (key,)


def _shown(value: Any) -> str:
    text = msgspec.json.encode(value).decode()
    return text if len(text) <= 40 else text[:40] + "…"
