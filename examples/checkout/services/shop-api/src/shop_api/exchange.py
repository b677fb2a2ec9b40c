"""What every request goes through: negotiation, body, versions (ETag), repeated writes (Idempotency-Key), pages."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Collection, Sequence
from typing import TypeVar

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from .defects import planted
from .problems import Problem
from .shapes import Document

_MAX_BYTES = 65_536
_MAX_TAGS = 200
_Shape = TypeVar("_Shape", bound=msgspec.Struct)
_KEY = re.compile(r"^[A-Za-z0-9_-]{8,64}\Z")


def negotiate(request: Request) -> None:
    """Errors: Problem 406 when the client takes no JSON (RFC 9110 section 12.5.1)."""
    accepted = request.headers.get("accept", "*/*")
    if not accepted.strip() or planted("accept_ignored"):
        return
    for item in accepted.split(","):
        media, *parameters = (part.strip().lower() for part in item.split(";"))
        refused = any(re.fullmatch(r"q=0(\.0{0,3})?", parameter) for parameter in parameters)
        if media in ("*/*", "application/*", "application/json") and not refused:
            return
    raise Problem(406, "not-acceptable", "there is application/json only")


def known_query(request: Request, names: Collection[str]) -> None:
    """Errors: Problem 400 for a parameter that there is not, or that comes twice."""
    given = [name for name, _ in request.query_params.multi_items()]
    for name in given:
        if name not in names or given.count(name) > 1:
            raise Problem(400, "bad-parameter", "a query parameter is unknown or comes twice")


async def body_of(request: Request, shape: type[_Shape]) -> tuple[_Shape, bytes]:
    """The body, decoded and as it came. Errors: Problem 413, 415, 400."""
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != "application/json" and not planted("media_type_ignored"):
        raise Problem(415, "unsupported-media-type", "send application/json", {"Accept": "application/json"})
    data = b""
    async for chunk in request.stream():
        data += chunk
        if len(data) > _MAX_BYTES:
            raise Problem(413, "too-large", f"at most {_MAX_BYTES} bytes are read")
    try:
        return msgspec.json.decode(data, type=shape), data
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Problem(400, "bad-body", str(error)[:200]) from error


def versioned(request: Request, document: Document, headers: dict[str, str]) -> Response:
    """The document with its ETag, or 304 where the client has it already (RFC 9110 section 13.1.2)."""
    tag = etag(document)
    headers = {**headers, "ETag": tag}
    known = request.headers.get("if-none-match", "")
    if len(known) > _MAX_TAGS:
        raise Problem(400, "bad-header", f"If-None-Match holds at most {_MAX_TAGS} characters")
    tags = [one.strip().removeprefix("W/") for one in known.split(",")]
    if (known.strip() == "*" or tag in tags) and not planted("if_none_match_ignored"):
        return Response(status_code=304, headers=headers)
    return Response(msgspec.json.encode(document), 200, headers, "application/json")


def etag(document: Document) -> str:
    seen = {"id": document.get("id")} if planted("etag_stale") else document
    return f'"{hashlib.sha256(msgspec.json.encode(seen)).hexdigest()[:16]}"'


def must_match(request: Request, document: Document) -> None:
    """Errors: Problem 428 without If-Match, 412 when it names another version (RFC 9110 section 13.1.1)."""
    known = request.headers.get("if-match")
    if not known or len(known) > _MAX_TAGS:
        raise Problem(428, "if-match-needed", "say in If-Match which version you change")
    tags = [one.strip() for one in known.split(",")]
    if known.strip() != "*" and etag(document) not in tags and not planted("if_match_ignored"):
        raise Problem(412, "changed-meanwhile", "it has changed since you read it")


class Replays:
    """Answers to writes, kept under user, operation and key, so that a repeated write is applied once."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str, str], tuple[bytes, Response]] = {}

    def key(self, request: Request) -> str | None:
        """Errors: Problem 400 without a key."""
        given = request.headers.get("idempotency-key")
        if given is None and planted("header_optional"):
            return None
        if given is None or not _KEY.match(given):
            raise Problem(400, "key-needed", "send an Idempotency-Key of 8 to 64 letters, digits, _ or -")
        return given

    def earlier(self, user: str, request: Request, key: str | None, data: bytes) -> Response | None:
        """The answer given before. Errors: Problem 422 when the key came with another body."""
        kept = self._kept.get((user, _operation(request), key)) if key else None
        if kept is None or (planted("replay_twice") and request.url.path.endswith("/refunds")):
            return None
        if kept[0] != hashlib.sha256(data).digest() and not planted("key_reused"):
            raise Problem(422, "key-reused", "this key came with another body before")
        return kept[1]

    def keep(self, user: str, request: Request, key: str | None, data: bytes, response: Response) -> Response:
        if key:
            self._kept[user, _operation(request), key] = (hashlib.sha256(data).digest(), response)
        return response


def _operation(request: Request) -> str:
    return f"{request.method} {request.url.path}"


def page(request: Request, items: Sequence[Document]) -> tuple[Document, dict[str, str]]:
    """One page (query: cursor, limit) and its Link header (RFC 8288). Errors: Problem 400."""
    stated = request.query_params.get("limit", "10")
    if not re.fullmatch(r"[1-9]|[1-4][0-9]|50", stated):
        raise Problem(400, "bad-parameter", "limit is a number from 1 to 50")
    limit = int(stated)
    start = _position(request.query_params.get("cursor"))
    end = start + limit
    shown = list(items[start:end])
    if start and planted("page_repeats"):
        shown = [items[start - 1], *shown] if start <= len(items) else shown
    following = end + 1 if planted("page_loses") else end
    cursor = _cursor(following) if end < len(items) else None
    where = request.url.path
    headers = {"Link": f'<{where}?limit={limit}&cursor={cursor}>; rel="next"'} if cursor else {}
    return {"items": shown, "next": cursor}, headers


def _cursor(position: int) -> str:
    return base64.urlsafe_b64encode(f"after:{position}".encode()).decode().rstrip("=")


def _position(cursor: str | None) -> int:
    if cursor is None:
        return 0
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
    except (binascii.Error, ValueError):
        text = ""
    if not re.fullmatch(r"after:[0-9]{1,9}", text, re.ASCII):
        raise Problem(400, "bad-cursor", "this cursor was never given out")
    return int(text.partition(":")[2])
