"""Evidence of manifests, imports and owners -> the units of a target: what each is, and which signal said so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import msgspec

from assay.model import Kind, Layer, Target, UsageError
from assay.model.expressions import expression
from assay.tables.workspace import Integration

from .configuration import FILE, Configuration
from .members import module_names, unit_paths
from .owners import Rules
from .signals import Facts, Judged, candidate, judge
from .stated import Unit, nearest

Inputs = Mapping[str, Sequence[tuple[Any, ...]]]
READS = {
    # A package does not vanish because its manifest is broken.
    "manifests": """
        select path, kind, name from manifest
        union all
        select path, case when path like '%project.json' then 'nx' else 'npm' end, null from collection
        where collector = 'manifests' and outcome = 'failed'
        and (path like '%package.json' or path like '%project.json')
        order by path, kind""",
    "members": "select distinct pattern from workspace_member order by pattern",
    "declared": "select distinct path from workspace_member order by path",
    "dependencies": """
        select distinct path, name from dependency where section in ('production', 'peer', 'optional')
        order by path, name""",
    "imports": "select distinct path, specifier from module_import where not is_test order by path, specifier",
    "aliases": 'select distinct alias, "to" from path_alias order by alias, "to"',
    "tags": "select distinct path, tag from project_tag order by path, tag",
    "registrations": "select path, count(*) from registration group by path order by path",
    "scripts": "select distinct path, host from script_load where not is_test order by path, host",
    "hosts": "select distinct path, host from url_literal where not is_test and purpose = 'request' order by all",
    "files": "select path, language, lines, is_test from source_file order by path",
    "owners": "select pattern, owners from owner_rule order by position",
}


def discover(inputs: Inputs, target: Target, config: Configuration) -> list[Integration]:
    """All units, by path. What the user states in the configuration overrides every signal. Errors: UsageError."""
    stated = {_plain(unit.path): unit for unit in config.units}
    further = {_plain(path): home for home, unit in stated.items() for path in unit.paths}
    folders = _Folders(target.paths)
    members, declared = ([value for (value,) in inputs[name]] for name in ("members", "declared"))
    found = unit_paths(inputs["manifests"], members, declared)
    paths = {path for path in found if path == "." or path in folders.known} - further.keys()
    _refuse_unknown(stated, folders.known)
    _refuse_unknown(further, folders.known | set(target.paths))
    facts = _facts(inputs, _UnitOf(sorted(paths | stated.keys()), further), target)
    alone = len(facts) == 1
    candidates = {fact.path: why for fact in facts if (alone or fact.path != ".") and (why := candidate(fact))}
    rules = Rules(inputs["owners"])
    units = []
    for fact in facts:
        whole = fact.path == "." and not alone
        judged = _WORKSPACE if whole else judge(fact, candidates, alone=alone)
        units.append(_unit(fact, judged, rules.deciding(fact.path), stated.get(fact.path)))
    return _unique(units)


_WORKSPACE = Judged(Layer.WORKSPACE, Kind.COMPONENT, None, "it holds the others")


class _Folders:
    """Every directory that holds a file."""

    def __init__(self, paths: Sequence[str]) -> None:
        self.known = {"."}
        for folder in {path.rpartition("/")[0] for path in paths}:
            while folder and folder not in self.known:
                self.known.add(folder)
                folder = folder.rpartition("/")[0]


def _plain(path: str) -> str:
    return path.removeprefix("./").strip("/") or "."


def _refuse_unknown(stated: Iterable[str], known: set[str]) -> None:
    for path in stated:
        if path not in known:
            remedy = f"Correct the path.{nearest(path, known)}"
            raise UsageError(f"nothing that is read in the target is called {path}", where=FILE, remedy=remedy)


def _facts(inputs: Inputs, unit_of: _UnitOf, target: Target) -> list[Facts]:
    names = _package_names(inputs, unit_of)
    modules = module_names(target.paths, unit_of)
    imports, uses_api = _imports(inputs, names, modules, unit_of, target.conventions.strings("integration_api"))
    needs: dict[str, set[str]] = {}
    for path, name in inputs["dependencies"]:
        needs.setdefault(path.rpartition("/")[0] or ".", set()).add(name)
    languages, tests = _languages(inputs, unit_of)
    registered: Counter[str] = Counter()
    for path, count in inputs["registrations"]:
        registered[unit_of(path)] += count
    scripts, hosts = _first(inputs["scripts"], unit_of), _first(inputs["hosts"], unit_of)
    tags: dict[str, set[str]] = {}
    for path, tag in inputs["tags"]:
        tags.setdefault(unit_of(path), set()).add(tag)
    return [
        Facts(
            path=path,
            name=_leaf(path, names.get(path)),
            package_name=names.get(path),
            languages=languages.get(path, ""),
            test_share=tests.get(path, 0.0),
            imported_by=frozenset(other for other, into in imports.items() if path in into),
            imports=frozenset(imports[path]),
            uses_api=uses_api.get(path),
            registrations=registered[path],
            script_host=scripts.get(path),
            host=hosts.get(path),
            tags=frozenset(tags.get(path, ())),
            needs=frozenset(needs.get(path, set()) - set(names.values())),
        )
        for path in unit_of.paths
    ]


class _UnitOf:
    """Which unit directory holds a path; remembered per directory. `further` maps what lies elsewhere to its unit."""

    def __init__(self, paths: Sequence[str], further: Mapping[str, str]) -> None:
        self._known: dict[str, str] = {path: path for path in paths} | dict(further)
        self.paths = tuple(paths)

    def __call__(self, path: str) -> str:
        if path in self._known:
            return self._known[path]
        folder = path.rpartition("/")[0] or "."
        found = self._known.get(folder)
        if found is None:
            found = self._known[folder] = self(folder)
        return found


def _package_names(inputs: Inputs, unit_of: _UnitOf) -> dict[str, str]:
    """Names under which others import: the manifest's, else the shortest alias that leads into the unit."""
    found = {path.rpartition("/")[0] or ".": name for path, kind, name in inputs["manifests"] if kind != "nx" and name}
    for alias, to in sorted(inputs["aliases"], key=lambda row: (len(row[0]), row[0])):
        unit = unit_of(to)
        if "*" not in alias and unit != ".":
            found.setdefault(unit, alias)
    return {path: found[path] for path in unit_of.paths if path in found}


def _imports(
    inputs: Inputs,
    names: Mapping[str, str],
    modules: Mapping[str, str],
    unit_of: _UnitOf,
    interfaces: Sequence[str],
) -> tuple[dict[str, set[str]], dict[str, str]]:
    """(unit -> units that it imports, unit -> the integration interface that it imports)."""
    known = {name: path for path, name in names.items()}
    known |= {alias: unit_of(to) for alias, to in inputs["aliases"] if "*" not in alias}
    imports: dict[str, set[str]] = {path: set() for path in unit_of.paths}
    uses_api: dict[str, str] = {}
    for path, specifier in inputs["imports"]:
        unit = unit_of(path)
        if path.endswith(".py"):
            to = next((modules[name] for name in _outwards(specifier) if name in modules), None)
        else:
            to = known.get(specifier) or known.get(_stem(specifier))
        if to is not None and to != unit:
            imports[unit].add(to)
        if specifier in interfaces:
            uses_api.setdefault(unit, specifier)
    return imports, uses_api


def _stem(specifier: str) -> str:
    """`@scope/name/sub` -> `@scope/name`; `name/sub` -> `name`."""
    parts = specifier.split("/")
    return "/".join(parts[:2]) if specifier.startswith("@") else parts[0]


def _outwards(dotted: str) -> Iterator[str]:
    """`a.b.c` -> `a.b.c`, `a.b`, `a`."""
    while dotted:
        yield dotted
        dotted = dotted.rpartition(".")[0]


def _first(rows: Sequence[tuple[Any, ...]], unit_of: _UnitOf) -> dict[str, str]:
    found: dict[str, str] = {}
    for path, value in rows:
        if value:
            found.setdefault(unit_of(path), value)
    return found


def _languages(inputs: Inputs, unit_of: _UnitOf) -> tuple[dict[str, str], dict[str, float]]:
    """(unit -> languages, unit -> share of tests). Tests and settings count only where there is nothing else."""
    lines: dict[str, Counter[str]] = {}
    rest: dict[str, Counter[str]] = {}
    tests: dict[str, list[bool]] = {}
    for path, language, count, is_test in inputs["files"]:
        unit = unit_of(path)
        settings = path.rpartition("/")[0] in (unit, "") and ".config." in path
        (rest if is_test or settings else lines).setdefault(unit, Counter())[language] += count
        tests.setdefault(unit, []).append(bool(is_test))
    named = {unit: ",".join(name for name, _ in counts.most_common()) for unit, counts in (rest | lines).items()}
    return named, {unit: sum(flags) / len(flags) for unit, flags in tests.items()}


#: Directories that say nothing of the package in them.
_NAMELESS = expression(r"^(?:lib|src|js|ts|python|typescript|javascript|sdk|package|pkg|v\d+)$")


def _leaf(path: str, package_name: str | None) -> str:
    leaf = path.rpartition("/")[2]
    if path == "." or (package_name and _NAMELESS.match(leaf)):
        return (package_name or "workspace").rpartition("/")[2]
    return leaf


def _unit(fact: Facts, judged: Judged, rule: tuple[str, str] | None, stated: Unit | None) -> Integration:
    layer, kind, provider, signal = judged
    owner = (rule[1] or None) if rule else None
    if stated:
        layer, kind = stated.layer or layer, stated.kind or kind
        provider, owner = stated.provider or provider, stated.owner or owner
        said = [name for name in ("layer", "kind", "provider") if getattr(stated, name)]
        signal = f"assay.toml states its {', '.join(said)}; {signal}" if said else signal
    return Integration(
        integration=(stated.name if stated else None) or fact.name,
        kind=kind.value,
        layer=layer.value,
        provider=provider,
        owner=owner,
        owner_pattern=rule[0] if rule else None,
        path=fact.path,
        paths="\n".join(map(_plain, stated.paths)) or None if stated else None,
        package_name=fact.package_name,
        languages=fact.languages,
        signal=signal,
    )


def _unique(units: list[Integration]) -> list[Integration]:
    """Units of equal name are told apart by their directory."""
    names = Counter(unit.integration for unit in units)
    return [
        unit
        if names[unit.integration] == 1 or unit.path == "."
        else msgspec.structs.replace(unit, integration=unit.path)
        for unit in units
    ]
