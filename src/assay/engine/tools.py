"""The tools and formats that assay reads, as its collectors and derivations state them."""

from __future__ import annotations

from typing import NamedTuple

from assay.model import table_name

from .plugins import collectors, derivations

#: What stands for the tool where assay computes rows from rows.
COMPUTED = "computed by assay"


class Tool(NamedTuple):
    """One source of evidence: an external tool or format, or what is computed from several."""

    name: str
    tool: str
    about: str
    domains: tuple[str, ...]
    roles: tuple[str, ...]
    fills: tuple[str, ...]


def tools() -> list[Tool]:
    """All of them by name; what assay computes itself comes last."""
    read = [
        Tool(
            module.COLLECTOR.name,
            module.COLLECTOR.tool,
            module.COLLECTOR.about,
            tuple(module.COLLECTOR.domains),
            tuple(role.value for role in module.COLLECTOR.roles),
            tuple(table_name(row) for row in module.COLLECTOR.fills),
        )
        for _, module in sorted(collectors().items())
    ]
    computed = [
        Tool(
            derivation.name,
            COMPUTED,
            derivation.about,
            tuple(derivation.domains),
            tuple(role.value for role in derivation.roles),
            tuple(table_name(row) for row in derivation.fills),
        )
        for derivation in sorted(derivations(), key=lambda found: found.name)
    ]
    return read + computed
