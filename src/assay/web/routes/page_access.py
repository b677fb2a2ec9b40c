"""The page of tokens: whose, with which role, until when; and their end. They are made on the command line only."""

from __future__ import annotations

import msgspec
from starlette.responses import Response

from assay.web.findings import Text
from assay.web.rights import Right
from assay.web.routing import page, see
from assay.web.site import Site
from assay.web.visit import Visit


class Ended(msgspec.Struct, frozen=True, kw_only=True):
    """The token that is to end, by its id."""

    token: Text


def listed(site: Site, visit: Visit) -> str:
    """All tokens, the newest first."""
    return visit.render("access.html", title="Access", tokens=site.tokens.list())


def revoke(site: Site, visit: Visit, body: Ended) -> Response:
    """End one; whoever is signed in by it is out at once."""
    site.tokens.revoke(body.token)
    return see(visit.to("/access"))


ROUTES = [
    page("/access", listed, needs=Right.ADMINISTER),
    page("/access/revoke", revoke, needs=Right.ADMINISTER, method="POST"),
]
