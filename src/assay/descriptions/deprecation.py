"""The words of a deprecated operation -> what they say to use instead."""

from __future__ import annotations

import re

from assay.model.expressions import expression

_SENTENCE = expression(r"(?<=[.!?])\s+|\n\s*\n|\n(?=\s*[*#-])")
_QUOTED = expression(r"^\s*>[ ]?", re.MULTILINE)
_INSTEAD = expression(
    r"\binstead\b|\b(replaced|superseded|succeeded) (by|with)\b|\bin favou?r of\b"
    r"|\b(switch|migrat|mov|upgrad|transition)(e|ing)?( over)? to\b"
    r"|\b(please|should|must) use\b|(^\W*|[,;:] )use\b",
    re.IGNORECASE,
)
_MOST = 200


def successor(text: str) -> str | None:
    """The first sentence that says what to use instead, at most 200 characters; None where there is none."""
    for sentence in _SENTENCE.split(_QUOTED.sub("", text)):
        said = " ".join(sentence.strip(" \t\r\n*#-").split())
        if _INSTEAD.search(said):
            return said if len(said) <= _MOST else said[: _MOST - 1] + "…"
    return None
