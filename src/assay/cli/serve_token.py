"""Make, list and revoke the tokens by which people and pipelines are let in."""

from __future__ import annotations

import click

from . import Commands


@click.group(name="token", cls=Commands, below="serve_token")
def command() -> None:
    """Make, list and revoke the tokens by which people and pipelines are let in.

    They are those of the present directory's checkout; of another lake with `assay serve --lake DIR token list`.
    """
