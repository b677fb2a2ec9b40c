"""Questions that no generator asks, a module each, found by folder.

A module has `ABOUT` (one sentence) and `ask(asking)`, which sends what it needs and yields what came of it. What it
cannot exercise it says, with the reason; it never passes for held.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module

from ..asking import Asking, Told


@cache
def probes() -> dict[str, Callable[[Asking], Iterator[Told]]]:
    """Probes by name."""
    names = (found.name for found in pkgutil.iter_modules(__path__))
    return {name: import_module(f"{__name__}.{name}").ask for name in sorted(names)}
