"""What a change did to the integrations, and what people decided about what is unmet."""

from __future__ import annotations

import click

from . import Commands


@click.group(name="review", cls=Commands, below="review")
def command() -> None:
    """Tell what a change did to the integrations, and decide about what is unmet."""
