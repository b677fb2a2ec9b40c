"""Signing in with the provider, and coming back from it."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from assay.web.oidc import BACK, OpenID
from assay.web.rights import Right
from assay.web.routes.signing import Wanted, local
from assay.web.routing import page
from assay.web.runs import NotFoundError
from assay.web.site import Site
from assay.web.visit import Visit


async def begin(site: Site, visit: Visit, request: Request, query: Wanted) -> Response:
    """To the provider."""
    request.state.visit = visit.cookie
    return await _openid(site).begin(request, site.settings.own_address + BACK, local(query.next))


async def back(site: Site, visit: Visit, request: Request) -> Response:
    """Back from the provider, with a session."""
    request.state.visit = visit.cookie
    person, wanted = await _openid(site).end(request)
    site.sessions.end(visit.cookie)
    return visit.keep(RedirectResponse(local(wanted), 303), site.sessions.begin(person))


def _openid(site: Site) -> OpenID:
    if site.openid is None:
        raise NotFoundError("no provider has been named", remedy="Sign in with a token.")
    return site.openid


ROUTES = [
    page("/signin/oidc", begin, needs=Right.NOTHING),
    page(BACK, back, needs=Right.NOTHING),
]
