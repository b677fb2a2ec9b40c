"""What the API says of itself, and whether the server is there."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request

from assay.web.openapi import describe
from assay.web.rights import Right
from assay.web.routing import Endpoint, endpoint
from assay.web.site import Site


def description(site: Site, request: Request) -> dict[str, Any]:
    """This description."""
    routes = (route for route in request.app.routes if isinstance(route, Endpoint))
    return describe(routes, site.settings.own_address, signing_in=site.signing_in)


def health() -> dict[str, str]:
    """Whether the server is there; it tells nothing of what it keeps."""
    return {"status": "ok"}


ROUTES = [
    endpoint("/api/v1/openapi.json", description, needs=Right.NOTHING),
    endpoint("/api/v1/health", health, needs=Right.NOTHING),
]
