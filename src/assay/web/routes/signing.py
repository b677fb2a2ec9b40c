"""Signing in with a token, and out."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from assay.web.rights import Right
from assay.web.routing import page
from assay.web.site import Site
from assay.web.visit import Visit

_Next = Annotated[str, Meta(max_length=2000)]


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """Where somebody wanted to go."""

    next: _Next = "/"


class Shown(Wanted, frozen=True, kw_only=True):
    """A token, and where its bearer wanted to go."""

    token: Annotated[str, Meta(max_length=200)] = ""


def form(visit: Visit, query: Wanted) -> Response:
    """The form. Where nobody has to sign in, or somebody has, it says so."""
    return _form(visit, query.next)


def sign_in(site: Site, visit: Visit, request: Request, body: Shown) -> Response:
    """A token -> a session with a cookie of its own."""
    source = request.client.host if request.client else ""
    wait = site.attempts.wait(source)
    if wait:
        answer = _form(visit, body.next, f"Too many failed attempts. Try again in {wait / 60:.0f} minutes.", 429)
        answer.headers["retry-after"] = f"{wait:.0f}"
        return answer
    person = site.tokens.person(body.token.strip())
    if person is None:
        site.attempts.failed(source)
        return _form(visit, body.next, "No token that holds is written so. Copy it anew, whole.", 403)
    site.sessions.end(visit.cookie)
    return visit.keep(RedirectResponse(local(body.next), 303), site.sessions.begin(person))


def sign_out(site: Site, visit: Visit) -> Response:
    """End the session; the cookie is another one afterwards."""
    site.sessions.end(visit.cookie)
    return visit.keep(RedirectResponse("/signin", 303), site.sessions.visit())


def _form(visit: Visit, wanted: str, wrong: str = "", status: int = 200) -> Response:
    shown = visit.render(
        "signin.html", title="Sign in", next=local(wanted), wrong=wrong, provider=visit.site.settings.oidc
    )
    return HTMLResponse(shown, status)


def local(address: str) -> str:
    """A place on this site, whatever somebody put into a link."""
    is_local = address.startswith("/") and not address.startswith(("//", "/\\")) and address.isprintable()
    return address if is_local else "/"


ROUTES = [
    page("/signin", form, needs=Right.NOTHING),
    page("/signin", sign_in, needs=Right.NOTHING, method="POST"),
    page("/signout", sign_out, needs=Right.NOTHING, method="POST"),
]
