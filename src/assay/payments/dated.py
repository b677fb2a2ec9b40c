"""Reference tables with dates -> what a provider's word meant on the day that it was said."""

from __future__ import annotations

import csv
from datetime import date, datetime
from functools import cache
from importlib.resources import files


def reference(name: str) -> list[dict[str, str]]:
    """The rows of a shipped reference table."""
    text = files("assay.tables").joinpath(f"reference/{name}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


class Meanings:
    """What the words of one provider mean: one column of a table that has `provider`, `since` and `until`.

    `until` is the first day on which a row holds no more. What happened at no known time is judged by the newest row.
    """

    def __init__(self, table: str, provider: str, word: str, meaning: str) -> None:
        self._dated: dict[str, list[tuple[str, str, str]]] = {}
        for row in reference(table):
            if row["provider"] == provider:
                told = (row.get("since") or "", row.get("until") or "9999", row[meaning])
                self._dated.setdefault(row[word], []).append(told)
        #: Words that have ever meant one thing: no date is asked for them.
        self._plain = {
            said: told[0][2] or None
            for said, told in self._dated.items()
            if len(told) == 1 and told[0][:2] == ("", "9999")
        }

    def __contains__(self, said: str) -> bool:
        return said in self._dated

    def get(self, said: str | None, at: datetime | date | None = None) -> str | None:
        """The meaning of a word; None where it is not known, or known to mean none of what the table tells."""
        if said is None:
            return None
        if said in self._plain:
            return self._plain[said]
        told = self._dated.get(said, ())
        day = "9998" if at is None else at.isoformat()[:10]
        return next(
            (meaning or None for since, until, meaning in sorted(told, reverse=True) if since <= day < until), None
        )


@cache
def statuses(provider: str) -> Meanings:
    """Words of a provider -> states of a payment."""
    return Meanings("payment_status", provider, "said", "state")


@cache
def families(provider: str) -> Meanings:
    """Methods of a provider -> families of methods."""
    return Meanings("payment_method", provider, "method", "family")


@cache
def kinds(provider: str) -> Meanings:
    """Types of settlement lines of a provider -> kinds of lines."""
    return Meanings("settlement_kind", provider, "said", "kind")


@cache
def outcomes(provider: str) -> Meanings:
    """Statuses of disputes of a provider -> how a dispute stands."""
    return Meanings("dispute_status", provider, "said", "outcome")
