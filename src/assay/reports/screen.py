"""The terminal that reports are shown on."""

from __future__ import annotations

from rich.console import Console


def screen(*, soft_wrap: bool = False) -> Console:
    """One that shows texts as they are: no number is coloured, and `:words:` between colons become no pictures."""
    return Console(highlight=False, emoji=False, soft_wrap=soft_wrap)
