"""A run, a unit, its version and an environment -> whether that version may go there, and each reason why or why not.

Nothing is taken for granted: what is not known is a no, and says what would make it known. Only what a verification of
the very versions has settled already (a description that cannot tell, traffic that was not observed) is told beside it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from enum import StrEnum

import msgspec

from assay.engine.result import Result
from assay.model import Fitness, Level, UsageError, Verdict

from .contracts import Agreement, Contracts, Verified, read_contracts

_MOST = 5
#: So many characters of a commit tell it from others.
_SHORT = 7


class About(StrEnum):
    """What a reason speaks of."""

    CONTRACT = "contract"
    AGREEMENT = "agreement"
    CHANGE = "change"
    FITNESS = "fitness"


class Reason(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that speaks for or against; `blocks`: it alone is enough for a no."""

    about: About
    verdict: Verdict
    blocks: bool
    said: str
    path: str | None = None
    line: int | None = None


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """Whether a version may go to an environment. `stated`: the version was asked for, not read from the manifest."""

    integration: str
    version: str | None
    stated: bool
    environment: str
    can_ship: bool
    reasons: tuple[Reason, ...]
    run: str
    judged: str


def can_ship(result: Result, unit: str, version: str | None, environment: str, *, max_age: int) -> Answer:
    """The answer for a unit. `max_age`: days after which a verification proves nothing. Errors: UsageError."""
    if not any(one.name == unit for one in result.integrations):
        names = ", ".join(sorted(one.name for one in result.integrations))
        raise UsageError(f"no integration is called {unit}", remedy=f"There are: {names}.")
    contracts = read_contracts(result, unit)
    asked = version or contracts.declared
    question = _Question(contracts, unit, asked, environment, date.fromisoformat(result.run.as_of), max_age)
    reasons = (
        *question.contracts(),
        *question.agreements(),
        *_changes(contracts),
        *_identity(result, contracts.declared, version),
        *_fitness(result, unit),
    )
    return Answer(
        integration=unit,
        version=asked,
        stated=version is not None,
        environment=environment,
        can_ship=not any(reason.blocks for reason in reasons),
        reasons=reasons,
        run=result.run.id,
        judged=result.run.as_of,
    )


def _met(about: About, said: str) -> Reason:
    return Reason(about=about, verdict=Verdict.MET, blocks=False, said=said)


def _no(about: About, said: str, path: str | None = None, line: int | None = None) -> Reason:
    return Reason(about=about, verdict=Verdict.UNMET, blocks=True, said=said, path=path, line=line)


def _unknown(about: About, said: str, path: str | None = None, *, blocks: bool = True) -> Reason:
    return Reason(about=about, verdict=Verdict.UNKNOWN, blocks=blocks, said=said, path=path)


class _Question:
    """One unit that is to go to one environment."""

    def __init__(
        self, known: Contracts, unit: str, version: str | None, environment: str, day: date, max_age: int
    ) -> None:
        self._known = known
        self._version = version
        self._environment = environment
        self._day = day
        self._max_age = max_age
        self._own = known.parties(unit)

    def contracts(self) -> Iterator[Reason]:
        """A reason for each version at the other end of each contract."""
        pairs = [pair for pair in self._known.pairs if self._own & set(pair)]
        if not pairs:
            yield _met(About.CONTRACT, "it is a party of no contract: nothing was promised that could break")
        for consumer, provider in sorted(pairs):
            if consumer in self._own:
                yield from self._as_consumer(consumer, provider)
            if provider in self._own:
                yield from self._as_provider(consumer, provider)

    def _as_consumer(self, consumer: str, provider: str) -> Iterator[Reason]:
        path, place = self._known.pairs[consumer, provider], self._environment
        running = self._known.versions(provider, place)
        if not running and self._known.runs_anywhere(provider):
            yield _no(About.CONTRACT, f"{provider}, which it calls, does not run in {place}", path)
        elif not running:
            yield _unknown(About.CONTRACT, f"nobody says which version of {provider} runs in {place}", path)
        for version in running:
            yield self._verified(consumer, provider, self._version, version, f"{provider} {version}", path)

    def _as_provider(self, consumer: str, provider: str) -> Iterator[Reason]:
        path, place = self._known.pairs[consumer, provider], self._environment
        running = self._known.versions(consumer, place)
        if not running and place in self._known.environments:
            yield _met(About.CONTRACT, f"{consumer}, its consumer, does not run in {place}")
        elif not running:
            yield _unknown(About.CONTRACT, f"nobody says what runs in {place}, {consumer} may", path)
        for version in running:
            yield self._verified(consumer, provider, version, self._version, f"{consumer} {version}", path)

    def _verified(
        self, consumer: str, provider: str, asked: str | None, held: str | None, other: str, path: str
    ) -> Reason:
        """How the newest result for two versions stands; `other` is the one at the other end."""
        pair = f"{provider} {held or '(no version)'} and what {consumer} {asked or '(no version)'} expects"
        if asked is None or held is None:
            return _unknown(About.CONTRACT, f"its version is not known: name it with --version ({pair})", path)
        found = [
            one
            for one in self._known.verified
            if (one.consumer, one.provider) == (consumer, provider)
            and one.success is not None
            and one.provider_version in (held, None)
            and one.consumer_version in (asked, None)
        ]
        exact = [one for one in found if one.provider_version and one.consumer_version]
        newest = max(exact or found, key=_moment, default=None)
        if newest is None:
            return _unknown(About.CONTRACT, f"{pair}: never verified", path)
        if not newest.success:
            return _no(About.CONTRACT, f"{pair}: the verification failed{self._when(newest)}", path)
        if not exact:
            return _unknown(About.CONTRACT, f"{pair}: verified, but for which versions is not stated", path)
        if newest.at is None:
            return _unknown(About.CONTRACT, f"{pair}: verified on a day that is not stated", path)
        if (self._day - newest.at.date()).days > self._max_age:
            said = f"{pair}: verified{self._when(newest)}, longer ago than {self._max_age} days"
            return _unknown(About.CONTRACT, said, path)
        return _met(About.CONTRACT, f"{other} in {self._environment}: verified{self._when(newest)}")

    def _when(self, one: Verified) -> str:
        days = (self._day - one.at.date()).days if one.at else None
        return "" if days is None else " today" if days == 0 else f" {days} day{'' if days == 1 else 's'} ago"

    def agreements(self) -> Iterator[Reason]:
        """What descriptions and traffic say against contracts of this unit, and how much says nothing against them."""
        found = [one for one in self._known.agreements if {one.consumer, one.provider} & self._own]
        wrong = [one for one in found if one.agrees is False]
        for one in wrong[:_MOST]:
            where = "the description" if one.against == "description" else f"observed traffic ({_where(one)})"
            said = f"{one.consumer} of {one.provider}, {one.interaction}: {where} disagrees: {one.message}"
            yield _no(About.AGREEMENT, said, one.path)
        if len(wrong) > _MOST:
            yield _no(About.AGREEMENT, f"{len(wrong) - _MOST} more disagree")
        open_ones = [one for one in found if one.agrees is None]
        if open_ones:
            said = f"{len(open_ones)} of {len(found)} expectations cannot be told: {open_ones[0].message}"
            yield _unknown(About.AGREEMENT, said, open_ones[0].path, blocks=False)
        for against in ("description", "traffic"):
            kept = sum(one.agrees is True and one.against == against for one in found)
            if kept:
                many = "expectation is" if kept == 1 else "expectations are"
                what = "described so" if against == "description" else "kept by what was observed"
                yield _met(About.AGREEMENT, f"{kept} {many} {what}")


def _where(one: Agreement) -> str:
    return f"{one.origin}, {one.environment}" if one.environment else one.origin


def _moment(one: Verified) -> tuple[bool, float]:
    return one.at is not None, one.at.timestamp() if one.at else 0.0


def _changes(known: Contracts) -> Iterator[Reason]:
    """Changes of what others describe that reach this unit."""
    breaking = [hit for hit in known.hits if hit.breaking and hit.in_place]
    for hit in breaking[:_MOST]:
        yield _no(About.CHANGE, f"{hit.operation} of {hit.description}: {hit.message}", hit.path, hit.line)
    if len(breaking) > _MOST:
        yield _no(About.CHANGE, f"{len(breaking) - _MOST} more calls meet a change that breaks them")
    ahead = [hit for hit in known.hits if hit not in breaking]
    if ahead:
        said = f"{len(ahead)} calls may break: {ahead[0].operation}: {ahead[0].message}"
        yield _unknown(About.CHANGE, said, ahead[0].path, blocks=False)


def _identity(result: Result, declared: str | None, asked: str | None) -> Iterator[Reason]:
    """Whether what was judged is the version that was asked for, by its manifest or its commit."""
    commit = result.run.commit or ""
    if asked is None or asked.removeprefix("v") == declared:
        return
    if commit and (commit[:_SHORT] in asked or (len(asked) >= _SHORT and commit.startswith(asked))):
        return
    judged = ", ".join(filter(None, (declared and f"version {declared}", commit and f"commit {commit[:10]}")))
    said = (
        f"what was judged is {judged or 'of no stated version'}, not {asked}: check out {asked}, and ask with --fresh"
    )
    yield _unknown(About.FITNESS, said)


def _fitness(result: Result, unit: str) -> Iterator[Reason]:
    """The standards' gate: unmet musts that are not waived, and whether enough is known."""
    found = next(one for one in result.integrations if one.name == unit)
    if result.run.narrowed:
        yield _unknown(About.FITNESS, "the last run judged a selection only: run `assay check` as a whole")
    elif found.fitness is Fitness.FIT:
        waived = sum(one.waived for one in result.findings("unmet", unit))
        yield _met(About.FITNESS, f"it is fit{f', {waived} findings waived' if waived else ''}")
    elif found.fitness is Fitness.UNPROVEN:
        said = f"it is unproven: {found.musts_unknown} of {found.musts} musts are unknown"
        yield _unknown(About.FITNESS, said if found.musts else "it is unproven: no must applies to it")
    else:
        unmet = [one for one in result.findings("unmet", unit) if one.level is Level.MUST and not one.waived]
        for one in unmet[:_MOST]:
            yield _no(About.FITNESS, f"{one.standard}: {one.subject}: {one.reason}", one.path, one.line)
        if len(unmet) > _MOST:
            yield _no(About.FITNESS, f"{len(unmet) - _MOST} more musts are unmet; `assay explain {unit}` lists them")
