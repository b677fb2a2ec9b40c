"""Media types as Pact reads them: what a body is by its header, or by its first characters."""

from __future__ import annotations

import re
from typing import NamedTuple

from assay.model.expressions import expression

#: First bytes -> media type, for what Pact calls a magic file test.
_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"BM", "image/bmp"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"%PDF-", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),
    (b"\x1f\x8b", "application/gzip"),
    (b"OggS", "audio/ogg"),
    (b"ID3", "audio/mpeg"),
    (b"fLaC", "audio/x-flac"),
    (b"\x00\x00\x01\x00", "image/vnd.microsoft.icon"),
)
_XML = expression(r"\s*<\?xml\b")
_HTML = expression(r"\s*<(!DOCTYPE|HTML)\b", re.IGNORECASE)
_ELEMENT = expression(r"\s*<\w+[^<>]*>")
_JSON = expression(r'\s*(true|false|null|-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?\s*$|"|\{|\[)')
_TEXT = ("json", "xml", "javascript", "x-www-form-urlencoded", "yaml", "graphql", "csv", "html")


class MediaType(NamedTuple):
    """A media type: `name` in lower case without parameters, and these, names in lower case."""

    name: str
    parameters: tuple[tuple[str, str], ...] = ()

    @property
    def is_json(self) -> bool:
        main, _, sub = self.name.partition("/")
        return main == "application" and (sub.startswith("json") or sub.endswith("+json") or sub == "graphql")

    @property
    def is_xml(self) -> bool:
        main, _, sub = self.name.partition("/")
        return main in ("application", "text") and (sub == "xml" or sub.endswith("+xml"))

    @property
    def is_form(self) -> bool:
        return self.name == "application/x-www-form-urlencoded"

    @property
    def is_multipart(self) -> bool:
        return self.name.startswith("multipart/")

    @property
    def is_binary(self) -> bool:
        main = self.name.partition("/")[0]
        if main in ("audio", "font", "image", "video"):
            return True
        return main != "text" and not self.is_multipart and not any(word in self.name for word in _TEXT)

    def satisfies(self, expected: MediaType) -> bool:
        """Whether it is what was expected; parameters that are not expected are let be, application/xml is text/xml."""
        xml = {"application/xml", "text/xml"}
        same = self.name == expected.name or {self.name, expected.name} <= xml
        return same and (not expected.parameters or set(expected.parameters) <= set(self.parameters))


def parse(text: str) -> MediaType | None:
    """`Text/Plain; charset=UTF-8` -> its parts; None when it is no media type."""
    name, *rest = text.split(";")
    name = name.strip().lower()
    if not re.fullmatch(r"[\w!#$&^.+*-]+/[\w!#$&^.+*-]+", name):
        return None
    pairs = (part.partition("=") for part in rest if "=" in part)
    stated = {key.strip().lower(): value.strip().lower() for key, _, value in pairs}
    # Where the parts of a body begin is another text each time.
    stated.pop("boundary", None)
    return MediaType(name, tuple(sorted(stated.items())))


def detect(data: bytes) -> MediaType:
    """What data is by its look: by its first bytes, else XML, HTML or JSON by its first characters, else text."""
    for start, name in _MAGIC:
        if data.startswith(start):
            return MediaType(name)
    if data[:4] == b"RIFF" and data[8:12] in (b"WEBP", b"WAVE", b"AVI "):
        return MediaType({b"WEBP": "image/webp", b"WAVE": "audio/x-wav", b"AVI ": "video/x-msvideo"}[data[8:12]])
    if data[4:8] == b"ftyp":
        return MediaType("video/mp4")
    try:
        text = data[:4000].decode("utf-8")
    except UnicodeDecodeError as error:
        # The cut may go through a character; anything earlier is no text.
        if error.start < len(data[:4000]) - 4:
            return MediaType("application/octet-stream")
        text = data[: error.start].decode("utf-8")
    if _XML.match(text):
        return MediaType("application/xml")
    if _HTML.match(text):
        return MediaType("text/html")
    if _ELEMENT.match(text):
        return MediaType("application/xml")
    return MediaType("application/json" if _JSON.match(text) else "text/plain")


def has_magic(name: str) -> bool:
    """Whether a media type can be told by its first bytes."""
    return name in {known for _, known in _MAGIC} | {"image/webp", "audio/x-wav", "video/x-msvideo", "video/mp4"}
