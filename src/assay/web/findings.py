"""Findings of a run, chosen and in order. In: a result and what is asked. Out: a page of them, and how many in all."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from assay.engine.result import FINDING_COLUMNS, Finding, Result
from assay.model import Level, Verdict

_LEVELS = "list_position(['must', 'should', 'may'], level)"
_VERDICTS = "list_position(['unmet', 'unknown', 'met'], verdict)"
Order = Literal["worst", "standard", "integration", "place"]
ORDERS: dict[Order, str] = {
    "worst": f"{_VERDICTS}, waived, {_LEVELS}, standard, integration, subject",
    "standard": "standard, integration, subject",
    "integration": "integration, standard, subject",
    "place": "path nulls last, line nulls last, standard, subject",
}
_EXACT = ("verdict", "level", "domain", "integration", "standard")

Text = Annotated[str, Meta(max_length=300)]


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """Which findings are asked for; what is left out chooses nothing away."""

    verdict: Annotated[tuple[Verdict, ...], Meta(description="these verdicts")] = ()
    level: Annotated[tuple[Level, ...], Meta(description="standards of these levels")] = ()
    domain: Annotated[tuple[Text, ...], Meta(description="standards of these domains")] = ()
    integration: Annotated[tuple[Text, ...], Meta(description="these integrations")] = ()
    standard: Annotated[tuple[Text, ...], Meta(description="these standards")] = ()
    text: Annotated[Text, Meta(description="stands in the subject, the reason or the path, in any case")] = ""
    waived: Annotated[bool | None, Meta(description="only those that are waived, or are not")] = None
    sort: Annotated[Order, Meta(description="worst first, or by standard, integration or place")] = "worst"
    limit: Annotated[int, Meta(ge=1, le=1000, description="how many to give")] = 100
    offset: Annotated[int, Meta(ge=0, le=10_000_000, description="how many to leave out first")] = 0


class Findings(msgspec.Struct, frozen=True, kw_only=True):
    """Some of the findings that were asked for."""

    total: Annotated[int, Meta(description="how many there are in all")]
    findings: list[Finding]


def choose(result: Result, choice: Choice) -> Findings:
    """The findings of a run that are asked for."""
    given = {name: [str(value) for value in getattr(choice, name)] for name in _EXACT if getattr(choice, name)}
    where = [f"list_contains(${name}, {name})" for name in given]
    values: dict[str, object] = dict(given)
    if choice.text:
        values["text"] = choice.text
        where.append("contains(lower(concat_ws(' ', subject, reason, path)), lower($text))")
    if choice.waived is not None:
        values["waived"] = choice.waived
        where.append("waived = $waived")
    chosen = f"from finding where {' and '.join(where) or 'true'}"
    count = result.db.execute(f"select count(*) {chosen}", values or None).fetchone()
    page = (
        f"select {FINDING_COLUMNS} {chosen} order by {ORDERS[choice.sort]} limit {choice.limit} offset {choice.offset}"
    )
    rows = result.db.execute(page, values or None).fetchall()
    named = [dict(zip(Finding.__struct_fields__, row, strict=True)) for row in rows]
    return Findings(total=count[0] if count else 0, findings=msgspec.convert(named, list[Finding]))
