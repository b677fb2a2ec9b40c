"""Evidence of manifests, imports and owners -> the units of a target: what each is, and which signal said so."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any, NamedTuple

from assay.model import Kind, Layer, Target
from assay.tables.workspace import Integration

from .configuration import Configuration, Unit
from .owners import Rule, owners_of

READS = {
    "manifests": "select path, kind, name from manifest order by path",
    "members": "select distinct pattern from workspace_member",
    "imports": "select path, specifier from module_import where not is_test",
    "aliases": 'select distinct alias, "to" from path_alias',
    "registrations": "select path, count(*) from registration group by path",
    "scripts": "select path, host from script_load where not is_test",
    "files": "select path, language, lines, is_test from source_file",
    "owners": "select pattern, owners from owner_rule order by position",
}
#: The vocabulary of ways to pay and of checkout furniture: a name made of these alone names no provider.
_GENERIC = frozenset(
    [
        "hosted",
        "credit",
        "debit",
        "card",
        "cards",
        "wallet",
        "button",
        "buttons",
        "field",
        "fields",
        "widget",
        "dropin",
        "drop",
        "in",
        "payment",
        "payments",
        "checkout",
        "form",
        "base",
        "common",
        "shared",
        "core",
        "generic",
        "integration",
        "integrations",
        "provider",
        "gateway",
        "connector",
        "adapter",
        "method",
        "methods",
        "bank",
        "transfer",
        "redirect",
        "iframe",
        "page",
        "vault",
        "stored",
        "instrument",
    ]
)
_INTEGRATION = re.compile(r"(^|[-_/])(integration|provider|gateway|connector|adapter|payment-method|psp)s?$")
_TOOL = re.compile(
    r"(^|[-_/])(tools?|tooling|scripts?|test|tests|testing|mocks?|fixtures?|e2e|eslint|generators?|devkit)($|[-_])"
)
_CORE = re.compile(r"^(core|app|shell|storefront|web|checkout|main)$")
_SHARED = re.compile(r"(^|[-_])(utils?|ui|libs?|types|hooks?|hoc|locale|storage|theme|helpers?|api)$")
_KIND_WORDS = {
    Kind.DATA: re.compile(r"settlement|ledger|export|import|feed|dataset|warehouse|report|recon|catalog"),
    Kind.SERVICE: re.compile(
        r"address|tax|shipping|geo|fraud|search|analytics|mail|loyalty|lookup|risk|captcha|chat|review"
    ),
    Kind.API: re.compile(r"(^|[-_])(api|sdk|client|graphql)($|[-_])"),
    Kind.PAYMENT: re.compile(r"pay|card|wallet|checkout|bank|klarna|credit|invoice|bnpl|ach|sepa"),
}


class _Facts(NamedTuple):
    """What is known of one directory."""

    path: str
    name: str
    package_name: str | None
    languages: str
    test_share: float
    imported_by: frozenset[str]
    imports: frozenset[str]
    uses_api: str | None
    registrations: int
    script_host: str | None


def discover(
    inputs: Mapping[str, Sequence[tuple[Any, ...]]], target: Target, config: Configuration
) -> list[Integration]:
    """All units, by path. The user's own words in the configuration override every signal."""
    stated = {unit.path.strip("/") or ".": unit for unit in config.units}
    paths = _unit_paths(inputs, target) | set(stated)
    facts = _facts(inputs, sorted(paths), target)
    candidates = {fact.path for fact in facts if _candidate(fact)}
    rules = [Rule(*row) for row in inputs["owners"]]
    monorepo = len(paths) > 1
    units = [
        _unit(fact, candidates, rules, stated.get(fact.path), workspace=monorepo and fact.path == ".") for fact in facts
    ]
    return _unique(units)


def _unit_paths(inputs: Mapping[str, Sequence[tuple[Any, ...]]], target: Target) -> set[str]:
    folders = {path.rpartition("/")[0] or "." for path, kind, _ in inputs["manifests"] if kind != "workspace"}
    known = set(folders)
    for path in target.paths:
        parts = path.split("/")[:-1]
        known.update("/".join(parts[: depth + 1]) for depth in range(min(len(parts), 4)))
    found = {"."}
    patterns = [pattern.rstrip("/") for (pattern,) in inputs["members"]]
    wanted = [pattern for pattern in patterns if not pattern.startswith("!")]
    dropped = [pattern[1:] for pattern in patterns if pattern.startswith("!")]
    for folder in known:
        if any(_is_member(folder, pattern) for pattern in wanted) and not any(_is_member(folder, p) for p in dropped):
            plain = folder in wanted
            if plain or folder in folders:
                found.add(folder)
    return found


def _is_member(folder: str, pattern: str) -> bool:
    if "*" not in pattern:
        return folder == pattern
    if pattern.endswith("/**"):
        return folder.startswith(pattern[:-2])
    return folder.count("/") == pattern.count("/") and fnmatchcase(folder, pattern)


def _facts(inputs: Mapping[str, Sequence[tuple[Any, ...]]], paths: list[str], target: Target) -> list[_Facts]:
    names = _package_names(inputs, paths)
    owner = _Owner(paths)
    by_package = {name: path for path, name in names.items() if name}
    aliases = target.conventions.strings("integration_api")
    by_alias = {alias: owner.of(to) for alias, to in inputs["aliases"] if "*" not in alias}
    imports: dict[str, set[str]] = {path: set() for path in paths}
    uses_api: dict[str, str] = {}
    for path, specifier in inputs["imports"]:
        source = owner.of(path)
        to = by_alias.get(specifier) or by_package.get(_stem(specifier))
        if to is not None and to != source:
            imports[source].add(to)
        if specifier in aliases:
            uses_api.setdefault(source, specifier)
    languages, tests = _languages(inputs, owner)
    registered: Counter[str] = Counter()
    for path, count in inputs["registrations"]:
        registered[owner.of(path)] += count
    hosts: dict[str, str] = {}
    for path, host in inputs["scripts"]:
        if host:
            hosts.setdefault(owner.of(path), host)
    importers = {path: frozenset(other for other, into in imports.items() if path in into) for path in paths}
    return [
        _Facts(
            path, _leaf(path, names.get(path)), names.get(path), languages.get(path, ""), tests.get(path, 0.0),
            importers[path], frozenset(imports[path]), uses_api.get(path), registered[path], hosts.get(path),
        )
        for path in paths
    ]  # fmt: skip


def _package_names(inputs: Mapping[str, Sequence[tuple[Any, ...]]], paths: list[str]) -> dict[str, str | None]:
    stated = {path.rpartition("/")[0] or ".": name for path, kind, name in inputs["manifests"] if kind != "nx" and name}
    return {path: stated.get(path) for path in paths}


def _stem(specifier: str) -> str:
    """`@scope/name/sub` -> `@scope/name`; `name/sub` -> `name`."""
    parts = specifier.split("/")
    return "/".join(parts[:2]) if specifier.startswith("@") else parts[0]


class _Owner:
    """Which unit directory holds a path."""

    def __init__(self, paths: list[str]) -> None:
        self._paths = set(paths)

    def of(self, path: str) -> str:
        folder = path
        while "/" in folder:
            folder = folder.rpartition("/")[0]
            if folder in self._paths:
                return folder
        return "."


def _languages(
    inputs: Mapping[str, Sequence[tuple[Any, ...]]], owner: _Owner
) -> tuple[dict[str, str], dict[str, float]]:
    lines: dict[str, Counter[str]] = {}
    tests: dict[str, list[bool]] = {}
    for path, language, count, is_test in inputs["files"]:
        unit = owner.of(path)
        lines.setdefault(unit, Counter())[language] += count
        tests.setdefault(unit, []).append(bool(is_test))
    named = {unit: ",".join(name for name, _ in counter.most_common()) for unit, counter in lines.items()}
    return named, {unit: sum(flags) / len(flags) for unit, flags in tests.items()}


def _leaf(path: str, package_name: str | None) -> str:
    return (package_name or "workspace").rpartition("/")[2] if path == "." else path.rpartition("/")[2]


def _candidate(fact: _Facts) -> str | None:
    """Why a directory is taken for an integration, or None."""
    if fact.path == "." or _TOOL.search(fact.name) or _CORE.match(fact.name):
        return None
    if match := _INTEGRATION.search(fact.name):
        return f"its name ends in {match[2]}"
    if _SHARED.search(fact.name):
        return None
    if fact.registrations:
        return f"it registers {fact.registrations} keys for resolution"
    if fact.uses_api and _provider(fact.name):
        return f"it is built on {fact.uses_api}"
    if fact.script_host and _provider(fact.name):
        return f"it loads a script from {fact.script_host}"
    return None


def _provider(name: str) -> str | None:
    """The name without its ending, unless nothing but generic words is left."""
    stem = _INTEGRATION.sub("", name.lower())
    return stem if any(word not in _GENERIC for word in re.split(r"[-_]", stem) if word) else None


def _layer(fact: _Facts, candidates: set[str]) -> tuple[Layer, str]:
    why = _candidate(fact)
    if why:
        if _provider(fact.name) is None:
            built = len(fact.imported_by & candidates)
            more = f" and {built} integrations build on it" if built else ""
            return Layer.BASE, f"{why}, the rest of it names a way to pay, not a provider{more}"
        return Layer.PROVIDER, f"{why}, the rest of it names {_provider(fact.name)}"
    if _TOOL.search(fact.name):
        return Layer.TOOL, "its name is that of a development tool"
    if _CORE.match(fact.name):
        return Layer.CORE, f"it is called {fact.name}"
    if len(fact.imports & candidates) >= 2:
        return Layer.CORE, f"it imports {len(fact.imports & candidates)} integrations"
    if fact.test_share > 0.8:
        return Layer.TOOL, f"{fact.test_share:.0%} of its files are tests"
    return Layer.SHARED, f"{len(fact.imported_by)} units import it and nothing marks it as an integration"


def _kind(fact: _Facts, layer: Layer) -> Kind:
    if layer not in (Layer.PROVIDER, Layer.BASE):
        return Kind.COMPONENT
    return next((kind for kind, words in _KIND_WORDS.items() if words.search(fact.name)), Kind.PAYMENT)


def _unit(
    fact: _Facts, candidates: set[str], rules: list[Rule], stated: Unit | None, *, workspace: bool
) -> Integration:
    layer, signal = (Layer.WORKSPACE, "it holds the others") if workspace else _layer(fact, candidates)
    kind = _kind(fact, layer)
    provider = _provider(fact.name) if layer is Layer.PROVIDER else None
    if stated:
        layer, kind = stated.layer or layer, stated.kind or kind
        provider, signal = stated.provider or provider, "assay.toml says so"
    owner = (stated.owner if stated else None) or owners_of("assay.toml" if fact.path == "." else fact.path, rules)
    return Integration(
        integration=(stated.name if stated else None) or fact.name,
        kind=kind.value,
        layer=layer.value,
        provider=provider,
        owner=owner,
        path=fact.path,
        package_name=fact.package_name,
        languages=fact.languages,
        signal=signal,
    )


def _unique(units: list[Integration]) -> list[Integration]:
    """Units of equal name are told apart by their directory."""
    names = Counter(unit.integration for unit in units)
    import msgspec

    return [
        unit
        if names[unit.integration] == 1 or unit.path == "."
        else msgspec.structs.replace(unit, integration=unit.path)
        for unit in units
    ]
