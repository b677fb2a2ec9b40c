"""A site -> the application that a server runs: its routes, their errors in words, and the guard around them."""

from __future__ import annotations

from http import HTTPStatus
from urllib.parse import urlencode

import msgspec
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from assay.model import AssayError, UsageError

from .guard import Guard
from .oidc import RefusedError
from .questions import BusyError
from .routes import routes
from .routing import DeniedError, ForeignFormError
from .runs import NotFoundError
from .site import API, Site
from .uploads import ConflictError

#: Of each kind of error, the narrowest first.
_STATUS: dict[type[AssayError], int] = {
    NotFoundError: 404,
    BusyError: 503,
    RefusedError: 403,
    ConflictError: 409,
    UsageError: 400,
    AssayError: 500,
}


def create(site: Site) -> Guard:
    """The application of a site, with the guard before everything else."""
    app = Starlette(
        routes=routes(),
        exception_handlers={
            DeniedError: _denied,
            ForeignFormError: _foreign,
            HTTPException: _http,
            msgspec.ValidationError: _malformed,
            msgspec.DecodeError: _malformed,
            UnicodeDecodeError: _malformed,
            AssayError: _told,
            Exception: _defect,
        },
    )
    app.state.site = site
    return Guard(app, site)


def _site(request: Request) -> Site:
    site: Site = request.app.state.site
    return site


def _denied(request: Request, error: Exception) -> Response:
    assert isinstance(error, DeniedError)
    site, path = _site(request), request.url.path
    if error.person is not None:
        remedy = "Ask whoever runs the server for a role that may, or sign in as somebody else."
        return site.refusal(path, 403, f"As {error.person.role} you may not do this.", remedy)
    if path.startswith(API):
        remedy = "Send a token: `Authorization: Bearer …`. `assay serve token add NAME --role ROLE` makes one."
        answer = site.refusal(path, 401, "A token is needed, and one that holds.", remedy)
        answer.headers["www-authenticate"] = "Bearer"
        return answer
    back = path + (f"?{request.url.query}" if request.url.query else "") if request.method == "GET" else "/"
    return RedirectResponse(f"/signin?{urlencode({'next': back})}", 303)


def _foreign(request: Request, error: Exception) -> Response:  # noqa: ARG001
    remedy = "Go back, load the page again, and send the form again."
    return _site(request).refusal(request.url.path, 403, "The form is too old, or was not made here.", remedy)


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    status = HTTPStatus(error.status_code)
    told = {
        404: ("There is no such page.", "The overview leads to all there is."),
        405: ("This cannot be done here.", ""),
        413: ("What was sent is too large.", "Send less at once."),
    }
    what, remedy = told.get(error.status_code, (error.detail, ""))
    answer = _site(request).refusal(request.url.path, status, what, remedy)
    answer.headers.update(error.headers or {})
    if status is HTTPStatus.METHOD_NOT_ALLOWED:
        answer.headers["allow"] = ", ".join(_allowed(request))
    return answer


def _allowed(request: Request) -> list[str]:
    """The methods of every route at the address; Starlette knows those of the first only."""
    at = [route for route in request.app.routes if route.path_regex.match(request.url.path)]
    return sorted({method for route in at for method in route.methods})


def _malformed(request: Request, error: Exception) -> Response:
    return _site(request).refusal(request.url.path, 400, f"What was asked is not well formed: {error}")


def _told(request: Request, error: Exception) -> Response:
    assert isinstance(error, AssayError)
    status = next(status for kind, status in _STATUS.items() if isinstance(error, kind))
    return _site(request).refusal(request.url.path, status, error.what, error.remedy)


def _defect(request: Request, error: Exception) -> Response:  # noqa: ARG001
    remedy = "This is a defect of assay: the server's log says where it happened. Please report it."
    return _site(request).refusal(request.url.path, 500, "assay could not make this page.", remedy)
