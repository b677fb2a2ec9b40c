"""Make a token for a person or a pipeline."""

from __future__ import annotations

from pathlib import Path

import click

from assay.web.rights import Role

from . import _options


@click.command(name="add")
@click.argument("name")
@click.option(
    "--role",
    required=True,
    type=click.Choice([role.value for role in Role]),
    help="viewer reads; reviewer decides about waivers, too; admin may all; pusher only hands in runs.",
)
@click.option("--days", type=click.IntRange(1, 3650), help="End it after so many days; it does not end if not given.")
@_options.as_json
@click.pass_obj
def command(place: tuple[Path | None, Path | None], name: str, role: str, days: int | None, as_json: bool) -> None:
    """Make a token for NAME. It is printed once, on standard output; only its hash is kept.

    \b
    assay serve token add kim --role reviewer
    assay serve --lake /srv/assay token add ci --role pusher --days 365
    """
    from assay.web.tokens import Tokens

    from ._listing import print_json
    from .serve import lake_of

    token = Tokens(lake_of(*place)).add(name, Role(role), days)
    if as_json:
        print_json({"name": name, "role": role, "days": days, "token": token})
        return
    click.echo(token)
    click.echo("Hand it over on a safe way; it cannot be shown again.", err=True)
