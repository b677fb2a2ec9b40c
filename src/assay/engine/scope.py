"""Profiles in force -> what evidence is in scope, which standards it can judge, and what a wider one would add."""

from __future__ import annotations

from collections.abc import Mapping, Set
from types import ModuleType

from assay.model import Origin
from assay.model.standard import Standard
from assay.store.records import Wider

from .configuration import shipped
from .evidence import open_database
from .filling import filled_by
from .plugins import collectors
from .reads import tables_of, tables_told


def readers(evidence: Set[Origin]) -> dict[str, ModuleType]:
    """The collectors whose evidence is in scope, by name."""
    return {name: module for name, module in collectors().items() if module.COLLECTOR.origin in evidence}


def judged(standards: Mapping[str, Standard], evidence: Set[Origin]) -> dict[str, Standard]:
    """The standards that evidence in scope can say something about; the others are neither met nor unknown."""
    beyond = _beyond(evidence)
    if not beyond:
        return dict(standards)
    return {name: standard for name, standard in standards.items() if not _reads(standard) & beyond}


def wider(standards: Mapping[str, Standard], evidence: Set[Origin]) -> tuple[Wider, ...]:
    """What each shipped profile of wider scope would judge beyond this one, and with which tools."""
    now = judged(standards, evidence).keys()
    found = []
    for name, profile in shipped().items():
        if evidence < set(profile.evidence):
            tools = readers(set(profile.evidence) - evidence)
            more = judged(standards, set(profile.evidence)).keys() - now
            needs = tuple(sorted({module.COLLECTOR.tool for module in tools.values()}))
            found.append((len(profile.evidence), Wider(profile=name, standards=len(more), needs=needs)))
    return tuple(one for _, one in sorted(found, key=lambda pair: pair[0]))


def _beyond(evidence: Set[Origin]) -> set[str]:
    """Tables that collectors fill, but none in scope. What no collector fills at all is asked for in vain anywhere."""
    inside = readers(evidence).keys()
    return {table for table, names in filled_by().items() if names and not inside & set(names)}


def _reads(standard: Standard) -> set[str]:
    return set(standard.evidence) if standard.evidence else _tables(standard.sql)


def _tables(sql: str) -> set[str]:
    told = tables_told(sql)
    if told is not None:
        return told
    from assay.store import duckdb

    try:
        with open_database() as db:
            return tables_of(db, sql)
    except duckdb.Error:
        return set()  # judging tells what is wrong with it
