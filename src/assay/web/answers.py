"""What a route gives -> bytes for a program. Errors are problems (RFC 9457) that say what to do."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any

import msgspec
from msgspec import Meta
from starlette.responses import Response

PROBLEM_TYPE = "application/problem+json"


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """Why there is no answer (RFC 9457), and what to do."""

    title: Annotated[str, Meta(description="the status in words")]
    status: Annotated[int, Meta(description="the HTTP status")]
    detail: Annotated[str, Meta(description="what is wrong")]
    remedy: Annotated[str, Meta(description="what to do about it")] = ""


def as_json(value: Any, status: int = 200) -> Response:
    return Response(msgspec.json.encode(value, enc_hook=str), status, media_type="application/json")


def problem(status: int, what: str, remedy: str = "") -> Response:
    told = Problem(title=HTTPStatus(status).phrase, status=status, detail=what, remedy=remedy)
    return Response(msgspec.json.encode(told), status, media_type=PROBLEM_TYPE)
