"""The API over standards and metrics: what good means, and what is measured."""

from __future__ import annotations

import msgspec

from assay.model import Level
from assay.web.routing import endpoint
from assay.web.runs import NotFoundError
from assay.web.site import Site


class StandardOut(msgspec.Struct, frozen=True, kw_only=True):
    """One standard."""

    id: str
    domain: str
    title: str
    level: Level
    why: str
    fix: str
    reference: tuple[str, ...]
    since: str
    limits: dict[str, int | float | str]
    sql: str


class MetricOut(msgspec.Struct, frozen=True, kw_only=True):
    """One metric."""

    id: str
    domain: str
    title: str
    unit: str
    better: str
    kind: str
    why: str
    formula: str
    sql: str


def standards(site: Site) -> list[StandardOut]:
    """The standards that this server knows."""
    return [msgspec.convert(unit, StandardOut, from_attributes=True) for unit in site.runs.standards.values()]


def standard(site: Site, domain: str, name: str) -> StandardOut:
    """One standard."""
    found = site.runs.standards.get(f"{domain}/{name}")
    if found is None:
        raise NotFoundError(f"no standard is called {domain}/{name}", remedy="The list of standards has them all.")
    return msgspec.convert(found, StandardOut, from_attributes=True)


def metrics(site: Site) -> list[MetricOut]:
    """The metrics that this server knows."""
    return [msgspec.convert(unit, MetricOut, from_attributes=True) for unit in site.runs.metrics.values()]


ROUTES = [
    endpoint("/api/v1/standards", standards),
    endpoint("/api/v1/standards/{domain}/{name}", standard),
    endpoint("/api/v1/metrics", metrics),
]
