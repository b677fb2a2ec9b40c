"""Look at many runs together: trends, what changed when, and why."""

from __future__ import annotations

import click

from . import Commands


@click.group(name="analyze", cls=Commands, below="analyze")
def command() -> None:
    """Look at many runs together: trends, what changed when, and why."""
