"""List the tools and formats that evidence is read from, per domain."""

from __future__ import annotations

import click

from . import _options
from ._listing import by_domain, print_json


@click.command(name="tools")
@_options.domain
@_options.as_json
def command(domains: tuple[str, ...], as_json: bool) -> None:
    """List what assay reads: the tool or format, what of it, and the tables it fills.

    \b
    assay tools --domain testing
    """
    from assay.engine.tools import tools

    found = [tool for tool in tools() if not domains or set(domains) & set(tool.domains)]
    if as_json:
        print_json([tool._asdict() for tool in found])
        return
    by_domain([(domain, (tool.tool, tool.about)) for tool in found for domain in tool.domains or ("any",)], domains)
    click.echo(f"{len(found)} collectors and derivations")
