"""Calls: as written in source, and as observed on the wire (one table for recordings, trials and telemetry)."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from assay.model import Row


class ClientCallSite(Row, frozen=True, kw_only=True):
    """One place in the source that makes an HTTP request."""

    call_site: Annotated[str, "client, method and address: unique in its file, without a line number"]
    client: Annotated[str, "fetch, axios, XMLHttpRequest, request-sender, requests, httpx…"]
    method: Annotated[str | None, "HTTP method; null when computed"]
    url: Annotated[str | None, "address as written without its query, computed parts as ${…}; null when computed"]
    timeout_ms: Annotated[float | None, "explicit timeout; null when none can be seen"]
    has_timeout: Annotated[
        bool | None, "gives up after a time; null when its options are computed or the limit is left to the caller"
    ]
    is_test: Annotated[bool, "in test code"]
    line: Annotated[int, "line in the file"]


class Call(Row, frozen=True, kw_only=True):
    """One HTTP exchange as observed."""

    lifetime = "event"

    entry: Annotated[int, "number in the recording, from 0"]
    recording: Annotated[str | None, "name of the recording"]
    page: Annotated[
        str | None,
        "page view it belongs to: as recorded, else counted by the first reads coming again; null if neither",
    ]
    started_at: Annotated[datetime | None, "start, UTC"]
    duration_ms: Annotated[float | None, "total time"]
    dns_ms: Annotated[float | None, "name resolution"]
    connect_ms: Annotated[float | None, "TCP connect"]
    tls_ms: Annotated[float | None, "TLS handshake"]
    wait_ms: Annotated[float | None, "time to first byte"]
    receive_ms: Annotated[float | None, "reading the response"]
    server_ms: Annotated[float | None, "the server's own account of its time, by x-runtime"]
    server_at: Annotated[datetime | None, "the server's clock when it answered, UTC; null where a cache answered (Age)"]
    method: Annotated[str, "HTTP method, upper case"]
    scheme: Annotated[str | None, "http or https"]
    host: Annotated[str | None, "host, lower case"]
    url: Annotated[str, "address, sensitive parts masked"]
    url_digest: Annotated[str, "keyed hash of the address as it was: equal addresses, equal digests"]
    route: Annotated[str, "path with identifiers replaced by {id}"]
    party: Annotated[str, "first (the shop's own platform) or third"]
    internal: Annotated[bool, "declared internal: by its path, or by what the profile says"]
    operation: Annotated[
        str | None, "payment operation by the reference table payment_route: order_create, authorize, capture…"
    ]
    status: Annotated[int | None, "HTTP status; null when there was no response"]
    error: Annotated[str | None, "why there was no response"]
    http_version: Annotated[str | None, "as recorded"]
    request_type: Annotated[str | None, "media type of the request body, by the header"]
    response_type: Annotated[str | None, "media type of the response body, by the header"]
    request_bytes: Annotated[int | None, "size of the request body"]
    response_bytes: Annotated[int | None, "size of the response body, as the recorder states it"]
    stored_bytes: Annotated[int | None, "size of the response body that the recording holds"]
    gzip_bytes: Annotated[
        int | None,
        "size of the response body once gzip has compressed it; null where it came compressed, is cut, or is no text",
    ] = None
    request_form: Annotated[str | None, "what the request body is by its look: json, form, multipart, xml, text"]
    outcome: Annotated[str | None, "what the response body says of the request: error, success, action or pending"]
    outcome_said: Annotated[str | None, "the words that say so"]
    says_where_next: Annotated[
        bool, "answered 202, and a Location header or an address in the body says where to look next"
    ]
    problem: Annotated[str | None, "members of RFC 9457 that the body of an error has"]
    problem_status: Annotated[int | None, "status that the body of an error repeats"]
    request_body: Annotated[str | None, "masked body, JSON only, size-limited"]
    response_body: Annotated[str | None, "masked body, JSON only, size-limited"]
    request_digest: Annotated[str | None, "keyed hash of the request body"]
    response_digest: Annotated[str | None, "keyed hash of the response body"]
    idempotency_key: Annotated[str | None, "keyed hash of the idempotency key, from header or body"]
    trace_id: Annotated[str | None, "from traceparent"]
    connection: Annotated[str | None, "connection it used, where recorded"]
    line: Annotated[int | None, "line where the exchange starts"]


class CallClock(Row, frozen=True, kw_only=True):
    """What the times of the calls of one source are."""

    path: Annotated[str, "source of the calls"]
    times: Annotated[
        str,
        "phases (a browser's own), totals (begin and length alone), server (only what servers say of their own time, "
        "since the rest is missing or made up) or none",
    ]


class AnswerField(Row, frozen=True, kw_only=True):
    """One field of the answers to an operation that source of this target asks for, over the calls of one recording.

    The bytes of the fields of an operation add up to those of its answers, as JSON: a field that is named holds those
    of its own, one that is not all that lies in it.
    """

    path: Annotated[str, "recording"]
    line: Annotated[int | None, "line of the first of the exchanges"]
    host: Annotated[str | None, "host"]
    method: Annotated[str, "HTTP method"]
    route: Annotated[str, "path with identifiers replaced by {id}"]
    field: Annotated[str, "path of names, [] for items; empty for what is around all"]
    calls: Annotated[int, "answers that have it"]
    bytes: Annotated[int, "bytes in them, of the masked body as JSON"]
    named: Annotated[
        bool | None,
        "some source names it, or it is data by its look; null where what reads the answer cannot be seen",
    ]


class CallHeader(Row, frozen=True, kw_only=True):
    """One header of one exchange."""

    lifetime = "event"

    entry: Annotated[int, "number in the recording, from 0"]
    side: Annotated[str, "request or response"]
    name: Annotated[str, "header name, lower case"]
    value: Annotated[str | None, "value, sensitive ones masked"]
    masked: Annotated[bool, "the recording itself holds a placeholder"]


class CodeValue(Row, frozen=True, kw_only=True):
    """One value of a code list (country, currency) that an exchange holds."""

    lifetime = "event"

    entry: Annotated[int, "number in the recording, from 0"]
    side: Annotated[str, "request or response"]
    code_list: Annotated[str, "country (ISO 3166-1 alpha-2) or currency (ISO 4217)"]
    field: Annotated[str, "path in the body"]
    code: Annotated[str, "the code as written"]
    line: Annotated[int | None, "line where the exchange starts"]


class CallCookie(Row, frozen=True, kw_only=True):
    """One cookie that a response sets."""

    lifetime = "event"

    entry: Annotated[int, "number in the recording, from 0"]
    name: Annotated[str, "cookie name"]
    secure: Annotated[bool | None, "Secure; null when the recorder masked the header"]
    http_only: Annotated[bool | None, "HttpOnly; null when the recorder masked the header"]
    same_site: Annotated[str | None, "SameSite, lower case"]
    line: Annotated[int | None, "line where the exchange starts"]
