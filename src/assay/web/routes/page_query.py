"""The query page: SQL over a run, its answer as a table and a plot, the documentation of the tables beside it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Annotated, Any, Literal

from msgspec import Meta
from starlette.responses import Response

from assay.engine.query import tables
from assay.model import UsageError
from assay.web.answers import as_json
from assay.web.asking import Answer
from assay.web.charts import chart, numeric, usual
from assay.web.chosen import RunChosen, chosen
from assay.web.findings import Text
from assay.web.routing import page
from assay.web.site import Site
from assay.web.visit import Visit

#: What a spreadsheet would take for a formula (OWASP, CSV Injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_MOST_SHOWN, _MOST_SAVED = 500, 10_000
EXAMPLES = {
    "Unmet findings by integration": "select integration, count(*) as unmet\nfrom finding\nwhere verdict = 'unmet'\n"
    "group by integration\norder by unmet desc\nlimit 20",
    "Hosts that are called, with their times": "select host, count(*) as calls, median(duration_ms) as p50_ms\n"
    "from call\ngroup by host\norder by calls desc",
    "Sources by tool": "select tool, outcome, count(*) as sources, sum(rows) as rows\nfrom collection\ngroup by all\n"
    "order by rows desc",
    "Measures by metric": "select metric, count(*) as measured, avg(value) as mean\nfrom measure\ngroup by metric\n"
    "order by metric",
}


class Asked(RunChosen, frozen=True, kw_only=True):
    """A question, and how its answer is to be shown."""

    sql: Annotated[str, Meta(max_length=20_000)] = ""
    plot: Literal["bars", "line", "none", ""] = ""
    label: Text = ""
    value: Text = ""


async def shown(site: Site, visit: Visit, query: Asked) -> Response | str:
    """The page; what a query is refused for is told beside it."""
    of = chosen(site.runs, query)
    answer, wrong = None, None
    if query.sql.strip():
        try:
            answer = await site.questions.ask(of.run, query.sql, _MOST_SHOWN)
        except UsageError as error:
            wrong = error
    told: dict[str, Any] = _plotted(answer, query) if answer else {}
    return visit.render(
        "query.html",
        title="Query",
        chosen=of,
        query=query,
        answer=answer,
        wrong=wrong,
        tables=tables(),
        examples=EXAMPLES,
        limits=site.questions.limits,
        **{"plot": None, "numbers": [], "drawn": ("none", "", "")} | told,
    )


def _plotted(answer: Answer, query: Asked) -> dict[str, Any]:
    drawn: tuple[str, str, str] = (query.plot, query.label, query.value)
    if not query.plot:
        drawn = usual(answer) or ("none", "", "")
    plot = chart(answer, *drawn) if drawn[0] != "none" and answer.rows else None
    return {"plot": plot, "numbers": numeric(answer), "drawn": drawn}


async def as_csv(site: Site, query: Asked) -> Response:
    """The answer as CSV (RFC 4180)."""
    answer = await _answer(site, query)
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(_harmless(answer.columns))
    writer.writerows(map(_harmless, _plain(answer)))
    return _file(Response(text.getvalue(), media_type="text/csv"), "answer.csv")


async def as_records(site: Site, query: Asked) -> Response:
    """The answer as JSON: a list of objects."""
    answer = await _answer(site, query)
    return _file(as_json([dict(zip(answer.columns, row, strict=True)) for row in answer.rows]), "answer.json")


async def _answer(site: Site, query: Asked) -> Answer:
    return await site.questions.ask(chosen(site.runs, query).run, query.sql, _MOST_SAVED)


def _plain(answer: Answer) -> Iterator[list[Any]]:
    for row in answer.rows:
        yield ["" if value is None else value for value in row]


def _harmless(row: list[Any]) -> list[Any]:
    return [f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value for value in row]


def _file(response: Response, name: str) -> Response:
    response.headers["content-disposition"] = f'attachment; filename="{name}"'
    return response


ROUTES = [
    page("/query", shown),
    page("/query.csv", as_csv),
    page("/query.json", as_records),
]
