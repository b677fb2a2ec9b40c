"""A finding in a schema, and how the schema is used -> the names of the changes that it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from .change import Policy, shown
from .lifecycle import compare_life, compare_stability
from .types import TypeChange, relate, types_of

if TYPE_CHECKING:
    from .reach import Context
    from .units import Finding

_NESTED = {
    "body": "property",
    "parameter": "parameter-property",
    "common-parameter": "common-parameter-property",
    "header": "header-property",
}


class Named(NamedTuple):
    id: str
    what: str
    old: Any = None
    new: Any = None
    negated: bool = False


def named(finding: Finding, context: Context, nested: bool, policy: Policy) -> Iterator[Named]:
    """What a finding is called on one side; nothing where that side never sees it."""
    site = _NESTED[context.site] if nested else context.site
    turned = "webhook-" if context.turned else ""
    for what, old, new in _said(finding, context, nested, policy):
        place = _placed(finding, context, site, what)
        if place is not None:
            negated = context.negated != finding.here.negated
            inverse = "negated-" if negated else ""
            yield Named(f"{turned}{context.side}-{inverse}{place}-{what}", what, old, new, negated)


def _said(finding: Finding, context: Context, nested: bool, policy: Policy) -> Iterator[tuple[str, Any, Any]]:
    what = finding.what
    if what == "types":
        yield from _types(finding, context, nested)
    elif what == "list-of-types":
        old, new = set(finding.old_value), set(finding.new_value)
        narrowed = old - new if context.role == "request" else not new - old
        yield f"list-of-types-{'narrowed' if narrowed else 'widened'}", finding.old_value, finding.new_value
    elif what == "life":
        if nested:
            old, new = finding.old_value, finding.new_value
            for said in (*compare_life(old, new, policy, context.stability), *compare_stability(old, new, policy)):
                yield said.what, said.old, said.new
    elif what in ("property-added", "property-removed"):
        yield _property(finding, context), None, None
    elif what == "items-added" and context.loose and finding.new.value["items"] == {"type": "string"}:
        return  # what is written as text is text
    elif what == "became-required":
        default = finding.detail.get("default") is not None and context.role == "request"
        yield "became-required-with-default" if default else what, None, None
    elif not (what.startswith("default-") and context.site.endswith("parameter") and _is_no_default(finding, context)):
        yield what, finding.old_value, finding.new_value


def _is_no_default(finding: Finding, context: Context) -> bool:
    """Whether a parameter's default never comes to be, or is written as it was: a list of one as its value."""
    return context.required or (
        finding.what == "default-changed" and _written(finding.old_value) == _written(finding.new_value)
    )


def _written(value: Any) -> str:
    return ",".join(map(_written, value)) if isinstance(value, list) else shown(value)


def _property(finding: Finding, context: Context) -> str:
    verb = finding.what.removeprefix("property-")
    if not finding.required or (verb == "removed" and context.role == "request"):
        return verb
    default = context.role == "request" and verb == "added" and finding.detail.get("default") is not None
    return f"{verb}-required-with-default" if default else f"{verb}-required"


def _placed(finding: Finding, context: Context, site: str, what: str) -> str | None:
    """The element's name in a change's name; None where this side never sees it."""
    flag, prefix = ("readOnly", "read-only") if context.role == "request" else ("writeOnly", "write-only")
    if what.startswith(("became-read", "became-write", "became-not-read", "became-not-write")):
        return f"{'required' if finding.required else 'optional'}-{site}"
    unseen = context.role in finding.here.hidden
    own = finding.detail if isinstance(finding.detail, Mapping) else finding.new.value
    if own.get(flag) is True and site == "property":
        # Nobody sends it on this side: what changes in it is told, as harmless.
        return f"{prefix}-{site}" if context.role == "response" or not isinstance(finding.detail, Mapping) else None
    return None if unseen or own.get(flag) is True else site


def _types(finding: Finding, context: Context, nested: bool) -> Iterator[tuple[str, Any, Any]]:
    change: TypeChange = finding.old_value
    dimension = "format" if change.types == "same" else "type"
    old, new = (_kind(each.value, dimension, change.format != "same") for each in (finding.old, finding.new))
    yield _type_change(change, dimension, finding, context, nested), old, new


def _type_change(change: TypeChange, dimension: str, finding: Finding, context: Context, nested: bool) -> str:
    relation = change.relation
    harmless = ("same", "widened") if context.role == "request" else ("same", "narrowed")
    if dimension == "format" or relation in harmless:
        return f"{dimension}-{relation}"
    # As text a number reads like a string; a parameter's object may be written as JSON or not.
    target = change.new if context.role == "request" else change.old
    if change.format in harmless and change.types == "changed" and target == {"string"}:
        if context.site.endswith("parameter") and nested:
            return "type-changed"
        if context.loose:
            return "type-compatible"
    if context.form and not nested and _holds_one(change, finding):
        return "type-widened"
    if context.site.endswith("parameter") and nested:
        return "type-narrowed"
    return f"type-{relation}"


def _holds_one(change: TypeChange, finding: Finding) -> bool:
    """Whether a list that may be written as one value takes the values that were taken before."""
    value = finding.new.value
    items = value.get("items")
    if not value.keys().isdisjoint(("minItems", "maxItems", "uniqueItems")):
        return False
    if change.new != {"array"} or not change.old or "array" in change.old or not isinstance(items, Mapping):
        return False
    types = types_of(items)
    if relate(change.old, types) not in ("same", "widened") and types != {"string"}:
        return False
    old = finding.old.value
    bound = (*old.keys(), *items.keys())
    free = ("type", "nullable", "description", "title", "example", "default", "deprecated")
    return all(
        old.get(key) == items.get(key) or (key == "enum" and _are_listed(old.get(key), items.get(key)))
        for key in bound
        if key not in free and not key.startswith("x-")
    )


def _are_listed(old: Any, new: Any) -> bool:
    return isinstance(old, list) and isinstance(new, list) and all(value in new for value in old)


def _kind(value: Mapping[str, Any], dimension: str, with_format: bool) -> str:
    stated = value.get("format") or ""
    if dimension == "format":
        return stated or "none"
    kinds = ", ".join(sorted(types_of(value))) or "any"
    return f"{kinds}/{stated}" if stated and with_format else kinds
