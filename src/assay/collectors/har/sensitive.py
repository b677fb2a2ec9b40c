"""What is sensitive in one exchange -> rows that say what, where and how it was recognised, never the value."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable, Iterator
from typing import Any

from assay import masking
from assay.model import Row
from assay.tables.security import SensitiveDatum

_TEXT_TYPE = re.compile(
    r"^text/|json|xml|javascript|ecmascript|x-www-form-urlencoded|^multipart/|graphql", re.IGNORECASE
)


def rows(place: str, found: Iterable[masking.Sensitive], entry: int, line: int) -> Iterator[Row]:
    """Each value once per place and name."""
    seen: set[tuple[str, str | None, str]] = set()
    for one in found:
        identity = (one.detector, one.key, one.value)
        if identity in seen:
            continue
        seen.add(identity)
        yield SensitiveDatum(
            kind=one.kind,
            detector=one.detector,
            place=place,
            key=masking.mask_text(one.key)[:100] if one.key else None,
            entry=entry,
            fingerprint=masking.fingerprint(one.value),
            test_value=one.is_test_value,
            publishable=one.publishable,
            is_test=True,
            line=line,
        )


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
