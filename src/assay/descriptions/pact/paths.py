"""Paths of matching rules: the small part of JSONPath that Pact knows, and how specific each is.

A place is a tuple of names and indexes as texts, the root `$` first: ("$", "animals", "0", "name").
"""

from __future__ import annotations

import re
from typing import NamedTuple

from assay.model.expressions import expression

Place = tuple[str, ...]
ROOT: Place = ("$",)
_MOST_TOKENS = 500
_TOKEN = expression(
    r"""\.?\[\s*'((?:[^'\\]|\\.)*)'\s*\]      # ['name']
      | \.?\[\s*"((?:[^"\\]|\\.)*)"\s*\]      # ["name"]
      | \.?\[\s*(\d+)\s*\]                    # [0]
      | \.?\[\s*(\*)\s*\]                     # [*]
      | \.(\*)                                # .*
      | \.([^.\[\]]+)                         # .name
    """,
    re.VERBOSE,
)


class Token(NamedTuple):
    """One step: a name, an index, `*` (any name or index) or `[*]` (any index)."""

    kind: str
    text: str = ""


class RulePath(NamedTuple):
    """A path expression, the root left out of its tokens."""

    tokens: tuple[Token, ...]


def parse_path(text: str) -> RulePath | None:
    """`$.animals[*]['first name']` -> path; None when it is none."""
    if not text.startswith("$"):
        return None
    tokens: list[Token] = []
    at = 1
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None or len(tokens) >= _MOST_TOKENS:
            return None
        single, double, index, items, star, name = found.groups()
        if index is not None:
            tokens.append(Token("index", index))
        elif items or star:
            tokens.append(Token("items" if items else "star"))
        else:
            quoted = single if single is not None else double
            tokens.append(Token("name", re.sub(r"\\(.)", r"\1", quoted) if quoted is not None else name))
        at = found.end()
    return RulePath(tuple(tokens))


def show(place: Place) -> str:
    """A place as a path: `$.animals[0]['first name']`."""
    steps = (
        f"[{step}]" if step.isdigit() else f".{step}" if re.fullmatch(r"[\w@#:-]+", step) else f"['{step}']"
        for step in place[1:]
    )
    return "$" + "".join(steps)
