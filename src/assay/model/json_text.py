"""JSON as plain values, also as people write it into configuration files: with comments and trailing commas."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import msgspec

from .errors import SourceError

if TYPE_CHECKING:
    from .collector import Source

#: A string is kept as it is, so that // inside it is no comment; comments and trailing commas go.
_COMMENTED = re.compile(r'("(?:\\.|[^"\\])*")|//[^\n]*|/\*.*?\*/|,(?=\s*[}\]])', re.DOTALL)


def load_commented_json(source: Source) -> Any:
    """The value of JSON with comments. Errors: SourceError."""
    text = source.text
    try:
        return msgspec.json.decode(text)  # most of it has neither
    except (msgspec.DecodeError, RecursionError):
        pass
    try:
        return msgspec.json.decode(_plain(text))
    except (msgspec.DecodeError, RecursionError) as error:
        raise SourceError(f"is not JSON with comments: {error}", where=source.path, remedy="Mend the file.") from error


def _plain(text: str) -> str:
    plain = _COMMENTED.sub(lambda match: match[1] or "", text)
    # Removing a comment may lay bare a comma that trails.
    return _COMMENTED.sub(lambda match: match[1] or "", plain) if "//" in text or "/*" in text else plain
