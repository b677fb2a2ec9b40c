"""Act on a running system, to see whether it keeps what is described and promised."""

from __future__ import annotations

import click

from . import Commands


@click.group(name="test", cls=Commands, below="test")
def command() -> None:
    """Act on a running system, to see whether it keeps what is described and promised."""
