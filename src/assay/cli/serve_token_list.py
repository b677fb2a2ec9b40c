"""List the tokens: whose, with which role, until when."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from . import _options

if TYPE_CHECKING:
    from assay.web.tokens import Token


@click.command(name="list")
@_options.as_json
@click.pass_obj
def command(place: tuple[Path | None, Path | None], as_json: bool) -> None:
    """List the tokens: whose, with which role, until when. The tokens themselves are not kept.

    \b
    assay serve token list
    """
    from assay.pages.digest import plural
    from assay.web.tokens import Tokens

    from ._listing import print_json, print_table
    from .serve import lake_of

    found = Tokens(lake_of(*place)).list()
    if as_json:
        print_json([token._asdict() for token in found])
        return
    if found:
        print_table(("name", "role", "id", "made", "expires", "revoked"), [_row(token) for token in found])
    click.echo(plural(len(found), "token"), err=True)


def _row(token: Token) -> tuple[str | None, ...]:
    return token.name, token.role, token.id, token.made, token.expires, token.revoked
