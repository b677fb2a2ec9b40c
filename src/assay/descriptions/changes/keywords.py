"""Two schemas -> what changed in the keywords that hold values: limits, values allowed, patterns, dates, names.

What holds further schemas is walked in `schemas.py`. Each finding is `Said`: what (a name of `levels.py`), the keyword
where it stands, old and new value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

Values = Mapping[str, Any]
Bounds = dict[str, float]

_UPPER = {
    "maximum": "maximum",
    "exclusiveMaximum": "exclusive-maximum",
    "maxLength": "max-length",
    "maxItems": "max-items",
    "maxProperties": "max-properties",
}
_LOWER = {
    "minimum": "minimum",
    "exclusiveMinimum": "exclusive-minimum",
    "minLength": "min-length",
    "minItems": "min-items",
    "minProperties": "min-properties",
}
_LIMITS = {**_UPPER, **_LOWER}
_PRESENT = {"const": "const", "pattern": "pattern", "default": "default"}
_ANY_TEXT = (".*", "^.*$")
_CHANGED = {"contentMediaType": "content-media-type", "contentEncoding": "content-encoding"}


class Said(NamedTuple):
    what: str
    keyword: str
    old: Any = None
    new: Any = None


def compare_keywords(old: Values, new: Values) -> Iterator[Said]:
    """What changed in the schema itself, types and nullability aside."""
    changed = {key for key in (*old, *new) if key in _VALUED and old.get(key) != new.get(key)}
    if changed & _LIMITS.keys():
        yield from _limits(old, new)
    # Without `contains` the two say nothing; with it, one item has to match unless told otherwise.
    if changed & {"minContains", "maxContains"} and "contains" in old and "contains" in new:
        yield from _contained(_bounds(old), _bounds(new))
    for keyword in sorted(changed & _PRESENT.keys()):
        yield from _presence(_PRESENT[keyword], keyword, old, new)
    for keyword in sorted(changed & _CHANGED.keys()):
        yield Said(f"{_CHANGED[keyword]}-changed", keyword, old.get(keyword), new.get(keyword))
    for keyword in sorted(changed & _OTHERS.keys()):
        yield from _OTHERS[keyword](old.get(keyword), new.get(keyword))


def _limits(old: Values, new: Values) -> Iterator[Said]:
    before, after = _bounds(old), _bounds(new)
    for inclusive, exclusive, least in (("maximum", "exclusiveMaximum", False), ("minimum", "exclusiveMinimum", True)):
        swapped = _swapped(before, after, (inclusive, exclusive), least)
        if swapped is not None:
            yield swapped
            for bounds in (before, after):
                bounds.pop(inclusive, None)
                bounds.pop(exclusive, None)
    for keyword, name in _LIMITS.items():
        one, other = before.get(keyword), after.get(keyword)
        # Values that are listed are bound by the list, whatever limit stands beside it.
        if one == other or (one is None and _is_listed(old)) or (other is None and _is_listed(new)):
            continue
        if one is None or other is None:
            yield Said(f"{name}-{'added' if one is None else 'removed'}", keyword, one, other)
        else:
            yield Said(f"{name}-{'raised' if other > one else 'lowered'}", keyword, one, other)


def _swapped(before: Bounds, after: Bounds, keywords: tuple[str, str], least: bool) -> Said | None:
    """A limit that was exclusive and is inclusive, or the other way round: one limit that moved, not one of two."""
    was, is_now = ([key for key in keywords if key in bounds] for bounds in (before, after))
    if len(was) != 1 or len(is_now) != 1 or was == is_now:
        return None
    old, new = before[was[0]], after[is_now[0]]
    # Of equal numbers the exclusive limit is the tighter one.
    tighter = (new > old) is least if new != old else is_now[0] == keywords[1]
    verb = ("raised" if tighter else "lowered") if least else ("lowered" if tighter else "raised")
    return Said(f"{_LIMITS[is_now[0]]}-{verb}", is_now[0], old, new)


def _is_listed(value: Values) -> bool:
    return bool(value.get("enum")) or "const" in value


def _bounds(value: Values) -> Bounds:
    """Limits as numbers; `exclusiveMaximum: true` of OpenAPI 2.0 and 3.0 makes the maximum an exclusive one."""
    limits = (*_LIMITS, "minContains", "maxContains")
    found: Bounds = {key: value[key] for key in limits if _is_number(value.get(key))}
    for limit, exclusive in (("maximum", "exclusiveMaximum"), ("minimum", "exclusiveMinimum")):
        if value.get(exclusive) is True and limit in found:
            found[exclusive] = found.pop(limit)
    return {key: number for key, number in found.items() if number or key not in ("minLength", "minItems")}


def _contained(before: Mapping[str, float], after: Mapping[str, float]) -> Iterator[Said]:
    one, other = before.get("minContains", 1), after.get("minContains", 1)
    if one != other:
        yield Said("min-contains-" + ("raised" if other > one else "lowered"), "minContains", one, other)
    least, most = before.get("maxContains"), after.get("maxContains")
    if least != most:
        lowered = least is None or (most is not None and most < least)
        yield Said("max-contains-" + ("lowered" if lowered else "raised"), "maxContains", least, most)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _enum(old: Any, new: Any) -> Iterator[Said]:
    before, after = _list(old), _list(new)
    if not before or not after:
        if before or after:
            yield Said("became-enum" if after else "enum-removed", "enum", old, new)
        return
    # null is a value only of who may be null, which is told apart.
    for value in before:
        if value is not None and value not in after:
            yield Said("enum-value-removed", "enum", value)
    for value in after:
        if value is not None and value not in before:
            yield Said("enum-value-added", "enum", None, value)


def _extensible(old: Any, new: Any) -> Iterator[Said]:
    for value in _list(old):
        if isinstance(new, list) and value not in new:
            yield Said("extensible-enum-value-removed", "x-extensible-enum", value)


def _presence(name: str, keyword: str, old: Values, new: Values) -> Iterator[Said]:
    # A default of null and a pattern that all texts have say nothing; a const of null does.
    nothing = {"default": (None,), "pattern": ("", *_ANY_TEXT)}
    before, after = (keyword in each and each[keyword] not in nothing.get(keyword, ()) for each in (old, new))
    if before and new.get(keyword) in _ANY_TEXT and keyword == "pattern":
        yield Said("pattern-widened", keyword, old[keyword], new[keyword])
    elif not before or not after:
        if before or after:
            yield Said(f"{name}-{'added' if after else 'removed'}", keyword, old.get(keyword), new.get(keyword))
    else:
        yield Said(f"{name}-changed", keyword, old[keyword], new[keyword])


def _multiple(old: Any, new: Any) -> Iterator[Said]:
    if not _is_number(old) or not _is_number(new):
        yield Said("multiple-of-" + ("added" if old is None else "removed"), "multipleOf", old, new)
    elif old and new and old % new == 0:
        yield Said("multiple-of-widened", "multipleOf", old, new)
    else:
        yield Said("multiple-of-narrowed" if old and new % old == 0 else "multiple-of-changed", "multipleOf", old, new)


def _discriminator(old: Any, new: Any) -> Iterator[Said]:
    # Swagger 2.0 names the property alone.
    before, after = (({"propertyName": each} if isinstance(each, str) else each) for each in (old, new))
    if not isinstance(before, Mapping) or not isinstance(after, Mapping):
        yield Said("discriminator-" + ("added" if old is None else "removed"), "discriminator", old, new)
        return
    if before.get("propertyName") != after.get("propertyName"):
        names = before.get("propertyName"), after.get("propertyName")
        yield Said("discriminator-property-changed", "discriminator", *names)
    one, other = _mapping(before, "mapping"), _mapping(after, "mapping")
    if other.keys() - one.keys():
        yield Said("discriminator-mapping-added", "discriminator", None, sorted(map(str, other.keys() - one.keys())))
    if one.keys() - other.keys():
        yield Said("discriminator-mapping-removed", "discriminator", sorted(map(str, one.keys() - other.keys())))
    for key in one.keys() & other.keys():
        if one[key] != other[key]:
            yield Said("discriminator-mapping-changed", "discriminator", one[key], other[key])


def _dependent_required(stated: Any, newly_stated: Any) -> Iterator[Said]:
    old, new = (each if isinstance(each, Mapping) else {} for each in (stated, newly_stated))
    for name in (*old, *(name for name in new if name not in old)):
        before, after = ({str(each) for each in _list(stated.get(name))} for stated in (old, new))
        if before == after:
            continue
        verb = "added" if name not in old else "removed" if name not in new else "changed"
        texts = [f"{name} asks for {', '.join(sorted(names))}" if names else None for names in (before, after)]
        yield Said(f"dependent-required-{verb}", "dependentRequired", *texts)


def _unique(old: Any, new: Any) -> Iterator[Said]:
    if bool(old) != bool(new):
        yield Said("unique-items-" + ("added" if new else "removed"), "uniqueItems")


_OTHERS: Mapping[str, Callable[[Any, Any], Iterator[Said]]] = {
    "enum": _enum,
    "x-extensible-enum": _extensible,
    "multipleOf": _multiple,
    "uniqueItems": _unique,
    "discriminator": _discriminator,
    "dependentRequired": _dependent_required,
}
#: Keywords compared here: what holds further schemas would be compared once for each schema around it.
_VALUED = frozenset({*_LIMITS, "minContains", "maxContains", *_PRESENT, *_CHANGED, *_OTHERS})


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _mapping(value: Values, key: str) -> Values:
    found = value.get(key)
    return found if isinstance(found, Mapping) else {}
