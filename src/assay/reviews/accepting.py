"""The text of `assay.toml` with a waiver accepted, approved, declined or revoked: drafts that tell first what they do.

In: `assay.toml` and the last run. Out: a Draft with the findings that it covers at present; `write` puts it in place.
"""

from __future__ import annotations

import glob
import os
import tempfile
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec

from assay.engine import waiver_text
from assay.engine.configuration import FILE, stated
from assay.engine.result import Finding, Result
from assay.engine.stages import is_later
from assay.engine.stated import File, Waiver, Waivers, nearest
from assay.engine.waivers import Standing, State, Weighed, named, standing, weigh
from assay.model import UsageError, Verdict

from .waivers import judged_in

#: A name or fingerprint may be given by how it begins, from this many characters on.
_SHORTEST = 4
_SHORTEST_FINGERPRINT = 6
#: In the order in which a reader wants to know it.
_TERMS = ("standard", "integration", "subject", "reason", "author", "until", "count")
_DECISION = ("approved_by", "declined_by", "declined_reason")


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be accepted: `what` is a standard's id or the fingerprint of a finding (or how it begins)."""

    what: str
    integration: str | None = None
    subject: str | None = None
    reason: str
    until: date
    author: str


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """A change of `assay.toml` that is not written yet: the waiver concerned, its findings, and the whole new text.

    `renews` is the waiver whose place it takes; `why` says what has to be known of the change.
    """

    waiver: Waiver
    name: str
    findings: list[Finding]
    text: str
    renews: Waiver | None = None
    why: tuple[str, ...] = ()


def accept(root: Path, result: Result, terms: Terms, *, today: date | None = None) -> Draft:
    """A waiver of what is unmet in a run. Errors: UsageError when it has no reason, no good end, or matches nothing."""
    own = stated(root)
    day = today or datetime.now(UTC).date()
    _refuse_bad_terms(terms, day, own.waivers)
    waiver = _waiver(result, terms)
    findings = _matched(result, waiver)
    if not findings:
        raise UsageError(
            f"nothing that is unmet is {_told(waiver)}",
            remedy="`assay query \"select integration, subject from finding where verdict = 'unmet'\"` lists what is.",
        )
    waiver = msgspec.structs.replace(waiver, count=len(findings))
    number = _number_of_same(own.waiver, waiver)
    _refuse_all_waived(root, result, own, findings, number, day)
    text = _text(root)
    values = {field: getattr(waiver, field) or None for field in (*_TERMS, *_DECISION)}
    return Draft(
        waiver=waiver,
        name=named(waiver),
        findings=findings,
        text=waiver_text.added(text, _said(values)) if number is None else waiver_text.changed(text, number, values),
        renews=None if number is None else own.waiver[number],
        why=_asks_for(result, waiver, own.waivers, day),
    )


def _refuse_bad_terms(terms: Terms, today: date, rules: Waivers) -> None:
    if not terms.reason.strip():
        raise UsageError("a waiver needs a reason", remedy="Say with --why why it may stay so for now.")
    if terms.until < today:
        raise UsageError(f"{terms.until} is past", remedy="Name with --until a day to come.")
    if terms.until > (last := today + timedelta(days=rules.max_days)):
        remedy = f"Name a day up to {last}, or allow more: [waivers] max_days in {FILE} (now {rules.max_days})."
        raise UsageError(f"{terms.until} is too far away: waivers are to be looked at again", remedy=remedy)


def _waiver(result: Result, terms: Terms) -> Waiver:
    standard, integration, subject = terms.what, terms.integration, terms.subject
    if standard not in result.standards:
        finding = _finding(result, terms)
        standard, integration, subject = finding.standard, finding.integration, glob.escape(finding.subject)
    if is_later(result.evidence, result.standards[standard]):
        remedy = "Mend or revoke the waiver that it speaks of."
        raise UsageError(f"{standard} is about what others say, and cannot be waived", remedy=remedy)
    names = [unit.name for unit in result.integrations]
    if integration is not None and integration not in names:
        raise UsageError(f"no integration is called {integration}", remedy=f"There are {', '.join(names)}.")
    return Waiver(
        standard=standard,
        integration=integration,
        subject=subject,
        author=terms.author,
        reason=" ".join(terms.reason.split()),
        until=terms.until,
    )


def _finding(result: Result, terms: Terms) -> Finding:
    what = terms.what
    found = (
        [f for f in result.findings() if f.fingerprint.startswith(what)] if len(what) >= _SHORTEST_FINGERPRINT else []
    )
    if len(found) != 1:
        remedy = f"Name a standard (`assay standards`) or a finding's fingerprint.{nearest(what, result.standards)}"
        raise UsageError(f"no standard and no one finding is called {what}", remedy=remedy)
    if terms.integration or terms.subject:
        raise UsageError(
            "a fingerprint says already which finding is meant", remedy="Leave --integration and --subject."
        )
    if found[0].verdict is not Verdict.UNMET:
        remedy = f"`assay explain {what}` tells more; only what is unmet can be accepted."
        raise UsageError(f"the finding {what} is {found[0].verdict}", remedy=remedy)
    return found[0]


def _matched(result: Result, waiver: Waiver) -> list[Finding]:
    one = _weighed(result, waiver, Waivers(), date.min)
    found = set(one.matched)
    return [f for f in result.findings(verdict=Verdict.UNMET, standard=waiver.standard) if f.fingerprint in found]


def _weighed(result: Result, waiver: Waiver, rules: Waivers, day: date) -> Weighed:
    one = Standing(name=named(waiver), **msgspec.structs.asdict(waiver))
    return weigh(result.db, [one], day, {waiver.standard}, rules)[0]


def _number_of_same(waivers: Sequence[Waiver], waiver: Waiver) -> int | None:
    same = [n for n, other in enumerate(waivers) if _scope(other) == _scope(waiver)]
    return same[0] if same else None


def _scope(waiver: Waiver) -> tuple[str, str | None, str | None]:
    return waiver.standard, waiver.integration, waiver.subject


def _refuse_all_waived(
    root: Path, result: Result, own: File, findings: Sequence[Finding], renewed: int | None, day: date
) -> None:
    others = [one for number, one in enumerate(standing(root, own.waiver)) if number != renewed]
    covered = {
        finding: one.waiver.name
        for one in weigh(result.db, others, day, judged_in(result), own.waivers)
        for finding in one.covered
    }
    names = {covered.get(finding.fingerprint) for finding in findings}
    if None not in names:
        remedy = f"`assay review waivers` lists them; revoke one first ({', '.join(sorted(filter(None, names)))})."
        raise UsageError("all of it is waived already", remedy=remedy)


def _asks_for(result: Result, waiver: Waiver, rules: Waivers, day: date) -> tuple[str, ...]:
    one = _weighed(result, waiver, rules, day)
    if one.state is not State.WAITS:
        return ()
    name, owners = one.waiver.name, " and ".join(_owners(one))
    return (f"It covers nothing before it is approved by {owners}: assay review approve {name}",)


def _owners(one: Weighed) -> list[str]:
    return [" or ".join(owner.split()) or "an owner (CODEOWNERS names none)" for owner in one.waits_for]


def approve(root: Path, result: Result, name: str, who: str, *, today: date | None = None) -> Draft:
    """Somebody agrees to a waiver. Errors: UsageError when it is not theirs to approve."""
    own = stated(root)
    number = _number(own.waiver, name)
    waiver = own.waiver[number]
    approved = msgspec.structs.replace(
        waiver, approved_by=tuple(dict.fromkeys((*waiver.approved_by, who))), declined_by=None, declined_reason=None
    )
    alone = msgspec.structs.replace(approved, approved_by=(who,))
    one = _weighed(result, alone, own.waivers, today or datetime.now(UTC).date())
    if one.state is State.WAITS and not one.covered:
        remedy = "Say with --as as whom you approve, as CODEOWNERS names the owner."
        raise UsageError(
            f"{who} owns nothing of what it covers; its owners are {' and '.join(_owners(one))}", remedy=remedy
        )
    return _draft(root, result, number, approved, _DECISION)


def decline(root: Path, result: Result, name: str, who: str, why: str) -> Draft:
    """Somebody does not agree: the waiver covers nothing until somebody approves it. Errors: UsageError."""
    if not why.strip():
        raise UsageError("a decline needs a reason", remedy="Say with --why why it may not stay so.")
    own = stated(root)
    number = _number(own.waiver, name)
    reason = " ".join(why.split())
    declined = msgspec.structs.replace(own.waiver[number], approved_by=(), declined_by=who, declined_reason=reason)
    return _draft(root, result, number, declined, _DECISION)


def revoke(root: Path, result: Result | None, name: str) -> Draft:
    """A waiver is taken out of the text. Errors: UsageError."""
    own = stated(root)
    number = _number(own.waiver, name)
    waiver = own.waiver[number]
    return Draft(
        waiver=waiver,
        name=named(waiver),
        findings=_matched(result, waiver) if result else [],
        text=waiver_text.removed(_text(root), number),
    )


def _draft(root: Path, result: Result, number: int, waiver: Waiver, fields: Sequence[str]) -> Draft:
    values = {field: getattr(waiver, field) or None for field in fields}
    text = waiver_text.changed(_text(root), number, values)
    return Draft(waiver=waiver, name=named(waiver), findings=_matched(result, waiver), text=text)


def _number(waivers: Sequence[Waiver], name: str) -> int:
    found = [number for number, waiver in enumerate(waivers) if named(waiver).startswith(name)]
    if len(name) < _SHORTEST or len(found) != 1:
        names = ", ".join(map(named, waivers)) or "none"
        raise UsageError(
            f"no one waiver in {FILE} is called {name}", remedy=f"`assay review waivers` lists them: {names}."
        )
    return found[0]


def _said(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def _told(waiver: Waiver) -> str:
    of = f"{waiver.standard} in {waiver.integration}" if waiver.integration else waiver.standard
    return f"of {of}" + (f" with a subject like {waiver.subject}" if waiver.subject else "")


def _text(root: Path) -> str:
    file = root / FILE
    return file.read_bytes().decode("utf-8") if file.is_file() else ""


def write(root: Path, draft: Draft) -> None:
    """Put the text of a draft in place of the present one, whole or not at all. Errors: UsageError."""
    file = root / FILE
    try:
        with tempfile.NamedTemporaryFile("wb", dir=root, prefix=".assay-", delete=False) as made:
            place = Path(made.name)
            try:
                made.write(draft.text.encode("utf-8"))
                made.flush()
                place.chmod(file.stat().st_mode & 0o777 if file.exists() else 0o666 & ~_umask())
                place.replace(file)
            finally:
                place.unlink(missing_ok=True)
    except OSError as error:
        raise UsageError(
            f"cannot be written: {error.strerror}", where=str(file), remedy="See to it that you may write there."
        ) from error


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
