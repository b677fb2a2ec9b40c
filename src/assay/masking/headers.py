"""A header -> its value as it may be stored, and what is sensitive in it."""

from __future__ import annotations

import re

from .bodies import sensitive_inside
from .names import kind_of
from .values import WORDS, Sensitive, is_placeholder, mask_text, mask_value, sensitive_in


def screen_header(name: str, value: str) -> tuple[str, list[Sensitive]]:
    """(value as it may be stored, what is sensitive in it). Of cookies each is judged by its own name and form."""
    if name.lower() in ("cookie", "set-cookie"):
        found = [sensitive for pair in _cookies(name, value) for sensitive in _cookie(*pair)]
        return mask_value(value), found
    found, inside = sensitive_in(value, name), sensitive_inside(value)
    hidden = kind_of(name) is not None or bool(inside)
    return (mask_value(value) if hidden else mask_text(value)[:2000]), [*found, *inside]


def _cookies(header: str, value: str) -> list[tuple[str, str]]:
    texts = value.split("\n") if header.lower() == "set-cookie" else value.split(";")
    pairs = (text.partition(";")[0].partition("=") for text in texts)
    return [(name.strip(), held.strip()) for name, _, held in pairs]


def _cookie(name: str, value: str) -> list[Sensitive]:
    """A cookie is a secret when its name says so, or when it is long enough to be somebody's key to a session."""
    found = sensitive_in(value, name)
    if found or is_placeholder(value) or len(value) < 20 or not re.search(r"\d", value) or WORDS.search(value):
        return found
    return [Sensitive("secret", "session_cookie", name, value)]
