"""One HAR entry -> one exchange, masked."""

from __future__ import annotations

import csv
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

import msgspec

from assay import masking
from assay.model import Row
from assay.model.expressions import expression
from assay.tables.security import SensitiveDatum
from assay.tables.service import Call, CallCookie, CallHeader

from . import answers, sensitive
from .house import House

_ID = expression(
    r"^(\d+|[0-9a-f]{8,}|[0-9a-f]{8}-[0-9a-f-]{27,}|(?=[^/]*\d)[A-Za-z0-9_-]{16,}|[x*]{6,}|eyJ.*|[\w-]+\.[\w-]+\.[\w-]{16,})$",
    re.IGNORECASE,
)
_MAX_TEXT = 2_000_000
_TEXT = expression(r"^text/|json|xml|javascript")
#: RFC 1952: a header of 10 bytes and a trailer of 8, where zlib (RFC 1950) has 2 and 4.
_GZIP_FRAME = 12


@dataclass(slots=True)
class Exchange:
    """One exchange; `request` and `response` are decoded JSON bodies as recorded, kept only while the file is read."""

    entry: int
    line: int
    started_at: datetime | None
    method: str
    url: str
    host: str | None
    status: int | None
    error: str | None
    request_headers: dict[str, str]
    response_headers: dict[str, str]
    cookies: list[str]
    request_text: str | None
    response_text: str | None
    request: Any
    response: Any
    searchable: bool
    timings: dict[str, float | None]
    raw: dict[str, Any]

    @property
    def request_type(self) -> str | None:
        return _media_type(self.request_headers.get("content-type"))

    @property
    def response_type(self) -> str | None:
        stated = _dict(_dict(self.raw.get("response")).get("content")).get("mimeType")
        return _media_type(self.response_headers.get("content-type") or (stated if isinstance(stated, str) else None))

    @property
    def path(self) -> str:
        """The path of its address as it was called."""
        return str(_split(self.url).path)

    @property
    def route(self) -> str:
        """The path with identifiers replaced by {id}."""
        return "/".join("{id}" if _ID.match(part) else part for part in _split(self.url).path.split("/")) or "/"

    @property
    def operation(self) -> str | None:
        """Which payment operation this is, by the reference table payment_route."""
        return next(
            (name for verb, form, name in _operations() if verb == self.method and form.search(self.route)), None
        )

    @property
    def idempotency_key(self) -> str | None:
        """Keyed hash of the key that the request carries."""
        return _idempotency_key(self.request_headers, self.request)

    @property
    def page(self) -> str | None:
        """The page view that the recorder names."""
        return _text(self.raw.get("pageref")) or None

    def rows(self, recording: str, page: str | None, house: House) -> Iterator[Row]:
        """The call, its headers and its cookies."""
        yield self._call(recording, page, house)
        for side, headers in (("request", self.request_headers), ("response", self.response_headers)):
            for name, value in headers.items():
                shown, _, hidden = _header(name, value)
                yield CallHeader(entry=self.entry, side=side, name=name, value=shown, masked=hidden)
        for text in self.cookies:
            yield from _cookie(text, self.entry, self.line)

    def _call(self, recording: str, page: str | None, house: House) -> Call:
        parts = _split(self.url)
        content = _dict(_dict(self.raw.get("response")).get("content"))
        said = answers.outcome(self.response)
        failed = self.status is not None and self.status >= 400
        return Call(
            entry=self.entry,
            recording=recording,
            page=page,
            started_at=self.started_at,
            duration_ms=_positive(self.raw.get("time")),
            dns_ms=self.timings.get("dns"),
            connect_ms=self.timings.get("connect"),
            tls_ms=self.timings.get("ssl"),
            wait_ms=self.timings.get("wait"),
            receive_ms=self.timings.get("receive"),
            server_ms=_server_ms(self.response_headers),
            server_at=_server_at(self.response_headers),
            method=self.method,
            scheme=parts.scheme or None,
            host=self.host,
            url=masking.screen_url(self.url)[0],
            url_digest=masking.fingerprint(self.url),
            route=masking.mask_path(self.route)[:500],
            party=house.party(self.host),
            internal=house.internal(parts.path, self.request_headers),
            operation=self.operation,
            status=self.status,
            error=self.error,
            http_version=_text(_dict(self.raw.get("request")).get("httpVersion")),
            request_type=self.request_type,
            response_type=self.response_type,
            request_bytes=_length(self.request_text),
            response_bytes=_size(content, self.response_text),
            stored_bytes=_length(self.response_text),
            gzip_bytes=self._gzip_bytes(),
            request_form=answers.form(self.request_text, self.request),
            outcome=said.kind if said else None,
            outcome_said=said.said if said else None,
            says_where_next=self.status == 202 and answers.says_where_next(self.response_headers, self.response),
            problem=answers.problem(self.response) if failed else None,
            problem_status=answers.problem_status(self.response) if failed else None,
            request_body=masking.screen_body(self.request_text).masked if self.request_text else None,
            response_body=masking.screen_body(self.response_text).masked if self.response_text else None,
            request_digest=masking.fingerprint(self.request_text) if self.request_text else None,
            response_digest=masking.fingerprint(self.response_text) if self.response_text else None,
            idempotency_key=self.idempotency_key,
            trace_id=_trace_id(self.request_headers.get("traceparent")),
            connection=_text(self.raw.get("connection")) or None,
            line=self.line,
        )

    def _gzip_bytes(self) -> int | None:
        text, encoding = self.response_text, self.response_headers.get("content-encoding", "identity")
        if not text or encoding.lower() != "identity" or not _TEXT.search(self.response_type or ""):
            return None
        size = _size(_dict(_dict(self.raw.get("response")).get("content")), None)
        body = text.encode("utf-8", "replace")
        return len(zlib.compress(body, 6)) + _GZIP_FRAME if size in (None, len(body)) else None

    def sensitive(self) -> Iterator[SensitiveDatum]:
        """Whatever sensitive it holds, in address, headers and bodies."""
        yield from sensitive.rows("url", masking.screen_url(self.url)[1], self.entry, self.line)
        for name, text in (("request", self.request_text), ("response", self.response_text)):
            side = _dict(self.raw.get(name))
            pairs = [(_text(h.get("name")), _text(h.get("value"))) for h in _list(side.get("headers"))]
            found = [one for key, value in pairs if key and value for one in _header(key.lower()[:100], value)[1]]
            yield from sensitive.rows(f"{name}_header", found, self.entry, self.line)
            found = list(masking.screen_body(text).found) if text else []
            found += [one for key, value in sensitive.stated_pairs(side) for one in masking.sensitive_in(value, key)]
            yield from sensitive.rows(f"{name}_body", found, self.entry, self.line)


@lru_cache(maxsize=4096)
def _header(name: str, value: str) -> tuple[str, list[masking.Sensitive], bool]:
    """(value as it may be stored, what is sensitive in it, whether it is a placeholder); headers repeat a lot."""
    shown, found = masking.screen_header(name, value)
    return shown, found, masking.is_placeholder(value)


def read_exchange(entry: dict[str, Any], number: int, line: int) -> Exchange:
    """An entry whatever is missing or of the wrong type in it."""
    request, response = _dict(entry.get("request")), _dict(entry.get("response"))
    request_headers, response_headers = _headers(request), _headers(response)
    request_text = _text(_dict(request.get("postData")).get("text"))
    content = _dict(response.get("content"))
    stated = response_headers.get("content-type") or _text(content.get("mimeType"))
    response_text, searchable = sensitive.body_text(content, stated)
    url = _text(request.get("url")) or ""
    status = response.get("status")
    timings = _dict(entry.get("timings"))
    cookies = [
        _text(header.get("value")) or ""
        for header in _list(response.get("headers"))
        if (_text(header.get("name")) or "").lower() == "set-cookie"
    ]
    return Exchange(
        entry=number,
        line=line,
        started_at=when(entry.get("startedDateTime")),
        method=(_text(request.get("method")) or "GET").upper()[:20],
        url=url,
        host=(_split(url).hostname or "").lower() or None,
        status=status if isinstance(status, int) and status > 0 else None,
        error=_text(response.get("_error")) or (None if isinstance(status, int) and status > 0 else "no response"),
        request_headers=request_headers,
        response_headers=response_headers,
        cookies=cookies,
        request_text=request_text,
        response_text=response_text,
        request=_json(request_text),
        response=_json(response_text),
        searchable=searchable,
        timings={name: _positive(timings.get(name)) for name in ("dns", "connect", "ssl", "wait", "receive")},
        raw=entry,
    )


def when(stated: object) -> datetime | None:
    """ISO 8601 -> UTC without zone; None when it is no time."""
    if not isinstance(stated, str):
        return None
    try:
        moment = datetime.fromisoformat(stated)
    except ValueError:
        return None
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment


@cache
def _reference(name: str, column: str) -> frozenset[str]:
    text = files("assay.tables").joinpath(f"reference/{name}.csv").read_text(encoding="utf-8")
    return frozenset(row[column] for row in csv.DictReader(text.splitlines()))


@cache
def _operations() -> tuple[tuple[str, re.Pattern[str], str], ...]:
    text = files("assay.tables").joinpath("reference/payment_route.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return tuple((row["method"], re.compile(row["route"]), row["operation"]) for row in rows)


def _idempotency_key(headers: dict[str, str], body: Any) -> str | None:
    for name in _reference("idempotency_key", "name"):
        if value := headers.get(name.lower()):
            return masking.fingerprint(value)
    value = body.get("idempotency_key") or body.get("idempotencyKey") if isinstance(body, dict) else None
    return masking.fingerprint(value) if isinstance(value, str) and value else None


def _cookie(text: str, entry: int, line: int) -> Iterator[Row]:
    from http.cookies import CookieError, SimpleCookie

    if masking.is_placeholder(text):
        yield CallCookie(entry=entry, name="*", secure=None, http_only=None, same_site=None, line=line)
        return
    for one in text.split("\n"):
        jar: SimpleCookie = SimpleCookie()
        try:
            jar.load(one)
        except CookieError:
            continue
        for name, morsel in jar.items():
            yield CallCookie(
                entry=entry,
                name=name[:100],
                secure=bool(morsel["secure"]),
                http_only=bool(morsel["httponly"]),
                same_site=str(morsel["samesite"]).lower() or None,
                line=line,
            )


def _server_ms(headers: dict[str, str]) -> float | None:
    stated = headers.get("x-runtime")
    try:
        return float(stated) * 1000 if stated else None
    except ValueError:
        return None


def _server_at(headers: dict[str, str]) -> datetime | None:
    """RFC 9110 section 6.6.1. What a cache answers may hold the clock of another day."""
    from email.utils import parsedate_to_datetime

    stated = headers.get("date")
    if not stated or "age" in headers:
        return None
    try:
        return parsedate_to_datetime(stated).astimezone(UTC).replace(tzinfo=None)
    except (ValueError, OverflowError):
        return None


def _trace_id(stated: str | None) -> str | None:
    match = re.fullmatch(r"[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}", stated or "")
    return match[1] if match else None


def _headers(side: dict[str, Any]) -> dict[str, str]:
    pairs = ((_text(h.get("name")), _text(h.get("value"))) for h in _list(side.get("headers")))
    return {name.lower()[:100]: value for name, value in pairs if name and value is not None}


def _json(text: str | None) -> Any:
    if not text or len(text) > _MAX_TEXT or text.lstrip()[:1] not in ("{", "["):
        return None
    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError):
        return None


def _size(content: dict[str, Any], text: str | None) -> int | None:
    stated = content.get("size")
    if isinstance(stated, int) and stated >= 0:
        return stated
    return _length(text)


def _length(text: str | None) -> int | None:
    return len(text.encode("utf-8", "replace")) if text is not None else None


def _split(url: str) -> Any:
    try:
        parts = urlsplit(url)
        parts.hostname  # noqa: B018  (raises for a malformed host)
    except ValueError:
        return urlsplit("")
    return parts


def _media_type(stated: str | None) -> str | None:
    return stated.split(";")[0].strip().lower() or None if stated else None


def _positive(value: object) -> float | None:
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) and value >= 0 else None


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _dict(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
