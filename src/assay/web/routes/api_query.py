"""The API over the evidence: which tables there are, and queries of them."""

from __future__ import annotations

import asyncio
from typing import Annotated

import msgspec
from msgspec import Meta
from starlette.requests import Request

from assay.engine.query import tables as all_tables
from assay.web.asking import Answer
from assay.web.routing import endpoint
from assay.web.site import Site


class ColumnOut(msgspec.Struct, frozen=True, kw_only=True):
    """One column of a table."""

    name: str
    type: Annotated[str, Meta(description="as DuckDB calls it")]
    meaning: Annotated[str, Meta(description="meaning and unit")]


class TableOut(msgspec.Struct, frozen=True, kw_only=True):
    """One table that may be asked."""

    name: str
    columns: list[ColumnOut]


class Query(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A question in SQL."""

    sql: Annotated[str, Meta(min_length=1, max_length=20_000, description="one select, in DuckDB's SQL")]
    rows: Annotated[int, Meta(ge=1, le=10_000, description="most rows to give")] = 1_000


def tables() -> list[TableOut]:
    """The tables that may be asked, with their documentation."""
    return [
        TableOut(
            name=name,
            columns=[ColumnOut(name=known.name, type=known.sql_type, meaning=known.meaning) for known in columns],
        )
        for name, columns in all_tables().items()
    ]


async def query(site: Site, run: str, body: Query, request: Request) -> Answer:
    """Ask the evidence of a run; read-only, limited in time, rows and memory. It ends when the asker goes away."""
    asking = asyncio.ensure_future(site.questions.ask(site.runs.find(run=run), body.sql, body.rows))
    gone = asyncio.ensure_future(_gone(request))
    try:
        await asyncio.wait({asking, gone}, return_when=asyncio.FIRST_COMPLETED)
        if not asking.done():
            asking.cancel()
        return await asking
    finally:
        gone.cancel()


async def _gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


ROUTES = [
    endpoint("/api/v1/tables", tables),
    endpoint("/api/v1/runs/{run}/query", query, method="POST"),
]
