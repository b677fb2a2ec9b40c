"""Waivers, decisions and the table `finding` -> which findings are waived, by what, and how each waiver stands.

In: what `assay.toml` states, what was decided in the lake, the verdicts of a run. Out: each waiver weighed, the table
`waiver` (which standards may read), and `finding` with what is waived marked. All that speaks of waivers asks here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Container, Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from assay.store.lake import as_mapping
from assay.store.records import Decision, Run

from .configuration import FILE
from .stated import Waiver, Waivers
from .waiver_text import line_numbers

if TYPE_CHECKING:
    import duckdb

#: Where a waiver stands that was proposed beside the repository.
LAKE = "lake"


class State(StrEnum):
    """How a waiver stands; the first that is true of it, in this order."""

    DECLINED = "declined"
    ENDED = "ended"
    NOT_JUDGED = "not judged"
    MATCHES_NOTHING = "matches nothing"
    MATCHES_MORE = "matches more than accepted"
    WAITS = "waits for approval"
    IN_FORCE = "in force"


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """A waiver with what was decided about it. `name` is a hash of its terms: an approval is of these terms only.

    Those of `assay.toml` have a line there; those of the lake are about the one finding of a fingerprint.
    """

    name: str
    standard: str | None
    integration: str | None = None
    subject: str | None = None
    fingerprint: str | None = None
    author: str
    reason: str
    until: date | None
    count: int | None = None
    origin: str = FILE
    line: int | None = None
    approved_by: tuple[str, ...] = ()
    declined_by: str | None = None
    declined_reason: str | None = None


class Weighed(msgspec.Struct, frozen=True, kw_only=True):
    """A waiver held against a run: fingerprints of the unmet findings that it `matched` and of those that it `covered`.

    `unjudged` counts what it would match but is unknown; `waits_for` names the owners whose approval is wanting.
    """

    waiver: Standing
    state: State
    matched: tuple[str, ...] = ()
    covered: tuple[str, ...] = ()
    unjudged: int = 0
    waits_for: tuple[str, ...] = ()


#: All waivers at once: of a table so small as that of waivers, a query for each would be most of the work.
_MATCHED = """
with w as (
    select unnest($number) as number, unnest($standard) as standard, unnest($integration) as integration,
        unnest($subject) as subject, unnest($fingerprint) as fingerprint),
f as (
    select f.fingerprint, f.standard, f.integration, f.subject, f.verdict, u.owner
    from finding f left join integration u using (integration) where f.verdict in ('unmet', 'unknown'))
select w.number, f.fingerprint, f.verdict, f.owner from w join f on f.fingerprint = w.fingerprint
union all
select w.number, f.fingerprint, f.verdict, f.owner from w join f on f.standard = w.standard
where w.fingerprint is null and (w.integration is null or f.integration = w.integration)
    and (w.subject is null or f.subject glob w.subject)
order by 1, 2
"""


def named(waiver: Waiver) -> str:
    """The name of a waiver of `assay.toml`: eight hexadecimal digits of what it states, approvals left out."""
    terms = [str(getattr(waiver, field)) for field in _TERMS]
    return hashlib.blake2b("\x1f".join(terms).encode(), digest_size=4).hexdigest()


_TERMS = ("standard", "integration", "subject", "author", "reason", "until", "count")


def standing(root: Path, waivers: Sequence[Waiver], decisions: Iterable[Decision] = ()) -> list[Standing]:
    """The waivers that a target's `assay.toml` states, then those of the lake, with what was decided about each."""
    found = [*_of_text(root, waivers), *_of_lake(decisions := list(decisions))]
    return [_with_decisions(waiver, decisions) for waiver in found]


def _of_text(root: Path, waivers: Sequence[Waiver]) -> list[Standing]:
    lines = line_numbers((root / FILE).read_text(encoding="utf-8")) if waivers else []
    return [
        Standing(name=named(waiver), line=line, **msgspec.structs.asdict(waiver))
        for waiver, line in zip_longest(waivers, lines)
    ]


def _of_lake(decisions: Iterable[Decision]) -> list[Standing]:
    return [
        Standing(
            name=decided.id,
            standard=None,
            fingerprint=decided.about,
            author=decided.who,
            reason=decided.why,
            until=_day(decided.until),
            count=1,
            origin=LAKE,
        )
        for decided in decisions
        if decided.what == "propose"
    ]


def of_run(run: Run, decisions: Iterable[Decision]) -> tuple[list[Standing], Waivers]:
    """The waivers as a run knew them, with what was decided in the lake since, and what held for all of them."""
    decisions = list(decisions)
    found = [waiver for waiver in msgspec.convert(run.waivers, list[Standing]) if waiver.origin != LAKE]
    return [_with_decisions(waiver, decisions) for waiver in (*found, *_of_lake(decisions))], rules_of(run)


def rules_of(run: Run) -> Waivers:
    """What held for all waivers in a run."""
    return msgspec.convert(run.waiver_rules, Waivers)


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


def _with_decisions(waiver: Standing, decisions: Iterable[Decision]) -> Standing:
    """The last word counts: an approval after a decline takes it back, and the other way round."""
    approved, declined = list(waiver.approved_by), (waiver.declined_by, waiver.declined_reason)
    for decided in sorted(decisions, key=lambda decided: (decided.at, decided.id)):
        if decided.about != waiver.name:
            continue
        if decided.what == "approve":
            approved, declined = [*approved, decided.who], (None, None)
        elif decided.what in ("decline", "revoke"):
            approved, declined = [], (decided.who, decided.why or None)
    return msgspec.structs.replace(
        waiver, approved_by=tuple(dict.fromkeys(approved)), declined_by=declined[0], declined_reason=declined[1]
    )


def weigh(
    db: duckdb.DuckDBPyConnection,
    waivers: Iterable[Standing],
    as_of: date,
    judged: Container[str],
    rules: Waivers,
) -> list[Weighed]:
    """Hold waivers against the tables `finding` and `integration`.

    A waiver that was given for a number of findings covers none of them when more match: nobody can tell which of them
    was accepted. Where owners are to approve, it covers those findings whose unit's owners did; one of the lake, which
    nobody reviews as text, covers nothing before somebody approved it.
    """
    waivers = list(waivers)
    if not waivers:
        return []
    columns = ("standard", "integration", "subject", "fingerprint")
    terms = {name: [getattr(waiver, name) for waiver in waivers] for name in columns}
    matched: dict[int, list[tuple[str, str, str | None]]] = {}
    for number, *row in db.execute(_MATCHED, {"number": list(range(len(waivers))), **terms}).fetchall():
        matched.setdefault(number, []).append((row[0], row[1], row[2]))
    return [_weighed(matched.get(n, []), waiver, as_of, judged, rules) for n, waiver in enumerate(waivers)]


def _weighed(
    rows: Sequence[tuple[str, str, str | None]],
    waiver: Standing,
    as_of: date,
    judged: Container[str],
    rules: Waivers,
) -> Weighed:
    """`rows` are the findings that it matches: fingerprint, verdict, owner of the unit."""
    matched = [(fingerprint, owner) for fingerprint, verdict, owner in rows if verdict == "unmet"]
    approved = {who.lower() for who in waiver.approved_by}
    if rules.approvers == "owners":
        agreed = [fingerprint for fingerprint, owner in matched if approved & set((owner or "").lower().split())]
    else:
        agreed = [fingerprint for fingerprint, _ in matched] if approved or waiver.origin == FILE else []
    wanting = {owner or "" for fingerprint, owner in matched if fingerprint not in set(agreed)}
    unjudged = len(rows) - len(matched)
    known = waiver.standard is None or waiver.standard in judged
    state = _state(waiver, as_of, known and not (unjudged and not matched), len(matched), bool(wanting))
    return Weighed(
        waiver=waiver,
        state=state,
        matched=tuple(fingerprint for fingerprint, _ in matched),
        covered=tuple(agreed) if state in (State.IN_FORCE, State.WAITS) else (),
        unjudged=unjudged,
        waits_for=tuple(sorted(wanting)) if state is State.WAITS else (),
    )


def _state(waiver: Standing, as_of: date, judged: bool, matched: int, wanting: bool) -> State:
    if waiver.declined_by:
        return State.DECLINED
    if waiver.until is None or waiver.until < as_of:
        return State.ENDED
    if not judged:
        return State.NOT_JUDGED
    if not matched:
        return State.MATCHES_NOTHING
    if waiver.count and matched > waiver.count:
        return State.MATCHES_MORE
    return State.WAITS if wanting else State.IN_FORCE


def mark(db: duckdb.DuckDBPyConnection, weighed: Iterable[Weighed]) -> None:
    """Say in `finding` which rows are waived, and by which waiver; the first that covers a finding is named."""
    covered = {finding: one.waiver.name for one in reversed(list(weighed)) for finding in one.covered}
    if covered:
        db.execute(
            "update finding set waived = true, waiver = c.name from "
            "(select unnest($1) as fingerprint, unnest($2) as name) c where c.fingerprint = finding.fingerprint",
            [list(covered), list(covered.values())],
        )


def rows(weighed: Iterable[Weighed], judged: Container[str], rules: Waivers) -> Iterable[Mapping[str, Any]]:
    """Rows of the table `waiver`."""
    for one in weighed:
        waiver = msgspec.structs.asdict(one.waiver)
        yield {
            **waiver,
            "about": about(one.waiver),
            "accepted": one.waiver.count,
            "path": FILE if one.waiver.origin == FILE else None,
            "approved_by": ", ".join(one.waiver.approved_by) or None,
            "state": one.state,
            "judged": one.waiver.standard is None or one.waiver.standard in judged,
            "matched": len(one.matched),
            "unjudged": one.unjudged,
            "covered": len(one.covered),
            "needs_approval": rules.approvers is not None or one.waiver.origin == LAKE,
            "waits_for": ", ".join(filter(None, one.waits_for)) or None,
            "max_days": rules.max_days,
        }


def sentences(db: duckdb.DuckDBPyConnection) -> list[str]:
    """What is to be said of the waivers of a run that do not do what they were written for."""
    said = (sentence(row) for row in as_mapping(db.execute("select * from waiver order by origin, line, name")))
    return [text for text in said if text]


def sentence(row: Mapping[str, Any]) -> str | None:
    """The same of one row of the table `waiver`; None where there is nothing to say."""
    number = row["matched"]
    found = f"{number:,} unmet {'finding' if number == 1 else 'findings'}"
    match row["state"]:
        case State.ENDED if row["until"] is None:
            said = "states no end: it covers nothing"
        case State.ENDED:
            again = f"{found} count{'s' if number == 1 else ''} again; mend or renew" if number else "remove it"
            said = f"ended on {row['until']}: {again}"
        case State.MATCHES_NOTHING:
            said = "matches nothing unmet: remove it"
        case State.MATCHES_MORE:
            said = f"was given for {row['accepted']} but {found} match: it covers none until mended or recounted"
        case State.DECLINED:
            said = f"was declined by {row['declined_by']}: it covers nothing"
        case State.WAITS:
            said = f"waits for approval by {row['waits_for'] or 'somebody who may give it'}"
        case _:
            return None
    return f"{row['origin']}: the waiver of {told(row)} {said}"


def told(row: Mapping[str, Any]) -> str:
    """What a waiver is about and whose it is, in words."""
    return f"{row['about']} by {row['author']}"


def about(waiver: Standing | Waiver) -> str:
    """What a waiver accepts, in words: standard, unit, subjects."""
    of = [waiver.standard or f"finding {getattr(waiver, 'fingerprint', '')}"]
    of += [f"in {waiver.integration}"] if waiver.integration else []
    return " ".join([*of, *([f"({waiver.subject})"] if waiver.subject else [])])
