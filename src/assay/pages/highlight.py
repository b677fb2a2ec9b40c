"""SQL -> HTML with words of the language, texts, numbers and remarks told apart."""

from __future__ import annotations

import re
from functools import cache

from markupsafe import Markup, escape

from assay.model.escape import printable

_WORDS = (
    "all and as asc between by case cast coalesce count cross desc distinct else end except exists false filter from "
    "full group having ilike in inner intersect interval is join lateral left like limit not null nulls on or order "
    "outer over partition qualify right row_number select then true union using values when where window with"
)
_TOKEN = re.compile(
    rf"(?P<i>--[^\n]*|/\*.*?\*/)|(?P<samp>'(?:[^']|'')*')|(?P<var>\$[a-z_]\w*)|\b(?P<b>{'|'.join(_WORDS.split())})\b",
    re.IGNORECASE | re.DOTALL,
)


@cache
def sql(text: str) -> Markup:
    """One query: remarks in `i`, texts in `samp`, parameters in `var` and words of the language in `b`."""
    parts, end = [], 0
    shown = printable(text)
    for found in _TOKEN.finditer(shown):
        parts.append(escape(shown[end : found.start()]))
        parts.append(Markup(f"<{found.lastgroup}>{escape(found[0])}</{found.lastgroup}>"))
        end = found.end()
    return Markup("").join([*parts, escape(shown[end:])])
