"""A result -> what to do first: groups of findings ranked by what the floor gains for the effort.

The gain is exact: the same tallies that made the score are turned to met and asked again. What lacks evidence may turn
out unmet; its gain is what it would be at most, and it is ranked by what is likely, after the units that were judged.

    points = what the floors of all units gain + FIT_POINTS x the share of the way to fit, of each unit
    value  = points x (1 + share of recorded calls + of writes + of files that build on it + of recent commits)
    rank   = value of all that the work answers / steps of the works that earlier lines have not done already
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from assay.analysis.touched import Touched, touched
from assay.engine.plugins import collectors
from assay.engine.result import UNPROVEN_ABOVE, IntegrationResult, Result, Tally, answer, tallies
from assay.model import Fitness, Origin, Verdict

from .groups import Group, Work, groups, steps
from .ranking import Valued, ranking

#: A unit that becomes fit counts as so many points of its floor, spread over the musts that it lacks.
FIT_POINTS = 10
#: What found nothing is written down as absent, under the root.
_OBSERVED = "select distinct path from collection where origin <> 'source' and outcome <> 'absent'"
_Counts = Mapping[str, Sequence[Tally]]


@dataclass(frozen=True, slots=True)
class Gain:
    """What a unit gains by one item alone. `likely` is the floor's gain weighted by how others fared where unknown."""

    unit: str
    floor: float
    likely: float
    musts: int
    lacking: int
    fitness: Fitness
    before: Fitness


@dataclass(frozen=True, slots=True)
class Item:
    """One group of findings, what answering it gains, what it touches."""

    group: Group
    gains: tuple[Gain, ...]
    touched: Touched

    @property
    def floor(self) -> float:
        """Points of the floor, summed over units; at most so many where evidence is lacking."""
        return sum(gain.floor for gain in self.gains)

    @property
    def likely(self) -> float:
        return sum(gain.likely for gain in self.gains)

    @property
    def musts(self) -> int:
        """Pairs of unit and must that stand between a unit and fit, and no longer would."""
        return sum(gain.musts for gain in self.gains)

    @property
    def value(self) -> float:
        way = sum(gain.musts / gain.lacking for gain in self.gains if gain.lacking)
        return (self.likely + FIT_POINTS * way) * self.touched.weight

    @property
    def steps(self) -> int:
        return steps(self.group.works)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the plan: an item, those that the same work answers as well, and where one stands after it.

    `floor` is the mean of the units' floors then, as is likely where evidence is yet to come; if all of that turns out
    well it is `ceiling`, `fit` units are fit, and those in `becomes` have become what is said there.
    """

    rank: int
    item: Item
    also: tuple[Item, ...]
    works: frozenset[Work]
    floor: float
    ceiling: float
    fit: int
    becomes: tuple[tuple[str, Fitness], ...]

    @property
    def items(self) -> tuple[Item, ...]:
        return (self.item, *self.also)

    @property
    def steps(self) -> int:
        """Steps of what is left to do when the lines before this one are done."""
        return steps(self.works)


@dataclass(frozen=True, slots=True)
class Plan:
    """Lines, the best first. `floor` is the mean of the units' floors today, `fit` how many of them are fit."""

    units: int
    floor: float
    fit: int
    lines: tuple[Line, ...]


def plan(result: Result, *, units: Collection[str] = (), domains: Collection[str] = ()) -> Plan:
    """The plan for all units and domains of a result, or for some. Nothing but `result` is read."""
    chosen = [unit for unit in result.integrations if not units or unit.name in units]
    counts = tallies(result.db)
    return ordered(items(result, counts, {unit.name: unit for unit in chosen}, domains), counts, chosen)


def ordered(found: Sequence[Item], counts: _Counts, units: Sequence[IntegrationResult]) -> Plan:
    """The plan that consists of these items."""
    return Plan(len(units), _mean(units), _fit(units), tuple(_ranked(found, counts, units)))


def items(
    result: Result, counts: _Counts, units: Mapping[str, IntegrationResult], domains: Collection[str] = ()
) -> list[Item]:
    """Every group of what is not met in these units, with gain and touch; in no order."""
    observed = {path for (path,) in result.db.execute(_OBSERVED).fetchall()}
    found = [
        finding
        for verdict in (Verdict.UNMET, Verdict.UNKNOWN)
        for finding in result.findings(verdict=verdict)
        if finding.integration in units and (not domains or finding.domain in domains)
    ]
    grouped = groups(found, result.standards, observed, _origin)
    places = [((f.path, f.integration), n) for n, group in enumerate(grouped) for f in group.findings]
    touch = touched(
        result.evidence, [place for place, _ in places], [n for _, n in places], date.fromisoformat(result.run.as_of)
    )
    shares = _met_shares(counts)
    return [
        Item(group, tuple(_gain(units[name], counts[name], group, shares) for name in group.units), touch[n])
        for n, group in enumerate(grouped)
    ]


def _origin(tool: str) -> Origin:
    """What the evidence of a tool is; that of one unknown here is taken for traffic, which costs most to bring."""
    known = (module.COLLECTOR for module in collectors().values())
    return next((collector.origin for collector in known if collector.tool == tool), Origin.RECORDING)


def _met_shares(counts: _Counts) -> dict[str, float]:
    """Standard -> (units that meet it + 1) / (units where it was judged + 2): Laplace's rule of succession."""
    met: dict[str, int] = {}
    known: dict[str, int] = {}
    for tally in (tally for unit in counts.values() for tally in unit):
        if tally.met or tally.unmet:
            known[tally.standard] = known.get(tally.standard, 0) + 1
            met[tally.standard] = met.get(tally.standard, 0) + (not tally.unmet)
    return {name: (met[name] + 1) / (known[name] + 2) for name in known}


def turned(counts: Sequence[Tally], answered: Iterable[Group], unit: str) -> list[Tally]:
    """A unit's tallies once all that these groups hold of it is met."""
    turns: dict[str, list[int]] = {}
    for group in answered:
        for finding in group.findings:
            if finding.integration == unit:
                turn = turns.setdefault(finding.standard, [0, 0])
                turn[finding.verdict is Verdict.UNKNOWN] += 1
    return [_turn(tally, *turns[tally.standard]) if tally.standard in turns else tally for tally in counts]


def _turn(tally: Tally, unmet: int, unknown: int) -> Tally:
    return tally._replace(met=tally.met + unmet + unknown, unmet=tally.unmet - unmet, unknown=tally.unknown - unknown)


def _gain(unit: IntegrationResult, counts: Sequence[Tally], group: Group, shares: Mapping[str, float]) -> Gain:
    after = turned(counts, [group], unit.name)
    then = answer(unit, after)
    weight = sum(tally.level.weight for tally in counts)
    unknown = group.verdict is Verdict.UNKNOWN
    likely = sum(
        (new.low - old.low) * (shares.get(old.standard, 0.5) if unknown else 1)
        for old, new in zip(counts, after, strict=True)
    )
    floor = then.score_low - unit.score_low
    musts = lacking(unit) - lacking(then)
    return Gain(unit.name, floor, 100 * likely / weight, musts, lacking(unit), then.fitness, unit.fitness)


def lacking(unit: IntegrationResult) -> int:
    """How many musts stand between a unit and fit: the unmet ones, and the unknown ones above a fifth."""
    return unit.musts_unmet + max(0, unit.musts_unknown - int(UNPROVEN_ABOVE * unit.musts))


def _ranked(found: Sequence[Item], counts: _Counts, units: Sequence[IntegrationResult]) -> Iterable[Line]:
    items = sorted(found, key=lambda item: (-item.value, item.group.id))
    standing = {unit.name: unit for unit in units}
    tally = {unit.name: counts.get(unit.name, ()) for unit in units}
    likely = _mean(units)
    for rank, taken in enumerate(ranking([Valued(item.value, item.group.works) for item in items]), 1):
        item, *also = (items[n] for n in taken.things)
        before = dict(standing)
        answered = [each.group for each in (item, *also)]
        for name in {name for group in answered for name in group.units}:
            tally[name] = turned(tally[name], answered, name)
            standing[name] = answer(standing[name], tally[name])
        likely += sum(each.likely for each in (item, *also)) / len(units)
        becomes = tuple(
            (name, unit.fitness) for name, unit in standing.items() if unit.fitness is not before[name].fitness
        )
        now = standing.values()
        yield Line(rank, item, tuple(also), taken.works, likely, _mean(now), _fit(now), becomes)


def _mean(units: Iterable[IntegrationResult]) -> float:
    floors = [unit.score_low for unit in units]
    return sum(floors) / len(floors) if floors else 0.0


def _fit(units: Iterable[IntegrationResult]) -> int:
    return sum(unit.fitness is Fitness.FIT for unit in units)
