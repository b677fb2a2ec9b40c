"""End a token; whoever is signed in by it is out at once."""

from __future__ import annotations

from pathlib import Path

import click

from . import _options


@click.command(name="revoke")
@click.argument("name")
@_options.as_json
@click.pass_obj
def command(place: tuple[Path | None, Path | None], name: str, as_json: bool) -> None:
    """End the token of NAME (or with that id); whoever is signed in by it is out at once.

    \b
    assay serve token revoke kim
    """
    from assay.web.tokens import Tokens

    from ._listing import print_json
    from .serve import lake_of

    token = Tokens(lake_of(*place)).revoke(name)
    if as_json:
        print_json({"name": token.name, "id": token.id})
        return
    click.echo(f"The token of {token.name} ({token.id}) no longer holds.")
