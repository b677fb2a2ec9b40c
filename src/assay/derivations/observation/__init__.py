"""call, descriptions -> how each call stands against what is described of it, and what of the description was seen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from assay.model import Derivation, Row, Target
from assay.tables.api_observed import ApiBodyField, ApiMatch, ApiMismatch, ApiSeen

from .columns import COLUMNS


def derive(inputs: Mapping[str, Sequence[tuple[Any, ...]]], target: Target) -> Iterator[Row]:  # noqa: ARG001
    """Rows of each call in turn, then of what was seen in all of them."""
    if not inputs["calls"] or not inputs["descriptions"]:
        return
    from .calls import ObservedCall, batches
    from .described import Described
    from .observing import Observing

    described = Described(inputs["descriptions"], inputs["files"])
    headers: dict[tuple[str, int], list[tuple[str, str, str]]] = {}
    for path, entry, side, name, value in inputs["headers"]:
        headers.setdefault((path, entry), []).append((side, name, value or ""))
    calls = [ObservedCall.read(row, headers) for row in inputs["calls"]]
    observing = Observing(described, calls)
    for batch in batches(calls):
        yield from observing.some(batch)
    yield from observing.seen()


DERIVATION = Derivation(
    name="observation",
    about="Holds each observed call against the description of the API it goes to.",
    fills=(ApiMatch, ApiMismatch, ApiSeen, ApiBodyField),
    reads={
        # One that states no host of its own was tried where a trial says.
        "descriptions": (
            "select d.path, d.api, coalesce(nullif(d.hosts, ''), string_agg(distinct regexp_extract(t.tried_at, "
            "'^https?://([^/:]+)', 1), ' '), ''), concat_ws(' ', nullif(d.base_paths, ''), "
            "case when d.hosts = '' "
            "then string_agg(distinct regexp_extract(t.tried_at, '^https?://[^/]+(/.*)', 1), ' ')"
            " end), d.environment from api_description d left join trial_run t on t.description = d.path "
            "where d.format = 'openapi' group by d.path, d.api, d.hosts, d.base_paths, d.environment order by d.path"
        ),
        # Where nothing is called there is nothing to hold against them.
        "files": (
            "select path, document from description_file where format is distinct from 'graphql' "
            "and exists (select 1 from call) order by path"
        ),
        "calls": (
            f"select {', '.join(COLUMNS)} from call where host is not null "
            "and exists (select 1 from api_description) order by path, entry"
        ),
        "headers": (
            "select path, entry, side, name, value from call_header "
            "where exists (select 1 from api_description) order by path, entry"
        ),
    },
    derive=derive,
    domains=("api",),
)
