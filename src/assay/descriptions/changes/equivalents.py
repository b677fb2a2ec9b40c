"""The names that changes have elsewhere: the file `oasdiff.csv`, read."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from typing import NamedTuple

_FILE = Path(__file__).with_name("oasdiff.csv")
#: Told apart here, not there: requests that the API sends, what is below a `not`, what one side alone sends.
_MARKS = (("webhook-", ""), ("-negated-", "-"), ("-read-only-", "-"), ("-write-only-", "-"))


class Equivalent(NamedTuple):
    """A name at oasdiff, and the checks of it that report the name."""

    name: str
    checks: tuple[str, ...]


def equivalents(change: str) -> tuple[Equivalent, ...]:
    """What oasdiff calls a change of this name; empty where it has no such check."""
    known = table()
    for mark, instead in (("", ""), *_MARKS):
        change = change.replace(mark, instead) if mark else change
        if change in known:
            return known[change]
    return ()


@cache
def table() -> dict[str, tuple[Equivalent, ...]]:
    """Every name of ours that has an equivalent -> its equivalents."""
    found: dict[str, tuple[Equivalent, ...]] = {}
    with _FILE.open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            one = Equivalent(row["oasdiff"], tuple(row["check"].split()))
            found[row["change"]] = (*found.get(row["change"], ()), one)
    return found
