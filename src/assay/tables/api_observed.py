"""Calls held against the descriptions of the APIs they go to. Rows carry the origin and environment of their calls.

Null is "cannot be told": masked here or by the recorder, cut, or not recorded.
"""

from __future__ import annotations

from typing import Annotated

from assay.model import Row


class ApiMatch(Row, frozen=True, kw_only=True):
    """One call to a host that a description speaks of, and how it stands against the operation it goes to."""

    lifetime = "event"

    path: Annotated[str, "recording"]
    origin: Annotated[str, "how the call was observed"]
    environment: Annotated[str | None, "environment of the call"]
    entry: Annotated[int, "number in the recording, from 0"]
    line: Annotated[int | None, "line where the exchange starts"]
    api: Annotated[str | None, "name of the description; null where several speak of the host, and none of the path"]
    operation: Annotated[str | None, "described operation; null where none is described"]
    methods: Annotated[str | None, "methods described for this path where this one is not, space separated"]
    method: Annotated[str, "HTTP method"]
    host: Annotated[str, "host"]
    route: Annotated[str, "path with identifiers replaced by {id}"]
    status: Annotated[int | None, "HTTP status"]
    described_status: Annotated[str | None, "status it falls under: 200, 2XX or default; null where none is described"]
    status_described: Annotated[bool | None, "the status is described"]
    type_described: Annotated[bool | None, "the media types of its bodies are described"]
    parameters_valid: Annotated[bool | None, "the parameters keep their description, the required ones are sent"]
    request_schema: Annotated[bool, "there is a request body, and a schema that says how it looks"]
    request_valid: Annotated[bool | None, "the request body keeps its schema; true where there is none to keep"]
    headers_valid: Annotated[
        bool | None, "the headers of the answer keep their description; true where none is described"
    ]
    response_schema: Annotated[bool, "the answer has a body, and a schema says how it looks"]
    response_valid: Annotated[bool | None, "the body of the answer keeps its schema; true where there is none to keep"]
    credentials: Annotated[
        bool | None,
        "the credentials described are sent; null where none are asked for, or the recorder may have taken them out",
    ]
    deprecated: Annotated[bool | None, "the operation is described as deprecated"]
    description: Annotated[str | None, "file that describes the operation"]
    pointer: Annotated[str | None, "place of the operation in that file"]


class ApiMismatch(Row, frozen=True, kw_only=True):
    """One thing in a call that its description does not have so."""

    lifetime = "event"

    path: Annotated[str, "recording"]
    origin: Annotated[str, "how the call was observed"]
    environment: Annotated[str | None, "environment of the call"]
    entry: Annotated[int, "number in the recording, from 0"]
    line: Annotated[int | None, "line where the exchange starts"]
    api: Annotated[str, "name of the description"]
    operation: Annotated[str, "described operation"]
    status: Annotated[int | None, "HTTP status of the call"]
    side: Annotated[str, "request or response"]
    kind: Annotated[
        str,
        "status_undocumented, type_undocumented, query_undocumented, parameter, parameter_missing, body, body_missing, "
        "header or header_missing",
    ]
    name: Annotated[str, "parameter, header, status, media type, or the place in the body: lines[].price"]
    message: Annotated[str, "what is so, in words"]
    sure: Annotated[bool, "masking cannot have caused it"]
    body_pointer: Annotated[str | None, "exact place in the body"]
    description: Annotated[str, "file that describes it otherwise"]
    pointer: Annotated[str, "place in that file"]


class ApiSeen(Row, frozen=True, kw_only=True):
    """One field of bodies, header of answers or parameter in a query, as often as it was seen in one recording."""

    lifetime = "event"

    path: Annotated[str, "recording"]
    origin: Annotated[str, "how the calls were observed"]
    environment: Annotated[str | None, "environment of the calls"]
    line: Annotated[int | None, "line of the first exchange that has it"]
    api: Annotated[str, "name of the description"]
    operation: Annotated[str, "described operation"]
    side: Annotated[str, "request or response"]
    status: Annotated[str | None, "status as described; null for a request"]
    media_type: Annotated[str | None, "media type as described; null for a header or a query"]
    kind: Annotated[str, "field, header or query"]
    name: Annotated[str, "name; of a field its path: lines[].price, * for keys that are data"]
    described: Annotated[bool, "the description has it"]
    times: Annotated[int, "exchanges that have it"]
    population: Annotated[int, "exchanges that could have it"]


class ApiBodyField(Row, frozen=True, kw_only=True):
    """One described field of a body that was observed at least once, observed itself or not."""

    path: Annotated[str, "file that describes the operation"]
    api: Annotated[str, "name of the description"]
    operation: Annotated[str, "described operation"]
    side: Annotated[str, "request or response"]
    status: Annotated[str | None, "status as described; null for a request"]
    media_type: Annotated[str, "media type as described"]
    name: Annotated[str, "path of the field: lines[].price"]
    pointer: Annotated[str, "place of the body's schema"]
