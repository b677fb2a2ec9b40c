"""The collectors, derivations and families of fixes there are, found by folder."""

from __future__ import annotations

import pkgutil
from functools import cache
from graphlib import TopologicalSorter
from importlib import import_module
from types import ModuleType

import assay.collectors
import assay.derivations
import assay.fixes
from assay.model import Derivation, table_name


@cache
def collectors() -> dict[str, ModuleType]:
    """Collector modules by the collector's name."""
    modules = (
        import_module(f"{assay.collectors.__name__}.{found.name}")
        for found in pkgutil.iter_modules(assay.collectors.__path__)
    )
    return {module.COLLECTOR.name: module for module in modules if hasattr(module, "COLLECTOR")}


@cache
def fixes() -> dict[str, ModuleType]:
    """Families of fixes by name."""
    modules = {
        found.name: import_module(f"{assay.fixes.__name__}.{found.name}")
        for found in pkgutil.iter_modules(assay.fixes.__path__)
    }
    return {name: module for name, module in modules.items() if hasattr(module, "FIX")}


@cache
def derivations() -> tuple[Derivation, ...]:
    """Derivations in an order in which each finds its inputs filled."""
    modules = (
        import_module(f"{assay.derivations.__name__}.{found.name}")
        for found in pkgutil.iter_modules(assay.derivations.__path__)
    )
    found = {module.DERIVATION.name: module.DERIVATION for module in modules if hasattr(module, "DERIVATION")}
    filled = {table_name(row): name for name, derivation in found.items() for row in derivation.fills}
    graph = {
        name: {filled[word] for word in filled.keys() & _words(derivation)} - {name}
        for name, derivation in found.items()
    }
    return tuple(found[name] for name in TopologicalSorter(graph).static_order())


def _words(derivation: Derivation) -> set[str]:
    return {word for query in derivation.reads.values() for word in query.replace(",", " ").split()}
