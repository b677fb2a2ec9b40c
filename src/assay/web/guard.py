"""What every request passes before any page is chosen, and what every answer carries. ASGI in, ASGI out.

The name that the browser asked for, where the form came from, and who asks are settled here; what the person may do is
settled by the route (`routing.py`). Headers follow OWASP's HTTP Headers Cheat Sheet.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.types import Message, Receive, Scope, Send

from .hosts import without_port
from .rights import LOCAL, Person
from .site import Site

_SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
#: Whoever sends these is a proxy: what reaches it comes from elsewhere, although it stands on this machine.
_FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")
_POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "img-src 'self' data:",
        "script-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
_HEADERS = {
    "content-security-policy": _POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    # Not `no-referrer`: with it, browsers send `Origin: null` with the site's own forms.
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


class Guard:
    """The outermost door."""

    def __init__(self, app: Starlette, site: Site) -> None:
        self.app, self._site = app, site
        self._hosts = site.settings.hosts()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._adorn(MutableHeaders(scope=message))
            await send(message)

        headers = Headers(scope=scope)
        refused = self._refused(scope["method"], headers)
        if refused:
            status, what, remedy = refused
            await self._site.refusal(scope["path"], status, what, remedy)(scope, receive, sent)
            return
        scope.setdefault("state", {})["person"] = self._person(scope, headers)
        await self.app(scope, receive, sent)

    def _adorn(self, headers: MutableHeaders) -> None:
        for name, value in _HEADERS.items():
            headers.setdefault(name, value)
        headers.setdefault("cache-control", "no-store")
        if self._site.settings.secure:
            headers.setdefault("strict-transport-security", "max-age=31536000")

    def _refused(self, method: str, headers: Headers) -> tuple[int, str, str] | None:
        """(status, what, remedy) when the request is nobody's who opened this site."""
        host = headers.get("host", "").lower()
        if host not in self._hosts and without_port(host) not in self._hosts:
            remedy = f"Open {self._site.settings.own_address}, or start it with --public-url under this name."
            return 421, "This server does not answer under that name.", remedy
        if not self._site.signing_in and any(name in headers for name in _FORWARDED):
            remedy = "Behind a proxy people must sign in: add a token (`assay serve token add NAME --role viewer`)."
            return 403, "Without signing in, the dashboard is for this machine only.", remedy
        elsewhere = headers.get("sec-fetch-site", "none") not in ("same-origin", "none")
        if method in _SAFE_METHODS:
            # A link may lead here. What another site's page fetches or frames it cannot read, but it can time it.
            if elsewhere and (headers.get("sec-fetch-mode"), headers.get("sec-fetch-dest")) != ("navigate", "document"):
                return 403, "Another site asked for this.", "Open the page here."
            return None
        origin = headers.get("origin")
        if elsewhere or (origin is not None and not self._is_own(origin, host)):
            return 403, "The form was sent from another site.", "Open the page here, and send it again."
        return None

    def _is_own(self, origin: str, host: str) -> bool:
        parts = urlsplit(origin)
        scheme = "https" if self._site.settings.secure else "http"
        return parts.netloc.lower() == host and (parts.scheme == scheme or not self._site.settings.public_url)

    def _person(self, scope: Scope, headers: Headers) -> Person | None:
        state = scope["state"]
        state["cookie"] = cookie_parser(headers.get("cookie", "")).get(self._site.cookie_name, "")
        scheme, _, token = headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            return self._site.tokens.person(token.strip())
        person = self._site.sessions.find(state["cookie"])
        if person and person.token and not self._site.tokens.still(person.token):
            self._site.sessions.end(state["cookie"])
            person = None
        return person or (None if self._site.signing_in else LOCAL)
