"""Style sheets and scripts."""

from __future__ import annotations

from starlette.responses import Response

from assay.web.assets import assets
from assay.web.rights import Right
from assay.web.routing import page
from assay.web.runs import NotFoundError


def asset(version: str, name: str) -> Response:
    """One file, to be kept by the browser; an address of an older version gives the present one."""
    found = assets().get(name)
    if found is None:
        raise NotFoundError("there is no such file")
    kept = "public, max-age=31536000, immutable" if version == found.version else "no-cache"
    return Response(found.content, media_type=found.media_type, headers={"cache-control": kept})


ROUTES = [page("/static/{version}/{name}", asset, needs=Right.NOTHING)]
