"""What is sensitive in a recording -> rows that say what, where and how it was recognised, never the value."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any

from assay import masking
from assay.model import Row
from assay.model.expressions import expression
from assay.tables.security import RecordingExposure, SensitiveDatum

_TEXT_TYPE = expression(
    r"^text/|json|xml|javascript|ecmascript|x-www-form-urlencoded|^multipart/|graphql", re.IGNORECASE
)


def rows(place: str, found: Iterable[masking.Sensitive], entry: int, line: int) -> Iterator[SensitiveDatum]:
    """Each value once per place and name."""
    seen: set[tuple[str, str | None, str]] = set()
    for one in found:
        identity = (one.detector, one.key, one.value)
        if identity in seen:
            continue
        seen.add(identity)
        key, is_test_value = _told(one)
        yield SensitiveDatum(
            kind=one.kind,
            detector=one.detector,
            place=place,
            key=key,
            entry=entry,
            fingerprint=masking.fingerprint(one.value),
            test_value=is_test_value,
            publishable=one.publishable,
            is_test=True,
            line=line,
        )


@lru_cache(maxsize=4096)
def _told(one: masking.Sensitive) -> tuple[str | None, bool]:
    """(its name as it may be stored, whether it is made for tests); the same cookies come again and again."""
    return masking.mask_text(one.key)[:100] if one.key else None, one.is_test_value


#: Kind of exposure -> which data count. What an address holds has standards of its own.
_EXPOSURES: dict[str, Callable[[SensitiveDatum], bool]] = {
    "secret": lambda datum: datum.kind == "secret" and not datum.publishable and datum.place != "url",
    "card_number": lambda datum: datum.kind == "pan" and not datum.test_value,
    "test_card": lambda datum: datum.kind == "pan" and datum.test_value,
    "security_code": lambda datum: datum.kind == "sad",
    "mailbox": lambda datum: datum.detector == "email" and not datum.test_value,
}


def exposures(recording: str, entries: int, unsearched: int, data: Sequence[SensitiveDatum]) -> Iterator[Row]:
    """One row per kind."""
    for kind, counts in _EXPOSURES.items():
        found = [datum for datum in data if counts(datum)]
        first = found[0] if found else None
        yield RecordingExposure(
            recording=recording,
            kind=kind,
            entries=entries,
            unsearched=unsearched,
            found=len(found),
            first=_where(first) if first else None,
            line=first.line if first else None,
        )


def _where(datum: SensitiveDatum) -> str:
    named = f" {datum.key}" if datum.key else ""
    return f"{datum.detector} in {datum.place}{named} of entry {datum.entry}"


def body_text(content: dict[str, Any], media_type: str | None) -> tuple[str | None, bool]:
    """(text of a body, whether it can be searched): base64 of text is decoded, pictures and the like hold no text."""
    text = content.get("text")
    if not isinstance(text, str):
        return None, True
    if content.get("encoding") != "base64":
        return text, True
    if media_type is None or not _TEXT_TYPE.search(media_type):
        return None, media_type is not None
    try:
        return base64.b64decode(text, validate=False).decode("utf-8"), True
    except (binascii.Error, ValueError):
        return None, False


def stated_pairs(side: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Form parameters and cookies that a recorder lists apart, as (name, value)."""
    posted = side.get("postData")
    listed = [*_list(posted.get("params") if isinstance(posted, dict) else None), *_list(side.get("cookies"))]
    for pair in listed:
        name, value = pair.get("name"), pair.get("value")
        if isinstance(name, str) and isinstance(value, str):
            yield name, value


def _list(value: object) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
