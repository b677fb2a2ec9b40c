"""What a package's facts say of it: layer, kind and provider, and in words which evidence decided."""

from __future__ import annotations

import re
from typing import NamedTuple

from assay.model import Kind, Layer

#: Ways to pay and checkout furniture: a name made of these alone names no provider, it is what providers build on.
_GENERIC = frozenset(
    "hosted credit debit card cards wallet button buttons field fields widget dropin drop in payment payments checkout "
    "form base common shared core generic integration integrations provider gateway connector adapter method methods "
    "bank transfer redirect iframe page vault stored instrument".split()
)
#: Names of a way to pay with nobody in particular at the other end: built upon, it is a base, else a provider's place.
_NOBODY = frozenset("external offsite offline no none legacy custom manual".split())
_ENDING = re.compile(r"(^|[-_/])(integration|provider|gateway|connector|adapter|payment-method|psp|plugin)s?$")
_TOOL = re.compile(
    r"(^|[-_/])(tools?|tooling|scripts?|test|tests|testing|mocks?|fixtures?|e2e|eslint|generators?|devkit|storybook)($|[-_])"
)
_CORE = re.compile(r"^(core|app|shell|storefront|web|checkout|main)$")
_SHARED = re.compile(
    r"(^|[-_])(utils?|ui|libs?|types|hooks?|hoc|locale|storage|theme|helpers?|common|shared|i18n|api)$"
)
_TAGGED = re.compile(r"(^|:)(integration|provider|gateway)s?$")
_TAGGED_SHARED = re.compile(r"(^|:)(shared|utils?|lib|libs|ui|common)$")
_KIND_WORDS = {
    Kind.DATA: re.compile(r"settlement|ledger|export|import|feed|dataset|warehouse|report|recon|catalog"),
    Kind.SERVICE: re.compile(
        r"address|tax|shipping|geo|fraud|search|analytics|mail|loyalty|lookup|risk|captcha|chat|review"
    ),
    Kind.API: re.compile(r"(^|[-_])(api|sdk|client|graphql)($|[-_])"),
    Kind.PAYMENT: re.compile(r"pay|card|wallet|checkout|bank|klarna|credit|invoice|bnpl|ach|sepa"),
}
_MIN_MOUNTED = 2


class Facts(NamedTuple):
    """What is known of one package."""

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
    host: str | None
    tags: frozenset[str]


class Judged(NamedTuple):
    """What a package is taken for, and why."""

    layer: Layer
    kind: Kind
    provider: str | None
    signal: str


def candidate(fact: Facts) -> str | None:
    """Why a package is taken for an integration, or None. Names come first, then what the package does."""
    if _TOOL.search(fact.name) or _CORE.match(fact.name):
        return None
    does = _doings(fact)
    if match := _ENDING.search(fact.name):
        return "; ".join([f"its name ends in {match[2]}", *does])
    if _SHARED.search(fact.name) or any(_TAGGED_SHARED.search(tag) for tag in fact.tags):
        return None
    tag = next((tag for tag in sorted(fact.tags) if _TAGGED.search(tag)), None)
    reasons = [f"it is tagged {tag}", *does] if tag else does
    return "; ".join(reasons) if reasons and provider_of(fact.name) else None


def _doings(fact: Facts) -> list[str]:
    stem = re.sub(r"[-_]", "", provider_of(fact.name) or "")
    reasons = []
    if fact.registrations:
        reasons.append(f"it registers {_counted(fact.registrations, 'key')} for resolution")
    if fact.uses_api:
        reasons.append(f"it is built on {fact.uses_api}")
    if fact.script_host:
        reasons.append(f"it loads a script from {fact.script_host}")
    if stem and fact.host and stem in fact.host.replace("-", ""):
        reasons.append(f"it calls {fact.host}")
    return reasons


def provider_of(name: str) -> str | None:
    """The name without its ending, unless nothing but generic words is left."""
    stem = _ENDING.sub("", name.lower())
    return stem if any(word not in _GENERIC for word in re.split(r"[-_]", stem) if word) else None


def judge(fact: Facts, candidates: dict[str, str], *, alone: bool) -> Judged:
    """`candidates` maps the directories of all integrations to the reason why; `alone` is a target without members."""
    layer, provider, signal = _layer(fact, candidates, alone)
    kind = Kind.COMPONENT
    if layer in (Layer.PROVIDER, Layer.BASE):
        kind = next((kind for kind, words in _KIND_WORDS.items() if words.search(fact.name)), Kind.PAYMENT)
    return Judged(layer, kind, provider, signal)


def _layer(fact: Facts, candidates: dict[str, str], alone: bool) -> tuple[Layer, str | None, str]:
    why = candidates.get(fact.path)
    if why:
        return _integration(fact, why, len(fact.imported_by & candidates.keys()))
    if _TOOL.search(fact.name):
        return Layer.TOOL, None, "its name is that of a development tool"
    if _CORE.match(fact.name):
        return Layer.CORE, None, f"it is called {fact.name}"
    mounted = len(fact.imports & candidates.keys())
    if alone:
        return Layer.CORE, None, "it is the only package, and nothing marks it as an integration"
    if mounted >= _MIN_MOUNTED and not fact.imported_by:
        return Layer.CORE, None, f"it imports {_counted(mounted, 'integration')} and nothing imports it"
    if fact.test_share > 0.8:
        return Layer.TOOL, None, f"{fact.test_share:.0%} of its files are tests"
    importers = len(fact.imported_by)
    verb = "imports" if importers == 1 else "import"
    return Layer.SHARED, None, f"{_counted(importers, 'unit')} {verb} it and nothing marks it as an integration"


def _integration(fact: Facts, why: str, built: int) -> tuple[Layer, str | None, str]:
    """Base or provider. Being built upon alone makes no base: providers have helpers of their own."""
    provider = provider_of(fact.name)
    builds = f", and {_counted(built, 'integration')} {'builds' if built == 1 else 'build'} on it" if built else ""
    if provider is None:
        return Layer.BASE, None, f"{why}; the rest of its name is a way to pay, not a provider{builds}"
    words = {word for word in re.split(r"[-_]", provider) if word}
    if words <= _GENERIC | _NOBODY:
        layer = Layer.BASE if built else Layer.PROVIDER
        return layer, None, f"{why}; its name says that nobody in particular is at the other end{builds}"
    return Layer.PROVIDER, provider, f"{why}; the rest of its name, {provider}, is no generic word{builds}"


def _counted(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"
