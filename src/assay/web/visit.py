"""One request for a page: who asks, of which target and run, and how its answer is put together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote, urlencode

from starlette.requests import Request
from starlette.responses import Response

from .rights import Person, Right

if TYPE_CHECKING:
    from .site import Site


class Place(NamedTuple):
    """One entry of the menu."""

    name: str
    path: str
    here: bool


#: Pages of the menu: name -> path.
_MENU = {
    "Overview": "/",
    "Domains": "/domain",
    "Findings": "/findings",
    "Review": "/review",
    "Causes": "/why",
    "Takings": "/takings",
    "Trends": "/trends",
    "Plan": "/plan",
    "Waivers": "/waivers",
    "Tools": "/tools",
    "Runs": "/runs",
    "Query": "/query",
}
#: Pages of which the address asks for a part by name: kind of link -> (path, parameter).
_ASKED = {
    "review": ("/review", "status"),
    "why": ("/why", "domain"),
    "unit_why": ("/why", "unit"),
    "plan": ("/plan", "domain"),
}
#: What follows the reader from page to page.
_CARRIED = ("target", "run")
_COOKIE_SECONDS = 12 * 3600


class Visit:
    """What templates know as `visit`."""

    def __init__(self, site: Site, request: Request, person: Person | None) -> None:
        self.site, self.request, self.person = site, request, person
        self.base = ""  # the run that the page compares with, where it does
        self.cookie: str = request.state.cookie
        self._is_new = not self.cookie
        if self._is_new:
            self.cookie = site.sessions.visit()

    @property
    def path(self) -> str:
        return self.request.url.path

    @property
    def asked(self) -> dict[str, str]:
        """What the address asks for, by name."""
        return dict(self.request.query_params)

    @property
    def carried(self) -> dict[str, str]:
        """The target and run that the reader chose."""
        return {name: value for name, value in self.asked.items() if name in _CARRIED and value}

    @property
    def menu(self) -> list[Place]:
        return [Place(name, path, path == self.path) for name, path in _MENU.items()]

    def may(self, right: str) -> bool:
        return self.person is not None and self.person.may(Right(right))

    @property
    def form_token(self) -> str:
        return self.site.sessions.form_token(self.cookie)

    def to(self, path: str, **more: Any) -> str:
        """An address of this site that keeps what the reader chose; what is None or empty is left out."""
        asked = {name: value for name, value in (self.carried | more).items() if value not in (None, "")}
        return quote(path) + (f"?{urlencode(asked, doseq=True)}" if asked else "")

    def here(self, **more: Any) -> str:
        """This page with other parameters."""
        asked = {name: value for name, value in (self.asked | more).items() if value not in (None, "")}
        return quote(self.path) + (f"?{urlencode(asked, doseq=True)}" if asked else "")

    def link(self, kind: str, name: str = "", part: str = "") -> str | None:
        """The address of a page, as the templates of the pages ask for it."""
        if kind in _ASKED:
            path, parameter = _ASKED[kind]
            return self.to(path, base=self.base, **{parameter: name})
        if kind == "performance":
            return self.to("/plan", kind=kind)
        if kind == "was":
            return self.to(f"/finding/{name}", run=self.base)
        place = "/" if kind == "overview" else f"/{kind}/{name}" if name else f"/{kind}"
        return self.to(place) + (f"#{quote(part)}" if part else "")

    def render(self, template: str, **values: Any) -> str:
        """A template of this folder or of the pages, inside the layout."""
        return self.site.templates.get_template(template).render(values, visit=self)

    def keep(self, response: Response, cookie: str | None = None) -> Response:
        """Give the browser the cookie that its forms are tied to; `cookie` replaces it at sign-in."""
        if cookie is not None:
            self.cookie, self._is_new = cookie, True
        if self._is_new:
            response.set_cookie(
                self.site.cookie_name,
                self.cookie,
                max_age=_COOKIE_SECONDS,
                path="/",
                secure=self.site.settings.secure,
                httponly=True,
                samesite="lax",
            )
        return response
