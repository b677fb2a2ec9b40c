"""What a package's facts say of it: layer, kind and provider, and in words which evidence decided."""

from __future__ import annotations

import re
from typing import NamedTuple

from assay.model import Kind, Layer
from assay.model.expressions import expression

#: Ways to pay and checkout furniture: a name made of these alone names no provider, it is what providers build on.
_GENERIC = frozenset(
    "hosted credit debit card cards wallet button buttons field fields widget dropin drop in payment payments checkout "
    "form base common shared core generic integration integrations provider gateway connector adapter method methods "
    "bank transfer redirect iframe page vault stored instrument".split()
)
#: Names of a way to pay with nobody in particular at the other end: built upon, it is a base, else a provider's place.
_NOBODY = frozenset("external offsite offline no none legacy custom manual local".split())
_ENDING = expression(r"(^|[-_/])(integration|provider|gateway|connector|adapter|payment-method|psp|plugin)s?$")
#: A directory that is called so holds integrations, each in a package of its own.
_PLACE = expression(r"^(?:payment[-_]?)?(?:integration|provider|gateway|connector|adapter|payment[-_]method|psp)s$")
#: What a package is for, before the name of who is at the other end: payment-stripe, notification-sendgrid.
_PURPOSE = expression(
    r"^(?:payments?|notification|fulfil?lment|auth|file|storage|locking|tax|shipping|search|analytics)[-_]"
)
#: The language or platform that a client is written for is no part of its provider's name.
_PLATFORM = expression(
    r"^(?:react|vue|python|py|node|django|flask)[-_]|[-_](?:js|ts|web|node|py|python|react|vue|sdk|php)$"
)
_TOOL = expression(
    r"(^|[-_/])(tools?|tooling|scripts?|test|tests|testing|mocks?|fixtures?|e2e|eslint|generators?|devkit|storybook)($|[-_])"
    r"|(^|[-_])(vite|webpack|rollup|babel|remark|rehype|typedoc|postcss|jest|esbuild|prettier|metro|codemod|tsconfig"
    r"|typescript-config|vitest|pytest|flake8|pylint|mkdocs|sphinx)($|[-_])"
)
#: Packages below such a directory serve those who build the others, not the shop.
_ASIDE = expression(r"(?:^|[-_])(tests?|e2e|examples?|demos?|playgrounds?|sandbox|storybooks?|benchmarks?|fixtures?)$")
_CORE = expression(r"^(core|app|shell|storefront|web|checkout|main)$")
_SHARED = expression(
    r"(^|[-_])(utils?|ui|libs?|types|hooks?|hoc|locale|storage|theme|helpers?|common|shared|i18n|api)$"
)
_TAGGED = expression(r"(^|:)(integration|provider|gateway)s?$")
_TAGGED_SHARED = expression(r"(^|:)(shared|utils?|lib|libs|ui|common)$")
_PAYMENT = expression(
    r"pay|card|wallet|checkout|bank|klarna|credit|invoice|(?:^|[-_/])(?:psps?|bnpl|ach|sepa|gateways?)(?:$|[-_/])"
)
_KIND_WORDS = {
    Kind.DATA: re.compile(r"settlement|ledger|export|import|feed|dataset|warehouse|report|recon|catalog"),
    Kind.SERVICE: re.compile(
        r"address|tax|shipping|geo|fraud|search|analytics|mail|loyalty|lookup|risk|captcha|chat|review"
        r"|notification|fulfil|(?:^|[-_])(?:auth|sms|file|storage|locking)(?:$|[-_])"
    ),
    Kind.API: re.compile(r"(^|[-_])(api|sdk|client|graphql)($|[-_])"),
    Kind.PAYMENT: _PAYMENT,
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
    needs: frozenset[str]


class Judged(NamedTuple):
    """What a package is taken for, and why."""

    layer: Layer
    kind: Kind
    provider: str | None
    signal: str


def candidate(fact: Facts) -> str | None:
    """Why a package is taken for an integration, or None. Names come first, then what the package does."""
    if _TOOL.search(fact.name) or _CORE.match(fact.name) or _aside(fact.path):
        return None
    does = _doings(fact)
    ending, place = _ENDING.search(fact.name), _placed(fact.path)
    # Everything has plugins: that alone says nothing of integrations.
    if ending and (ending[2] != "plugin" or does or place):
        return "; ".join([f"its name ends in {ending[2]}", *does])
    if _SHARED.search(fact.name) or any(_TAGGED_SHARED.search(tag) for tag in fact.tags):
        return None
    if place:
        return "; ".join([f"it stands in {place}", *does])
    tag = next((tag for tag in sorted(fact.tags) if _TAGGED.search(tag)), None)
    reasons = [f"it is tagged {tag}", *does] if tag else does
    # What others are called is chance unless the name says what it is for.
    if reasons == _needed(fact) and not re.match(r"payments?[-_]", fact.name):
        return None
    return "; ".join(reasons) if reasons and provider_of(fact.name) else None


def _doings(fact: Facts) -> list[str]:
    stem = _stem(fact)
    reasons = []
    if fact.registrations:
        reasons.append(f"it registers {_counted(fact.registrations, 'key')} for resolution")
    if fact.uses_api:
        reasons.append(f"it is built on {fact.uses_api}")
    if fact.script_host:
        reasons.append(f"it loads a script from {fact.script_host}")
    if stem and fact.host and stem in fact.host.replace("-", ""):
        reasons.append(f"it calls {fact.host}")
    return reasons + _needed(fact)


def _needed(fact: Facts) -> list[str]:
    """The dependency that is named like the provider: its SDK."""
    stem = _stem(fact)
    sdk = next((name for name in sorted(fact.needs) if stem and stem in re.sub(r"[-_.]", "", name.lower())), None)
    return [f"it depends on {sdk}"] if sdk else []


def _stem(fact: Facts) -> str:
    return re.sub(r"[-_]", "", provider_of(fact.name) or "")


def _placed(path: str) -> str | None:
    """The directory of integrations that a package stands in directly."""
    around = path.rpartition("/")[0]
    return around if _PLACE.match(around.rpartition("/")[2]) else None


def _aside(path: str) -> str | None:
    return next((part for part in path.split("/") if _ASIDE.search(part)), None)


def provider_of(name: str) -> str | None:
    """The name without ending, purpose and platform, unless nothing but generic words is left."""
    stem = _ENDING.sub("", name.lower())
    for part in (_PURPOSE, _PLATFORM, _PLATFORM):
        shorter = part.sub("", stem)
        stem = shorter if _is_somebody(shorter) else stem
    return stem if _is_somebody(stem) else None


def _is_somebody(stem: str) -> bool:
    return any(word not in _GENERIC for word in re.split(r"[-_]", stem) if word)


def judge(fact: Facts, candidates: dict[str, str], *, alone: bool) -> Judged:
    """`candidates` maps the directories of all integrations to the reason why; `alone` is a target without members."""
    layer, provider, signal = _layer(fact, candidates, alone)
    if layer not in (Layer.PROVIDER, Layer.BASE):
        return Judged(layer, Kind.COMPONENT, provider, signal)
    kind, why = _kind(fact)
    return Judged(layer, kind, provider, f"{signal}; {why}")


def _kind(fact: Facts) -> tuple[Kind, str]:
    """What an integration connects to: by its own name, else by what it is built on and where it stands."""
    for kind, words in _KIND_WORDS.items():
        if match := words.search(fact.name):
            return kind, f"{kind.value} by its name ({match[0].strip('-_/')})"
    beside = [fact.uses_api or "", *(path.rpartition("/")[2] for path in sorted(fact.imports)), fact.path]
    built_on = next((name for name in beside if _PAYMENT.search(name)), None)
    if built_on:
        return Kind.PAYMENT, f"payment by {built_on}"
    if provider_of(fact.name) is None:
        return Kind.PAYMENT, "payment by its name, a way to pay"
    return Kind.SERVICE, "nothing says what kind of integration it is: taken for a service"


def _layer(fact: Facts, candidates: dict[str, str], alone: bool) -> tuple[Layer, str | None, str]:
    why = candidates.get(fact.path)
    if why:
        return _integration(fact, why, len(fact.imported_by & candidates.keys()))
    if _TOOL.search(fact.name):
        return Layer.TOOL, None, "its name is that of a development tool"
    if aside := _aside(fact.path):
        return Layer.TOOL, None, f"it stands in {aside}"
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
