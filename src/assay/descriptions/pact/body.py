"""A body as a pact states it, in the form of versions 1 to 3 or of version 4, or as it was observed."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import msgspec

from . import media
from .media import MediaType

_ATTRIBUTES = {"content", "contentType", "encoded", "contentTypeHint"}


class State(StrEnum):
    """Whether there is a body: not stated (anything will do), null, empty, or present."""

    MISSING = "missing"
    NULL = "null"
    EMPTY = "empty"
    PRESENT = "present"


@dataclass(frozen=True, slots=True)
class Body:
    """A body: its bytes, and what it is by its own statement or look."""

    state: State
    data: bytes = b""
    media_type: MediaType | None = None

    def json(self) -> Any:
        """Errors: ValueError when it is no JSON."""
        try:
            return msgspec.json.decode(self.data)
        except (msgspec.DecodeError, RecursionError) as error:
            raise ValueError(f"is no JSON: {error}") from error


MISSING = Body(State.MISSING)


def observed_body(text: str | bytes | None, stated: str | None) -> Body:
    """A body as it was observed; `stated`: its Content-Type."""
    if text is None:
        return MISSING
    data = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    return _present(data, media.parse(stated) if stated else None)


def read_body(part: Mapping[str, Any], name: str, stated: str | None, version: float) -> Body:
    """The body called `name` of a request, response or message; `stated`: its Content-Type header or metadata."""
    if name not in part:
        return MISSING
    value = part[name]
    header = media.parse(stated) if stated else None
    if value is None:
        return Body(State.NULL, media_type=header)
    if version >= 4 and isinstance(value, Mapping):
        return _read_v4(value, header)
    return _read_plain(value, header)


def _read_plain(value: Any, header: MediaType | None) -> Body:
    if value == "":
        return Body(State.EMPTY, media_type=header)
    if not isinstance(value, str):
        return Body(State.PRESENT, msgspec.json.encode(value), header or MediaType("application/json"))
    kind = header or media.detect(value.encode("utf-8", "surrogatepass"))
    if kind.is_json:
        return Body(State.PRESENT, _as_json(value), kind)
    if kind.is_binary or kind.is_multipart:
        return Body(State.PRESENT, _decoded(value), kind)
    return Body(State.PRESENT, value.encode("utf-8", "surrogatepass"), kind)


def _read_v4(value: Mapping[str, Any], header: MediaType | None) -> Body:
    if "content" not in value:
        if value.keys() <= _ATTRIBUTES:
            return MISSING
        # What is sent was written where its attributes belong.
        return Body(State.PRESENT, msgspec.json.encode(value), header or MediaType("application/json"))
    content = value["content"]
    own = value.get("contentType")
    kind = (media.parse(own) if isinstance(own, str) else None) or header
    if content is None:
        return Body(State.NULL, media_type=kind)
    encoded = value.get("encoded")
    form = encoded.lower() if isinstance(encoded, str) else "base64" if encoded is True else ""
    if form and isinstance(content, str):
        data = _decoded(content) if form == "base64" else content.encode("utf-8", "surrogatepass")
        return _present(data, kind)
    if not isinstance(content, str):
        return Body(State.PRESENT, msgspec.json.encode(content), kind or MediaType("application/json"))
    if kind is not None and kind.is_json and content:
        return Body(State.PRESENT, msgspec.json.encode(content), kind)
    return _present(content.encode("utf-8", "surrogatepass"), kind)


def _present(data: bytes, kind: MediaType | None) -> Body:
    return Body(State.PRESENT, data, kind or media.detect(data)) if data else Body(State.EMPTY, media_type=kind)


def _as_json(text: str) -> bytes:
    """Text that is JSON as it is, other text as a JSON string."""
    data = text.encode("utf-8", "surrogatepass")
    try:
        msgspec.json.decode(data, type=msgspec.Raw)
    except (msgspec.DecodeError, RecursionError):
        return msgspec.json.encode(text)
    return data


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return text.encode("utf-8", "surrogatepass")
