"""Imports and sizes -> modules that entry points load at once and could load when needed, and their bytes.

What stands below a module in the tree of dominators is loaded for its sake only: were it imported with import(), all
of that would wait, and nothing else. Sizes are those of the source, before a bundler makes it smaller; files that
export only types, which no bundler keeps, and what comes from outside of the target are not counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from assay.engine.evidence import Evidence

from .dominators import dominators, weights

#: Below this a chunk of its own costs more than it saves: the default of webpack's splitChunks.minSize.
LEAST_BYTES = 20_000
#: Whoever imports a module in more places than these needs it at once.
MOST_PLACES = 3
#: What makes up more than this share of an entry point is what the entry point is there for.
MOST_SHARE = 0.25
_EDGES = """
select e.path, e.to_path, min(e.line), bool_or(e.kind = 'dynamic')
from import_edge e join source_file f on f.path = e.path join integration u on u.integration = f.integration
where e.to_path is not null and not e.is_test and not f.is_test
  and e.kind in ('static', 'require', 'reexport', 'dynamic') and u.layer not in ('tool', 'workspace')
group by e.path, e.to_path order by all
"""
_FILES = """
with typed as (select path from module_export group by path having bool_and(is_type))
select path, case when path in (select path from typed) then 0 else bytes end, integration
from source_file where bytes is not null
"""


@dataclass(frozen=True, slots=True)
class Eager:
    """A module that `entry` loads at once, `bytes` of source with what only it needs, and where it is imported."""

    entry: str
    module: str
    integration: str
    bytes: int
    of_bytes: int
    places: tuple[tuple[str, int], ...]


def eager_imports(evidence: Evidence) -> list[Eager]:
    """For each entry of a package that no other imports, the outermost heavy modules that are not what it is for."""
    evidence.require(["import_edge", "source_file", "module_export", "entry_export"])
    with evidence.db.cursor() as db:
        rows = db.execute(_EDGES).fetchall()
        files = db.execute(_FILES).fetchall()
        offered = db.execute("select distinct path from entry_export").fetchall()
    lines = {(path, to): line for path, to, line, _ in rows}
    edges: dict[str, list[str]] = {}
    for path, to, _, dynamic in rows:
        if not dynamic:
            edges.setdefault(path, []).append(to)
    imported = {to for found in edges.values() for to in found}
    entries = sorted({path for (path,) in offered if path in edges and path not in imported})
    sizes, units = {path: size for path, size, _ in files}, {path: unit or "" for path, _, unit in files}
    return [
        Eager(entry, module, units.get(module, ""), size, whole, tuple((path, lines[path, module]) for path in places))
        for entry in entries
        for module, size, whole, places in _of_entry(entry, edges, sizes)
    ]


def _of_entry(
    entry: str, edges: Mapping[str, list[str]], sizes: Mapping[str, int]
) -> Iterable[tuple[str, int, int, list[str]]]:
    above = dominators(edges, [entry])
    weight = weights(above, sizes)
    whole = weight[entry]
    heavy = {module for module in above if LEAST_BYTES <= weight[module] <= whole * MOST_SHARE}
    if not heavy:
        return
    importers: dict[str, list[str]] = {}
    for path in above:
        for to in edges.get(path, ()):
            importers.setdefault(to, []).append(path)
    chosen = {module for module in heavy if len(importers[module]) <= MOST_PLACES}
    for module in sorted(chosen):
        if not any(outer in chosen for outer in _over(module, above)):
            yield module, weight[module], whole, importers[module]


def _over(module: str, above: Mapping[str, str | None]) -> Iterable[str]:
    outer = above[module]
    while outer is not None:
        yield outer
        outer = above[outer]
