"""The page of waivers, and what reviewers decide there: propose, approve, decline, revoke. It lands in the lake."""

from __future__ import annotations

from starlette.responses import Response

from assay.reviews import decisions
from assay.web.chosen import RunChosen, chosen
from assay.web.findings import Text
from assay.web.rights import Person, Right
from assay.web.routes.api_reviews import Proposal, Word, propose, say
from assay.web.routing import page, see
from assay.web.site import Site
from assay.web.uploads import ELSEWHERE
from assay.web.visit import Visit


class ProposalForm(Proposal, frozen=True, kw_only=True):
    """Accept a finding until a day."""

    csrf: Text


class WordForm(Word, frozen=True, kw_only=True):
    """What somebody says to a waiver."""

    csrf: Text
    name: Text


def listed(site: Site, visit: Visit, query: RunChosen) -> str:
    """The waivers as they will stand in the next run, and who decided what."""
    of = chosen(site.runs, query)
    with site.runs.open(of.run) as result:
        waivers = decisions.listed(site.lake, result)
        known = {f.fingerprint: f for f in result.findings(verdict="unmet")}
    trail = site.lake.catalog.decisions(of.run.target)
    told = {"waivers": waivers, "trail": trail[::-1], "known": known, "elsewhere": of.run.target.startswith(ELSEWHERE)}
    return visit.render("waivers.html", title="Waivers", chosen=of, **told)


def proposed(site: Site, visit: Visit, person: Person, query: RunChosen, body: ProposalForm) -> Response:
    """Ask that a finding be accepted."""
    propose(site, person, chosen(site.runs, query).run.id, body)
    return see(visit.to("/waivers", said="propose"))


def said(site: Site, visit: Visit, person: Person, query: RunChosen, body: WordForm) -> Response:
    """Agree or not, or take a waiver back."""
    say(site, person, chosen(site.runs, query).run.id, body.name, body)
    return see(visit.to("/waivers", said=body.what))


ROUTES = [
    page("/waivers", listed),
    page("/waivers/propose", proposed, needs=Right.DECIDE, method="POST"),
    page("/waivers/say", said, needs=Right.DECIDE, method="POST"),
]
