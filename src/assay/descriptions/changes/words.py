"""The name of what happened, and the values -> words."""

from __future__ import annotations

from typing import Any

from .change import shown

_WORDS = {
    "added-required": "added, and required",
    "added-required-with-default": "added, and required; it has a default",
    "removed-required": "removed; it was always there",
    "became-required-undescribed": "is required now, but nowhere described",
    "became-optional-undescribed": "is no longer required; it was never described",
    "became-enum": "restricted to a list of values",
    "enum-removed": "no longer restricted to a list of values",
    "enum-value-added": "value added",
    "enum-value-removed": "value removed",
    "all-of-added": "part added",
    "all-of-removed": "part removed",
    "any-of-added": "alternative added",
    "any-of-removed": "alternative removed",
    "one-of-added": "alternative added",
    "one-of-removed": "alternative removed",
    "wrapped-in-one-of": "became one of several alternatives",
    "life": "deprecation changed",
}


def told(what: str, old: Any, new: Any) -> str:
    """What happened, in words, with the values."""
    words = _WORDS.get(what) or what.replace("-", " ")
    if old is not None and new is not None:
        return f"{words} from {shown(old)} to {shown(new)}"
    value = new if old is None else old
    return words if value is None else f"{words}: {shown(value)}"
