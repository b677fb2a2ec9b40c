"""The evidence tables: one module per domain, one row class per table. They are the public contract of the lake."""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module

from assay.model import Row, table_name


@cache
def all_tables() -> dict[str, type[Row]]:
    """Every table by name, found by importing this package's modules."""
    found: dict[str, type[Row]] = {}
    for module in pkgutil.iter_modules(__path__):
        for value in vars(import_module(f"{__name__}.{module.name}")).values():
            if isinstance(value, type) and issubclass(value, Row) and value is not Row:
                found[table_name(value)] = value
    return dict(sorted(found.items()))
