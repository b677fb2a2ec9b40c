"""Everything that the routes share: the lake, who may come in, opened runs, templates."""

from __future__ import annotations

import os
from http import HTTPStatus
from typing import Any

from starlette.responses import HTMLResponse, Response

from assay.store.lake import Lake

from .answers import problem
from .jobs import Jobs
from .oidc import OpenID
from .questions import Questions
from .runs import Runs
from .sessions import Attempts, Sessions
from .settings import Settings
from .templating import environment
from .tokens import Tokens
from .uploads import Uploads
from .worked import Worked

API = "/api/"


class Site:
    """One server's state. Errors: AssayError when the lake cannot be opened."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.lake = Lake(settings.lake)
        self.tokens = Tokens(settings.lake)
        self.sessions = Sessions()
        self.attempts = Attempts()
        self.runs = Runs(self.lake, settings.target)
        self.worked = Worked(self.lake)
        self.questions = Questions(self.lake)
        self.uploads = Uploads(self.lake)
        self.jobs = Jobs()
        self.templates = environment()
        # Browsers hold a `__Host-` cookie to TLS, this host and path / (RFC 6265bis section 4.1.3.2).
        self.cookie_name = "__Host-assay" if settings.secure else "assay"
        self.openid = OpenID(settings.oidc) if settings.oidc else None
        self._signing_in = settings.oidc is not None

    @property
    def signing_in(self) -> bool:
        """Whether people must sign in: from the first token on, and never again without."""
        self._signing_in = self._signing_in or bool(self.tokens.list())
        return self._signing_in

    def can_sign_in(self) -> bool:
        """Whether there is anybody who could."""
        return self.settings.oidc is not None or any(token.holds for token in self.tokens.list())

    @property
    def read_only(self) -> bool:
        """Whether nothing can be kept in the lake."""
        return not os.access(self.lake.root, os.W_OK)

    def refusal(self, path: str, status: int, what: str, remedy: str = "") -> Response:
        """An error, as whoever asked can read it."""
        return problem(status, what, remedy) if path.startswith(API) else self._page(status, what, remedy)

    def _page(self, status: int, what: str, remedy: str) -> Response:
        told: dict[str, Any] = {"title": HTTPStatus(status).phrase, "status": status, "what": what, "remedy": remedy}
        return HTMLResponse(self.templates.get_template("refusal.html").render(told), status)
