"""JSON pointers (RFC 6901) as text."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any


def joined(pointer: str, *keys: str | int) -> str:
    """The pointer of what stands below `pointer` by these keys."""
    for key in keys:
        pointer = below(pointer, key)
    return pointer


def below(pointer: str, key: str | int) -> str:
    """The pointer of what stands directly below `pointer` by this key."""
    if key.__class__ is str and ("~" in key or "/" in key):
        key = escaped(str(key))
    return f"{pointer}/{key}"


def escaped(key: str) -> str:
    """One key as a token of a pointer."""
    return key.replace("~", "~0").replace("/", "~1") if "~" in key or "/" in key else key


@lru_cache(maxsize=65_536)
def tokens(pointer: str) -> tuple[str, ...]:
    """The keys of a pointer, unescaped; a pointer that is not empty begins with a slash."""
    return tuple(unescaped(token) for token in pointer.split("/")[1:])


def unescaped(token: str) -> str:
    """The key that a token of a pointer stands for."""
    return token.replace("~1", "/").replace("~0", "~") if "~" in token else token


def nested(pointers: Iterable[str]) -> dict[str, Any]:
    """Pointers as a tree of keys."""
    tree: dict[str, Any] = {}
    for pointer in pointers:
        branch = tree
        for token in tokens(pointer):
            branch = branch.setdefault(token, {})
    return tree
