"""One HAR entry -> one exchange, masked."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from assay import masking
from assay.model import Row
from assay.model.expressions import expression
from assay.tables.security import SensitiveDatum
from assay.tables.service import Call, CallCookie, CallHeader

from . import answers, sensitive
from .addresses import Address, address, operation
from .bodies import Body, body
from .house import House

_TEXT = expression(r"^text/|json|xml|javascript")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_FIXED_DATE = expression(
    rf"[A-Z][a-z]{{2}}, ([0-9]{{2}}) ({'|'.join(_MONTHS)}) ([1-9][0-9]{{3}}) ([0-9]{{2}}):([0-9]{{2}}):([0-9]{{2}}) GMT"
)
#: Name of a header in lower case, and its value where that is a text.
_Header = tuple[str, str | None]


@dataclass(slots=True)
class Exchange:
    """One exchange; its bodies and `raw` are as recorded, kept only while the file is read."""

    entry: int
    line: int
    started_at: datetime | None
    method: str
    url: str
    address: Address
    status: int | None
    error: str | None
    stated_headers: dict[str, list[_Header]]
    request_headers: dict[str, str]
    response_headers: dict[str, str]
    request: Body
    response: Body
    response_type: str | None
    searchable: bool
    timings: dict[str, float | None]
    raw: dict[str, Any]

    @property
    def host(self) -> str | None:
        return self.address.host

    @property
    def path(self) -> str:
        """The path of its address as it was called."""
        return self.address.path

    @property
    def route(self) -> str:
        """The path with identifiers replaced by {id}."""
        return self.address.route

    @property
    def operation(self) -> str | None:
        """Which payment operation this is, by the reference table payment_route."""
        return operation(self.method, self.route)

    @property
    def idempotency_key(self) -> str | None:
        """Keyed hash of the key that the request carries."""
        return _idempotency_key(self.request_headers, self.request.document)

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
        for name, cookie in self.stated_headers["response"]:
            if name == "set-cookie":
                yield from _cookie(cookie or "", self.entry, self.line)

    def _call(self, recording: str, page: str | None, house: House) -> Call:
        request, response, at = self.request, self.response, self.address
        content = _dict(_dict(self.raw.get("response")).get("content"))
        said = response.outcome
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
            scheme=at.scheme,
            host=at.host,
            url=at.shown,
            url_digest=masking.fingerprint(self.url),
            route=at.shown_route,
            party=house.party(at.host),
            internal=house.internal(at.path, self.request_headers),
            operation=self.operation,
            status=self.status,
            error=self.error,
            http_version=_text(_dict(self.raw.get("request")).get("httpVersion")),
            request_type=_media_type(self.request_headers.get("content-type")),
            response_type=self.response_type,
            request_bytes=request.size,
            response_bytes=_size(content, response),
            stored_bytes=response.size,
            gzip_bytes=self._gzip_bytes(content),
            request_form=answers.form(request.text, request.document),
            outcome=said.kind if said else None,
            outcome_said=said.said if said else None,
            says_where_next=self.status == 202 and answers.says_where_next(self.response_headers, response.document),
            problem=answers.problem(response.document) if failed else None,
            problem_status=answers.problem_status(response.document) if failed else None,
            request_body=request.screened.masked,
            response_body=response.screened.masked,
            request_digest=masking.fingerprint(request.text) if request.text else None,
            response_digest=masking.fingerprint(response.text) if response.text else None,
            idempotency_key=self.idempotency_key,
            trace_id=_trace_id(self.request_headers.get("traceparent")),
            connection=_text(self.raw.get("connection")) or None,
            line=self.line,
        )

    def _gzip_bytes(self, content: dict[str, Any]) -> int | None:
        encoding = self.response_headers.get("content-encoding", "identity")
        if not self.response.text or encoding.lower() != "identity" or not _TEXT.search(self.response_type or ""):
            return None
        return self.response.gzip_size if _size(content, self.response) == self.response.size else None

    def sensitive(self) -> Iterator[SensitiveDatum]:
        """Whatever sensitive it holds, in address, headers and bodies."""
        yield from sensitive.rows("url", self.address.sensitive, self.entry, self.line)
        for name, said in (("request", self.request), ("response", self.response)):
            pairs = self.stated_headers[name]
            found = [one for key, value in pairs if key and value for one in _header(key[:100], value)[1]]
            yield from sensitive.rows(f"{name}_header", found, self.entry, self.line)
            stated = sensitive.stated_pairs(_dict(self.raw.get(name)))
            found = [one for key, value in stated for one in masking.sensitive_in(value, key)]
            yield from sensitive.rows(f"{name}_body", (*said.screened.found, *found), self.entry, self.line)


@lru_cache(maxsize=4096)
def _header(name: str, value: str) -> tuple[str, list[masking.Sensitive], bool]:
    """(value as it may be stored, what is sensitive in it, whether it is a placeholder); headers repeat a lot."""
    shown, found = masking.screen_header(name, value)
    return shown, found, masking.is_placeholder(value)


def read_exchange(entry: dict[str, Any], number: int, line: int) -> Exchange:
    """An entry whatever is missing or of the wrong type in it."""
    request, response = _dict(entry.get("request")), _dict(entry.get("response"))
    stated = {"request": _stated_headers(request), "response": _stated_headers(response)}
    request_headers, response_headers = _headers(stated["request"]), _headers(stated["response"])
    content = _dict(response.get("content"))
    mime_type = _text(content.get("mimeType"))
    text, searchable = sensitive.body_text(content, response_headers.get("content-type") or mime_type)
    url = _text(request.get("url")) or ""
    status = response.get("status")
    timings = _dict(entry.get("timings"))
    return Exchange(
        entry=number,
        line=line,
        started_at=when(entry.get("startedDateTime")),
        method=(_text(request.get("method")) or "GET").upper()[:20],
        url=url,
        address=address(url),
        status=status if isinstance(status, int) and status > 0 else None,
        error=_text(response.get("_error")) or (None if isinstance(status, int) and status > 0 else "no response"),
        stated_headers=stated,
        request_headers=request_headers,
        response_headers=response_headers,
        request=body(_text(_dict(request.get("postData")).get("text"))),
        response=body(text),
        response_type=_media_type(response_headers.get("content-type") or mime_type),
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
    stated = headers.get("date")
    if not stated or "age" in headers:
        return None
    try:
        return _http_date(stated)
    except (ValueError, OverflowError):
        return None


def _http_date(stated: str) -> datetime:
    """UTC without zone. RFC 9110 section 5.6.7: nearly all write it in one form. Errors: ValueError, OverflowError."""
    match = _FIXED_DATE.fullmatch(stated)
    if match:
        day, year, hour, minute, second = map(int, match.group(1, 3, 4, 5, 6))
        return datetime(year, _MONTHS.index(match[2]) + 1, day, hour, minute, second)
    from email.utils import parsedate_to_datetime

    return parsedate_to_datetime(stated).astimezone(UTC).replace(tzinfo=None)


def _trace_id(stated: str | None) -> str | None:
    match = re.fullmatch(r"[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}", stated or "")
    return match[1] if match else None


def _stated_headers(side: dict[str, Any]) -> list[_Header]:
    stated = []
    for header in _list(side.get("headers")):
        name, value = header.get("name"), header.get("value")
        stated.append((name.lower() if isinstance(name, str) else "", value if isinstance(value, str) else None))
    return stated


def _headers(stated: list[_Header]) -> dict[str, str]:
    return {name[:100]: value for name, value in stated if name and value is not None}


def _size(content: dict[str, Any], body: Body) -> int | None:
    """Bytes of the content as the recorder counted them, else of what it kept."""
    stated = content.get("size")
    return stated if isinstance(stated, int) and stated >= 0 else body.size


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
