"""Versions of one API, call sites and observed calls -> what changed, and what of this workspace calls what changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from assay.model import Derivation, Row, Target
from assay.tables.api_change import ApiChange, ApiChangeHit, ApiRelease

#: What `hits` takes, in its order. What a trial sends on purpose is nobody's need.
SITES = "select path, line, call_site, method, url from client_call_site where not is_test and url is not null"
CALLS = (
    "select path, origin, environment, line, method, host, url, party from call "
    "where host is not null and origin not in ('trial', 'probe')"
)


def derive(inputs: Mapping[str, Sequence[tuple[Any, ...]]], target: Target) -> Iterator[Row]:  # noqa: ARG001
    """Rows of each release, then of all that calls one of them."""
    if not _may_have_versions(inputs["descriptions"]):
        return
    from .hits import hits
    from .releases import read_releases
    from .rows import change_rows, release_row

    found = list(read_releases(inputs["descriptions"], inputs["files"]))
    for release in found:
        yield release_row(release)
        yield from change_rows(release)
    if found:
        yield from hits(found, inputs["sites"], inputs["calls"])


def _may_have_versions(descriptions: Sequence[tuple[Any, ...]]) -> bool:
    titles = [title for _, _, title, *_ in descriptions]
    return len(set(titles)) < len(titles) or any(replaces for _, _, _, _, replaces, _ in descriptions)


#: Without a version before there is nothing that could be hit.
_VERSIONS = (
    "exists (select 1 from api_description where replaces is not null) "
    "or exists (select 1 from api_description group by title having count(*) > 1)"
)
DERIVATION = Derivation(
    name="api_changes",
    about="Compares versions of described APIs, and finds what of the workspace calls what changed.",
    fills=(ApiRelease, ApiChange, ApiChangeHit),
    reads={
        "descriptions": (
            "select path, api, title, version, replaces, hosts from api_description "
            "where format = 'openapi' order by path"
        ),
        "files": (
            f"select path, document from description_file where format is distinct from 'graphql' and ({_VERSIONS})"
        ),
        "sites": f"{SITES} and ({_VERSIONS}) order by path, line",
        "calls": f"{CALLS} and ({_VERSIONS}) order by path, entry",
    },
    derive=derive,
    domains=("api",),
)
