"""Refusals -> problem details (RFC 9457)."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from .defects import planted

MEDIA_TYPE = "application/problem+json"
_TYPES = "https://shop.harbour.example/problems/"


class Problem(Exception):
    """A refusal: status, what it is about, and what is wrong here."""

    def __init__(self, status: int, kind: str, detail: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(detail)
        self.status = status
        self.kind = kind
        self.detail = detail
        self.headers = dict(headers or {})


def answer(problem: Problem) -> Response:
    """The problem as a response."""
    title = HTTPStatus(problem.status).phrase
    body = {"type": _TYPES + problem.kind, "title": title, "status": problem.status, "detail": problem.detail}
    media_type = MEDIA_TYPE
    if planted("error_no_problem"):
        body, media_type = {"error": problem.kind}, "application/json"
    headers = {"Cache-Control": "no-store", **problem.headers}
    return Response(msgspec.json.encode(body), problem.status, headers, media_type)


async def on_problem(_: Request, error: Exception) -> Response:
    """For what this API refuses."""
    assert isinstance(error, Problem)
    return answer(error)


async def on_http(request: Request, error: Exception) -> Response:
    """For what routing refuses: no such path, no such method."""
    assert isinstance(error, HTTPException)
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED and not planted("method_unknown"):
        return answer(Problem(405, "method-not-allowed", f"{request.method} is not offered here", error.headers))
    return answer(Problem(404, "not-found", "there is nothing here"))
