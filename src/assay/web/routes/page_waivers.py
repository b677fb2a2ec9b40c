"""The page of waivers, and what reviewers decide there: propose, approve, decline, revoke. It lands in the lake."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import msgspec
from msgspec import Meta
from starlette.responses import Response

from assay.model import UsageError
from assay.reviews import decisions
from assay.web.chosen import RunChosen, chosen
from assay.web.findings import Text
from assay.web.rights import Person, Right
from assay.web.routing import page, see
from assay.web.site import Site
from assay.web.visit import Visit

_Why = Annotated[str, Meta(max_length=2_000)]


class Proposal(msgspec.Struct, frozen=True, kw_only=True):
    """Accept a finding until a day."""

    fingerprint: Text
    until: date
    why: _Why = ""


class Word(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody says to a waiver."""

    name: Text
    what: Annotated[str, Meta(pattern="^(approve|decline|revoke)$")]
    why: _Why = ""


def listed(site: Site, visit: Visit, query: RunChosen) -> str:
    """The waivers as they will stand in the next run, and who decided what."""
    of = chosen(site.runs, query)
    with site.runs.open(of.run) as result:
        waivers = decisions.listed(site.lake, result)
        known = {f.fingerprint for f in result.findings(verdict="unmet")}
    trail = site.lake.catalog.decisions(of.run.target)
    return visit.render("waivers.html", title="Waivers", chosen=of, waivers=waivers, trail=trail[::-1], known=known)


def propose(site: Site, visit: Visit, person: Person, query: RunChosen, body: Proposal) -> Response:
    """Ask that a finding be accepted."""
    _refuse_read_only(site)
    with site.runs.open(chosen(site.runs, query).run) as result:
        decisions.propose(site.lake, result, body.fingerprint, who=person.name, why=body.why, until=body.until)
    return see(visit.to("/waivers", said="propose"))


def say(site: Site, visit: Visit, person: Person, query: RunChosen, body: Word) -> Response:
    """Agree or not, or take a waiver back."""
    _refuse_read_only(site)
    with site.runs.open(chosen(site.runs, query).run) as result:
        if body.what == "approve":
            decisions.approve(site.lake, result, body.name, who=person.name, why=body.why)
        elif body.what == "decline":
            decisions.decline(site.lake, result, body.name, who=person.name, why=body.why)
        else:
            decisions.revoke(site.lake, result, body.name, who=person.name, why=body.why)
    return see(visit.to("/waivers", said=body.what))


def _refuse_read_only(site: Site) -> None:
    if site.read_only:
        remedy = "Whoever runs the server can let it write there."
        raise UsageError("the lake cannot be written, so nobody can decide here", remedy=remedy)


ROUTES = [
    page("/waivers", listed),
    page("/waivers/propose", propose, needs=Right.DECIDE, method="POST"),
    page("/waivers/say", say, needs=Right.DECIDE, method="POST"),
]
