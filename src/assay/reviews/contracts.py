"""A run -> what is promised, verified, deployed and changed, as far as one unit is a party to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from assay.engine.result import Result

#: The version of the outermost manifests of a unit, where they agree.
_DECLARED = """
select min(version) from (
    select version, rank() over (order by length(path) - length(replace(path, '/', ''))) as depth
    from manifest where integration = ? and version is not null)
where depth = 1 having count(distinct version) = 1
"""


class Verified(NamedTuple):
    """One result of holding a provider to a pact."""

    consumer: str
    provider: str
    consumer_version: str | None
    provider_version: str | None
    success: bool | None
    at: datetime | None


class Agreement(NamedTuple):
    """How one expectation stands against a description, or against what was observed."""

    consumer: str
    provider: str
    interaction: str
    against: str
    agrees: bool | None
    message: str
    path: str
    origin: str
    environment: str | None


class Hit(NamedTuple):
    """A place that calls an operation whose description changed."""

    operation: str
    description: str
    breaking: int
    possibly_breaking: int
    message: str | None
    path: str
    line: int | None
    in_place: bool


@dataclass(frozen=True, slots=True)
class Contracts:
    """All contracts of a run. `units` maps parties to the units they are here.

    `environments` are those of which a list says what is deployed to them: what it leaves out does not run there.
    """

    pairs: Mapping[tuple[str, str], str]
    units: Mapping[str, str | None]
    running: Mapping[str, Mapping[str, tuple[str, ...]]]
    environments: frozenset[str]
    verified: tuple[Verified, ...]
    agreements: tuple[Agreement, ...]
    hits: tuple[Hit, ...]
    declared: str | None

    def parties(self, unit: str) -> set[str]:
        """The names that pacts give a unit."""
        return {party for party, known in self.units.items() if unit in (known, party)}

    def versions(self, party: str, environment: str) -> tuple[str, ...]:
        """The versions of a party that run in an environment, by its own name or that of its unit."""
        names = {party, self.units.get(party) or party}
        found = {version for name in names for version in self.running.get(name, {}).get(environment, ())}
        return tuple(sorted(found))

    def runs_anywhere(self, party: str) -> bool:
        """Whether anything is said of where a party runs."""
        return bool({party, self.units.get(party) or party} & self.running.keys())


def read_contracts(result: Result, unit: str) -> Contracts:
    """What a run says of contracts, and of changes that hit the unit. Errors: UsageError where its evidence is gone."""

    def rows(query: str, *tables: str, given: Iterable[Any] = ()) -> list[tuple[Any, ...]]:
        result.evidence.require(tables)
        return result.db.execute(query, list(given)).fetchall()

    pairs = rows("select consumer, provider, min(path) from pact_file group by all", "pact_file")
    units = rows("select party, unit from pact_party", "pact_party")
    verified = rows(
        "select consumer, provider, consumer_version, provider_version, success, verified_at from pact_verification",
        "pact_verification",
    )
    agreements = rows(
        "select consumer, provider, interaction, against, agrees, message, path, origin, environment "
        "from pact_agreement order by consumer, provider, interaction, against",
        "pact_agreement",
    )
    declared = rows(_DECLARED, "manifest", given=[unit])
    deployed = rows("select distinct runs_in from deployed_version", "deployed_version")
    return Contracts(
        pairs={(consumer, provider): path for consumer, provider, path in pairs},
        units=dict(units),
        running=_running(result),
        environments=frozenset(environment for (environment,) in deployed),
        verified=tuple(Verified(*row) for row in verified),
        agreements=tuple(Agreement(*row) for row in agreements),
        hits=_hits(result, unit),
        declared=declared[0][0] if declared else None,
    )


def _running(result: Result) -> dict[str, dict[str, tuple[str, ...]]]:
    """Party -> environment -> versions: as deployed versions say, and descriptions of one environment."""
    result.evidence.require(["deployed_version", "api_description", "pact_party"])
    found = result.db.execute(
        "select party, runs_in, version from deployed_version union "
        "select p.party, d.environment, d.version from api_description d join pact_party p on p.api = d.api "
        "where d.environment is not null and d.version is not null order by 1, 2, 3"
    ).fetchall()
    running: dict[str, dict[str, tuple[str, ...]]] = {}
    for party, environment, version in found:
        places = running.setdefault(party, {})
        places[environment] = (*places.get(environment, ()), version)
    return running


def _hits(result: Result, unit: str) -> tuple[Hit, ...]:
    """Changes that reach the unit."""
    result.evidence.require(["api_change_hit"])
    found = result.db.execute(
        "select operation, description, breaking, possibly_breaking, message, path, line, in_place from api_change_hit "
        "where integration = ? and breaking + possibly_breaking > 0 order by path, line",
        [unit],
    ).fetchall()
    return tuple(Hit(*row) for row in found)
