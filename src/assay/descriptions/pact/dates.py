"""Formats of Java's DateTimeFormatter -> whether a text is such a date or time, and one that exists.

Source: java.time.format.DateTimeFormatter, "Patterns for Formatting and Parsing" (Java SE 8).
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from math import prod

from assay.model.expressions import expression

_MOST_FORMAT = 200
_MOST_TEXT = 200
#: Ways in which a text may be cut into the fields of a format: more would be tried for hours.
_MOST_WAYS = 100_000
_MONTHS = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
_LONG_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_DAYS = "Mon|Tue|Wed|Thu|Fri|Sat|Sun"
_LONG_DAYS = "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"
#: Letter -> least and greatest number it stands for.
_NUMBERS = {
    "d": (1, 31),
    "D": (1, 366),
    "H": (0, 23),
    "k": (1, 24),
    "K": (0, 11),
    "h": (1, 12),
    "m": (0, 59),
    "s": (0, 59),
    "w": (1, 53),
    "W": (0, 6),
    "F": (1, 5),
    "e": (1, 7),
    "c": (1, 7),
}
_ZONE_NAME = r"(?>(?:GMT|UTC|UT)?[+-]\d{1,2}(?::?\d{2})?|[A-Za-z]+(?:/[A-Za-z0-9_+-]+){1,2}|[A-Z]{2,5}|Z)"
_OFFSETS = {
    # Java writes no colon here; the generators of Pact do.
    1: r"[+-]\d{2}(?::?\d{2})?",
    2: r"[+-]\d{4}",
    3: r"[+-]\d{2}:\d{2}",
    4: r"[+-]\d{4}(?:\d{2})?",
    5: r"[+-]\d{2}:\d{2}(?::\d{2})?",
}
_PIECE = expression(r"'((?:[^']|'')*)'|([A-Za-z])\2*|(\[)|(\])|(.)", re.DOTALL)
_SPAN = expression(r"\{(\d+),(\d+)\}")


class FormatError(ValueError):
    """A format that cannot be read, in words."""


def keeps_format(text: str, form: str) -> bool:
    """Whether a text is of a format, and a date in it exists. Errors: FormatError."""
    pattern, places = _compiled(form)
    found = pattern.fullmatch(text) if len(text) <= _MOST_TEXT else None
    if found is None:
        return False
    stated = {letter: found[name] for letter, name, _ in places if found[name] is not None}
    if any(not low <= int(found[name]) <= high for _, name, (low, high) in places if found[name] is not None and high):
        return False
    return _exists(stated)


def _exists(stated: dict[str, str]) -> bool:
    year = stated.get("y") or stated.get("u")
    day, month = stated.get("d"), stated.get("M") or stated.get("L")
    if not day or not month:
        return True
    number = int(month) if month.isdigit() else _MONTHS.split("|").index(month[:3].title()) + 1
    full = int(year) if year else 2000
    try:
        date(full if 1 <= full <= 9999 else 2000, number, int(day))
    except ValueError:
        return False
    return True


@lru_cache(maxsize=512)
def _compiled(form: str) -> tuple[re.Pattern[str], tuple[tuple[str, str, tuple[int, int]], ...]]:
    if len(form) > _MOST_FORMAT:
        raise FormatError(f"the format is longer than {_MOST_FORMAT} characters")
    written: list[str] = []
    places: list[tuple[str, str, tuple[int, int]]] = []
    depth, ways = 0, 1
    for found in _PIECE.finditer(form):
        quoted, letter, opens, closes, literal = found.groups()
        if quoted is not None:
            written.append(re.escape(quoted.replace("''", "'") or "'"))
        elif letter:
            name = f"g{len(places)}"
            piece, bounds = _field(letter, len(found[0]))
            written.append(f"(?P<{name}>{piece})")
            places.append((letter, name, bounds))
            ways *= _ways(piece)
        elif opens or closes:
            depth += 1 if opens else -1
            written.append("(?:" if opens else ")?")
            ways *= 2 if closes else 1
        else:
            written.append(re.escape(literal))
        if depth < 0:
            raise FormatError("the format closes a bracket that it did not open")
        if ways > _MOST_WAYS:
            raise FormatError("the format can be read in too many ways")
    if depth:
        raise FormatError("the format leaves a bracket open")
    return re.compile("".join(written), re.IGNORECASE if "a" in form else 0), tuple(places)


def _ways(piece: str) -> int:
    """How many lengths a field may have, one where it takes all that it can."""
    if piece.startswith("(?>"):
        return 1
    lengths = prod(int(most) - int(least) + 1 for least, most in _SPAN.findall(piece))
    return lengths << piece.count("?")


def _field(letter: str, count: int) -> tuple[str, tuple[int, int]]:
    """Pattern of one field and the bounds of its number, (0, 0) where it is none or has none."""
    if letter in _NUMBERS and not (letter in "ec" and count > 2):
        digits = rf"\d{{{count}}}" if count > 1 else r"\d{1,3}" if letter == "D" else r"\d{1,2}"
        return digits, _NUMBERS[letter]
    if letter in "yuY":
        return (r"\d{2}" if count == 2 else r"\d{4}" if count == 4 else rf"-?\d{{{count},9}}"), (0, 0)
    if letter in "ML":
        if count >= 3:
            return (_LONG_MONTHS if count == 4 else _MONTHS), (0, 0)
        return (r"\d{2}" if count == 2 else r"\d{1,2}"), (1, 12)
    return _word(letter, count), (0, 0)


def _word(letter: str, count: int) -> str:
    words = {
        "E": _LONG_DAYS if count == 4 else _DAYS,
        "Q": r"0[1-4]" if count == 2 else r"Q[1-4]" if count == 3 else r"[1-4]",
        "a": "AM|PM",
        "G": "Before Christ|Anno Domini" if count == 4 else "BC|AD|BCE|CE",
        "S": rf"\d{{{count}}}",
        "n": r"(?>\d{1,19})",
        "X": f"Z|{_OFFSETS[min(count, 5)]}",
        "x": _OFFSETS[min(count, 5)],
        "Z": _zone(count),
        "z": _ZONE_NAME,
        "O": r"GMT(?:[+-]\d{1,2}(?::\d{2})?)?",
    }
    word = words.get(
        {"e": "E", "c": "E", "q": "Q", "N": "n", "A": "n", "g": "n", "V": "z", "v": "z"}.get(letter, letter)
    )
    if word is None:
        raise FormatError(f"the format uses {letter}, which is not known")
    return word


def _zone(count: int) -> str:
    if count <= 3:
        return r"[+-]\d{4}"
    return r"GMT(?:[+-]\d{2}:\d{2})?" if count == 4 else r"Z|[+-]\d{2}:\d{2}(?::\d{2})?"
