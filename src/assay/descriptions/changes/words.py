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
    "alternatives-all-added": "restricted to alternatives",
    "alternatives-all-removed": "no longer restricted to alternatives",
    "any-of-added": "alternative added",
    "any-of-removed": "alternative removed",
    "one-of-added": "alternative added",
    "one-of-removed": "alternative removed",
    "any-of-renamed": "alternative called otherwise,",
    "one-of-renamed": "alternative called otherwise,",
    "not-read": "cannot be compared, a reference leads nowhere",
    "wrapped-in-one-of": "became one of several alternatives",
}
#: Beginnings of names that the subject says already -> what is left of them.
_SAID = {
    "response-header-": "",
    "response-error-status-": "",
    "response-success-status-": "",
    "response-link-": "",
    "response-media-type-": "media type ",
    "request-body-media-type-": "media type ",
    "request-body-": "",
    "response-body-": "",
    "api-security-": "",
    "security-scheme-": "",
    "security-": "",
    "schema-": "",
}


def told(what: str, old: Any, new: Any) -> str:
    """What happened, in words, with the values."""
    words = _WORDS.get(what) or what.replace("-", " ")
    if old is not None and new is not None:
        return f"{words} from {shown(old)} to {shown(new)}"
    value = new if old is None else old
    return words if value is None else f"{words}: {shown(value)}"


def named(name: str, old: Any, new: Any) -> str:
    """The same of the whole name of a change, without what its subject says."""
    begin = next((begin for begin in _SAID if name.startswith(begin)), "")
    return told(_SAID.get(begin, "") + name.removeprefix(begin), old, new)
