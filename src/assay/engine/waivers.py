"""Waivers and the table `finding` -> which findings are waived, and what is to be said of the waivers themselves."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from .configuration import FILE
from .stated import Waiver

if TYPE_CHECKING:
    import duckdb

_MATCHED = """
select fingerprint from finding where verdict = 'unmet' and standard = $standard
and ($integration is null or integration = $integration) and ($subject is null or subject glob $subject)
"""


def apply(
    db: duckdb.DuckDBPyConnection, waivers: Iterable[Waiver], as_of: date, judged: Container[str]
) -> tuple[str, ...]:
    """Mark what waivers cover; the sentences about those that have ended, match nothing, or match too much.

    A waiver that was given for a number of findings covers none of them when more match: nobody can tell which of them
    was accepted. Those of standards that were not `judged` are not spoken of.
    """
    covered: list[str] = []
    said = []
    for waiver in waivers:
        if waiver.standard not in judged:
            continue
        of = {"standard": waiver.standard, "integration": waiver.integration, "subject": waiver.subject}
        matched = [fingerprint for (fingerprint,) in db.execute(_MATCHED, of).fetchall()]
        trouble = _trouble(waiver, matched, as_of)
        if trouble:
            said.append(f"{FILE}: the waiver of {_named(waiver)} {trouble}")
        if waiver.until >= as_of and len(matched) <= (waiver.count or len(matched)):
            covered += matched
    if covered:
        db.execute("update finding set waived = true where list_contains($1, fingerprint)", [covered])
    return tuple(said)


def _trouble(waiver: Waiver, matched: Sequence[str], as_of: date) -> str:
    found = f"{len(matched):,} unmet {'finding' if len(matched) == 1 else 'findings'}"
    if waiver.until < as_of:
        again = f"{found} count{'s' if len(matched) == 1 else ''} again; mend or renew" if matched else "remove it"
        return f"ended on {waiver.until}: {again}"
    if not matched:
        return "matches nothing unmet: remove it"
    if waiver.count and len(matched) > waiver.count:
        return f"was given for {waiver.count} but {found} match: it covers none until mended or recounted"
    return ""


def _named(waiver: Waiver) -> str:
    of = [waiver.standard, *([f"in {waiver.integration}"] if waiver.integration else [])]
    return " ".join([*of, *([f"({waiver.subject})"] if waiver.subject else []), "by", waiver.author])
