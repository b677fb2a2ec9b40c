"""Keywords that two parts of one schema state -> what binds as both do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

#: Keywords that hold one schema: where both parts state one, a value has to keep both.
INNER = ("items", "additionalProperties", "contains", "propertyNames")


def both(keyword: str, one: Any, other: Any) -> Any:
    """What a value has to keep that keeps both; of what cannot be told to be one, and of what only tells, the last."""
    how = _TOGETHER.get(keyword)
    return other if how is None else how(one, other)


def _types(one: Any, other: Any) -> Any:
    first, second = (each if isinstance(each, list) else [each] for each in (one, other))
    found = [name for name in second if name in first or (name == "integer" and "number" in first)]
    found += [name for name in first if name == "integer" and "number" in second and name not in found]
    return (found if len(found) > 1 else found[0]) if found else other


def _listed(one: Any, other: Any) -> Any:
    if not isinstance(one, list) or not isinstance(other, list):
        return other
    return [value for value in one if value in other] or other


def _named(one: Any, other: Any) -> Any:
    if not isinstance(one, list) or not isinstance(other, list):
        return other
    return [*one, *(name for name in other if name not in one)]


def _bound(tightest: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    def chosen(one: Any, other: Any) -> Any:
        numbers = all(isinstance(each, int | float) and not isinstance(each, bool) for each in (one, other))
        return tightest(one, other) if numbers else one if one is True else other

    return chosen


def _either(one: Any, other: Any) -> Any:
    return True if one is True else other


def _closed(one: Any, other: Any) -> Any:
    return False if one is False else other


_TOGETHER: Mapping[str, Callable[[Any, Any], Any]] = {
    "type": _types,
    "enum": _listed,
    "required": _named,
    "additionalProperties": _closed,
    **dict.fromkeys(("readOnly", "writeOnly", "deprecated", "uniqueItems"), _either),
    **dict.fromkeys(("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties"), _bound(max)),
    **dict.fromkeys(("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties"), _bound(min)),
}
