"""How each scenario is played and what must hold: a function each, called as the table `scenario_kind` calls it.

Each takes a `Play` and returns what was seen, in words. Errors: FailedError where the shop did otherwise, CannotError
where it cannot be played.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable
from functools import cache
from importlib import import_module

from ..play import Play

Cell = Callable[[Play], str]


@cache
def cells() -> dict[str, Cell]:
    """By the name of the scenario."""
    found: dict[str, Cell] = {}
    for module in pkgutil.iter_modules(__path__):
        place = import_module(f"{__name__}.{module.name}")
        own = {name: value for name, value in vars(place).items() if getattr(value, "__module__", "") == place.__name__}
        found.update({name: value for name, value in own.items() if callable(value) and not name.startswith("_")})
    return found
