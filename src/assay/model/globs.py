"""Globs and JavaScript regular expressions -> regular expressions that Python and RE2 read alike."""

from __future__ import annotations

import re
from functools import lru_cache

_MAX_PATTERN = 500
#: What one of the two engines lacks or reads otherwise: lookaround, named groups, back-references, large repetitions.
_FOREIGN = re.compile(r"\(\?(?!:)|\\[1-9kKpPuxcXzZAbBG]|\{\d{3,}|\{\d*,\d{3,}|[*+?}]\+|\[\[|\[\^?\]|&&|--")


@lru_cache(maxsize=2_000)
def glob_expression(glob: str) -> str:
    """`**` is any run of directories, `*` anything but a slash, `?` one such character, `{a,b}` a choice."""
    made, depth, at = "", 0, 0
    while at < len(glob[:_MAX_PATTERN]):
        mark = glob[at]
        if glob.startswith("**/", at):
            made, at = made + "(?:.*/)?", at + 2
        elif glob.startswith("**", at):
            made, at = made + ".*", at + 1
        elif mark == "*":
            made += "[^/]*"
        elif mark == "?":
            made += "[^/]"
        elif mark == "{" and "}" in glob[at:]:
            made, depth = made + "(?:", depth + 1
        elif mark == "}" and depth:
            made, depth = made + ")", depth - 1
        elif mark == "," and depth:
            made += "|"
        else:
            made += re.escape(mark) if mark.isascii() and not mark.isalnum() and mark not in "/_-" else mark
        at += 1
    return f"^{made}{')' * depth}$"


def foreign_expression(pattern: str) -> str | None:
    """A JavaScript regular expression as it stands, None where it cannot be read safely by both engines."""
    pattern = pattern.replace("\\/", "/")
    if len(pattern) > _MAX_PATTERN or _FOREIGN.search(pattern):
        return None
    try:
        re.compile(pattern)
    except (re.error, OverflowError, RecursionError):
        return None
    return pattern
