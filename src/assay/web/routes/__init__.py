"""The routes there are, found by folder: every module here states its own in ROUTES."""

from __future__ import annotations

import pkgutil
from importlib import import_module

from assay.web.routing import GuardedRoute


def routes() -> list[GuardedRoute]:
    """All of them; those whose paths take a parameter come last, so that none hides another."""
    modules = (import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__))
    found = [route for module in modules for route in module.ROUTES]
    return sorted(found, key=lambda route: (route.path.count("{"), -len(route.path)))
