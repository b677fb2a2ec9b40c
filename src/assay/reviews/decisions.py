"""What people decide in the lake: waivers proposed, approved, declined and revoked where no text is at hand.

In: a run, who decides, what. Out: a Decision in the catalog, which nobody can change; it takes effect in the next run.
Whether somebody may decide at all (a role, a session) is asked by whoever calls.
"""

from __future__ import annotations

import secrets
from datetime import UTC, date, datetime, timedelta

from assay.engine.result import Finding, Result
from assay.engine.stages import is_later
from assay.engine.waivers import rules_of
from assay.model import UsageError, Verdict
from assay.store.lake import Lake
from assay.store.records import Decision

from .waivers import Listed, list_waivers

#: A name may be given by how it begins, from this many characters on.
_SHORTEST = 4
_LONGEST = 2_000


def listed(lake: Lake, result: Result, *, as_of: date | None = None) -> list[Listed]:
    """The waivers of the run's target as they will stand in the next run, by what was decided so far."""
    return list_waivers(result, lake.catalog.decisions(result.run.target), as_of=as_of)


def propose(
    lake: Lake, result: Result, fingerprint: str, *, who: str, why: str, until: date, today: date | None = None
) -> Decision:
    """Ask that an unmet finding be accepted until a day; it covers nothing before somebody approves it.

    Errors: UsageError when the finding is not unmet, is waived or asked for already, or the terms are not good.
    """
    day = today or datetime.now(UTC).date()
    longest = rules_of(result.run).max_days
    if not day <= until <= day + timedelta(days=longest):
        raise UsageError(f"{until} is past, or more than {longest} days away", remedy="Name a nearer day to come.")
    finding = _unmet(result, fingerprint)
    asked = [one for one in listed(lake, result, as_of=day) if one.fingerprint == finding.fingerprint]
    if finding.waived or any(one.state not in ("ended", "declined") for one in asked):
        raise UsageError(f"the finding {fingerprint} is waived or asked for already", remedy="Look at the waivers.")
    return _decide(lake, result, who, "propose", finding.fingerprint, _reason(why), until)


def approve(lake: Lake, result: Result, name: str, *, who: str, why: str = "", today: date | None = None) -> Decision:
    """Agree to a waiver. Errors: UsageError when there is none, or owners are to approve and this is none of them."""
    one = _named(lake, result, name, today)
    owners = {owner.lower() for owner in (one.waits_for or "").replace(",", " ").split()}
    if rules_of(result.run).approvers and one.state == "waits for approval" and who.lower() not in owners:
        told = f"its owners are {one.waits_for}" if one.waits_for else "CODEOWNERS names nobody who does"
        raise UsageError(f"{who} owns nothing of what it covers; {told}", remedy="Ask one of them.")
    return _decide(lake, result, who, "approve", one.name, why)


def decline(lake: Lake, result: Result, name: str, *, who: str, why: str, today: date | None = None) -> Decision:
    """Do not agree: the waiver covers nothing until somebody approves it. Errors: UsageError."""
    return _decide(lake, result, who, "decline", _named(lake, result, name, today).name, _reason(why))


def revoke(lake: Lake, result: Result, name: str, *, who: str, why: str, today: date | None = None) -> Decision:
    """Take a waiver back. One of `assay.toml` stays there, declined, until somebody removes it. Errors: UsageError."""
    return _decide(lake, result, who, "revoke", _named(lake, result, name, today).name, _reason(why))


def _decide(
    lake: Lake, result: Result, who: str, what: str, about: str, why: str, until: date | None = None
) -> Decision:
    if not who.strip():
        raise UsageError("nobody decides", remedy="Say who you are.")
    decision = Decision(
        id=secrets.token_hex(4),
        target=result.run.target,
        at=datetime.now(UTC).isoformat(timespec="microseconds"),
        who=" ".join(who.split()),
        what=what,
        about=about,
        why=why,
        until=until.isoformat() if until else None,
        run=result.run.id,
    )
    lake.catalog.decide(decision)
    return decision


def _unmet(result: Result, fingerprint: str) -> Finding:
    found = [one for one in result.findings(verdict=Verdict.UNMET) if one.fingerprint == fingerprint]
    if not found:
        raise UsageError(f"nothing that is unmet is called {fingerprint}", remedy="Only what is unmet can be accepted.")
    standard = result.standards.get(found[0].standard)
    if standard is not None and is_later(result.evidence, standard):
        raise UsageError(f"{standard.id} is about what others say, and cannot be waived")
    return found[0]


def _named(lake: Lake, result: Result, name: str, today: date | None) -> Listed:
    found = {one.name: one for one in listed(lake, result, as_of=today) if one.name.startswith(name)}
    if len(name) < _SHORTEST or len(found) != 1:
        raise UsageError(f"no one waiver is called {name}", remedy="`assay review waivers` lists them.")
    return next(iter(found.values()))


def _reason(why: str) -> str:
    reason = " ".join(why.split())
    if not reason:
        raise UsageError("this needs a reason", remedy="Say why, for those who read it in half a year.")
    if len(reason) > _LONGEST:
        raise UsageError(f"the reason is longer than {_LONGEST:,} characters", remedy="Say it shorter.")
    return reason
